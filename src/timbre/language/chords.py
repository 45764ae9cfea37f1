"""Chords: a stated progression, in order: `Am – F – C – G`, `the chord sequence is Bb, F`, `ii-V-I`, `2-5-1`.

Knows nothing of keys or voicings; roman numerals stay as written for the composer to realise in the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from timbre.errors import InvalidInputError
from timbre.language.reading import Finding, Reading
from timbre.language.spelling import chord
from timbre.language.text import fold
from timbre.language.vocabulary import vocabulary

MOST_CHORDS = 64

_SYMBOL = re.compile(
    r"(?<![\w#/.'&])[A-G][#b]?"
    r"(?:(?:maj(?:or)?|min(?:or)?|Maj|[mM\-]|dim|aug|sus|add|alt|o|°|%|\+|\^|\(|\)|[#b](?=\d)|6/9|\d){1,6})?"
    r"(?:/[A-G][#b]?)?"
    r"(?: (?i:major|minor|maj|min|diminished|dim|augmented|aug)(?: ?(?:7th|7|seventh|9th|9|ninth))?)?(?![\w#'])"
)
_ROMAN = re.compile(
    r"(?<![\w/'.])(?:#|b)?(?:VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)"
    r"(?:maj[79]|M7|m7b5|m[79]|add9|sus[24]?|dim7?|aug|[o°%+]7?|13|11|9|7|6)?(?![\w/'])"
)
_GAP = re.compile(r"[\s,;|>\"'&()\[\]/\-]*(?:(?:and|then|to)\b[\s\"']*)?")
_LONGEST_GAP = 10
_DEGREES = re.compile(r"(?<![\d\-./])[1-7](?: ?- ?[1-7]){2,7}(?![\d\-./])")
_DEGREE_NAMES = ("I", "ii", "iii", "IV", "V", "vi", "vii")
_KEY_BEFORE = re.compile(r"\b(?:key|keys|tonality)\b[^.]{0,24}$|\b(?:in|or) (?:the )?$")
_CHORDS_AFTER = re.compile(
    r"[\"']? ?(?:-? ?chords?\b|(?:chord )?(?:progressions?|sequence|changes|vamp|turnaround|cadence)\b)"
)
_NOTES_AFTER = re.compile(r"[\"']? (?:bass(?:line)?s?|notes?|riffs?|melody|motif|tuning|strings?)\b")
_SEPARATED = re.compile(r"[,\-|>/]")
_LINKED = re.compile(r"[\-|>]")
_COLOURED = re.compile(r"\d|dim|aug|sus")
_BETWEEN = re.compile(r"[\s,;|>]+")
_QUALITY = re.compile(r"(?:major|minor|maj|min|diminished|dim|augmented|aug)(?:7|9)?")


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring symbols: their offsets, what is written there and what stands between them."""

    places: tuple[tuple[int, int], ...]
    symbols: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def start(self) -> int:
        return self.places[0][0]

    @property
    def end(self) -> int:
        return self.places[-1][1]

    @property
    def linked(self) -> bool:
        """Whether dashes, arrows or bars join all of them."""
        return all(_LINKED.search(gap) for gap in self.gaps)

    def part(self, start: int, stop: int | None = None) -> _Run:
        """Some of the symbols."""
        places = self.places[start:stop]
        return _Run(places, self.symbols[start:stop], self.gaps[start:][: max(0, len(places) - 1)])


def chord_names(text: str) -> tuple[str, ...]:
    """A progression written alone, as canonical names: `am f | C/E G` → ("Am", "F", "C/E", "G"), `ii-V-I`, `2-5-1`.

    Raises InvalidInputError naming what is no chord.
    """
    plain = " ".join(fold(text).split())
    known = vocabulary().grammar.progressions.get(plain.lower())
    if known is not None:
        return known
    if _DEGREES.fullmatch(plain):
        return tuple(_DEGREE_NAMES[int(digit) - 1] for digit in plain if digit.isdigit())
    pieces: list[str] = []
    for piece in _BETWEEN.split(plain):
        if pieces and _QUALITY.fullmatch(piece.lower()):
            pieces[-1] += f" {piece.lower()}"
        elif piece.strip("-/"):
            pieces.append(piece)
    names = tuple(name for piece in pieces for name in _written(piece))
    if not 1 <= len(names) <= MOST_CHORDS:
        raise InvalidInputError(
            f"{len(names)} chords are no progression; 1 to {MOST_CHORDS} are.", "Write chords: Am F C G."
        )
    return names


def _written(piece: str) -> tuple[str, ...]:
    """One chord, or several joined by dashes. Raises InvalidInputError."""
    whole = _alone(piece)
    if whole is not None:
        return (whole,)
    parts = [_alone(part) for part in piece.split("-") if part]
    names = tuple(name for name in parts if name is not None)
    if len(names) < max(1, len(parts)):
        raise InvalidInputError(
            f"{piece[:40]!r} is not a chord.", "Write chords such as Am, F, C/E, Bbmaj7, or ii V I."
        )
    return names


def _alone(piece: str) -> str | None:
    if _ROMAN.fullmatch(piece):
        return piece
    return chord(piece) or (chord(piece[0].upper() + piece[1:]) if piece[:1] in "abcdefg" else None)


