"""Moods and where they lie: valence, energy, density, brightness, swing.

Knows nothing of what a style does with them. Each is the weighted mean of everything that has an opinion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from timbre.language.frames import FRAMES, frames, reason
from timbre.language.vocabulary.entries import Entry

if TYPE_CHECKING:
    from timbre.language.imply import Draft

MOST_MOODS = 8
MOST_REASONS = 3
Axis = Literal["valence", "energy", "density", "brightness"]
AXES: tuple[Axis, ...] = ("valence", "energy", "density", "brightness")
_WEIGHT = {
    "mood": 1.0,
    "feel": 1.2,
    "scene": 0.7,
    "artist": 0.5,
    "production": 1.0,
    "genre": 0.5,
    "tempo": 0.5,
}
MODE_WORDS = ("minor key", "major key")
"""Words of feel.toml that say a mode without a tonic: they go with the moods, and the key obeys them."""
_ATTACHED = 0.4
_REFUSED = -0.4


@dataclass(frozen=True, slots=True)
class Feeling:
    """Means of what moods and scenes alone say (genres left out), for tempo nudges."""

    mood_energy: float | None = None


def imply_feeling(draft: Draft) -> Feeling:
    """Set `moods`, `valence`, `energy`, `density`, `brightness`, `swing`."""
    _name_moods(draft)
    for axis in AXES:
        opinions = list(_opinions(draft, axis))
        total = sum(weight for _, weight, _ in opinions)
        if total > 0:
            mean = sum(value * weight for value, weight, _ in opinions) / total
            strongest = sorted(opinions, key=lambda opinion: -abs(opinion[0]) * opinion[1])
            because = ", ".join(list(dict.fromkeys(opinion[2] for opinion in strongest))[:MOST_REASONS])
            draft.imply(axis, round(max(-1.0, min(1.0, mean)), 2), because)
    for entry, match in draft.wanted("feel"):
        if entry.swing is not None:
            draft.state("swing", entry.swing, match.start, match.end)
    first = next((name for name, _ in draft.fields.get("genres", ())), None)
    for entry, _ in draft.wanted("genre"):
        if (
            entry.swing is not None and entry.name == first
        ):  # one that only colours another does not set the feel
            draft.imply("swing", entry.swing, f"genre {entry.name}")
    moods = [
        (value, weight)
        for value, weight, because in _opinions(draft, "energy")
        if because.split()[0] in ("mood", "scene", "artist", "not")
    ]
    total = sum(weight for _, weight in moods)
    return Feeling(sum(v * w for v, w in moods) / total if total else None)


def _name_moods(draft: Draft) -> None:
    wanted = [(entry, match) for entry, match in draft.wanted("mood") if not match.less]
    names = list(
        dict.fromkeys(entry.name for entry, match in sorted(wanted, key=lambda pair: pair[1].attached))
    )
    modes = [(entry.name, match) for entry, match in draft.wanted("feel") if entry.name in MODE_WORDS]
    said = [name for name, _ in modes][-1:]
    if names:
        first = wanted[0][1]
        draft.state("moods", (*names[: MOST_MOODS - len(said)], *said), first.start, first.end)
        return
    framed = [(entry, match) for entry, match in frames(draft) if entry.moods]
    if framed:
        moods = dict.fromkeys(name for entry, _ in framed for name in entry.moods)
        because = ", ".join(reason(entry) for entry, _ in framed[:MOST_REASONS])
        span = (framed[0][1].start, framed[0][1].end)
        draft.imply("moods", (*tuple(moods)[: MOST_MOODS - len(said)], *said), because, span)
    elif said:
        draft.state("moods", tuple(said), modes[-1][1].start, modes[-1][1].end)


def _opinions(draft: Draft, axis: Axis) -> Iterator[tuple[float, float, str]]:
    """(value, weight, because) of everything that has an opinion on `axis`."""
    framed: dict[tuple[str, str], float | None] = {}
    for match in draft.matches:
        for spelling in match.spellings:
            entry = spelling.entry
            value, weight = getattr(entry, axis), _WEIGHT.get(entry.kind, 0.0)
            if value is None and entry.kind in FRAMES:
                name = (entry.kind, entry.name)
                if name not in framed:
                    framed[name] = _of_frame(draft, entry, axis)
                value = framed[name]
            if value is None or weight == 0:
                continue
            because = f"{entry.kind} {entry.name}"
            if entry.kind == "genre":
                weight *= entry.weight
            if match.attached:
                weight *= _ATTACHED
            if match.negated or match.less:
                value, because = value * _REFUSED, f"not {entry.name}"
            yield value, weight, because


def _of_frame(draft: Draft, frame: Entry, axis: Axis) -> float | None:
    moods = (draft.words.named("mood", name) for name in frame.moods)
    values = [
        value for value in (getattr(mood, axis) for mood in moods if mood is not None) if value is not None
    ]
    return sum(values) / len(values) if values else None
