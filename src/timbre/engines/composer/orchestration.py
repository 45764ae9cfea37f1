"""Orchestration: who plays what. The style proposes, the user's instruments and exclusions decide.

Knows nothing of notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from timbre.engines.composer.exclusions import SINGERS, excluded, role_excluded
from timbre.engines.composer.parts.solo.idiom import idiom_of, suited
from timbre.engines.composer.players import KITS, Player, players
from timbre.engines.composer.recasting import recast
from timbre.engines.composer.seating import (
    DEFAULTS,
    PITCHED,
    Cast,
    for_ensemble,
    kit_role,
    player_of,
    plays_together,
    seated,
)
from timbre.engines.composer.style import Style, load_style
from timbre.engines.composer.style_parts import ROLES
from timbre.model.brief import Brief
from timbre.model.stream import Stream

_GENRES_OF_ONE = ("a cappella", "solo piano")
"""Genres that say who plays and nothing of the style."""


def cast_players(style: Style, brief: Brief, seed: int, seats: Sequence[tuple[str, str]] = ()) -> Cast:
    """Choose an instrument for every role that is wanted; who has one of the `seats` keeps it. Pure."""
    known = players()
    lead = _usual_players(style, brief, Stream(seed, "instruments"))
    ensemble = seated(style, brief, lead)
    if ensemble is not None:
        return replace(ensemble, notes=_singers_note(ensemble, brief))
    wanted = [name for name in dict.fromkeys(brief.instruments) if not excluded(name, "", brief)]
    pitched = [name for name in wanted if name in known and known[name].roles != ("fx",)]
    alone = soloist(style, brief)
    if alone is not None:
        return _alone(alone, lead)
    kept = recast(style, brief, seats, lead) if seats else None
    if kept is not None:
        return replace(kept, notes=_singers_note(kept, brief))
    asked: list[str] = []
    for name in wanted:
        role = kit_role(name, style) if name in KITS else None
        role = "fx" if name in known and known[name].roles == ("fx",) else role
        if role is not None and not role_excluded(role, brief):
            lead[role] = name
            asked.append(role)
    kits = [name for name in wanted if name in KITS]
    for role in ROLES:
        if role in brief.instruments and not role_excluded(role, brief):
            noted = kits if role == "drums" else "orchestral percussion" in kits and role == "percussion"
            if noted and role not in lead:
                continue
            lead[role] = player_of(role, lead)
            asked.append(role)
    if brief.vocals and not any(name in SINGERS for name in pitched):
        pitched = [next((n for n in SINGERS if not excluded(n, "", brief)), SINGERS[0]), *pitched]
    extra = _seat(pitched, lead, asked, brief, known)
    _give_tune(pitched, lead, asked, style, brief, known)
    _thin(lead, asked, style, len(pitched))
    notes: list[str] = []
    if not lead:
        held = ("warm pad", "piano", "strings")
        lead["pad"] = next((name for name in held if not excluded(name, "", brief)), held[0])
        asked.append("pad")
        notes.append("Everything was excluded, so one held part was kept: silence is not a piece.")
    cast = Cast(lead, tuple(extra), tuple(dict.fromkeys(asked)), False, tuple(notes))
    return replace(cast, notes=(*_singers_note(cast, brief), *notes))


def _singers_note(cast: Cast, brief: Brief) -> tuple[str, ...]:
    """What is said of a voice: it has no words."""
    names = (*cast.lead.values(), *(name for _, name in cast.extra))
    singer = next((name for name in names if name in SINGERS), None)
    if not brief.vocals or singer is None:
        return ()
    return (f"Vocals are a wordless {singer}: this engine sings no words.",)


def with_melody(cast: Cast, style: Style) -> Cast:
    """The cast with somebody to play a tune: whoever the style would give it to, or else the usual one."""
    if "melody" in cast.lead:
        return cast
    options = style.instruments.get("melody") or {DEFAULTS["melody"]: 1.0}
    best = max(options, key=lambda name: options[name])
    return replace(cast, lead={**cast.lead, "melody": best})


def _usual_players(style: Style, brief: Brief, stream: Stream) -> dict[str, str]:
    """What the style would use, without what is excluded. One draw per role keeps roles independent."""
    lead: dict[str, str] = {}
    for role in ROLES:
        options = style.instruments.get(role)
        if not options:
            continue
        draw = stream.uniform()
        allowed = {name: weight for name, weight in options.items() if not excluded(name, role, brief)}
        if not allowed:
            if role_excluded(role, brief) or excluded(DEFAULTS[role], role, brief):
                continue
            allowed = {DEFAULTS[role]: 1.0}
        lead[role] = _drawn(allowed, draw)
    return lead


def soloist(style: Style, brief: Brief) -> str | None:
    """The only instrument of the piece, when the user wants one alone and names it and nothing else."""
    alone = _says_solo(brief)
    if plays_together(brief):
        return None
    if style.name != "solo-piano" and not alone:
        return None
    named = [name for name in dict.fromkeys(brief.instruments) if not excluded(name, "", brief)]
    known = players()
    exact = [name for name in named if name in KITS or (name in known and known[name].roles != ("fx",))]
    kits = any(name in KITS for name in exact)
    basses = any(name in known and known[name].roles[0] == "bass" for name in exact)
    parts = [
        role
        for role in named
        if (role in ("drums", "percussion") and not kits) or (role == "bass" and not basses)
    ]
    if len(exact) + len(parts) != 1 or (not alone and exact[:1] and exact[0] in KITS):
        return None
    if exact:
        return exact[0]
    role = parts[0]
    usual = style.instruments.get(role, {}) if brief.genres else {}  # type: ignore[call-overload]
    return next(iter(usual), DEFAULTS[role]) if alone else None


def alone_in(style: Style, brief: Brief) -> Style:
    """`style` for the soloist the brief asks for: another one where no genre was named, changed to suit the instrument.

    A piece for several instruments keeps its style.
    """
    name = soloist(style, brief)
    idiom = idiom_of(name) if name is not None else None
    if name is None or idiom is None:
        return for_ensemble(style, brief)
    chosen = brief.source_of("style").kind != "implied" and brief.style is not None
    if not chosen and all(genre in _GENRES_OF_ONE for genre, _ in brief.genres):
        style = load_style(idiom.style)
    return suited(style, name)


def _alone(name: str, usual: dict[str, str]) -> Cast:
    """One instrument alone, by its idiom; the pianos take every pitched role the style has."""
    idiom = idiom_of(name)
    if idiom is None:
        player = players()[name]
        roles = [r for r in PITCHED if (r in usual and r != "pad") or r in ("chords", "melody")]
        roles = roles if player.chords else ["melody"]
        return Cast(dict.fromkeys(roles, name), (), tuple(roles), True, ())
    role = {"kit": "drums", "bass": "bass", "drone": "bass"}.get(idiom.texture, "melody")
    return Cast({role: name}, (), (role,), True, ())


def _give_tune(
    pitched: list[str],
    lead: dict[str, str],
    asked: list[str],
    style: Style,
    brief: Brief,
    known: dict[str, Player],
) -> None:
    """A named instrument carries the tune when any can: the counter's player, or the first that has chords and tune."""
    if "melody" in asked or brief.vocals or role_excluded("melody", brief):
        return
    if "counter" in asked and "melody" in known[lead["counter"]].roles:
        lead["melody"] = lead["counter"]
        asked[asked.index("counter")] = "melody"
        if lead["counter"] not in style.instruments.get("counter", {}):
            del lead["counter"]
    elif "melody" in lead:
        able = [name for name in pitched if known[name].chords and "melody" in known[name].roles[:3]]
        if able and lead["melody"] not in pitched:
            lead["melody"] = able[0]
            asked.append("melody")


