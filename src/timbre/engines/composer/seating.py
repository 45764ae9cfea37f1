"""Seating: an ensemble of named players and nobody else, each in one part (a lone keyboard or guitar in several).

Knows nothing of notes, and nothing of the players a style would bring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from timbre.engines.composer.exclusions import excluded, role_excluded
from timbre.engines.composer.players import KITS, Player, players
from timbre.engines.composer.style import Style
from timbre.engines.composer.style_parts import ROLES
from timbre.model.brief import Brief

PITCHED = ("bass", "chords", "pad", "arp", "melody", "counter")
DEFAULTS = {
    "bass": "electric bass",
    "chords": "piano",
    "pad": "warm pad",
    "arp": "pluck synth",
    "melody": "piano",
    "counter": "strings",
    "drums": "acoustic kit",
    "percussion": "latin percussion",
    "fx": "reverse cymbal",
}
"""Who plays a part when the style does not say."""
_LOW = 41
"""An instrument that reaches down to here can be the bass of an ensemble."""
_FEW = 3


@dataclass(frozen=True)
class Cast:
    """The players of a piece: `lead` role → instrument, `extra` (role, instrument) pairs that share a role."""

    lead: dict[str, str]
    extra: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]
    """Roles that play because the user named an instrument."""
    solo: bool
    notes: tuple[str, ...]
    together: bool = False
    """Whether the named players are all there are."""


def plays_together(brief: Brief) -> bool:
    """Whether the brief names several players and wants nobody else."""
    return "only" in brief.production and len(brief.instruments) > 1


def kit_role(kit: str, style: Style) -> str:
    """The part a drum kit plays: percussion where a style without drums has it there, or for hand percussion."""
    hands = kit in style.instruments.get("percussion", {}) and "drums" not in style.instruments
    return "percussion" if kit == "latin percussion" or hands else "drums"


def player_of(role: str, usual: dict[str, str]) -> str:
    """Who plays a part that is named as such: whom the style would take, but no piano for "bass"."""
    name = usual.get(role, DEFAULTS[role])
    if role == "bass" and name in players() and players()[name].roles[0] != "bass":
        return "acoustic bass"
    return name


def seated(style: Style, brief: Brief, usual: dict[str, str]) -> Cast | None:
    """The ensemble the brief names; None when it does not, or nobody is left. `usual`: whom the style would take."""
    if not plays_together(brief):
        return None
    named = [name for name in brief.instruments if not excluded(name, "", brief)]
    known = players()
    lead: dict[str, str] = {}
    for name in named:
        if name in KITS:
            role = kit_role(name, style)
            lead["percussion" if role in lead else role] = name
    drummed = "drums" in lead or "percussion" in lead
    for role in ROLES:
        if role in named and not (drummed and role in ("drums", "percussion")):
            lead[role] = player_of(role, usual)
    extra = _seat([known[name] for name in named if name in known], lead)
    lead = {role: name for role, name in lead.items() if not role_excluded(role, brief)}
    if not lead:
        return None
    return Cast(lead, tuple(extra), tuple(lead), False, (), True)


def for_ensemble(style: Style, brief: Brief) -> Style:
    """`style` for a few named players: the second voice goes on all the time instead of answering now and then."""
    if not plays_together(brief) or len(brief.instruments) > _FEW:
        return style
    return style.model_copy(update={"counter": style.counter.model_copy(update={"mode": "guide"})})


def _seat(company: list[Player], lead: dict[str, str]) -> list[tuple[str, str]]:
    """Seat everybody: bass, tune, chords, then what is left to each; who finds no part of their own shares one."""
    left = list(company)
    bass = None if "bass" in lead else _bass_of(left)
    if bass is not None:
        _take("bass", bass, left, lead)
    keys = [player for player in left if _plays_chords(player)]
    tune = [player for player in left if "melody" in player.roles and player not in keys] or keys
    if tune and "melody" not in lead:
        best = min(tune, key=lambda player: (player.roles.index("melody"), -player.high))
        _take("melody", best, left, lead)
        if left == [] and best in keys:
            lead.setdefault("chords", best.name)
    keys = [player for player in left if _plays_chords(player)]
    accompanist = min(keys, key=lambda player: player.roles.index("chords")) if keys else None
    if accompanist is not None and "chords" not in lead:
        _take("chords", accompanist, left, lead)
        if "bass" not in lead and "bass" in accompanist.roles:
            lead["bass"] = accompanist.name
    extra: list[tuple[str, str]] = []
    for player in left:
        open_to = ("counter", *player.roles, "pad")
        role = next((role for role in open_to if role not in lead and _suits(role, player)), None)
        if role is not None:
            lead[role] = player.name
        else:
            extra.append((next(r for r in (*player.roles, *lead) if r in lead), player.name))
    return extra


def _bass_of(company: Sequence[Player]) -> Player | None:
    """Whoever plays the bass by trade, else the lowest of three or more, or of two where nobody plays chords."""
    by_trade = [player for player in company if player.roles[0] == "bass"]
    low = [p for p in company if "bass" in p.roles and p.low < _LOW and not _plays_chords(p)]
    carried = any(_plays_chords(player) for player in company)
    options = by_trade or (low if len({player.name for player in company}) > 1 and not carried else [])
    return min(options, key=lambda player: player.low) if options else None


def _plays_chords(player: Player) -> bool:
    return player.chords and "chords" in player.roles


def _suits(role: str, player: Player) -> bool:
    if role == "pad":
        return player.sustained
    return role != "bass" and (role == "counter" or role in player.roles)


def _take(role: str, player: Player, left: list[Player], lead: dict[str, str]) -> None:
    left.remove(player)
    lead[role] = player.name
