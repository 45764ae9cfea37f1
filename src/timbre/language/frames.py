"""Frames: scenes, eras and artists, and the players, metre, tempo and name they bring where nothing else says so.

Knows nothing of style, feeling and sound, which they share with genres and moods (`genres`, `feeling`, `production`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timbre.language.match import Match
from timbre.language.vocabulary import Entry, Kind

if TYPE_CHECKING:
    from timbre.language.imply import Draft

FRAMES: tuple[Kind, ...] = ("artist", "scene", "era")
"""The kinds of frame, the most particular first."""
MOST_PLAYERS = 4
_MOST_EACH = 2
"""How many players each of several frames, or a frame beside a genre, brings."""
_GENERAL = 0.15
"""How much less a scene weighs than another when it gives way to it ("a film about a bank heist")."""
_MOST_MIXED = 3
"""How many frames have a say in tempo and players."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A usual tempo and the range that words may move it in, quarter notes per minute."""

    bpm: float
    low: float
    high: float
    energy: float
    because: str
    match: Match | None = None


def frames(draft: Draft) -> list[tuple[Entry, Match]]:
    """The frames that were asked for, artists first, each once; a general scene only where no particular one is."""
    found: dict[tuple[Kind, str], tuple[Entry, Match]] = {}
    for kind in FRAMES:
        for entry, match in draft.wanted(kind):
            if not match.less:
                found.setdefault((kind, entry.name), (entry, match))
    most = max((entry.weight for entry, _ in found.values() if entry.kind == "scene"), default=0.0)
    return [(entry, match) for entry, match in found.values() if entry.weight > most - _GENERAL]


def reason(entry: Entry) -> str:
    """What explain says implied a field: "scene boss battle"."""
    return f"{entry.kind} {entry.name}"


def imply_players(draft: Draft, refused: set[str]) -> None:
    """Set `instruments` from the frames when neither the prompt nor a genre says who plays.

    One frame brings all its players; several, or one beside a genre, the first two each.
    """
    bringing = [(entry, match) for entry, match in _by_style(draft) if entry.instruments][:_MOST_MIXED]
    alone = len(bringing) == 1 and not draft.wanted("genre")
    names: dict[str, Entry] = {}
    for entry, _ in bringing:
        played = [name for name in entry.instruments if not _is_refused(draft, name, refused)]
        for name in played if alone else played[:_MOST_EACH]:
            names.setdefault(name, entry)
    if names:
        kept = tuple(names)[:MOST_PLAYERS]
        because = ", ".join(dict.fromkeys(reason(names[name]) for name in kept))
        draft.imply("instruments", kept, because)


def imply_metre(draft: Draft) -> None:
    """Set `metre` from the first frame of the chosen style that has one."""
    for entry, match in frames(draft):
        if entry.metre and entry.style == draft.fields.get("style"):
            draft.imply("metre", entry.metre, reason(entry), (match.start, match.end))


def pace_of(draft: Draft) -> Pace | None:
    """The tempo of the frames: of several the mean, within the range of the one that gave the style."""
    timed = [(entry, match) for entry, match in _by_style(draft) if entry.bpm and entry.range]
    if not timed:
        return None
    chosen, match = timed[0]
    mixed = timed[:_MOST_MIXED]
    low, high = chosen.range or (0.0, 0.0)
    mean = sum(entry.bpm or 0.0 for entry, _ in mixed) / len(mixed)
    because = ", ".join(reason(entry) for entry, _ in mixed)
    return Pace(min(high, max(low, mean)), low, high, _energy(draft, chosen), because, match)


def agreements(draft: Draft) -> dict[str, float]:
    """Scene → how well it suits the moods that were said: 1 alike … -1 opposite; without those that say no mood."""
    said = [mood for mood, match in draft.wanted("mood") if not (match.less or match.of("scene"))]
    if not said:
        return {}
    wished = {axis: _mean(said, axis) for axis in ("valence", "energy")}
    found: dict[str, float] = {}
    for entry, _ in draft.wanted("scene"):
        if entry.name not in found and entry.moods:
            meant = _moods(draft, entry)
            far = max(abs(wish - _mean(meant, axis)) for axis, wish in wished.items())
            found[entry.name] = max(-1.0, 1.0 - far)
    return found


def _by_style(draft: Draft) -> list[tuple[Entry, Match]]:
    """The frames, those of the chosen style first, then the particular ones."""
    style = draft.fields.get("style")
    return sorted(frames(draft), key=lambda pair: (pair[0].style != style, -pair[0].weight))


def _energy(draft: Draft, entry: Entry) -> float:
    return _mean(_moods(draft, entry), "energy")


def _moods(draft: Draft, entry: Entry) -> list[Entry]:
    return [mood for name in entry.moods if (mood := draft.words.named("mood", name)) is not None]


def _mean(moods: list[Entry], axis: str) -> float:
    values = [value for mood in moods if (value := getattr(mood, axis)) is not None]
    return sum(values) / len(values) if values else 0.0


def _is_refused(draft: Draft, name: str, refused: set[str]) -> bool:
    entry = draft.words.named("instrument", name)
    beaten = entry is not None and entry.family == "drums" and not refused.isdisjoint(("drums", "percussion"))
    return name in refused or beaten
