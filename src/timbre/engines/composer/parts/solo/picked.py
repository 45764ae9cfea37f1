"""A guitar alone, by fingers: alternating thumb, inner strings between, the tune on top. A banjo alone, by rolls.

Knows nothing of other instruments.
"""

from __future__ import annotations

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.parts.solo.idiom import Idiom
from timbre.engines.composer.parts.solo.material import pulses, quick, sung_at, tones_between, tune_of
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.theory.key import Key
from timbre.theory.pitch import at_or_above

_INNER = ((1, 0), (0, 1, 2, 1), (2, 1, 0, 1), (0, 2, 1, 2))
"""Which inner string each off-beat takes, counted down from the tune."""
_ROLLS = ("tid tid td", "tdi tdi td", "tidi tidi", "tdid itdi")
"""t the tune's string, i an inner string, d the short drone string."""


def play_picked(plan: Plan, idiom: Idiom) -> list[Tone]:
    """The whole piece for one guitar."""
    role = next(iter(plan.cast.lead))
    player, stream = plan.player(role), plan.stream(role, "alone")
    line = tune_of(plan)
    patterns: dict[str, tuple[int, ...]] = {}
    tones = list(line)
    for bar in plan.bars:
        kind = f"{bar.section.kind} {bar.section.occurrence // 2}"
        patterns.setdefault(kind, stream.choice(_INNER))
        busy = 1 if bar.section.energy > 0.7 and quick(plan, 0.15) == 1 else 2
        tones += _accompaniment(plan, bar, line, patterns[kind], player.low, busy, bar.at % 4 == 3)
    return tones + _strummed_close(plan, player.low, idiom.high)


def _accompaniment(
    plan: Plan, bar: Bar, line: list[Tone], pattern: tuple[int, ...], low: int, step: int, closing: bool
) -> list[Tone]:
    """Thumb on the beats, root and fifth in turn; fingers between, below the tune."""
    tones: list[Tone] = []
    onsets = {tone.start for tone in line}
    beat = finger = 0
    for tick, strength in pulses(plan, bar, step):
        span = plan.span_at(tick)
        ring = min(span.end, tick + plan.timing.bar_ticks // 2) - tick
        if strength > 0:
            bass = _thumb(span, low, beat % 2 == 1)
            tones.append(Tone(tick, max(ring, 1), bass, 92 if strength > 1 else 80, "", strength))
            beat += 1
            continue
        held = sung_at(line, tick)
        ceiling = (held.pitch if held else 67) - 3
        inner = [p for p in tones_between(span, low + 10, ceiling) if p >= low + 10][::-1]
        if tick in onsets or not inner or (closing and strength < 0):
            continue
        pitch = inner[min(pattern[finger % len(pattern)], len(inner) - 1)]
        tones.append(Tone(tick, max(ring, 1), pitch, 66 if strength == 0 else 58, "", strength))
        finger += 1
    return tones


def _thumb(span: Span, low: int, alternate: bool) -> int:
    root = at_or_above(span.chord.bass, low)
    fifth = span.chord.tone(5)
    if not alternate or fifth is None:
        return root
    above = at_or_above(fifth, low)
    return above if above != root else root + 12


def _strummed_close(plan: Plan, low: int, high: int) -> list[Tone]:
    """The last chord across the strings, the tune's own note left out."""
    final = plan.final_span
    if final is None:
        return []
    ladder = tones_between(final, low, high - 8)
    root = at_or_above(final.chord.root, low)
    chord = [pitch for pitch in ladder if pitch >= root][:5]
    step = plan.ticks(18)
    return [
        Tone(
            final.start + index * step,
            max(1, final.duration - index * step),
            pitch,
            88 - 2 * index,
            "strum",
            3,
        )
        for index, pitch in enumerate(chord)
    ]


def play_roll(plan: Plan, idiom: Idiom) -> list[Tone]:
    """The whole piece for one banjo: the tune's notes among rolling strings."""
    role = next(iter(plan.cast.lead))
    player, stream = plan.player(role), plan.stream(role, "alone")
    line = tune_of(plan)
    rolls: dict[str, str] = {}
    final = plan.final_span
    tones = [tone for tone in line if final is not None and tone.start >= final.start]
    for bar in plan.bars:
        kind = f"{bar.section.kind} {bar.at % 4 == 3}"
        rolls.setdefault(kind, stream.choice(_ROLLS).replace(" ", ""))
        drone = _drone(plan.key_at(bar.start), idiom.high)
        tones += _rolled(plan, bar, line, rolls[kind], drone, player.low, quick(plan, 0.1))
    return tones + _strummed_close(plan, player.low, idiom.high)


def _rolled(plan: Plan, bar: Bar, line: list[Tone], roll: str, drone: int, low: int, step: int) -> list[Tone]:
    places = pulses(plan, bar, step)
    tones: list[Tone] = []
    for index, (tick, strength) in enumerate(places):
        until = places[index + 1][0] if index + 1 < len(places) else bar.end
        span = plan.span_at(tick)
        starting = next((t for t in line if tick <= t.start < until), None)
        held = sung_at(line, tick)
        top = starting or held
        ring = max(1, min(span.end - tick, TICKS_PER_BEAT))
        if starting is not None:
            tones.append(Tone(tick, max(ring, until - tick), starting.pitch, 112, "", strength))
            continue
        token = roll[index % len(roll)]
        ceiling = (top.pitch if top else 67) - 2
        inner = tones_between(span, max(low, ceiling - 12), max(low, ceiling))
        if strength >= 2:
            pitch = at_or_above(span.chord.bass, low)
        elif token == "d" and drone % 12 in (*span.chord.classes, *span.key.scale):
            pitch = drone
        elif token == "t":
            pitch = inner[-1]
        else:
            pitch = inner[max(0, len(inner) - 2)]
        tones.append(Tone(tick, ring, pitch, 92 if strength > 0 else 78, "", strength))
    return tones


def _drone(key: Key, high: int) -> int:
    """The short fifth string: the tonic or fifth that lies highest."""
    fifth = (key.tonic_class + 7) % 12
    tonic = at_or_above(key.tonic_class, high - 11)
    return max(tonic, at_or_above(fifth, high - 11)) if tonic < high - 8 else tonic
