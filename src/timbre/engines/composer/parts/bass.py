"""Bass: roots and fifths by pattern, locked to the kick, walking, with approach notes into the next chord.

Reads chords and kicks from the plan. Knows nothing of the other parts' notes.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.parts.lines import PatternBook, hits_in, pieces
from timbre.engines.composer.patterns import BASS_TOKENS
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH, leading_hold
from timbre.model.stream import Stream
from timbre.theory.key import Key
from timbre.theory.pitch import at_or_above

_PLAIN = ("1---", "1---", "1---", "1---")


def play_bass(plan: Plan, stream: Stream) -> list[Tone]:
    """The bass part, from one stream of choices."""
    book = PatternBook(plan.style.bass.patterns, BASS_TOKENS, stream)
    low, high = bass_range(plan)
    tones: list[Tone] = []
    for bar in plan.bars:
        if not plan.plays("bass", bar):
            continue
        cells = book.cells(bar) or _PLAIN
        if any("w" in cell for cell in cells):
            tones += _walk(plan, bar, low, high, stream)
        elif any("k" in cell for cell in cells):
            tones += _locked(plan, bar, low, high, stream)
        else:
            held = min(leading_hold(cells, plan.grid, bar.index), bar.length)
            if held:
                tones = _prolonged(plan, tones, bar, held, low)
            tones += _patterned(plan, bar, cells, low, high, stream)
    final = plan.final_span
    if final is not None and "bass" in plan.cast.lead and plan.closes("bass"):
        tones.append(Tone(final.start, final.duration, root_pitch(final, low), 100, "", 3))
    return tones


def bass_range(plan: Plan) -> tuple[int, int]:
    """Where the bass lives: the style's range inside the instrument's; a low instrument may go below."""
    player, part = plan.player("bass"), plan.style.bass
    low = max(player.low, part.low)
    high = min(player.high, max(part.high, low + 12))
    return (low, high) if high - low >= 12 else (player.low, player.low + 14)


def root_pitch(span: Span, low: int) -> int:
    """The lowest place of the chord's bass note in the range."""
    return at_or_above(span.chord.bass, low)


def _degree(span: Span, token: str, low: int, high: int) -> int:
    """The pitch a digit means over a chord."""
    root = root_pitch(span, low)
    chord = span.chord
    if token == "1":
        return root
    if token == "P":
        return at_or_above(span.key.tonic_class, low)
    if token == "8":
        return root + 12 if root + 12 <= high else root
    if token == "L":
        return root - 12 if root - 12 >= low else root
    base = at_or_above(chord.root, low)
    wanted = {"3": chord.tone(3), "5": chord.tone(5), "6": chord.tone(6), "7": chord.tone(7)}.get(token)
    if wanted is None:
        wanted = _scale_degree(span.key, chord.root, int(token))
    above = at_or_above(wanted, base)
    return above if above <= high else above - 12 if above - 12 >= low else root


def _scale_degree(key: Key, root: int, degree: int) -> int:
    """The key's note nearest to the major-scale degree above a chord root."""
    ideal = (root + (0, 2, 4, 5, 7, 9, 10)[degree - 1]) % 12
    return min(key.harmony, key=lambda pc: (min((pc - ideal) % 12, (ideal - pc) % 12), pc))


def _approach(plan: Plan, at: int, low: int, high: int, chromatic: bool) -> int:
    """A note one step from the next chord's bass note, from below or above, whichever is in range."""
    span = plan.span_at(at)
    following = plan.span_after(span)
    target = root_pitch(following if following is not None else span, low)
    if chromatic:
        return target - 1 if target - 1 >= low else target + 1
    scale = (following or span).key.harmony
    for step in (-1, -2, 1, 2):
        if (target + step) % 12 in scale and low <= target + step <= high:
            return target + step
    return max(low, target - 1)


def _prolonged(plan: Plan, tones: list[Tone], bar: Bar, held: int, low: int) -> list[Tone]:
    """A note tied over the bar line goes on where the chord stays, and is struck anew where it changes."""
    span = plan.span_at(bar.start)
    root = root_pitch(span, low)
    length = min(held, span.end - bar.start)
    if tones and tones[-1].end >= bar.start and tones[-1].pitch == root:
        last = tones[-1]
        return [*tones[:-1], replace(last, duration=bar.start + length - last.start)]
    return [*tones, Tone(bar.start, length, root, 96, plan.style.bass.articulation, 3)]


