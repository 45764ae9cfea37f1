"""What the words rule out: "no drums or bass", "without vocals", "not too dark", "instead of guitar", "ドラムなし".

Knows nothing of what is ruled out means; it only marks matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from timbre.language.match import Match
from timbre.language.text import Text
from timbre.language.vocabulary import Vocabulary

MOST_WORDS = 6
"""How many words that mean nothing may stand between "no" and what it rules out."""

_SENTENCE = re.compile(r"[.!?;:\n()]")
_ENDS = frozenset("but with just only however while though although yet instead plus keep add use make give it its is are was then because so that which "
                  "pero con sino mas com mais avec aber mit sondern".split())  # fmt: skip
_OR = frozenset("or nor ni ou oder o sowie und and y e et noch".split())
_LISTS_ON = frozenset("or nor ni ou oder".split())
_THINGS = ("instrument", "genre", "scene", "production")


def mark_negated(text: Text, matches: list[Match], words: Vocabulary) -> tuple[list[Match], list[tuple[int, int]]]:
    """Matches with `negated` and `less` set, and the token ranges of the negating words themselves."""
    by_first = {match.first: i for i, match in enumerate(matches)}
    inside = {token for match in matches for token in range(match.first, match.last)}
    marked, used = list(matches), []
    for first, last, kind in _triggers(text, words, inside):
        hit = list(_scope(text, marked, by_first, last, first))
        for i in hit:
            marked[i] = replace(marked[i], negated=kind == "before", less=kind == "less")
        used.append((first, last))
    for i, match in enumerate(marked):
        size = _after(text, match, words)
        if size:
            marked[i] = replace(match, negated=True)
            used.append((match.last, match.last + size))
    return marked, used


def _triggers(text: Text, words: Vocabulary, inside: set[int]) -> Iterator[tuple[int, int, str]]:
    tokens, at = text.tokens, 0
    while at < len(tokens):
        size, kind = 0, ""
        for length in range(min(5, len(tokens) - at), 0, -1):
            phrase = " ".join(token.word for token in tokens[at : at + length])
            kind = next((k for k in ("not_negation", "less", "before") if phrase in words.negation.get(k, ())), "")
            if kind:
                size = length
                break
        if size and kind != "not_negation" and at not in inside:
            yield at, at + size, kind
        at += max(1, size)


def _scope(text: Text, matches: list[Match], by_first: dict[int, int], start: int, trigger: int) -> Iterator[int]:
    """Indices of the matches that a negation ending before token `start` rules out."""
    tokens, at, idle, ruled_out = text.tokens, start, 0, False
    while at < len(tokens):
        gap = text.folded[tokens[at - 1].end : tokens[at].start]
        word = tokens[at].word
        if _SENTENCE.search(gap) or word in _ENDS or (word in ("no", "not", "without") and at > start):
            return
        if ("," in gap or "、" in gap) and not _list_goes_on(text, at):
            return
        i = by_first.get(at)
        if i is not None:
            yield i
            at = matches[i].last
            if any(matches[i].of(kind) for kind in _THINGS) or not matches[i].attached:
                ruled_out = True
                if not _continues(text, at, by_first, matches):
                    return
            continue
        if ruled_out and word not in _OR and "," not in gap:
            return
        idle += 1
        at += 1
        if idle > MOST_WORDS:
            return


def _continues(text: Text, at: int, by_first: dict[int, int], matches: list[Match]) -> bool:
    """Whether the list of things ruled out goes on at token `at`."""
    if at >= len(text.tokens):
        return False
    word, gap = text.tokens[at].word, text.folded[text.tokens[at - 1].end : text.tokens[at].start]
    if "," in gap:
        return _list_goes_on(text, at)
    if "/" in gap or word in _LISTS_ON:
        return True
    if word in _OR:
        follower = by_first.get(at + 1)
        return follower is not None and matches[follower].of("instrument") is not None
    i = by_first.get(at)
    return i is not None and not gap.strip(" -") and any(matches[i].of(kind) for kind in _THINGS)


def _list_goes_on(text: Text, at: int) -> bool:
    """"no drums, bass or vocals": after a comma the list goes on when an "or" comes soon, before anything ends it."""
    for index in range(at, min(at + 8, len(text.tokens))):
        word, gap = text.tokens[index].word, text.folded[text.tokens[index - 1].end : text.tokens[index].start]
        if word in _LISTS_ON:
            return True
        if word in _ENDS or _SENTENCE.search(gap) or word in ("no", "not", "and"):
            return False
    return False


def _after(text: Text, match: Match, words: Vocabulary) -> int:
    """How many tokens behind an instrument negate it ("ドラムなし", "drum-free")."""
    if match.of("instrument") is None and match.of("genre") is None:
        return 0
    for length in (3, 2, 1):
        tail = text.tokens[match.last : match.last + length]
        if len(tail) == length and " ".join(token.word for token in tail) in words.negation.get("after", ()):
            gap = text.folded[match.end : tail[0].start]
            if not gap.strip(" -"):
                return length
    return 0
