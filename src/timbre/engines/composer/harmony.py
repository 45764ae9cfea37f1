"""Harmony: the chord of every moment, from stated chords or the style's progressions, with cadences.

Knows nothing of instruments. Voicings for the chord lane are led here, so that every part sees the same ones.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace

from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.patterns import Progression
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.engines.composer.style import Style
from timbre.engines.composer.timing import Timing
from timbre.model.stream import Stream
from timbre.theory.chord import Chord
from timbre.theory.key import Key
from timbre.theory.metre import Metre
from timbre.theory.roman import Colour, is_numeral, realise
from timbre.theory.scale import PARENTS
from timbre.theory.tonality import clarity, pitch_weights

_ATTEMPTS = 6
_CLEAR = 0.03
"""The critic takes the first harmony in which the key outdoes every rival by this much, else the clearest of six."""

_MODAL: dict[str, tuple[str, ...]] = {
    "major": ("I | V | vi | IV", "I | vi | IV | V", "I | IV | vi | V"),
    "minor": ("i | VI | III | VII", "i | iv | VI | V", "i | VII | VI | VII"),
    "dorian": ("i | IV | i | IV", "i | III | IV | i", "i | VII | IV | i"),
    "phrygian": ("i | II | i | vii", "i | II | III | II", "i | vii | II | i"),
    "lydian": ("I | II | I | II", "I | II | vi | I", "I | iii | II | I"),
    "mixolydian": ("I | VII | IV | I", "I | v | VII | IV", "I | VII | I | IV"),
    "locrian": ("i | II | iii | i", "i | VI | II | i"),
    "harmonic minor": ("i | iv | V | i", "i | VI | iv | V", "i | iv | i | V"),
    "melodic minor": ("i | IV | V | i", "i | ii | V | i"),
    "phrygian dominant": ("I | II | I | vii", "I | iv | II | I", "I | II | iv | I"),
}
_SUBSTITUTES = {
    "I": "vi",
    "vi": "IV",
    "IV": "ii",
    "V": "iii",
    "i": "VI",
    "VI": "iv",
    "iv": "ii",
    "VII": "v",
    "III": "i",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A chord sounding from tick `start` for `duration`, with its chord-lane voicing (ascending MIDI pitches)."""

    start: int
    duration: int
    chord: Chord
    voicing: tuple[int, ...] = ()
    bar: int = 0
    cadence: bool = False
    """Whether this is the final chord."""

    @property
    def end(self) -> int:
        """Tick where it gives way to the next."""
        return self.start + self.duration


def choose_colour(style: Style, stream: Stream) -> Colour:
    """The chord colour of the whole piece."""
    return "triad" if stream.chance(style.harmony.plain) else style.harmony.colour


def plan_harmony(
    style: Style,
    key: Key,
    timing: Timing,
    sections: tuple[SectionPlan, ...],
    stated: tuple[Chord, ...],
    colour: Colour,
    seed: int,
    tonic_first: bool = False,
) -> tuple[Span, ...]:
    """Chord spans covering the whole piece without gaps, the final chord included.

    `tonic_first`: prefer progressions that begin at home, so that a key the user stated is plain to hear.
    """
    if stated:
        return _merged(_from_stated(stated, timing, key))
    best: list[Span] = []
    best_clarity = -math.inf
    for attempt in range(_ATTEMPTS):
        stream = Stream(seed, f"harmony {attempt}")
        spans = _from_style(style, key, timing, sections, colour, seed, stream, tonic_first)
        heard = clarity(pitch_weights((span.chord, span.duration) for span in spans), key)
        if heard > best_clarity:
            best, best_clarity = spans, heard
        if heard > _CLEAR:
            break
    return _merged(best)


def _from_stated(chords: tuple[Chord, ...], timing: Timing, key: Key) -> list[Span]:
    """The user's chords in order, looped, one bar each; squeezed when the piece is too short for all of them."""
    groups = timing.metre.groups
    bars = timing.bars
    per_bar = 1
    if timing.final is None and bars:
        while per_bar < len(groups) and bars * per_bar < len(chords):
            per_bar += 1
    else:
        while per_bar < len(groups) and bars * per_bar + 1 < len(chords):
            per_bar += 1
    spans: list[Span] = []
    index = 0
    for bar in range(bars):
        for start, length in _bar_slices(timing.metre, per_bar):
            at = bar * timing.bar_ticks + start
            if at >= timing.body:
                break
            spans.append(Span(at, min(length, timing.body - at), chords[index % len(chords)], bar=bar))
            index += 1
    if timing.final is not None:
        if index < len(chords):
            last = chords[index]
        else:
            tonics = [chord for chord in chords if chord.root == key.tonic_class]
            last = tonics[0] if tonics else chords[0]
        spans.append(Span(timing.final, timing.end - timing.final, last, bar=bars, cadence=True))
    return spans


