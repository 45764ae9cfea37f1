"""Chords: a stated progression, in order: `Am – F – C – G`, `the chord sequence is Bb, F`, `ii-V-I`, `2-5-1`.

Knows nothing of keys or voicings; roman numerals stay as written for the composer to realise in the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, pairwise

from timbre.errors import InvalidInputError
from timbre.language.numerals import DEGREES, ROMAN, degrees_of, numeral
from timbre.language.reading import Finding, Reading
from timbre.language.spelling import chord
from timbre.language.text import fold
from timbre.language.vocabulary import vocabulary

MOST_CHORDS = 64
MOST_SYMBOLS = 500
"""Symbols that are looked at, every capital A to G and the "I" of a sentence included."""

_SYMBOL = re.compile(
    r"[A-G](?<![\w#/.'&].)(?<!\s\d-.)[#b]?(?::(?=maj|min|dim|aug|sus|\d))?"
    r"(?:(?:maj(?:or)?|min(?:or)?|Maj|[mM\-]|dim|aug|sus|add|alt|o|°|%|\+|\^|[#b](?=\d)|6/9|\d"
    r"|\((?:[#b]?\d{1,2}|maj7?|Maj7|M7|sus[24]?|add\d)\)){1,6})?"
    r"(?:/[A-G][#b]?)?"
    r"(?: (?i:major|minor|maj|min|diminished|dim|augmented|aug)(?: ?(?:7th|7|seventh|9th|9|ninth))?)?(?![\w#']|-[a-z])"
)
_SEPARATOR = r"[\s,;|>\"'&()\[\]/\-]*"
_GAP = re.compile(
    rf"{_SEPARATOR}(?:(?:N\.?C\.?|N)(?=[\s,;|>\-]){_SEPARATOR})?"
    r"(?:(?:and|then|to|before|finally|moves?|moving|goes|going|ends?|ending|returns?|returning|resolves?|resolving|followed"
    r"|by|on|with|back|into|leads?|leading|over|passes|passing|through|lands?|landing|onto|via|next)\b[\s,\"']*){0,5}"
)
"""Between two chords; a stretch without a chord (N.C.) is passed over."""
_LONGEST_GAP = 28
_KEY_TOLD = re.compile(r"\bkey (?:is|of)\b")
_KEY_BEFORE = re.compile(r"\b(?:key|keys|tonality)\b[^.]{0,24}$|\b(?:in|or) (?:the )?$")
_CHORDS_AFTER = re.compile(
    r"[\"']? ?(?:-? ?chords?\b|(?:chord )?(?:progressions?|sequence|changes|vamp|turnaround|cadence)\b)"
)
_LOWER = (
    r"(?<![\w#])[a-g][#b]?(?:m(?:aj|in)?7?|dim7?|aug|sus[24]?|6|7|9)?"
    r"(?: (?:major|minor|maj|min|dim|diminished)(?: ?7)?)?(?![\w#'])"
)
_LOWER_LIST = re.compile(
    r"\b(?:chords?|progression|sequence|changes)(?: ?[:=]| (?:is|are|of|like))? ?\(?"
    rf"((?:{_LOWER}(?:[ ,\-|>/]{{1,3}}(?:(?:and|then|to) )?)){{1,16}}{_LOWER})"
)
"""Chords in small letters, right after the word that announces them: "chords: am f c g"."""
_LOWER_CHORD = re.compile(_LOWER)
_LEADS = ("is", "are", "of", "a", "goes", "includes", "being", "stays", "follows", "using", "uses", "on")
_NOTES_BEFORE = re.compile(
    r"\b(?:notes?|strings?|tuned?(?: to| in)?|tuning(?: of)?|vitamins?|grades?|letters?|sections?|parts?|plans?"
    r"|sides?|options?|pitches|tones|melody|riff|groups?|types?|classes|blocks?|exits?|hepatitis)"
    r"(?: (?:are|is|of|on|in|named?|labell?ed|the))*"
    r"[ :(\"']{1,3}$"
)
_MOVEMENTS_BEFORE = re.compile(
    r"\b(?:acts?|parts?|movements?|volumes?|vol\.?|symphon(?:y|ies)|chapters?|episodes?|books?|war|op\.?|scenes?|phases?"
    r"|levels?|stages?|sections?) $"
)
_ONE_CHORD = re.compile(r"[\"']? ?-? ?chords?\b(?! (?:progress|sequence|changes|vamp))")
_NOTES_AFTER = re.compile(r"[\"']? (?:bass(?:line)?s?|notes?|riffs?|melody|motif|tuning|strings?)\b")
_SEPARATED = re.compile(r"[,\-|>/]|\b(?:and|then|to)\b")
_LINKED = re.compile(r"[\-|>]")
_COUNTING = ("I", "II", "III", "IV", "V", "VI", "VII")
_ALPHABET = ("A", "B", "C", "D", "E", "F", "G")
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
    if DEGREES.fullmatch(plain):
        return degrees_of(plain)
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
    if ROMAN.fullmatch(piece):
        return numeral(piece)
    return chord(piece) or (chord(piece[0].upper() + piece[1:]) if piece[:1] in "abcdefg" else None)


def read_chords(reading: Reading) -> None:
    """Add a `chords` finding (a tuple of symbols) for every progression stated. Call before `read_keys`."""
    for found in reading.each(_LOWER_LIST, "chord", "progression", "sequence", "changes", capitals=True):
        _read_small_letters(reading, found)
    for run in _runs(_SYMBOL, reading):
        _read_symbols(reading, run)
    for run in _runs(ROMAN, reading):
        told = _is_announced(reading, run) or bool(_CHORDS_AFTER.match(reading.after(run.end)))
        enough = len(run.symbols) > 2 or (len(run.symbols) == 2 and (told or run.linked))
        counted = not told and (
            _MOVEMENTS_BEFORE.search(reading.before(run.start))
            or run.symbols == _COUNTING[: len(run.symbols)]
        )
        if enough and len(set(run.symbols)) > 1 and not counted:
            _state(reading, tuple(numeral(symbol) for symbol in run.symbols), run, 3 if told else 2)
    for found in reading.each(DEGREES, "-", " ", capitals=True):
        degrees = degrees_of(found[0])
        told = bool(_CHORDS_AFTER.match(reading.after(found.end())) or _announced(reading, found.start())[1])
        if reading.free(*found.span()) and (told or degrees == ("ii", "V", "I")):
            reading.add(Finding("chords", degrees, *found.span(), 3))
    for name, progression in reading.words.grammar.progressions.items():
        at = reading.text.folded.find(name)
        if at >= 0 and reading.free(at, at + len(name)):
            reading.add(Finding("chords", progression, at, at + len(name), 2, because=name))


def _read_small_letters(reading: Reading, found: re.Match[str]) -> None:
    items = _LOWER_CHORD.findall(found[1])
    names = [chord(item[0].upper() + item[1:]) for item in items]
    if all(names) and any(len(item) > 1 for item in items):
        reading.add(Finding("chords", tuple(name for name in names if name), *found.span(1), 3))


def _runs(pattern: re.Pattern[str], reading: Reading) -> list[_Run]:
    plain = reading.text.plain
    runs: list[list[tuple[int, int]]] = []
    for found in islice(pattern.finditer(plain), MOST_SYMBOLS):
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
    if not symbols:
        return
    if len(symbols) != len(run.symbols):
        _read_what_can_be_played(reading, run, symbols)
        return
    if _NOTES_AFTER.match(reading.after(run.end)) or _NOTES_BEFORE.search(reading.before(run.start)):
        return
    telling = [len(symbol) > 1 and " " not in symbol for symbol in run.symbols]
    after = _CHORDS_AFTER.match(reading.after(run.end))
    several = len(symbols) > 1
    named = telling[0] or " " in run.symbols[0]
    if after and run.symbols[0] != "A":  # "an E chord progression"; "ends on a C chord" is one of many
        named = named or not _ONE_CHORD.match(reading.after(run.end))
    if _is_announced(reading, run) or (after and (several or named)):
        _state(reading, symbols, run, 3)
    elif len(symbols) > 2 or (several and not _KEY_BEFORE.search(reading.before(run.start, 40))):
        coloured = any(t and not symbol.endswith("M") for symbol, t in zip(run.symbols, telling, strict=True))
        a_list = (
            len(symbols) > 2
            and run.symbols != _ALPHABET[: len(symbols)]
            and (coloured or len(set(run.symbols) - {"A", "B", "C"}) > 1)
        )
        a_pair = (run.linked and coloured) or any(_COLOURED.search(symbol) for symbol in run.symbols)
        if a_list or (len(symbols) == 2 and a_pair):
            _state(reading, symbols, run, 2)


def _read_what_can_be_played(reading: Reading, run: _Run, symbols: tuple[str, ...]) -> None:
    """An announced progression with symbols that are none: the rest counts, and the user is told."""
    if len(symbols) < 2 or not _is_announced(reading, run):
        return
    strange = next(symbol for symbol in run.symbols if chord(symbol) is None)
    reading.notes.append(f"“{strange}” was left out: it is no chord that can be played.")
    _state(reading, symbols, run, 3)


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
    if not trigger or "key" in words:
        return False
    if words[-1:] == ["in"] and len(run.places) < 3:
        # "the chord sequence is in G": a key, unless that is told as well
        return words[-2:] == ["is", "in"] and bool(_KEY_TOLD.search(reading.after(run.end)))
    if trigger in reading.words.grammar.lists["chord_triggers_weak"]:
        return len(run.places) > 1 and any(len(s) > 1 and " " not in s for s in run.symbols)
    alone = reading.words.grammar.lists["chord_triggers_alone"]
    if len(run.places) > 1 or trigger in alone or not alone.isdisjoint(words) or "structure" in words:
        return True
    if "progression of chords" in reading.before(run.start, 72):
        return True
    leads = (not words or words[-1] in _LEADS) and len(run.symbols[0]) > 1
    leads = leads or (trigger == "chord" and words == ["of"])
    return bool(leads) or reading.before(run.start).rstrip().endswith(":")


def _announced(reading: Reading, start: int) -> tuple[list[str], str]:
    """The filler words between the nearest announcing word and `start`, and that word ("" when there is none)."""
    lists = reading.words.grammar.lists
    sentence = re.split(r"[.!?\n]", reading.before(start, 72))[-1]
    between: list[str] = []
    for word in reversed(re.findall(r"[a-z]+", sentence)):
        if word in lists["chord_triggers"] or word in lists["chord_triggers_weak"]:
            return between[::-1], word
        if word not in lists["chord_fillers"]:
            break
        between.append(word)
    return between[::-1], ""


def _state(reading: Reading, symbols: tuple[str, ...], run: _Run, rank: int) -> None:
    reading.add(Finding("chords", symbols[:MOST_CHORDS], run.start, run.end, rank))
