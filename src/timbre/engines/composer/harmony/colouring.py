"""Colouring: applied dominants, passing diminished chords, tritone substitutes, borrowed chords, suspensions,
inversions and pedal points, put where they fit into a plain progression.

Every technique is a function of (chord, the chord before, the chord after) that answers with new numerals for the bar,
or nothing. Sources: Levine, *The Jazz Theory Book*; Aldwell and Schachter, *Harmony and Voice Leading*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from timbre.engines.composer.harmony.cadences import TONAL
from timbre.engines.composer.harmony.span import Bars
from timbre.engines.composer.harmony_tables import Colouring
from timbre.model.stream import Stream
from timbre.theory.chord import Chord
from timbre.theory.key import Key
from timbre.theory.roman import realise

FIRST_STATEMENT = 0.34
"""Share of the table's chances in a section heard for the first time."""
_PHRASE = 4
_PEDALS = {"lift": "5", "intro": "1", "break": "1", "outro": "1"}
_LETTERS = re.compile(r"[b#]?[IViv]+")
Turn = tuple[str, ...] | None


@dataclass(frozen=True)
class Place:
    """One chord that has a bar to itself, with its neighbours (None at the edges)."""

    numeral: str
    chord: Chord
    before: Chord | None
    after: Chord
    following: str
    """Numeral of the chord after."""
    key: Key

    def degree(self, chord: Chord | None) -> int | None:
        """Semitones of a chord's root above the tonic."""
        return None if chord is None else (chord.root - self.key.tonic_class) % 12

    @property
    def target(self) -> str | None:
        """The chord after, plain, where it can be tonicised: neither home nor diminished."""
        match = _LETTERS.match(self.following)
        if match is None or "/" in self.following or self.degree(self.after) == 0:
            return None
        return None if 6 in realise(match.group(), self.key).intervals else match.group()

    @property
    def is_dominant(self) -> bool:
        """Whether this is V with a major third."""
        return self.degree(self.chord) == 7 and 4 in self.chord.intervals


def coloured(bars: Bars, key: Key, table: Colouring, shares: Sequence[float], stream: Stream) -> Bars:
    """The bars with turns taken as often as `table` times each bar's share says; the last bar leads into home.

    Where two chords share a bar only the second may change, for its tritone substitute. Phrases begin in root position.
    """
    made = list(bars)
    tonal = key.mode in TONAL
    home = "i" if key.is_minor else "I"
    for index, bar in enumerate(bars):
        draws = [stream.uniform() for _ in _TURNS]
        if len(bar) > 2 or "/" in bar[-1]:
            continue
        following = bars[index + 1][0] if index + 1 < len(bars) else home
        before = realise(made[index - 1][-1], key) if index else None
        place = Place(bar[-1], realise(bar[-1], key), before, realise(following, key), following, key)
        for (name, needs_tonality, turn), draw in zip(_TURNS, draws):
            if draw >= getattr(table, name) * shares[index] or (needs_tonality and not tonal):
                continue
            if name == "inversion" and index % _PHRASE == 0:
                continue
            answer = turn(place)
            if answer is not None and len(bar) + len(answer) <= 3:
                made[index] = (*bar[:-1], *answer)
                break
    return made


def over_pedal(bars: Bars, key: Key, kind: str, chance: float, stream: Stream) -> Bars | None:
    """A lift stands on the dominant, an intro, break or outro on the tonic: every chord keeps that bass note.

    None where no pedal is wanted, or where a chord a tritone away would grate over it.
    """
    draw = stream.chance(chance)
    degree = _PEDALS.get(kind)
    if not draw or degree is None:
        return None
    bass = key.harmony[int(degree) - 1]
    numerals = [numeral for bar in bars for numeral in bar]
    if any("/" in n or (realise(n, key).root - bass) % 12 == 6 for n in numerals):
        return None
    return [tuple(f"{numeral}/{degree}" for numeral in bar) for bar in bars]


def _secondary(place: Place) -> Turn:
    """V7 of the chord after, in the second half."""
    already = (place.chord.root - place.after.root) % 12 == 7 and 4 in place.chord.intervals
    if place.target is None or already or place.chord.root == place.after.root:
        return None
    return (place.numeral, f"V7/{place.target}")


def _passing(place: Place) -> Turn:
    """A diminished seventh on the half step between two roots a whole step apart."""
    rises = (place.after.root - place.chord.root) % 12 == 2
    return (place.numeral, f"viio7/{place.target}") if rises and place.target is not None else None


def _tritone(place: Place) -> Turn:
    """The dominant a tritone away, which slides down a half step."""
    falls = (place.chord.root - place.after.root) % 12 == 7
    dominant = 4 in place.chord.intervals and 10 in place.chord.intervals
    if not falls or not dominant:
        return None
    return (
        ("bII7",) if place.degree(place.after) == 0 else (f"bII7/{place.target}",) if place.target else None
    )


def _borrowed(place: Place) -> Turn:
    """The parallel mode's subdominants: iv after IV, bVI bVII before home, the Neapolitan before V."""
    here, after = place.degree(place.chord), place.degree(place.after)
    if place.key.is_minor:
        return ("bII/4",) if here in (2, 5) and after == 7 and 4 in place.after.intervals else None
    rich = len(place.chord.intervals) > 3
    if here == 5 and after in (0, 4):
        return (place.numeral, "iv6" if rich else "iv")
    if here == 2 and after == 7:
        return ("iim7b5",)
    backdoor = place.is_dominant and after == 0 and place.degree(place.before) != 5
    return (("bVImaj7", "bVII7") if rich else ("bVI", "bVII")) if backdoor else None


def _two_five(place: Place) -> Turn:
    """The second degree before the fifth."""
    if not place.is_dominant or place.degree(place.before) == 2:
        return None
    return ("iim7b5" if place.key.is_minor else "ii7", place.numeral)


def _suspension(place: Place) -> Turn:
    """The fourth above the dominant's root sounds on the beat and falls to the third."""
    if not place.is_dominant or place.degree(place.after) not in (0, 8, 9):
        return None
    return ("V7sus4" if 10 in place.chord.intervals else "Vsus4", place.numeral)


def _six_four(place: Place) -> Turn:
    """The tonic over the dominant's bass."""
    if not place.is_dominant or place.degree(place.after) != 0:
        return None
    return ("i/5" if place.key.is_minor else "I/5", place.numeral)


def _inversion(place: Place) -> Turn:
    """The bass walks: V between I and vi, I between IV and ii, or a third in the bass where roots would leap."""
    here, before, after = (place.degree(c) for c in (place.chord, place.before, place.after))
    if here == 7 and place.is_dominant and before == 0 and after in (8, 9):
        return (f"{place.numeral}/7",)
    if here == 0 and before in (5, 7) and after in (2, 5):
        return (f"{place.numeral}/3",)
    return (place.numeral, f"{place.numeral}/3") if here == 0 and after == 5 else None


_TURNS: tuple[tuple[str, bool, Callable[[Place], Turn]], ...] = (
    ("tritone", True, _tritone),
    ("passing", True, _passing),
    ("secondary", True, _secondary),
    ("borrowed", True, _borrowed),
    ("two_five", True, _two_five),
    ("six_four", True, _six_four),
    ("suspension", False, _suspension),
    ("inversion", False, _inversion),
)
