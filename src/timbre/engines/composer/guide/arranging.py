"""Arrangement: a tune laid out over the bars of a piece, its chords in the style's colour, its notes for whoever sings.

Pure. Knows nothing of files or of the other parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.guide.layout import Passage, lay_out
from timbre.engines.composer.harmony.span import Span
from timbre.engines.composer.plan import Tone
from timbre.engines.composer.style import Style
from timbre.engines.composer.timing import Timing
from timbre.model.brief import Brief, SectionWish
from timbre.theory.chord import Chord, parse_chord
from timbre.theory.guide import Guide
from timbre.theory.key import Key
from timbre.theory.metre import Metre
from timbre.theory.roman import Colour, is_numeral, realise

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
_FORCE_RANGE = (70, 125)


@dataclass(frozen=True)
class Arrangement:
    """A guide in one piece: passages that fill its bars, and how far its notes move to the piece's key."""

    guide: Guide
    passages: tuple[Passage, ...]
    shift: int
    """Semitones, −5..6."""
    key: Key

    def brief_for(self, brief: Brief) -> Brief:
        """`brief` with the passages as the form asked for."""
        form = tuple(SectionWish(name=passage.kind, bars=passage.bars) for passage in self.passages)
        return brief.model_copy(update={"form": form})

    def sections(self, planned: Sequence[SectionPlan]) -> tuple[SectionPlan, ...]:
        """The form's sections, with the melody in them just where the tune is heard."""
        result: list[SectionPlan] = []
        for section, passage in zip(planned, self.passages, strict=True):
            others = tuple(role for role in section.layers if role != "melody")
            layers = ("melody", *others) if passage.sung else others
            late = tuple(role for role in section.late if role != "melody")
            enters = tuple(pair for pair in section.enters if pair[0] != "melody")
            leaves = tuple(pair for pair in section.leaves if pair[0] != "melody")
            result.append(replace(section, layers=layers, late=late, enters=enters, leaves=leaves))
        return tuple(result)

    def spans(self, style: Style, timing: Timing, colour: Colour) -> tuple[Span, ...]:
        """The tune's chords over the whole piece in the piece's key, and the final chord."""
        spans: list[Span] = []
        bar_ticks = timing.bar_ticks
        for first, passage in self._placed():
            begin, end = passage.tune_bar * bar_ticks, (passage.tune_bar + passage.bars) * bar_ticks
            for start, duration, chord in self.guide.chords:
                low, high = max(start, begin), min(start + duration, end)
                at = first * bar_ticks + low - begin
                if low >= high or at >= timing.body:
                    continue
                sung = self._heard(start, start + duration)
                moved = _in_colour(_transposed(chord, self.shift, self.key), self.key, colour, sung)
                length = min(high - low, timing.body - at)
                spans.append(Span(at, length, moved, self.key, bar=at // bar_ticks))
        if timing.final is not None:
            tonic = "i" if self.key.is_minor else "I"
            suffix = style.harmony.final
            final = realise(suffix if is_numeral(suffix) else tonic + suffix, self.key, colour)
            length = timing.end - timing.final
            spans.append(Span(timing.final, length, final, self.key, bar=timing.bars, cadence=True))
        return tuple(spans)

    def tones(self, low: int, high: int, timing: Timing) -> list[Tone]:
        """The tune's notes in the register [low, high], wherever it is heard."""
        notes = self.guide.notes
        mean = max(1, sum(note.velocity for note in notes) // len(notes))
        octaves = self._octaves(low, high)
        bar_ticks = timing.bar_ticks
        tones: list[Tone] = []
        for first, passage in self._placed():
            begin, end = passage.tune_bar * bar_ticks, (passage.tune_bar + passage.bars) * bar_ticks
            for note in notes:
                at = first * bar_ticks + note.start - begin
                if not (passage.sung and begin <= note.start < end) or at >= timing.body:
                    continue
                duration = min(note.duration, end - note.start, timing.body - at)
                least, most = _FORCE_RANGE
                force = min(most, max(least, 100 * note.velocity // mean))
                pitch = _folded(note.pitch + self.shift + octaves, low, high)
                tones.append(
                    Tone(at, max(1, duration), pitch, force, "", _strength(timing.metre, at, bar_ticks))
                )
        return tones

    def _placed(self) -> list[tuple[int, Passage]]:
        placed: list[tuple[int, Passage]] = []
        at = 0
        for passage in self.passages:
            placed.append((at, passage))
            at += passage.bars
        return placed

    def _heard(self, start: int, end: int) -> set[int]:
        """Pitch classes the tune holds for half a beat or longer in [start, end), in the piece's key."""
        half = 480
        return {
            (note.pitch + self.shift) % 12
            for note in self.guide.notes
            if min(note.end, end) - max(note.start, start) >= half
        }

    def _octaves(self, low: int, high: int) -> int:
        """By how much the whole tune moves to lie in the register: as little as it takes, in octaves."""
        pitches = [note.pitch + self.shift for note in self.guide.notes]

        def misfit(by: int) -> tuple[int, int]:
            outside = sum(max(0, low - pitch - by) + max(0, pitch + by - high) for pitch in pitches)
            return outside, abs(by)

        return min((12 * octave for octave in range(-5, 6)), key=misfit)


def arrange(guide: Guide, key: Key, timing: Timing) -> Arrangement:
    """Lay the guide out over the piece's bars and move it to its key by the shortest way."""
    shift = (key.tonic_class - guide.key.tonic_class) % 12
    return Arrangement(
        guide, lay_out(max(1, timing.bars), guide.bars), shift - 12 if shift > 6 else shift, key
    )


def _transposed(chord: Chord, shift: int, key: Key) -> Chord:
    root_name = key.spell((chord.root + shift) % 12)
    quality = chord.symbol.split("/")[0].lstrip("ABCDEFG").lstrip("#b")
    return parse_chord(root_name + quality)


def _in_colour(chord: Chord, key: Key, colour: Colour, sung: set[int]) -> Chord:
    """A plain triad of the key as the style would play it, unless an added tone rubs against the tune."""
    plain = chord.intervals in ((0, 4, 7), (0, 3, 7))
    if not plain or chord.root not in key.harmony or colour == "triad":
        return chord
    numeral = _NUMERALS[key.harmony.index(chord.root)]
    richer = realise(numeral.lower() if 3 in chord.intervals else numeral, key, colour)
    added = set(richer.classes) - set(chord.classes)
    lost = set(chord.classes) - set(richer.classes)
    rubs = any((note - tone) % 12 in (1, 11) for note in sung for tone in added if note not in richer.classes)
    return chord if rubs or lost & sung else richer


def _folded(pitch: int, low: int, high: int) -> int:
    """`pitch` moved by octaves into [low, high] (which is an octave at least)."""
    while pitch < low:
        pitch += 12
    while pitch > high:
        pitch -= 12
    return pitch


def _strength(metre: Metre, at: int, bar_ticks: int) -> int:
    """Metric strength of a place: 3 the downbeat, 0 to 2 a beat, −1 between beats."""
    sixteenth, off = divmod(at % bar_ticks, 240)
    if off:
        return -1
    return next((group.strength for group in metre.groups if group.start == sixteenth), -1)