def read_chords(reading: Reading) -> None:
    """Add a `chords` finding (a tuple of symbols) for every progression stated. Call before `read_keys`."""
    for run in _runs(_SYMBOL, reading):
        _read_symbols(reading, run)
    for run in _runs(_ROMAN, reading):
        told = _is_announced(reading, run) or bool(_CHORDS_AFTER.match(reading.after(run.end)))
        enough = len(run.symbols) > 2 or (len(run.symbols) == 2 and (told or run.linked))
        if enough and len(set(run.symbols)) > 1:
            _state(reading, run.symbols, run, 3 if told else 2)
    for found in _DEGREES.finditer(reading.text.plain):
        degrees = [int(c) for c in found[0] if c.isdigit()]
        told = bool(_CHORDS_AFTER.match(reading.after(found.end())) or _announced(reading, found.start())[1])
        if reading.free(*found.span()) and (told or degrees == [2, 5, 1]):
            names = tuple(_DEGREE_NAMES[degree - 1] for degree in degrees)
            reading.add(Finding("chords", names, *found.span(), 3))
    for name, progression in reading.words.grammar.progressions.items():
        at = reading.text.folded.find(name)
        if at >= 0 and reading.free(at, at + len(name)):
            reading.add(Finding("chords", progression, at, at + len(name), 2, because=name))


def _runs(pattern: re.Pattern[str], reading: Reading) -> list[_Run]:
    plain = reading.text.plain
    runs: list[list[tuple[int, int]]] = []
    for found in pattern.finditer(plain):
        if not reading.free(*found.span()):
            continue
        gap = plain[runs[-1][-1][1] : found.start()] if runs else ""
        if gap and len(gap) <= _LONGEST_GAP and _GAP.fullmatch(gap):
            runs[-1].append(found.span())
        else:
            runs.append([found.span()])
    return [
        _Run(
            tuple(run), tuple(plain[a:b] for a, b in run), tuple(plain[a[1] : b[0]] for a, b in pairwise(run))
        )
        for run in runs
    ]


def _read_symbols(reading: Reading, run: _Run) -> None:
    run = _without_articles(reading, run)
    symbols = tuple(made for symbol in run.symbols if (made := chord(symbol)) is not None)
    if not symbols or len(symbols) != len(run.symbols):
        return
    if _NOTES_AFTER.match(reading.after(run.end)):
        return
    telling = [len(symbol) > 1 and " " not in symbol for symbol in run.symbols]
    after = _CHORDS_AFTER.match(reading.after(run.end))
    several = len(symbols) > 1
    if _is_announced(reading, run) or (after and (several or telling[0] or " " in run.symbols[0])):
        _state(reading, symbols, run, 3)
    elif len(symbols) > 2 or (several and not _KEY_BEFORE.search(reading.before(run.start, 40))):
        coloured = any(t and not symbol.endswith("M") for symbol, t in zip(run.symbols, telling, strict=True))
        a_list = len(symbols) > 2 and (coloured or len(set(run.symbols) - {"A", "B", "C"}) > 1)
        a_pair = (run.linked and coloured) or any(_COLOURED.search(symbol) for symbol in run.symbols)
        if a_list or (len(symbols) == 2 and a_pair):
            _state(reading, symbols, run, 2)


def _without_articles(reading: Reading, run: _Run) -> _Run:
    """Without an "A" that is the article: the last in `C G A lovely`, the first in `A G#7, Em`."""
    if run.symbols[-1] == "A":
        follower = re.match(r" ([a-z]+)", reading.text.plain[run.end : run.end + 24])
        listed = run.gaps and _SEPARATED.search(run.gaps[-1])
        goes_on = follower is None or follower[1] in reading.words.grammar.lists["after_chord_a"]
        if not listed and not goes_on and not _CHORDS_AFTER.match(reading.after(run.end)):
            run = run.part(0, -1)
    if (
        run.symbols[:1] == ("A",)
        and run.gaps
        and not run.gaps[0].strip()
        and any(g.strip() for g in run.gaps)
    ):
        run = run.part(1)
    return run


def _is_announced(reading: Reading, run: _Run) -> bool:
    """Whether "chord sequence is" or the like leads to the run (a lone "chords in D" is a key)."""
    words, trigger = _announced(reading, run.start)
    if not trigger or "key" in words or words[-1:] == ["in"]:
        return False
    if len(run.places) > 1 or trigger in reading.words.grammar.lists["chord_triggers_alone"]:
        return True
    leads = words[-1:] and words[-1] in ("is", "are", "of", "a") and len(run.symbols[0]) > 1
    return bool(leads) or reading.before(run.start).rstrip().endswith(":")


def _announced(reading: Reading, start: int) -> tuple[list[str], str]:
    """The filler words between the nearest announcing word and `start`, and that word ("" when there is none)."""
    lists = reading.words.grammar.lists
    sentence = re.split(r"[.!?\n]", reading.before(start, 72))[-1]
    between: list[str] = []
    for word in reversed(re.findall(r"[a-z]+", sentence)):
        if word in lists["chord_triggers"]:
            return between[::-1], word
        if word not in lists["chord_fillers"]:
            break
        between.append(word)
    return between[::-1], ""


def _state(reading: Reading, symbols: tuple[str, ...], run: _Run, rank: int) -> None:
    reading.add(Finding("chords", symbols[:MOST_CHORDS], run.start, run.end, rank))
