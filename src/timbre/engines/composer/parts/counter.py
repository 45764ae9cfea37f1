"""Counter-line: guide tones, answers in the melody's rests, or a short repeated figure.

Where the melody rests is agreed on beforehand (`phrasing`); its notes are not read.
"""

from __future__ import annotations

from timbre.engines.composer.parts.arp import tone_ladder
from timbre.engines.composer.parts.lines import PatternBook, hits_in
from timbre.engines.composer.parts.phrasing import breath
from timbre.engines.composer.patterns import ARP_TOKENS
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.model.stream import Stream
from timbre.theory.pitch import nearest

_FIGURES = (
    ("....", "....", "..0.", "1.2."),
    ("....", "....", "0.1.", "2---"),
    ("....", "....", "2.1.", "0---"),
)
_ECHOES = ((0, 1, 2, 1), (2, 1, 0, 1), (1, 2, 3, 2), (3, 2, 1, 0))
"""Answers as places on the chord's ladder."""


def play_counter(plan: Plan, stream: Stream) -> list[Tone]:
    """The counter part, from one stream of choices."""
    mode = plan.style.counter.mode
    low, high = counter_range(plan)
    if mode == "guide":
        tones = _guide(plan, low, high, stream)
    else:
        tones = _figures(plan, low, high, mode == "answer", stream)
    final = plan.final_span
    if final is not None and plan.bars and plan.closes("counter"):
        wanted = final.chord.tone(3)
        target = tones[-1].pitch if tones else (low + high) // 2
        pitch = nearest(wanted if wanted is not None else final.chord.root, target)
        pitch = pitch + 12 if pitch < low else pitch - 12 if pitch > high else pitch
        tones.append(Tone(final.start, final.duration, pitch, 92, "legato", 3))
    return tones


def counters(plan: Plan, bar: Bar) -> bool:
    """Whether the counter plays in a bar: where the form says so, and in every chorus that returns."""
    if plan.plays("counter", bar):
        return True
    returns = bar.section.kind == "chorus" and bar.section.occurrence > 0
    return returns and plan.plays("melody", bar)


def counter_range(plan: Plan) -> tuple[int, int]:
    """The style's register inside the instrument's."""
    player, part = plan.player("counter"), plan.style.counter
    low, high = max(player.low, part.low), min(player.high, part.high)
    if high - low < 12:
        low = player.low if player.high >= part.high else max(player.low, player.high - 18)
        high = min(player.high, low + 18)
    return low, high


def _guide(plan: Plan, low: int, high: int, stream: Stream) -> list[Tone]:
    """Thirds and sevenths joined by the smallest steps, long notes that move when the chord does."""
    target = (low + high) // 2
    tones: list[Tone] = []
    middle = (low + high) // 2
    for span in plan.spans:
        if span.cadence:
            break
        bar = plan.bars[span.bar]
        if not counters(plan, bar):
            continue
        chord = span.chord
        classes = [
            pc for pc in (chord.tone(3), chord.tone(7), chord.tone(5), chord.tone(9)) if pc is not None
        ]
        options = [pitch for pc in classes[:3] for pitch in range(low, high + 1) if pitch % 12 == pc]
        options = options or [nearest(chord.root, target)]
        pitch = min(
            options, key=lambda p: (abs(p - target) * 3 + abs(p - middle) + (4 if p == target else 0), p)
        )
        start, length = span.start, span.duration
        late = bar.at % 2 == 1 and length >= 8 * SIXTEENTH and stream.chance(0.4)
        if late:
            start, length = start + 4 * SIXTEENTH, length - 4 * SIXTEENTH
        if length >= 12 * SIXTEENTH and stream.chance(0.35):
            tail = 4 * SIXTEENTH
            tones.append(Tone(start, length - tail, pitch, 92, "legato", 2))
            step = 1 if stream.chance(0.5) else -1
            scale = span.key.scale
            passing = next((pitch + step * n for n in (1, 2, 3) if (pitch + step * n) % 12 in scale), pitch)
            passing = passing if low <= passing <= high else pitch
            tones.append(Tone(start + length - tail, tail, passing, 84, "legato", 1))
        else:
            tones.append(Tone(start, length, pitch, 92, "legato", 2))
        target = pitch
    return tones


def _figures(plan: Plan, low: int, high: int, answers: bool, stream: Stream) -> list[Tone]:
    """Chord-tone figures: in the melody's rests only (`answers`), or in every bar."""
    part = plan.style.counter
    book = PatternBook(part.patterns, ARP_TOKENS, stream, alternate=0.7)
    echo = stream.choice(_ECHOES)
    tones: list[Tone] = []
    for bar in plan.bars:
        if not counters(plan, bar):
            continue
        begin = _rest_of(plan, bar) if answers else bar.start
        if begin is None:
            continue
        cells = book.cells(bar)
        if cells is None:
            cells = stream.choice(_FIGURES)
        hits = [hit for hit in hits_in(plan, bar, cells) if bar.start + hit.at >= begin]
        if answers and len(hits) < 2:
            tones += _echoed(plan, bar, begin, echo, low, high)
            continue
        for hit in hits:
            start = bar.start + hit.at
            ladder = tone_ladder(plan.span_at(start), low, high)
            length = min(hit.length, bar.end - start)
            pitch = ladder[int(hit.token) % len(ladder)]
            tones.append(Tone(start, length, pitch, 94, part.articulation, hit.strength))
    return tones


def _echoed(plan: Plan, bar: Bar, begin: int, echo: tuple[int, ...], low: int, high: int) -> list[Tone]:
    """The answer itself: a short figure of chord tones, in eighths from the rest on, its last note held."""
    step = 2 * SIXTEENTH
    places = list(range(begin, bar.end, step))[: len(echo)]
    tones: list[Tone] = []
    for index, (tick, degree) in enumerate(zip(places, echo)):
        ladder = tone_ladder(plan.span_at(tick), low, high)
        until = places[index + 1] if index + 1 < len(places) else bar.end
        pitch = ladder[min(degree, len(ladder) - 1)]
        tones.append(Tone(tick, until - tick, pitch, 92, plan.style.counter.articulation, 0))
    return tones


def _rest_of(plan: Plan, bar: Bar) -> int | None:
    """From which tick the melody is silent in this bar; None when it is not."""
    if not plan.plays("melody", bar):
        return bar.start if bar.at % 2 == 1 else None
    return breath(plan, bar)
