"""Automation: a style's moves of faders, sends and filters laid over the sections of one score.

Knows nothing of sound: it gives curves over time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.curves import Curve
from timbre.engines.composer.mix.profile import Automation, Course
from timbre.engines.composer.mix.shaping import Values
from timbre.engines.composer.score import TICKS_PER_BEAT, Score, Section
from timbre.engines.composer.section_names import plain_name, usual_name

MOVES_DB = ("level_db", "reverb_db", "delay_db")


@dataclass(frozen=True, slots=True)
class _Stretch:
    section: Section
    end: int


class Moves:
    """All moves of one part: what to add to its fader and sends, and how open its filter is."""

    def __init__(
        self, entries: Sequence[Automation], part: str, score: Score, clock: Clock, period: int | None
    ) -> None:
        mine = [entry for entry in entries if not entry.parts or part in entry.parts]
        stretches = _stretches(score)
        self._curves = {name: _curve(mine, name, 0.0, stretches, clock, period) for name in MOVES_DB}
        self.brightness = _curve(mine, "brightness", 1.0, stretches, clock, period)
        self._throws = _throws(mine, stretches, clock, period)
        self._swells = _swells(score, clock, period)

    def gain(self, move: str, start: int, count: int) -> Values:
        """Linear gain of the move `level_db`, `reverb_db` or `delay_db`: [count], or one number."""
        curves = (self._curves[move], self._swells if move == "level_db" else None)
        gain: Values = np.float32(1.0)
        for curve in curves:
            if curve is not None:
                gain = gain * np.float32(10.0) ** (curve.values(start, count) / np.float32(20.0))
        return gain

    def throw(self, start: int, count: int) -> Values:
        """Linear gain of the delay send at the ends of phrases, 0 elsewhere."""
        return np.float32(0.0) if self._throws is None else self._throws.values(start, count)

    @property
    def has_throws(self) -> bool:
        """Whether the delay is ever thrown open."""
        return self._throws is not None


def _stretches(score: Score) -> list[_Stretch]:
    ends = [*(section.start for section in score.sections[1:]), score.end]
    return [_Stretch(section, end) for section, end in zip(score.sections, ends) if end > section.start]


def _is_in(entry: Automation, section: Section) -> bool:
    """Whether `entry` is about `section`; "verse" is also "verse 2", and "chorus" what a user calls "drop"."""
    asked = plain_name(entry.section)
    return asked == "*" or asked in (plain_name(section.name), usual_name(section.name))


def _ends(course: Course) -> tuple[float, float]:
    return course if isinstance(course, tuple) else (course, course)


def _curve(
    entries: Sequence[Automation],
    move: str,
    rest: float,
    stretches: Sequence[_Stretch],
    clock: Clock,
    period: int | None,
) -> Curve | None:
    """The values of `move` over the piece, `rest` where no entry speaks; entries of one section add up (or dim)."""
    ticks: list[int] = []
    values: list[float] = []
    for stretch in stretches:
        courses = [
            _ends(course)
            for entry in entries
            if _is_in(entry, stretch.section) and (course := getattr(entry, move)) is not None
        ]
        if rest:
            begin, end = (min((course[side] for course in courses), default=rest) for side in (0, 1))
        else:
            begin, end = (sum(course[side] for course in courses) for side in (0, 1))
        ticks += [stretch.section.start, stretch.end - 1]
        values += [begin, end]
    if all(value == rest for value in values):
        return None
    return Curve(clock.samples(ticks), np.array(values, dtype=np.float64), clock, period)


def _swells(score: Score, clock: Clock, period: int | None) -> Curve | None:
    """The score's own swells: dB over the piece, 0 outside them."""
    points: dict[int, float] = {}
    for start, end, level_db in score.swells:
        if start:
            points.setdefault(start - 1, 0.0)
        points.update({start: level_db, max(start, end - 1): level_db})
        points.setdefault(end, 0.0)
    if not points:
        return None
    if score.swells[-1][1] >= score.end:
        del points[score.swells[-1][1]]
    ticks = sorted(points)
    values = np.array([points[tick] for tick in ticks], dtype=np.float64)
    return Curve(clock.samples(ticks), values, clock, period)


def _throws(
    entries: Sequence[Automation], stretches: Sequence[_Stretch], clock: Clock, period: int | None
) -> Curve | None:
    """The gain of the thrown delay: open for the last beats of every phrase."""
    points: list[tuple[int, float]] = []
    for entry in entries:
        if entry.throw_db is None:
            continue
        gain = 10 ** (entry.throw_db / 20)
        for stretch in stretches:
            if _is_in(entry, stretch.section):
                points += _phrase_ends(entry, stretch, gain)
    if not points:
        return None
    points.sort()
    return Curve(
        clock.samples(tick for tick, _ in points), np.array([gain for _, gain in points]), clock, period
    )


def _phrase_ends(entry: Automation, stretch: _Stretch, gain: float) -> list[tuple[int, float]]:
    section = stretch.section
    bar = (stretch.end - section.start) / max(1, section.bars)
    open_ticks = round(entry.throw_beats * TICKS_PER_BEAT)
    points: list[tuple[int, float]] = []
    for bars in range(entry.throw_bars, section.bars + 1, entry.throw_bars):
        end = section.start + round(bars * bar)
        begin = max(section.start, end - open_ticks)
        points += [(begin, 0.0), (begin + 1, gain), (end - 1, gain), (end, 0.0)]
    return points
