"""Keys: a spelled tonic and a mode, read from words, guessed from chords, written as a key signature.

Knows nothing of which notes a piece plays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from timbre.errors import InvalidInputError
from timbre.theory.chord import Chord
from timbre.theory.pitch import name_of, pitch_class, plain_accidentals
from timbre.theory.scale import MODES, canonical_mode, harmony_intervals, is_minor

_SIGNATURES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_FLAT_MAJORS = (1, 3, 5, 8, 10)
_SIGNATURE_OFFSET = {
    "dorian": 2,
    "phrygian": 4,
    "phrygian dominant": 5,
    "lydian": 5,
    "mixolydian": 7,
    "locrian": 11,
    "major blues": 0,
    "lydian dominant": 7,
    "double harmonic": 0,
    "hungarian minor": 9,
    "in": 4,
}


@dataclass(frozen=True)
class Key:
    """A key: `tonic` as spelled ("F#"), `mode` canonical ("minor", "dorian", "blues" …)."""

    tonic: str
    mode: str

    @property
    def name(self) -> str:
        """`"F# dorian"`."""
        return f"{self.tonic} {self.mode}"

    @cached_property
    def tonic_class(self) -> int:
        """Pitch class of the tonic, 0..11."""
        return pitch_class(self.tonic)

    @cached_property
    def scale(self) -> tuple[int, ...]:
        """Pitch classes of the scale from the tonic up."""
        return tuple((self.tonic_class + step) % 12 for step in MODES[self.mode])

    @cached_property
    def harmony(self) -> tuple[int, ...]:
        """The seven pitch classes chords are built from."""
        return tuple((self.tonic_class + step) % 12 for step in harmony_intervals(self.mode))

    @property
    def is_minor(self) -> bool:
        """Whether the third is minor."""
        return is_minor(self.mode)

    @cached_property
    def relative_major(self) -> int:
        """Pitch class of the major key with the same signature."""
        offset = _SIGNATURE_OFFSET.get(self.mode)
        if offset is None:
            offset = 9 if self.is_minor else 0
        return (self.tonic_class - offset) % 12

    @cached_property
    def flats(self) -> bool:
        """Whether accidentals in this key are written as flats."""
        if "b" in self.tonic:
            return True
        return "#" not in self.tonic and self.relative_major in _FLAT_MAJORS

    @property
    def signature(self) -> str:
        """Key signature in MIDI-file spelling: "F#m", "Bb"; modes take their relative major's."""
        major = self.relative_major
        if self.mode in ("minor", "harmonic minor", "melodic minor", "minor pentatonic", "blues"):
            spelled = self.tonic if self.tonic in _MINOR_SIGNATURES else _SIGNATURE_MINORS[self.tonic_class]
            return f"{spelled}m"
        if self.mode in ("major", "major pentatonic") and self.tonic in _MAJOR_SIGNATURES:
            return self.tonic
        return _SIGNATURES[major]

    def spell(self, pitch_class_: int) -> str:
        """Name of a pitch class as this key writes it."""
        if pitch_class_ % 12 == self.tonic_class:
            return self.tonic
        return name_of(pitch_class_, self.flats)


_MAJOR_SIGNATURES = ("C", "G", "D", "A", "E", "B", "F#", "C#", "F", "Bb", "Eb", "Ab", "Db", "Gb", "Cb")
_MINOR_SIGNATURES = ("A", "E", "B", "F#", "C#", "G#", "D#", "A#", "D", "G", "C", "F", "Bb", "Eb", "Ab")
_SIGNATURE_MINORS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")


def parse_key(text: str) -> Key:
    """Read `"A minor"`, `"F# dorian"`, `"Bb"`, `"C#m"`. Raises InvalidInputError naming the bad part."""
    words = plain_accidentals(text).strip().split()
    if not words:
        raise InvalidInputError(
            "The key is empty.", 'Write a tonic and a mode, such as "A minor" or "D dorian".'
        )
    tonic, mode_words = words[0], " ".join(words[1:])
    if not mode_words and len(tonic) > 1 and tonic.endswith("m"):
        tonic, mode_words = tonic[:-1], "minor"
    tonic = tonic[:1].upper() + tonic[1:]
    mode = canonical_mode(mode_words) if mode_words else "major"
    if mode is None:
        raise InvalidInputError(
            f"{mode_words[:40]!r} is not a mode in key {text[:60]!r}.", f"Modes: {', '.join(sorted(MODES))}."
        )
    pitch_class(tonic)
    return Key(tonic, mode)


def key_at(tonic_class: int, mode: str) -> Key:
    """The key on a pitch class in its usual spelling (E flat rather than D sharp)."""
    names = _SIGNATURE_MINORS if is_minor(mode) else _SIGNATURES
    return Key(names[tonic_class % 12], mode)


def guess_key(chords: Sequence[Chord]) -> Key:
    """The major or minor key that fits `chords` best: tones in scale, tonic first or last, dominant present."""
    best, best_score = Key("C", "major"), -(10**9)
    for tonic in range(12):
        for mode in ("major", "minor"):
            scale = {(tonic + step) % 12 for step in MODES[mode]}
            if mode == "minor":
                leading = scale | {(tonic + 11) % 12}
            score = 0
            for chord in chords:
                dominant = mode == "minor" and chord.root == (tonic + 7) % 12
                allowed = leading if dominant else scale
                score += sum(2 if tone in allowed else -4 for tone in chord.classes[:4])
                score += 3 if chord.root == tonic and _third(chord) == (3 if mode == "minor" else 4) else 0
            for chord, weight in ((chords[0], 8), (chords[-1], 5)) if chords else ():
                if chord.root == tonic and _third(chord) in (3 if mode == "minor" else 4, 0):
                    score += weight
            if score > best_score:
                best, best_score = key_at(tonic, mode), score
    return best


def _third(chord: Chord) -> int:
    return 3 if 3 in chord.intervals else 4 if 4 in chord.intervals else 0
