"""Chords: a stated progression, in order: `Am – F – C – G`, `the chord sequence is Bb, F`, `ii-V-I`, `2-5-1`.

Knows nothing of keys or voicings; roman numerals stay as written for the composer to realise in the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from timbre.language.reading import Finding, Reading
from timbre.language.spelling import chord

MOST_CHORDS = 64

_SYMBOL = re.compile(
    r"(?<![\w#/.'&])[A-G][#b]?(?:(?:maj(?:or)?|min(?:or)?|Maj|[mM\-]|dim|aug|sus|add|alt|o|°|%|\+|\^|\(|\)|[#b](?=\d)|6/9|\d){1,6})?(?:/[A-G][#b]?)?"
    r"(?: (?:major|minor|maj|min|diminished|dim|augmented|aug)(?: ?(?:7th|7|seventh|9th|9|ninth))?)?(?![\w#'])"
)
_ROMAN = re.compile(r"(?<![\w/'.])(?:#|b)?(?:VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(?:maj7|M7|m7b5|add9|sus[24]?|dim7?|aug|[o°%+]7?|13|11|9|7|6)?(?![\w/'])")
_GAP = re.compile(r"[\s,;|>\"'&()\[\]/\-]*(?:(?:and|then|to)\b[\s\"']*)?")
_DEGREES = re.compile(r"(?<![\d\-./])[1-7](?: ?- ?[1-7]){2,7}(?![\d\-./])")
_DEGREE_NAMES = ("I", "ii", "iii", "IV", "V", "vi", "vii")
_TRIGGERS = frozenset("chord chords progression progressions sequence changes vamp acordes acorde accords akkorde akkordfolge progresion progressao".split())
_FILLERS = frozenset(
    "in this that the song piece track music is are of as a an set to include includes including consist consists consisting follow follows following "
    "goes go being like use uses using with chord chords sequence progression such based on around centered centred repeat repeats repeating loop "
    "loops looping simple here has have feature features featuring for from s drives moves between es de la las los son sind ist die das".split()
)
_STRONG = frozenset("sequence progression progressions changes vamp akkordfolge progresion progressao".split())
_KEY_BEFORE = re.compile(r"\b(?:key|keys|tonality)\b[^.]{0,24}$|\b(?:in|or) (?:the )?$")
_CHORDS_AFTER = re.compile(r"[\"']? ?(?:-? ?chords?\b|(?:chord )?(?:progressions?|sequence|changes|vamp|turnaround|cadence)\b)")
_AFTER_A = frozenset("in with at for on over and by then as that which".split())
NAMED: dict[str, tuple[str, ...]] = {
    "axis progression": ("I", "V", "vi", "IV"),
    "four chord song": ("I", "V", "vi", "IV"),
    "four-chord song": ("I", "V", "vi", "IV"),
    "doo-wop progression": ("I", "vi", "IV", "V"),
    "doo wop changes": ("I", "vi", "IV", "V"),
    "50s progression": ("I", "vi", "IV", "V"),
    "andalusian cadence": ("i", "VII", "VI", "V"),
    "royal road progression": ("IV", "V", "iii", "vi"),
    "pachelbel progression": ("I", "V", "vi", "iii", "IV", "I", "IV", "V"),
    "canon progression": ("I", "V", "vi", "iii", "IV", "I", "IV", "V"),
    "two five one": ("ii", "V", "I"),
    "two-five-one": ("ii", "V", "I"),
}
"""Progressions with a name of their own."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring symbols: their offsets and what stands between them."""

    places: tuple[tuple[int, int], ...]
    gaps: tuple[str, ...]

    @property
    def start(self) -> int:
        return self.places[0][0]

    @property
    def end(self) -> int:
        return self.places[-1][1]


def read_chords(reading: Reading) -> None:
    """Add a `chords` finding (a tuple of symbols) for every progression stated. Call before `read_keys`."""
    plain = reading.text.plain
    for run in _runs(_SYMBOL, plain, reading):
        _read_symbols(reading, run)
    for run in _runs(_ROMAN, plain, reading):
        symbols = [plain[start:end] for start, end in run.places]
        told = _triggered(reading, run) or bool(_CHORDS_AFTER.match(reading.after(run.end)))
        dashed = all("-" in gap or ">" in gap or "|" in gap for gap in run.gaps)
        if len(set(symbols)) > 1 and (len(symbols) > 2 or (len(symbols) == 2 and (told or dashed))):
            _state(reading, tuple(symbols), run, 3 if told else 2)
    for found in _DEGREES.finditer(plain):
        degrees = [int(c) for c in found[0] if c.isdigit()]
        told = _CHORDS_AFTER.match(reading.after(found.end())) or _before_words(reading, found.start())[1]
        if reading.free(found.start(), found.end()) and (told or degrees == [2, 5, 1]):
            symbols = [_DEGREE_NAMES[d - 1] for d in degrees]
            reading.add(Finding("chords", tuple(symbols), found.start(), found.end(), 3))
    for name, progression in NAMED.items():
        at = reading.text.folded.find(name)
        if at >= 0 and reading.free(at, at + len(name)):
            reading.add(Finding("chords", progression, at, at + len(name), 2, because=name))


