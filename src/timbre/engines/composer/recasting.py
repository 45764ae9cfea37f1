"""Recasting: the band of the take a piece was edited from, less whom the brief rules out, with whom it names besides.

Everybody else keeps their part. Knows nothing of notes.
"""

from __future__ import annotations

from collections.abc import Sequence

from timbre.engines.composer.exclusions import SINGERS, excluded, role_excluded
from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.seating import PITCHED, Cast, kit_role, player_of
from timbre.engines.composer.style import Style
from timbre.engines.composer.style_parts import ROLES
from timbre.model.brief import Brief

Seat = tuple[str, str]
"""Part and instrument."""


def seats_of(cast: Cast) -> tuple[Seat, ...]:
    """Everybody in the cast, those who lead their part first."""
    return (*cast.lead.items(), *cast.extra)


def recast(style: Style, brief: Brief, seats: Sequence[Seat], usual: dict[str, str]) -> Cast | None:
    """The cast `seats` become under `brief`; None when nobody is left. `usual`: whom the style would take.

    An instrument that is named and has no seat takes the parts of one who left, if it plays such parts, or one nobody
    has; failing both it shares a part.
    """
    lead: dict[str, str] = {}
    extra: list[Seat] = []
    vacant: list[str] = []
    for role, name in seats:
        if role_excluded(role, brief):
            continue
        if excluded(name, role, brief):
            vacant += [role] if role not in lead else []
        elif role in lead:
            extra.append((role, name))
        elif role in ROLES and (name in KITS or name in players()):
            lead[role] = name
    playing = {name for _, name in (*lead.items(), *extra)}
    named = [name for name in dict.fromkeys(brief.instruments) if not excluded(name, "", brief)]
    for name in named:
        if name in KITS and name not in playing:
            lead[kit_role(name, style)] = name
        elif name in ROLES and name not in lead and not role_excluded(name, brief):
            kits = ("drums", "percussion")
            if name not in kits or not any(role in lead for role in kits):
                lead[name] = player_of(name, usual)
    for name in (*_singers(brief, lead), *named):
        if name in players() and name not in playing:
            extra += _joined(name, lead, vacant, brief)
    if not lead:
        return None
    asked = [role for role, name in lead.items() if name in named or role in named]
    return Cast(lead, tuple(extra), tuple(asked), False, ())


def _singers(brief: Brief, lead: dict[str, str]) -> tuple[str, ...]:
    if not brief.vocals or lead.get("melody") in SINGERS:
        return ()
    return tuple(name for name in SINGERS if not excluded(name, "", brief))[:1]


def _joined(name: str, lead: dict[str, str], vacant: list[str], brief: Brief) -> list[Seat]:
    """Seat `name` in `lead`; the seat beside another, if it has to share one."""
    player = players()[name]
    suited = [role for role in player.roles if not role_excluded(role, brief)]
    if name in SINGERS and brief.vocals and "melody" in lead and "melody" in suited:
        lead.setdefault("counter", lead["melody"])
        lead["melody"] = name
        return []
    left = [role for role in vacant if role in suited and role not in lead]
    free = [role for role in suited if role not in lead][:1]
    if left or free:
        lead.update(dict.fromkeys(left or free, name))
        return []
    shared = [role for role in suited if role in PITCHED and role in lead]
    return [(shared[0], name)] if shared else []
