"""The adjectives of a noun: in front of it ("a groovy, slim bass"), behind it ("drums that are loud"), inside its name.

Knows nothing of what they ask: `touches` does.
"""

from __future__ import annotations

import re

from timbre.language.match import Match
from timbre.language.reading import Reading
from timbre.language.text import is_cjk
from timbre.language.touches import LONGEST, Touch, adverb_of, foreign, last_words, touch_of, touches
from timbre.language.vocabulary.entries import Entry, Kind

MOST_ADJECTIVES = 6
_ADJECTIVAL: tuple[Kind, ...] = ("mood", "production", "feel", "era")
_ARTICLES = ("a", "an", "the", "some", "its", "his", "her", "their")
_ADVERBS = frozenset(
    (
        "very",
        "really",
        "quite",
        "slightly",
        "somewhat",
        "rather",
        "extremely",
        "super",
        "so",
        "more",
        "too",
        "bit",
        "little",
        "kind",
        "kinda",
        "sort",
        "most",
        "deeply",
        "highly",
        "的",
        "の",
        "な",
    )
)
_CLAUSE_ENDS = re.compile(r" ?(?:[,.;:!?)\n]|and\b|$)")
_PREDICATE = re.compile(
    r" (?:(?:is|are|sounds?|sounding|should be|should sound|feels?|stays?|being|getting) (?:played )?"
    r"|(?:plays?|playing|played|strummed|plucked|picked|fingerpicked|sung|singing|sings|bowed|kept) )"
)
Found = tuple[str, Touch, int, int]
"""An adjective as it is written, what it means, and its tokens [first, last)."""


def before(reading: Reading, marked: list[Match], by_token: dict[int, int], match: Match) -> list[Found]:
    """The adjectives in front, in the order they stand."""
    tokens, folded = reading.text.tokens, reading.text.folded
    found: list[Found] = []
    listed: list[Found] = []
    at, edge, open_list = match.first, match.start, False
    while at > 0 and len(found) + len(listed) < MOST_ADJECTIVES and match.first - at < 24:
        token, gap = tokens[at - 1], folded[tokens[at - 1].end : edge]
        if gap.strip(" -"):
            if gap.strip() != "," or not found:
                break
            open_list = True
        phrase = _phrase_ending(reading, marked, by_token, at)
        if phrase is not None:
            (listed if open_list else found).append(phrase)
            at = phrase[2]
        elif (
            (token.word == "and" and (found or listed))
            or token.word in _ADVERBS
            or _passes(reading, marked, by_token, at - 1)
        ):
            at -= 1
        else:
            if token.word in _ARTICLES:
                found += listed
            break
        edge = tokens[at].start
    return found[::-1]


def _phrase_ending(
    reading: Reading, marked: list[Match], by_token: dict[int, int], stop: int
) -> Found | None:
    """The longest adjective that ends before token `stop` and is no part of something else."""
    tokens, folded = reading.text.tokens, reading.text.folded
    known = touches()
    best: Found | None = None
    if tokens[stop - 1].word not in last_words():
        return None
    longest = LONGEST * 2 if is_cjk(tokens[stop - 1].word) else LONGEST
    phrase = ""
    for first in range(stop - 1, max(-1, stop - 1 - longest), -1):
        if first < stop - 1 and folded[tokens[first].end : tokens[first + 1].start].strip(" -'"):
            break
        phrase = f"{tokens[first].word} {phrase}" if phrase else tokens[first].word
        touch = known.get(phrase)
        if touch is not None and _is_own(marked, by_token, first, stop):
            best = (folded[tokens[first].start : tokens[stop - 1].end], touch, first, stop)
    return best


def _is_own(marked: list[Match], by_token: dict[int, int], first: int, last: int) -> bool:
    """Whether the tokens stand for themselves: no match reaches beyond them, and none names a thing."""
    for token in range(first, last):
        i = by_token.get(token)
        if i is None:
            continue
        match = marked[i]
        if match.first < first or match.last > last or match.negated or match.less or match.of("genre"):
            return False
        if not any(match.of(kind) for kind in (*_ADJECTIVAL, "tempo", "stop")):
            return False
    return True


