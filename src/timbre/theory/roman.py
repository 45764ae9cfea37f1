"""Roman numerals: "ii7", "bVImaj7", "V7/V", "IV/1" in a key become chords; plain numerals take the style's colour.

A numeral without an accidental stands on the key's own degree; with b or # it is counted from the major scale,
so that both "VI" and "bVI" mean A flat in C minor. After a stroke, a numeral is the chord that is tonicised
("viio7/V" leads to V), a digit is the degree in the bass ("V/7" is a first inversion, "IV/1" stands on a pedal).
A diminished vii stands on the leading tone, in minor too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from timbre.errors import InvalidInputError
from timbre.theory.chord import Chord, chord_from_intervals, parse_chord
from timbre.theory.key import Key
from timbre.theory.pitch import leading_tone_name, name_of
from timbre.theory.scale import MODES

Colour = Literal["triad", "power", "sus", "add9", "sixth", "seventh", "ninth"]
_NUMERAL = re.compile(r"([b#]{0,2})(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)([^/]*)(?:/(.+))?\Z")
_BASS = re.compile(r"([b#]?)([1-7])\Z")
_DEGREES = {"I": 0, "II": 1, "III": 2, "IV": 3, "V": 4, "VI": 5, "VII": 6}
_DIMINISHED = ("o", "°", "dim")


def is_numeral(text: str) -> bool:
    """Whether `text` reads as a roman numeral."""
    match = _matched(text)
    if match is None:
        return False
    over = match.group(4)
    return over is None or _BASS.match(over) is not None or is_numeral(over)


def _matched(text: str) -> re.Match[str] | None:
    return _NUMERAL.match(text.strip().replace("6/9", "69"))


@lru_cache(maxsize=4096)
def realise(numeral: str, key: Key, colour: Colour = "triad") -> Chord:
    """The chord a numeral means in `key`. A numeral with its own suffix keeps it; a plain one takes `colour`.

    Raises InvalidInputError for text that is no numeral.
    """
    match = _matched(numeral)
    if match is None or not is_numeral(numeral):
        raise InvalidInputError(
            f"{numeral[:40]!r} is not a roman numeral.", "Write numerals like i, bVII, V7/V, iim7b5, V/7."
        )
    accidental, letters, suffix, over = match.groups()
    if over is not None:
        plain = accidental + letters + suffix
        bass = _BASS.match(over)
        if bass is not None:
            return _over_bass(realise(plain, key, colour), key, bass.group(1), int(bass.group(2)))
        local = realise(over, key, "triad")
        return realise(
            plain, Key(key.spell(local.root), "minor" if 3 in local.intervals else "major"), colour
        )
    degree = _DEGREES[letters.upper()]
    shift = accidental.count("#") - accidental.count("b")
    reference = MODES["major"] if accidental else tuple((pc - key.tonic_class) % 12 for pc in key.harmony)
    if letters == "vii" and not accidental and suffix.startswith(_DIMINISHED):
        reference = (*reference[:6], 11)
    root = (key.tonic_class + reference[degree] + shift) % 12
    minor = letters.islower()
    name = name_of(root, shift < 0) if accidental else key.spell(root)
    if root == (key.tonic_class + 11) % 12 and not accidental:
        name = leading_tone_name(key.tonic)
    if suffix:
        plain = not minor or suffix[0] in "mdø°o5" or suffix.startswith("sus")
        quality = suffix if plain else "m" + suffix
        quality = quality.replace("°", "dim").replace("ø", "m7b5")
        return chord_from_intervals(root, quality, name)
    return chord_from_intervals(root, _coloured(root, minor, key, colour), name)


def _over_bass(chord: Chord, key: Key, accidental: str, degree: int) -> Chord:
    """The chord over a degree of the key; the chord's own raised form of that degree (the leading tone) wins."""
    if accidental:
        shift = 1 if accidental == "#" else -1
        bass = (key.tonic_class + MODES["major"][degree - 1] + shift) % 12
    else:
        bass = key.harmony[degree - 1]
        if degree >= 6 and bass not in chord.classes and (bass + 1) % 12 in chord.classes:
            bass = (bass + 1) % 12
    if bass == chord.root:
        return chord
    return Chord(chord.root, chord.intervals, f"{chord.symbol}/{key.spell(bass)}", bass)


def _coloured(root: int, minor: bool, key: Key, colour: Colour) -> str:
    """The suffix a plain numeral gets: triad quality from its case and the scale, extension from `colour`."""
    scale = set(key.harmony)

    def has(step: int) -> bool:
        return (root + step) % 12 in scale

    diminished = minor and has(6) and not has(7)
    if diminished:
        return "m7b5" if colour in ("seventh", "ninth") else "dim"
    if colour == "power":
        return "5"
    base = "m" if minor else ""
    if colour == "triad":
        return base
    dominant = not minor and (root - key.tonic_class) % 12 == 7 and not has(11)
    if colour == "sus":
        return base if minor or dominant or not has(2) else "sus2"
    ninth = has(2) and not (minor and has(1) and not has(2))
    if colour == "add9":
        return f"{base}add9" if ninth and not dominant else base
    if colour == "sixth":
        return f"{base}6" if has(9) and not dominant else base + "7"
    if has(11) and not minor:
        seventh = "maj7"
    elif has(10) or (root - key.tonic_class) % 12 == 7:
        seventh = "7"
    else:
        return f"{base}add9" if colour == "ninth" and ninth else base
    if colour == "ninth" and ninth:
        return base + seventh.replace("7", "9")
    return base + seventh


def read_chords(symbols: Sequence[str], key: Key | None) -> tuple[Chord, ...]:
    """Chords from symbols or roman numerals, in order; numerals need a `key` (C major when None)."""
    home = key or Key("C", "major")
    return tuple(realise(s, home) if is_numeral(s) else parse_chord(s) for s in symbols)
