"""How long a piece is: tempo, number of bars, where the final chord falls, where the last note ends.

Knows nothing of sections, harmony or instruments.
"""

from __future__ import annotations

from dataclasses import dataclass

from timbre.engines.composer.character import character_of
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.engines.composer.style import Style
from timbre.model.brief import BPM_RANGE, Brief
from timbre.model.request import GenerationRequest
from timbre.theory.metre import Metre, quarter_bpm

DEFAULT_SECONDS = 30.0
_RITARD = (950, 900, 840, 760)
"""Tempo of the last bar's four quarters, per mille of the body's."""
_NUDGES = (0, 5, -5, 10, -10, 15, -15, 20, -20, 25, -25, 30, -30, 35, -35, 40, -40, 45, -45, 50, -50)
"""Per-mille changes of an unstated tempo that may be tried so that whole bars fill the length."""


@dataclass(frozen=True)
class Timing:
    """The time frame of a piece, in ticks; `bpm` in quarter notes per minute."""

    metre: Metre
    bpm: float
    bars: int
    """Bars before the final chord; the last one is cut short when the final chord falls inside it."""
    final: int | None
    """Tick of the final chord; None when the piece ends without one (a loop)."""
    end: int
    tempo_map: tuple[tuple[int, float], ...]

    @property
    def bar_ticks(self) -> int:
        """Length of a full bar."""
        return self.metre.bar_sixteenths * SIXTEENTH

    @property
    def body(self) -> int:
        """Tick where the body ends (the final chord, or the end of a loop)."""
        return self.end if self.final is None else self.final


def plan_timing(request: GenerationRequest, style: Style, metre: Metre) -> Timing:
    """Fit whole bars into the requested length; an unstated tempo is nudged within ±5 %."""
    brief = request.brief
    stated = brief.bpm is not None and (brief.stated("bpm") or "bpm" not in brief.sources)
    centre = brief.bpm if brief.bpm is not None else _usual_bpm(style, brief)
    seconds = request.seconds
    bars = brief.bars
    if bars is None and brief.form and all(wish.bars is not None for wish in brief.form):
        bars = sum(wish.bars or 0 for wish in brief.form)
    if seconds is None and bars is not None:
        return _whole_bars(bars, quarter_bpm(centre, metre), metre, loop=brief.loop)
    if seconds is None:
        seconds = DEFAULT_SECONDS
    if brief.loop:
        return _loop(seconds, centre, stated, metre, brief.bars)
    tail = min(style.form.tail_seconds, max(0.2, 0.12 * seconds))
    abrupt = brief.ending == "abrupt" or (style.form.ending == "stinger" and brief.ending is None)
    if abrupt:
        tail = min(tail, 0.4)
    ritard = style.form.ending == "ritard" and not stated and brief.ending is None
    options = (0,) if stated else _NUDGES
    best: tuple[int, Timing] | None = None
    for nudge in options:
        bpm = centre if nudge == 0 else round(centre * (1000 + nudge) / 1000, 2)
        if not BPM_RANGE[0] <= bpm <= BPM_RANGE[1]:
            continue
        if nudge and brief.bpm is None and not style.tempo.low * 0.97 <= bpm <= style.tempo.high * 1.03:
            continue
        timing, cost = _natural(seconds - tail, quarter_bpm(bpm, metre), metre, ritard, abrupt)
        cost += abs(nudge) // 2
        if best is None or cost < best[0]:
            best = cost, timing
    if best is None:
        return _natural(seconds - tail, quarter_bpm(centre, metre), metre, ritard, False)[0]
    return best[1]


def _usual_bpm(style: Style, brief: Brief) -> float:
    """The style's typical tempo, drawn towards its ends by the energy asked for, and a little by the moods."""
    tempo, energy = style.tempo, brief.energy or 0.0
    reach = tempo.high - tempo.typical if energy > 0 else tempo.typical - tempo.low
    usual = (tempo.typical + 0.7 * energy * reach) * (1 + character_of(brief).tempo)
    return float(round(min(tempo.high, max(tempo.low, usual))))