def _patterned(
    plan: Plan, bar: Bar, cells: tuple[str, ...], low: int, high: int, stream: Stream
) -> list[Tone]:
    articulation = plan.style.bass.articulation
    tones: list[Tone] = []
    hits = hits_in(plan, bar, cells)
    for index, hit in enumerate(hits):
        start = bar.start + hit.at
        last = index == len(hits) - 1
        token = hit.token
        next_span = plan.span_after(plan.span_at(start))
        if last and token in "135" and hit.at * 2 > bar.length and next_span is not None and index:
            changes = next_span.start == bar.end and next_span.chord.bass != plan.span_at(start).chord.bass
            if changes and hit.length <= 4 * SIXTEENTH and stream.chance(plan.style.bass.approach):
                token = "a"
        if token in "aA":
            pitch = _approach(plan, start, low, high, chromatic=token == "A")
            tones.append(Tone(start, hit.length, pitch, 92, articulation, hit.strength))
            continue
        if token == "g":
            pitch = _degree(plan.span_at(start), "1", low, high)
            tones.append(Tone(start, min(hit.length, SIXTEENTH // 2), pitch, 40, "ghost", hit.strength))
            continue
        for number, (at, length, span) in enumerate(pieces(plan, start, hit.length)):
            pitch = _degree(span, token if number == 0 else "1", low, high)
            force = 100 if number or hit.strength > 0 else 93
            tones.append(Tone(at, length, pitch, force, articulation, hit.strength if number == 0 else 1))
    return tones


def _locked(plan: Plan, bar: Bar, low: int, high: int, stream: Stream) -> list[Tone]:
    """Roots on the kick, sometimes an octave or fifth off the beat."""
    kicks = plan.kicks(bar)
    onsets = [hit.at for hit in kicks] or [0]
    if 0 not in onsets:
        onsets.insert(0, 0)
    tones: list[Tone] = []
    for index, at in enumerate(onsets):
        until = onsets[index + 1] if index + 1 < len(onsets) else bar.length
        length = min(until - at, 6 * SIXTEENTH)
        start = bar.start + at
        for number, (here, part, span) in enumerate(pieces(plan, start, length)):
            token = "1"
            if index and number == 0 and at % (4 * SIXTEENTH) and stream.chance(0.25):
                token = stream.choice("85")
            tones.append(
                Tone(here, part, _degree(span, token, low, high), 100, plan.style.bass.articulation, 1)
            )
    return tones


def _walk(plan: Plan, bar: Bar, low: int, high: int, stream: Stream) -> list[Tone]:
    """One note per beat: root on the chord, steps and chord tones between, a leading note before the next chord."""
    groups = plan.timing.metre.groups
    beats = [bar.start + group.start * SIXTEENTH for group in groups if group.start * SIXTEENTH < bar.length]
    tones: list[Tone] = []
    previous: int | None = None
    for index, start in enumerate(beats):
        until = beats[index + 1] if index + 1 < len(beats) else bar.end
        span = plan.span_at(start)
        following = plan.span_after(span)
        new_next = following is not None and until >= span.end
        if span.start == start or previous is None:
            pitch = root_pitch(span, low)
            if previous is not None and abs(pitch - previous) > 7 and pitch + 12 <= high:
                pitch += 12
            if (
                index == 0
                and bar.at % 2
                and not span.chord.is_slash
                and span.start < bar.start
                and stream.chance(0.4)
            ):
                pitch = _degree(span, stream.choice("35"), low, high)
        elif new_next and following is not None:
            target = root_pitch(following, low)
            options = [
                p for p in (target - 1, target + 1, target + 2, target - 2, target + 7) if low <= p <= high
            ]
            pitch = min(options, key=lambda p: (abs(p - (previous or p)) + (0 if p != previous else 20), p))
        else:
            ladder = [
                p
                for p in range(low, high + 1)
                if p % 12 in span.chord.classes[:4] or (p % 12 in span.key.harmony and stream.chance(0.5))
            ]
            near = [p for p in ladder if p != previous and abs(p - previous) <= 5] or [previous]
            pitch = stream.choice(near)
        length = (until - start) * 92 // 100
        tones.append(
            Tone(
                start,
                length,
                pitch,
                100 if index % 2 == 0 else 96,
                plan.style.bass.articulation,
                groups[index].strength,
            )
        )
        previous = pitch
        if stream.chance(0.1) and index < len(beats) - 1 and plan.grid.swing_permille:
            skip = start + (until - start) * 2 // 3
            tones[-1] = Tone(start, (until - start) // 2, pitch, 100, "", groups[index].strength)
            tones.append(Tone(skip, (until - skip) * 3 // 4, pitch, 62, "ghost", 0))
    return tones
