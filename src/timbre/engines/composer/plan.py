"""Plan: everything the parts agree on before any of them plays: time, form, harmony, groove, cast.

Upstream streams are keyed by the request's seed; a part's own stream by its part seed. Knows no part's notes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.harmony import Span
from timbre.engines.composer.patterns import DRUM_TOKENS, Choice, Groove
from timbre.engines.composer.players import Player, players
from timbre.engines.composer.rhythm import Grid, Hit, expand, parse_pattern
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.engines.composer.seating import PITCHED, Cast
from timbre.engines.composer.style import Style
from timbre.engines.composer.timing import Timing
from timbre.model.request import GenerationRequest
from timbre.model.stream import Stream
from timbre.theory.key import Key

if TYPE_CHECKING:
    from timbre.engines.composer.guide import Arrangement

C = TypeVar("C", bound=Choice)


@dataclass(frozen=True, slots=True)
class Tone:
    """One note before performance: `force` in per cent of the part's usual loudness."""

    start: int
    duration: int
    pitch: int
    force: int = 100
    articulation: str = ""
    strength: int = 1
    """Metric strength of its place, 3 (downbeat) .. −1."""

    @property
    def end(self) -> int:
        """Tick of its release."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the body. The last may be shorter than a full bar."""

    index: int
    start: int
    length: int
    section: SectionPlan
    at: int
    """Bar within the section, from 0."""
    groove: Groove | None
    """What the drums play (kicks are shared with the bass)."""
    groove_bar: int

    @property
    def end(self) -> int:
        """Tick of the next bar line."""
        return self.start + self.length

    @property
    def from_end(self) -> int:
        """Bars until the section ends (0 in its last bar)."""
        return self.section.bars - 1 - self.at


@dataclass(frozen=True)
class Plan:
    """What every part reads."""

    request: GenerationRequest
    style: Style
    key: Key
    timing: Timing
    grid: Grid
    sections: tuple[SectionPlan, ...]
    bars: tuple[Bar, ...]
    spans: tuple[Span, ...]
    cast: Cast
    notes: tuple[str, ...] = ()
    """Things to tell the user in words."""
    arrangement: Arrangement | None = None
    """The tune the piece follows, if it follows one."""
    stops: tuple[tuple[int, int], ...] = ()
    """Stretches (ticks) in which the rhythm section holds its breath before a louder section, and everybody before a
    stinger."""

    def stream(self, part: str, purpose: str = "") -> Stream:
        """The part's own randomness (re-rolled by `part_seeds`)."""
        seed = self.request.part_seeds.get(part, self.request.seed)
        return Stream(seed, f"{part} {purpose}".strip())

    def player(self, role: str) -> Player:
        """Who plays `role` (pitched parts)."""
        return players()[self.cast.lead[role]]

    def plays(self, role: str, bar: Bar) -> bool:
        """Whether `role` is scheduled in `bar`; a named instrument plays from the second section on at least."""
        if role not in self.cast.lead:
            return False
        if bar.section.plays(role, bar.at):
            return True
        return self.covers(role, bar.section)

    def closes(self, role: str) -> bool:
        """Whether `role` plays the final chord: it played in the bar before, or there is no bar before."""
        return role in self.cast.lead and (not self.bars or self.plays(role, self.bars[-1]))

    def covers(self, role: str, section: SectionPlan) -> bool:
        """Whether a section brings in a part it has no place for, because the user named its instrument."""
        if role not in self.cast.asked and not self.cast.solo:
            return False
        if role in ("drums", "percussion", "fx"):
            return section.kind != "intro" or len(self.sections) == 1
        everywhere = len(self.sections) <= 2 or self.cast.solo or self._leaves_silent(section)
        return everywhere or section.kind not in ("intro", "outro", "break")

    def _leaves_silent(self, section: SectionPlan) -> bool:
        """Whether an ensemble has nobody whom the style would let begin this section."""
        return self.cast.together and not any(
            section.plays(role, 0) for role in self.cast.lead if role in PITCHED
        )

    def ticks(self, milliseconds: float) -> int:
        """Milliseconds as ticks at the body's tempo."""
        return int(milliseconds * self.timing.bpm * TICKS_PER_BEAT / 60_000)

    def stopped(self, tick: int) -> bool:
        """Whether `tick` lies in a stop."""
        return any(start <= tick < end for start, end in self.stops)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Start ticks of `spans`."""
        return tuple(span.start for span in self.spans)

    def span_at(self, tick: int) -> Span:
        """The chord at `tick`."""
        return self.spans[max(0, bisect_right(self.starts, tick) - 1)]

    def span_after(self, span: Span) -> Span | None:
        """The next chord."""
        index = bisect_right(self.starts, span.start)
        return self.spans[index] if index < len(self.spans) else None

    def key_at(self, tick: int) -> Key:
        """The key at `tick`: the piece's own but where it modulates."""
        return self.span_at(tick).key if self.spans else self.key

    def key_of(self, section: SectionPlan) -> Key:
        """The key a section stands in."""
        return self.key_at(section.start * self.timing.bar_ticks)

    @cached_property
    def key_changes(self) -> tuple[tuple[int, Key], ...]:
        """(tick, key) of the beginning and of every section that stands in another key than the one before."""
        changes = [(0, self.key)]
        for section in self.sections:
            key = self.key_of(section)
            if key != changes[-1][1]:
                changes.append((section.start * self.timing.bar_ticks, key))
        return tuple(changes)

    def spans_in(self, start: int, end: int) -> list[Span]:
        """Chords that begin in [start, end) or sound at `start`."""
        first = max(0, bisect_right(self.starts, start) - 1)
        return [span for span in self.spans[first : bisect_left(self.starts, end)] if span.end > start]

    @property
    def final_span(self) -> Span | None:
        """The final chord, None in a loop."""
        return self.spans[-1] if self.spans and self.spans[-1].cadence else None

    def lane(self, bar: Bar, lane: str) -> tuple[Hit, ...]:
        """Hits of a drum lane of the bar's groove, inside the bar."""
        if bar.groove is None or lane not in bar.groove.lanes:
            return ()
        patterns = parse_pattern(bar.groove.lanes[lane], DRUM_TOKENS)
        cells = patterns[bar.groove_bar % len(patterns)]
        fill = lane in ("hat", "ride", "shaker", "cabasa", "tambourine")
        hits = expand(cells, self.grid, bar.index, fill)
        return hits if bar.length >= self.timing.bar_ticks else tuple(h for h in hits if h.at < bar.length)

    def kicks(self, bar: Bar) -> tuple[Hit, ...]:
        """The kick pattern of a bar."""
        return self.lane(bar, "kick")


def fitting(choices: Sequence[C], section: SectionPlan) -> list[C]:
    """The choices meant for a section's kind and energy; the nearest in energy when none matches."""
    by_kind = [c for c in choices if section.kind in c.sections] or [c for c in choices if not c.sections]
    pool = by_kind or list(choices)
    matching = [c for c in pool if c.energy[0] <= section.energy <= c.energy[1]]
    if matching or not pool:
        return matching

    def distance(choice: C) -> float:
        return max(choice.energy[0] - section.energy, section.energy - choice.energy[1])

    nearest = min(distance(c) for c in pool)
    return [c for c in pool if distance(c) <= nearest + 1e-9]