def _runs(pattern: re.Pattern[str], plain: str, reading: Reading) -> list[_Run]:
    places = [f.span() for f in pattern.finditer(plain) if reading.free(*f.span())]
    runs: list[list[tuple[int, int]]] = []
    for place in places:
        gap = plain[runs[-1][-1][1] : place[0]] if runs else ""
        if runs and len(gap) <= 10 and _GAP.fullmatch(gap) and gap:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [_Run(tuple(run), tuple(plain[a[1] : b[0]] for a, b in pairwise(run))) for run in runs]


def _read_symbols(reading: Reading, run: _Run) -> None:
    run = _without_articles(reading, run)
    if not run.places:
        return
    told = _triggered(reading, run)
    symbols = [chord(reading.text.plain[start:end]) for start, end in run.places]
    if None in symbols:
        return
    raw = [reading.text.plain[start:end] for start, end in run.places]
    after = _CHORDS_AFTER.match(reading.after(run.end))
    telling = [len(s) > 1 and " " not in s for s in raw]
    if told or (after and (len(raw) > 1 or telling[0] or " " in raw[0])):
        _state(reading, tuple(s for s in symbols if s), run, 3)
        return
    if _KEY_BEFORE.search(reading.before(run.start, 40)) and len(raw) < 3:
        return
    dashed = all("-" in gap or ">" in gap or "|" in gap for gap in run.gaps)
    coloured = sum(1 for s, t in zip(raw, telling, strict=True) if t and not s.endswith("M"))
    enough = len(raw) > 2 and (coloured > 0 or len(set(raw) - {"A", "B", "C"}) > 1)
    pair = len(raw) == 2 and (dashed and coloured > 0 or any(re.search(r"\d|dim|aug|sus", s) for s in raw))
    if enough or pair:
        _state(reading, tuple(s for s in symbols if s), run, 2)


def _without_articles(reading: Reading, run: _Run) -> _Run:
    """Drop an "A" that is the article: `C G A lovely`, `A Dm G loop` at a sentence's start is kept with commas only."""
    places, gaps, plain = list(run.places), list(run.gaps), reading.text.plain
    if plain[slice(*places[-1])] == "A":
        follower = re.match(r" ([a-z]+)", plain[run.end : run.end + 24])
        spaced = not gaps or not re.search(r"[,\-|>/]", gaps[-1])
        if follower and spaced and follower[1] not in _AFTER_A and not _CHORDS_AFTER.match(reading.after(run.end)):
            places, gaps = places[:-1], gaps[:-1]
    if len(places) > 1 and plain[slice(*places[0])] == "A" and gaps and not gaps[0].strip() and any(gap.strip() for gap in gaps[1:]):
        places, gaps = places[1:], gaps[1:]
    return _Run(tuple(places), tuple(gaps))


def _triggered(reading: Reading, run: _Run) -> bool:
    """Whether "chord sequence is" or the like leads to the run (a lone "chords in D" is a key)."""
    words, trigger = _before_words(reading, run.start)
    if not trigger:
        return False
    if words and words[-1] in ("in", "key") or "key" in words:
        return False
    if len(run.places) > 1 or trigger in _STRONG:
        return True
    first = reading.text.plain[slice(*run.places[0])]
    return bool(words) and words[-1] in ("is", "are", "of", "a") and len(first) > 1 or reading.before(run.start).rstrip().endswith(":")


def _before_words(reading: Reading, start: int) -> tuple[list[str], str]:
    """The filler words between the nearest trigger and `start`, and that trigger ("" when there is none)."""
    sentence = re.split(r"[.!?\n]", reading.before(start, 72))[-1]
    between: list[str] = []
    for word in reversed(re.findall(r"[a-z]+", sentence)):
        if word in _TRIGGERS:
            return between[::-1], word
        if word not in _FILLERS:
            break
        between.append(word)
    return between[::-1], ""


def _state(reading: Reading, symbols: tuple[str, ...], run: _Run, rank: int) -> None:
    reading.add(Finding("chords", symbols[:MOST_CHORDS], run.start, run.end, rank))