def _bar_slices(metre: Metre, count: int) -> list[tuple[int, int]]:
    """(start, length) in ticks of `count` chords sharing a bar, on its beats, the stronger ones first."""
    groups = metre.groups
    count = min(count, len(groups))
    half = next((i for i, group in enumerate(groups) if group.strength == 2), (len(groups) + 1) // 2)
    starts = [0, half] if count == 2 and len(groups) > 1 else [i * len(groups) // count for i in range(count)]
    ticks = [groups[i].start * SIXTEENTH for i in starts] + [metre.bar_sixteenths * SIXTEENTH]
    return [(one, two - one) for one, two in itertools.pairwise(ticks)]


def _from_style(
    style: Style,
    key: Key,
    timing: Timing,
    sections: tuple[SectionPlan, ...],
    colour: Colour,
    seed: int,
    stream: Stream,
    tonic_first: bool,
) -> list[Span]:
    materials: dict[str, tuple[tuple[str, ...], ...]] = {}
    spans: list[Span] = []
    home = next((s.material for s in sections), "A")
    for section in sections:
        if section.material not in materials:
            share = section.material != home and home in materials and stream.chance(style.harmony.share)
            materials[section.material] = (
                materials[home]
                if share
                else _progression(style, key, section.kind, stream, materials, tonic_first)
            )
        bars = _bars_of(materials[section.material], section, style, Stream(seed, f"harmony {section.start}"))
        for offset, numerals in enumerate(bars):
            bar = section.start + offset
            slices = _bar_slices(timing.metre, len(numerals))
            for (start, length), numeral in zip(slices, numerals):
                at = bar * timing.bar_ticks + start
                if at < timing.body:
                    chord = realise(numeral, key, colour)
                    spans.append(Span(at, min(length, timing.body - at), chord, bar=bar))
    if timing.final is not None:
        spans = _with_approach(spans, style, key, timing, colour)
        tonic = "i" if key.is_minor or key.mode == "locrian" else "I"
        suffix = style.harmony.final
        final = realise(suffix if is_numeral(suffix) else tonic + suffix, key, colour)
        spans.append(Span(timing.final, timing.end - timing.final, final, bar=timing.bars, cadence=True))
    return spans


def _progression(
    style: Style,
    key: Key,
    kind: str,
    stream: Stream,
    used: dict[str, tuple[tuple[str, ...], ...]],
    tonic_first: bool,
) -> tuple[tuple[str, ...], ...]:
    """A weighted choice among the style's progressions for the mode, else the mode's own; new if possible."""
    parent = PARENTS.get(key.mode, key.mode)
    options: list[Progression] = [p for p in style.harmony.progressions if p.mode == key.mode]
    options = options or [p for p in style.harmony.progressions if p.mode == parent]
    fitting = [p for p in options if not p.sections or kind in p.sections] or options
    if tonic_first:
        at_home = [p for p in fitting if realise(p.bars[0][0], key).root == key.tonic_class]
        fitting = at_home or fitting
    fresh = [p for p in fitting if p.bars not in used.values()] or fitting
    if fresh:
        return stream.choice(fresh, [p.weight for p in fresh]).bars
    texts = _MODAL.get(parent, _MODAL["major"])
    bars = [tuple(tuple(bar.split()) for bar in text.split("|")) for text in texts]
    return stream.choice([b for b in bars if b not in used.values()] or bars)


def _bars_of(
    progression: tuple[tuple[str, ...], ...], section: SectionPlan, style: Style, stream: Stream
) -> list[tuple[str, ...]]:
    """The progression looped over a section; a remainder takes the progression's end; repeats may vary their close."""
    stretch = style.harmony.stretch if section.bars >= len(progression) * style.harmony.stretch else 1
    loop = [bar for bar in progression for _ in range(stretch)]
    bars: list[tuple[str, ...]] = []
    while section.bars - len(bars) >= len(loop):
        turn = list(loop)
        again = bool(bars) or section.occurrence > 0
        if again and len(loop) <= 8 and stream.chance(style.harmony.vary):
            turn[-1] = _varied(turn[-1])
        bars += turn
    rest = section.bars - len(bars)
    if rest and bars:
        bars += loop[-rest:]
    elif rest:
        bars += loop[:rest]
    return bars


def _varied(bar: tuple[str, ...]) -> tuple[str, ...]:
    """A bar with its last chord replaced by a relative, or divided so that the harmony quickens."""
    last = bar[-1]
    plain = last.rstrip("0123456789")
    substitute = _SUBSTITUTES.get(plain)
    if substitute is None or len(bar) > 1:
        return bar
    return (substitute, last) if plain in ("V", "VII", "IV") else (last, substitute)


def _with_approach(spans: list[Span], style: Style, key: Key, timing: Timing, colour: Colour) -> list[Span]:
    """Give the bar before the final chord the style's approach (authentic, plagal, modal), after at least two bars."""
    approach = style.harmony.approach
    if key.is_minor and style.harmony.approach_minor is not None:
        approach = style.harmony.approach_minor
    if timing.bars < 3 or not approach:
        return spans
    bar = timing.bars - 1
    start = bar * timing.bar_ticks
    numerals = approach.split()
    if key.mode in ("phrygian", "phrygian dominant", "locrian"):
        numerals = ["II"]
    elif key.mode in ("mixolydian", "dorian") and numerals == ["V"]:
        numerals = ["bVII"]
    elif key.mode in ("harmonic minor", "melodic minor") and numerals in (["v"], ["bVII"]):
        numerals = ["V"]
    elif key.mode == "lydian" and numerals == ["IV"]:
        numerals = ["II"]
    kept = [span for span in spans if span.start < start]
    slices = _bar_slices(timing.metre, len(numerals))
    for (offset, length), numeral in zip(slices, numerals):
        at = start + offset
        if at < timing.body:
            kept.append(Span(at, min(length, timing.body - at), realise(numeral, key, colour), bar=bar))
    return kept


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Chords that simply go on within a bar become one span (bars stay apart: a bar line is a new stroke)."""
    result: list[Span] = []
    for span in spans:
        if result and result[-1].chord == span.chord and result[-1].bar == span.bar and not span.cadence:
            result[-1] = replace(result[-1], duration=result[-1].duration + span.duration)
        else:
            result.append(span)
    return tuple(result)