def _whole_bars(bars: int, bpm: float, metre: Metre, loop: bool) -> Timing:
    """Exactly `bars`: a loop, or a piece whose last bar is the final chord."""
    bar = metre.bar_sixteenths * SIXTEENTH
    tempo = ((0, bpm),)
    if loop or bars < 4:
        return Timing(metre, bpm, bars, None, bars * bar, tempo)
    return Timing(metre, bpm, bars - 1, (bars - 1) * bar, bars * bar, tempo)


def _loop(seconds: float, centre: float, stated: bool, metre: Metre, bars: int | None) -> Timing:
    """Whole bars inside `seconds`; an unstated tempo is set so that they fill it exactly."""
    bar_seconds = 60.0 * metre.bar_quarters / quarter_bpm(centre, metre)
    fitting = max(1, int(seconds / bar_seconds + 1e-6))
    if bars is not None:
        fitting = min(bars, fitting) if stated else bars
    if stated:
        return _whole_bars(fitting, quarter_bpm(centre, metre), metre, loop=True)
    if bars is None:
        rounded = max(1, round(seconds / bar_seconds))
        for unit in (8, 4, 2, 1):
            nearest = max(unit, round(rounded / unit) * unit)
            if abs(nearest * bar_seconds - seconds) <= 0.1 * seconds:
                fitting = nearest
                break
    bpm = fitting * metre.bar_quarters * 60.0 / seconds
    low, high = (quarter_bpm(limit, metre) for limit in BPM_RANGE)
    return _whole_bars(fitting, min(high, max(low, bpm)), metre, loop=True)


def _natural(available: float, bpm: float, metre: Metre, ritard: bool, abrupt: bool) -> tuple[Timing, int]:
    """Bars, final chord and its hold within `available` seconds, and how awkward that is (0 is ideal)."""
    bar_ticks = metre.bar_sixteenths * SIXTEENTH
    tick_seconds = 60.0 / (bpm * TICKS_PER_BEAT)
    bar_seconds = bar_ticks * tick_seconds
    shortest = min(max(0.45 * bar_seconds, 1.0), 2.2, max(0.3, available * 0.5))
    if abrupt:
        shortest = min(shortest, 0.35)
    tempo: tuple[tuple[int, float], ...] = ((0, bpm),)
    extra = 0.0
    bars = int((available - shortest) / bar_seconds + 1e-9)
    slow = ritard and bars >= 4
    if slow:
        extra = sum(bar_seconds / 4 * (1000 / factor - 1) for factor in _RITARD)
        bars = int((available - shortest - extra) / bar_seconds + 1e-9)
    final = bars * bar_ticks
    hold = available - extra - bars * bar_seconds
    inside = False
    if abrupt:
        hold, final, inside = _last_beat(hold, final, metre, tick_seconds)
    elif (hold > max(4.6, 1.1 * shortest) and not slow) or (bars == 0 and hold > 1.2):
        wanted = 2.0 if hold > 5 else min(1.0, 0.45 * hold)
        for group in reversed(metre.groups[1:]):
            later = group.start * SIXTEENTH * tick_seconds
            if hold - later >= wanted:
                final += group.start * SIXTEENTH
                hold -= later
                inside = True
                break
    last_bpm = bpm
    if slow:
        points = [(0, bpm)]
        for index, factor in enumerate(_RITARD):
            points.append((final - bar_ticks + index * bar_ticks // 4, round(bpm * factor / 1000, 4)))
        last_bpm = points[-1][1]
        tempo = tuple(points)
    if abrupt:
        hold = min(hold, 60.0 / bpm)
    end = final + max(1, int(hold * last_bpm * TICKS_PER_BEAT / 60.0))
    whole = bars + inside
    ideal = min(max(bar_seconds, 1.8), 3.2)
    cost = int(abs(hold - ideal) * 12)
    if whole >= 8:
        cost += {0: 0, 2: 8}.get(whole % 4, 14)
    return Timing(metre, bpm, whole, final, end, tempo), cost


def _last_beat(hold: float, final: int, metre: Metre, tick_seconds: float) -> tuple[float, int, bool]:
    """For a piece that simply stops: the last beat that still has room for a short stroke."""
    for group in reversed(metre.groups[1:]):
        later = group.start * SIXTEENTH * tick_seconds
        if hold - later >= 0.3:
            return hold - later, final + group.start * SIXTEENTH, True
    return hold, final, False
