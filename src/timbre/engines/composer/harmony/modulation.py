"""Modulation: which key each section stands in, and the bar that turns to the next one through a chord of both keys.

Knows nothing of chords already chosen. Source for pivots: Aldwell and Schachter, *Harmony and Voice Leading*.
"""

from __future__ import annotations

from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.harmony.cadences import TONAL, approach
from timbre.engines.composer.style import Style
from timbre.engines.composer.timing import Timing
from timbre.model.stream import Stream
from timbre.theory.key import Key, key_at
from timbre.theory.roman import realise

SHORTEST_SECONDS = 60.0
MOST_AWAY = 0.5
"""Share of the bars that may leave the piece's key."""
_STEPS = {"dominant": 7, "subdominant": 5, "step": 2}


def section_keys(
    style: Style, key: Key, timing: Timing, sections: tuple[SectionPlan, ...], stream: Stream
) -> tuple[Key, ...]:
    """The key of every section. Home begins the piece, and ends it but for a raised last chorus."""
    keys = [key] * len(sections)
    table = style.harmony.modulation
    if seconds_of(timing) < SHORTEST_SECONDS:
        return tuple(keys)
    room = int(MOST_AWAY * timing.bars)
    raised = _raised_from(sections) if stream.chance(table.lift) else None
    if raised is not None and table.lift_by:
        lifted = key_at(key.tonic_class + stream.choice(table.lift_by), key.mode)
        for index in range(raised, len(sections)):
            keys[index] = lifted
            room -= sections[index].bars
    for index, section in enumerate(sections):
        draw, which = stream.chance(table.away), stream.choice(list(table.to), list(table.to.values()))
        inner = 0 < index < len(sections) - 1 and keys[index + 1] == keys[index]
        if (
            draw
            and inner
            and section.kind in table.sections
            and keys[index - 1] == key
            and section.bars <= room
        ):
            keys[index] = related(key, which)
            room -= section.bars
    return tuple(keys)


def related(key: Key, relation: str) -> Key:
    """The key that stands in `relation` to `key`; modes other than major and minor keep their colour."""
    if relation in _STEPS:
        return key_at(key.tonic_class + _STEPS[relation], key.mode)
    minor = key.is_minor
    if relation == "mediant":
        return key_at(key.tonic_class + (3 if minor else 4), key.mode)
    other = "major" if minor else "minor"
    if relation == "parallel":
        return Key(key_at(key.tonic_class, other).tonic, other)
    return key_at(key.tonic_class + (3 if minor else 9), other)


def turning_bar(style: Style, old: Key, new: Key) -> tuple[str, ...]:
    """Numerals in `new` for the bar before it begins: a chord both keys know, then the new dominant."""
    if new.mode not in TONAL:
        return approach(style, new)
    dominant = "V7"
    for pivot in ("iv", "VI", "ii") if new.is_minor else ("ii", "IV", "vi"):
        chord = realise(pivot, new)
        if all(tone in old.harmony for tone in chord.classes) and 6 not in chord.intervals:
            return (pivot, dominant)
    return (dominant,)


def _raised_from(sections: tuple[SectionPlan, ...]) -> int | None:
    """Where the last chorus begins, if an earlier one was heard and most of the piece is over."""
    choruses = [index for index, section in enumerate(sections) if section.kind == "chorus"]
    if len(choruses) < 2:
        return None
    total = sum(section.bars for section in sections)
    start = sections[choruses[-1]].start
    return choruses[-1] if start * 100 >= 55 * total else None


def seconds_of(timing: Timing) -> float:
    """Length of the piece at its tempo."""
    return timing.end / 960 * 60.0 / timing.bpm
