"""Writing: the chord of every moment, from the style's progressions through cadences, colouring and modulation.

Knows nothing of instruments or voicings.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.harmony import cadences
from timbre.engines.composer.harmony.colouring import FIRST_STATEMENT, coloured, over_pedal
from timbre.engines.composer.harmony.modulation import seconds_of, section_keys, turning_bar
from timbre.engines.composer.harmony.progressions import (
    Loop,
    bridged,
    choose_progression,
    looped,
    stretched,
    vamp,
)
from timbre.engines.composer.harmony.span import Bars, Span, bar_slices, merged
from timbre.engines.composer.harmony.stated import from_stated
from timbre.engines.composer.style import Style
from timbre.engines.composer.timing import Timing
from timbre.model.stream import Stream
from timbre.theory.chord import Chord
from timbre.theory.key import Key
from timbre.theory.roman import Colour, is_numeral, realise
from timbre.theory.scale import MODES
from timbre.theory.tonality import clarity, pitch_weights

_ATTEMPTS = 6
_CLEAR = 0.03
"""The critic takes the first harmony in which the key outdoes every rival by this much, else the clearest of six."""
_LONG_BARS, _LONG_SECONDS = 48, 100.0
"""From here on letters of the form share a progression less often, and loops turn to another one for a while."""
_LONG_BRIDGE = 0.6
"""The least `bridge` of a long piece; its returns and its sections of sixteen bars always take one."""
_CONTRAST = 0.2
"""What a long piece whose letters all have their own progression gains over one that repeats a single one."""
_CONTRASTING = 0.75
"""The contrast that is enough for a long piece."""
_UNMODAL = 0.5
"""What a harmony loses in which the degree that sets its mode apart is never heard."""


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
        return merged(from_stated(stated, timing, key))
    style = cadences.plainly(style, key) if tonic_first else style
    keys = section_keys(style, key, timing, sections, Stream(seed, "modulation"))
    best: list[Span] = []
    best_value = -math.inf
    contrast = 0.0 if not _is_long(timing) else _CONTRAST / 2 if tonic_first else _CONTRAST
    for attempt in range(_ATTEMPTS):
        writer = _Writer(style, key, timing, colour, seed, Stream(seed, f"harmony {attempt}"), tonic_first)
        spans = writer.piece(sections, keys)
        heard = _heard(spans, key)
        value = heard + contrast * writer.contrast
        if value > best_value:
            best, best_value = spans, value
        if heard > _CLEAR and (not contrast or writer.contrast >= _CONTRASTING):
            break
    return merged(best)


def _is_long(timing: Timing) -> bool:
    return timing.bars >= _LONG_BARS or seconds_of(timing) >= _LONG_SECONDS


def _heard(spans: list[Span], key: Key) -> float:
    """How plainly the home sections speak of `key`, and of its mode."""
    home = [span for span in spans if span.key == key]
    value = clarity(pitch_weights((span.chord, span.duration) for span in home), key)
    telling = _telling(key)
    if telling is None or any(telling in span.chord.classes for span in home):
        return value
    return value - _UNMODAL


def _telling(key: Key) -> int | None:
    """The pitch class that sets a mode apart from the major or minor scale on its tonic; None for those two."""
    plain = MODES["minor" if key.is_minor else "major"]
    return next((tone for tone in key.harmony if (tone - key.tonic_class) % 12 not in plain), None)


class _Writer:
    """One attempt at the harmony of a piece."""

    def __init__(
        self,
        style: Style,
        key: Key,
        timing: Timing,
        colour: Colour,
        seed: int,
        stream: Stream,
        tonic_first: bool,
    ) -> None:
        self._style, self._key, self._timing, self._colour = style, key, timing, colour
        self._seed, self._stream, self._tonic_first = seed, stream, tonic_first
        self._loops: dict[str, Loop] = {}
        self._long = _is_long(timing) and style.harmony.share < 1

    def piece(self, sections: tuple[SectionPlan, ...], keys: tuple[Key, ...]) -> list[Span]:
        """Spans of all sections and the final chord."""
        spans: list[Span] = []
        home = next((s.material for s in sections), "A")
        for index, (section, key) in enumerate(zip(sections, keys)):
            bars = self._section(section, key, home)
            following = keys[index + 1] if index + 1 < len(keys) else key
            last = (
                (bars[-1], key) if following == key else (turning_bar(self._style, key, following), following)
            )
            for offset, numerals in enumerate(bars):
                text, local = last if offset == len(bars) - 1 else (numerals, key)
                spans += self._bar(section.start + offset, text or numerals, local if text else key)
        return self._closed(spans, keys[-1] if keys else self._key)

    @property
    def contrast(self) -> float:
        """How far the letters of the form differ in their progressions: 0 all alike … 1 all their own."""
        letters = [loop for name, loop in self._loops.items() if not name.endswith("bridge")]
        return (len(set(letters)) - 1) / max(1, len(letters) - 1)

    def _section(self, section: SectionPlan, key: Key, home: str) -> Bars:
        """Numerals of one section: its progression, then cadences, then a pedal or colour, then a tag."""
        style, table = self._style, self._style.harmony
        loop = self._loop(section, key, home)
        stream = Stream(self._seed, f"harmony {section.start}")
        opening = section.opening == "vamp" and section.kind == "intro"
        bars = vamp(loop, section.bars) if opening else looped(loop, section, style, stream)
        if not opening and stream.chance(self._bridge(section)):
            other = stretched(self._other(section, key, loop, stream), table.stretch)
            short = len(loop) * table.stretch <= (8 if self._long else 4)
            bars = bridged(bars, other) if short else bars
        colours = Stream(self._seed, f"colouring {section.start}")
        if not opening:
            bars = cadences.as_periods(bars, style, key, colours)
            bars = cadences.evaded(bars, style, key, colours)
            bars = cadences.quickened(bars, style, key, colours)
        if self._tonic_first and not opening:
            bars = [*bars[:-1], cadences.leading_home(bars[-1], key)]
        pedal = over_pedal(bars, key, section.kind, table.colouring.pedal, colours)
        if pedal is not None:
            bars = pedal
        else:
            plain = max(4, len(loop) * table.stretch) if section.occurrence == 0 else 0
            shares = [FIRST_STATEMENT if at < plain else 1.0 for at in range(len(bars))]
            bars = coloured(bars, key, table.colouring, shares, colours)
        if section.last and style.form.ending == "tag" and self._timing.final is not None:
            return cadences.tagged(bars, style, key)
        return bars

    def _loop(self, section: SectionPlan, key: Key, home: str) -> Loop:
        """The progression of a letter of the form in a mode, chosen when it is first needed."""
        name, main = f"{section.material} {key.mode}", f"{home} {key.mode}"
        if name not in self._loops:
            share = self._stream.chance(self._shared(name)) and main in self._loops
            self._loops[name] = (
                self._loops[main]
                if share
                else choose_progression(
                    self._style,
                    key,
                    section.kind,
                    self._stream,
                    list(self._loops.values()),
                    self._tonic_first,
                    anew="2" in section.material,
                )
            )
        return self._loops[name]

    def _bridge(self, section: SectionPlan) -> float:
        """How likely a section's short loop gives way to another one for a while."""
        least = 0.0
        if self._long:
            least = 1.0 if section.bars >= 16 or section.occurrence else _LONG_BRIDGE
        return max(self._style.harmony.bridge, least)

    def _shared(self, name: str) -> float:
        """How likely a letter keeps the first one's progression: less in long pieces, never in a second act."""
        share = self._style.harmony.share
        if "2" in name:
            return 0.0
        return share if not self._long or share == 1 else share * share

    def _other(self, section: SectionPlan, key: Key, loop: Loop, stream: Stream) -> Loop:
        """A second progression for a letter of the form, the same each time it returns."""
        name = f"{section.material} {key.mode} bridge"
        if name not in self._loops:
            used = [loop, *self._loops.values()]
            self._loops[name] = choose_progression(
                self._style, key, section.kind, stream, used, self._tonic_first, anew=self._long
            )
        return self._loops[name]

    def _bar(self, bar: int, numerals: tuple[str, ...], key: Key) -> Iterator[Span]:
        timing = self._timing
        for (start, length), numeral in zip(bar_slices(timing.metre, len(numerals)), numerals):
            at = bar * timing.bar_ticks + start
            if at < timing.body:
                yield Span(at, min(length, timing.body - at), self._chord(numeral, key), key, bar=bar)

    def _chord(self, numeral: str, key: Key) -> Chord:
        if self._style.harmony.drone and "/" not in numeral:
            numeral = f"{numeral}/1"
        return realise(numeral, key, self._colour)

    def _closed(self, spans: list[Span], key: Key) -> list[Span]:
        """Close: the style's approach in the bar before (in pieces of three bars and more), and the final chord."""
        timing = self._timing
        if timing.final is None:
            return spans
        tag = self._style.form.ending == "tag"
        numerals = (cadences.last_line(self._style, key) if tag else ()) or cadences.approach(
            self._style, key
        )
        if timing.bars >= 3 and numerals:
            start = (timing.bars - 1) * timing.bar_ticks
            spans = [span for span in spans if span.start < start]
            fitting = sum(
                start + at < timing.body for at, _ in bar_slices(timing.metre, min(len(numerals), 2))
            )
            spans += self._bar(timing.bars - 1, numerals[-fitting:] if fitting < 2 else numerals, key)
        chord = realise(self._final(key), key, self._colour)
        return [
            *spans,
            Span(timing.final, timing.end - timing.final, chord, key, bar=timing.bars, cadence=True),
        ]

    def _final(self, key: Key) -> str:
        suffix = self._style.harmony.final
        if is_numeral(suffix):
            return suffix
        turn = self._stream.chance(self._style.harmony.colouring.picardy)
        picardy = turn and not self._tonic_first and key.mode in ("minor", "harmonic minor")
        return ("I" if picardy else cadences.tonic(key)) + suffix