def _passes(reading: Reading, marked: list[Match], by_token: dict[int, int], token: int) -> bool:
    """Whether an adjective list may go on over this token: another describing word stands there."""
    i = by_token.get(token)
    if i is None or marked[i].negated or marked[i].of("genre"):
        return False
    spelling = marked[i].of("instrument")
    if (
        spelling is not None
        and spelling.entry.role
        and reading.text.tokens[token].word.endswith(("ed", "ive"))
    ):
        return True
    return any(marked[i].of(kind) for kind in _ADJECTIVAL)


def behind(reading: Reading, marked: list[Match], by_token: dict[int, int], match: Match) -> list[Found]:
    """Adjectives behind the noun: "the drums are loud", "played softly", "guitarra suave"."""
    tokens, folded = reading.text.tokens, reading.text.folded
    after = reading.after(match.end)
    linked = _PREDICATE.match(after)
    start = match.end + (linked.end() if linked else 0)
    at = match.last
    while at < len(tokens) and tokens[at].start < start:
        at += 1
    found: list[Found] = []
    edge = start
    while at < len(tokens) and len(found) < 3 and not folded[edge : tokens[at].start].strip(" -"):
        if linked and tokens[at].word in (*_ADVERBS, "a", "much", "even"):
            edge, at = tokens[at].end, at + 1
            continue
        if found and tokens[at].word in ("and", "y", "e", "et", "und") and at + 1 < len(tokens):
            edge, at = tokens[at].end, at + 1
        phrase = _phrase_starting(reading, marked, by_token, at, strict=linked is None)
        if phrase is None and linked is None and not found:
            phrase = _phrase_starting(reading, marked, by_token, at, strict=False)
            if phrase is not None and not _CLAUSE_ENDS.match(folded, tokens[phrase[3] - 1].end):
                phrase = None
        if phrase is None:
            break
        found.append(phrase)
        at, edge = phrase[3], tokens[phrase[3] - 1].end
    if linked and found and _names_next(reading, marked, by_token, found[-1][3]):
        return []
    return found


def _names_next(reading: Reading, marked: list[Match], by_token: dict[int, int], at: int) -> bool:
    """Whether an instrument follows at once, whose adjective this then is ("is soft piano")."""
    i = by_token.get(at)
    if i is None or marked[i].of("instrument") is None or marked[i].first != at:
        return False
    return not reading.text.folded[reading.text.tokens[at - 1].end : marked[i].start].strip(" -")


def _phrase_starting(
    reading: Reading, marked: list[Match], by_token: dict[int, int], first: int, *, strict: bool
) -> Found | None:
    """The longest adjective or adverb from token `first`; `strict`: only words that may follow their noun."""
    tokens, folded = reading.text.tokens, reading.text.folded
    for last in range(min(len(tokens), first + 3), first, -1):
        if last > first + 1 and folded[tokens[first].end : tokens[last - 1].start].strip(
            " -'abcdefghijklmnopqrstuvwxyz"
        ):
            continue
        phrase = " ".join(token.word for token in tokens[first:last])
        if strict and phrase not in foreign():
            continue
        touch = touch_of(phrase) or (None if strict else adverb_of(phrase))
        if touch is not None and _is_own(marked, by_token, first, last):
            return folded[tokens[first].start : tokens[last - 1].end], touch, first, last
    return None


def inside(reading: Reading, match: Match, entry: Entry) -> tuple[str, ...]:
    """Adjectives that the vocabulary reads as part of a name: the "soft" of "soft piano", a felt piano here."""
    words = [token.word for token in reading.text.tokens[match.first : match.last]]
    found = []
    for word in words[:-1]:
        touch = touch_of(word)
        own = word in entry.name.split() or word[:6] == entry.name[:6]
        if touch is not None and not own and (not touch.voice or entry.family == "voices"):
            found.append(word)
    return tuple(found)