def _thin(lead: dict[str, str], asked: list[str], style: Style, named: int) -> None:
    """The more instruments are named, the fewer unnamed ones join in; what the style's verse rests on stays."""
    core = style.sections.get("verse", next(iter(style.sections.values()))).layers
    spare = (
        ()
        if named < 2
        else ("arp", "counter", "percussion")
        if named < 3
        else ("arp", "counter", "percussion", "pad")
    )
    for role in spare:
        if role in lead and role not in asked and role not in core:
            del lead[role]


def _seat(
    names: list[str], lead: dict[str, str], asked: list[str], brief: Brief, known: dict[str, Player]
) -> list[tuple[str, str]]:
    """Seat every named instrument in the role it suits best; those left over double a role."""
    left = list(names)
    taken: set[str] = set()
    while left:
        best: tuple[int, int, str] | None = None
        for order, name in enumerate(left):
            for place, role in enumerate(known[name].roles):
                if role in taken or role_excluded(role, brief) or role == "fx":
                    continue
                cost = 4 * place + (0 if role in lead else 3) + (-5 if lead.get(role) == name else 0)
                cost += 2 if role == "melody" and place > 0 and len(names) > 1 else 0
                if brief.vocals and name in ("choir", "voice lead") and role == "melody":
                    cost -= 20
                if best is None or (cost, order) < best[:2]:
                    best = cost, order, role
        if best is None:
            break
        _, order, role = best
        lead[role] = left.pop(order)
        taken.add(role)
        asked.append(role)
    extra: list[tuple[str, str]] = []
    for name in left:
        roles = [role for role in known[name].roles if role in PITCHED and not role_excluded(role, brief)]
        if roles:
            extra.append((roles[0], name))
    return extra


def _says_solo(brief: Brief) -> bool:
    words = " ".join((*brief.moods, *brief.production, *(name for name, _ in brief.genres))).lower()
    alone = {"solo", "only"} & set(words.replace("-", " ").split())
    return bool(alone) or "a cappella" in words


def _drawn(options: dict[str, float], draw: float) -> str:
    """The weighted choice that `draw` (0..1) points at; one draw per role keeps roles independent."""
    target = draw * sum(options.values())
    for name, weight in options.items():
        target -= weight
        if target < 0:
            return name
    return next(reversed(options))
