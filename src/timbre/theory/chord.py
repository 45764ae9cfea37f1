"""Chord symbols: read "F#m7b5/A" into root, intervals and bass; write them back.

Knows nothing of keys (`roman` turns numerals into these) or of octaves (`voicing` places them).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from timbre.errors import InvalidInputError
from timbre.theory.pitch import pitch_class, plain_accidentals

_SYMBOL = re.compile(r"([A-G](?:##|bb|#|b)?)(.*?)(?:/([A-Ga-g](?:##|bb|#|b)?))?\Z")
_TOKENS = re.compile(
    r"(?P<halfdim>m7b5|min7b5|-7b5|ø7?|halfdim7?|hdim7?)|(?P<dim>dim|°|o(?=7|\Z))|(?P<aug>aug|\+)"
    r"|(?P<major>maj|Maj|MAJ|major|M|Δ|\^)|(?P<minor>minor|min|mi|m|-)|(?P<sus>sus[24]?)"
    r"|(?P<add>add(?:b|#)?(?:2|4|6|9|11|13))|(?P<omit>(?:no|omit)(?:3|5))"
    r"|(?P<altered>alt)|(?P<sixnine>6/9|69)|(?P<number>(?:2|4|5|6|7|9|11|13))|(?P<alter>[b#](?:5|9|11|13))"
)
_DEGREES = {2: 14, 4: 17, 6: 9, 9: 14, 11: 17, 13: 21}
_ALTERABLE = {"5": 7, "9": 14, "11": 17, "13": 21}


@dataclass(frozen=True)
class Chord:
    """A chord: `root` and `bass` pitch classes, `intervals` in semitones above the root, as in `symbol`."""

    root: int
    intervals: tuple[int, ...]
    symbol: str
    bass: int

    @cached_property
    def classes(self) -> tuple[int, ...]:
        """Pitch classes of the chord tones from the root up, extensions last."""
        return tuple(dict.fromkeys((self.root + step) % 12 for step in self.intervals))

    @property
    def is_slash(self) -> bool:
        """Whether another note than the root is asked for in the bass."""
        return self.bass != self.root

    def tone(self, degree: int) -> int | None:
        """Pitch class of the third (3), fifth (5), sixth (6), seventh (7) or ninth (9), None if absent."""
        wanted = {3: (3, 4, 5, 2), 5: (7, 6, 8), 6: (9,), 7: (10, 11, 9), 9: (14, 13, 15)}[degree]
        for step in wanted:
            if step in self.intervals:
                return (self.root + step) % 12
        return None


@lru_cache(maxsize=1024)
def parse_chord(symbol: str) -> Chord:
    """Read a chord symbol. Raises InvalidInputError naming the part that was not understood."""
    text = plain_accidentals(symbol).strip().replace("(", "").replace(")", "").replace(",", "")
    text = text.replace("6/9", "69").replace(" ", "")
    match = _SYMBOL.match(text)
    if match is None:
        raise _unreadable(symbol, symbol)
    root_name, quality, bass_name = match.groups()
    intervals = _intervals(quality, symbol)
    root = pitch_class(root_name)
    bass = pitch_class(bass_name) if bass_name else root
    return Chord(root, intervals, plain_accidentals(symbol).strip(), bass)


def chord_from_intervals(root: int, quality: str, root_name: str) -> Chord:
    """A chord on a named root with a quality suffix such as "m9"."""
    return Chord(root % 12, _intervals(quality, root_name + quality), root_name + quality, root % 12)


@lru_cache(maxsize=512)
def _intervals(quality: str, symbol: str) -> tuple[int, ...]:
    """Semitones above the root for a quality suffix, ascending by function (root, 3, 5, 7, extensions)."""
    third: int | None = 4
    fifth: int | None = 7
    seventh: int | None = None
    sixth = False
    major_seventh = False
    extensions: dict[int, int] = {}
    diminished = False
    at = 0
    while at < len(quality):
        match = _TOKENS.match(quality, at)
        if match is None:
            raise _unreadable(symbol, quality[at:])
        at = match.end()
        kind, token = match.lastgroup or "", match.group()
        if kind == "halfdim":
            third, fifth, seventh = 3, 6, 10
        elif kind == "dim":
            third, fifth, diminished = 3, 6, True
        elif kind == "aug":
            fifth = 8
        elif kind == "major":
            major_seventh = True
        elif kind == "minor":
            third = 3
        elif kind == "sus":
            third = None
            extensions[4 if token != "sus2" else 2] = 5 if token != "sus2" else 2
        elif kind == "add":
            sign = 1 if "#" in token else -1 if "b" in token else 0
            number = int(re.sub(r"\D", "", token))
            extensions[number] = _DEGREES[number] + sign
        elif kind == "omit":
            third, fifth = (None, fifth) if token.endswith("3") else (third, None)
        elif kind == "altered":
            seventh = 10
            extensions[9], extensions[13] = 15, 20
        elif kind == "sixnine":
            sixth = True
            extensions[9] = 14
        elif kind == "alter":
            degree = token[1:]
            value = _ALTERABLE[degree] + (1 if token[0] == "#" else -1)
            if degree == "5":
                fifth = value
            else:
                extensions[int(degree)] = value
        else:
            number = int(token)
            if number == 5:
                third = None
            elif number == 6:
                sixth = True
            elif number in (2, 4):
                extensions[number] = 2 if number == 2 else 5
            else:
                seventh = 9 if diminished else 11 if major_seventh else 10
                if number >= 9:
                    extensions[9] = extensions.get(9, 14)
                if number >= 11 and (number == 11 or third == 3):
                    extensions[11] = extensions.get(11, 17)
                if number == 13:
                    extensions[13] = 21
    tones = [0]
    tones += [step for degree, step in sorted(extensions.items()) if degree in (2, 4) and third is None]
    tones += [third] if third is not None else []
    tones += [fifth] if fifth is not None else []
    tones += [9] if sixth else []
    tones += [seventh] if seventh is not None else []
    tones += [step for degree, step in sorted(extensions.items()) if not (degree in (2, 4) and third is None)]
    return tuple(dict.fromkeys(tones))


def _unreadable(symbol: str, part: str) -> InvalidInputError:
    return InvalidInputError(
        f"Chord {symbol[:40]!r}: {part[:20]!r} was not understood.",
        "Write chords like Am, F#m7b5, Cmaj9, Gsus4, Dm6, Eb6, C#dim, G7#9, A/C#.",
    )
