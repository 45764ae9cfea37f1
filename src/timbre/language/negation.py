"""What the words rule out: "no drums or bass", "without vocals", "not too dark", "instead of guitar", "ドラムなし".

Knows nothing of what is ruled out means; it only marks matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from timbre.language.match import Match
from timbre.language.spoken import spoken
from timbre.language.text import Text
from timbre.language.vocabulary import Kind, Vocabulary

MOST_WORDS = 6
"""How many words that mean nothing may stand between "no" and what it rules out."""
_LOOK_AHEAD = 8
_SENTENCE = re.compile(r"[.!?;:\n()]")
_FALLS_SILENT = re.compile(
    r"[^.!?;:\n]*?\b(?:pauses?|stops?|drops? out|cuts? out|goe?s? silent|falls? silent)\b"
)
_AHEAD = 64
_AGAIN = frozenset(("no", "not", "without"))
_THINGS: tuple[Kind, ...] = ("instrument", "genre", "scene", "production")


def mark_negated(
    text: Text, matches: list[Match], words: Vocabulary
) -> tuple[list[Match], list[tuple[int, int]]]:
    """Matches with `negated` and `less` set, and the token ranges of the negating words themselves."""
    marked, used = list(matches), []
    inside = {token for match in matches for token in range(match.first, match.last)}
    scope = _Scope(text, matches, {match.first: i for i, match in enumerate(matches)}, words)
    refused_until = -1
    for first, last, kind in _triggers(text, words, inside):
        used.append((first, last))
        if kind == "except" and (
            scope.spared(last) or (refused_until >= 0 and not scope.parted(refused_until, first))
        ):
            continue
        for i in scope.ruled_out(last):
            marked[i] = replace(marked[i], negated=kind != "less" or marked[i].negated, less=kind == "less")
            refused_until = matches[i].last - 1
    for i, match in enumerate(marked):
        size = _after(text, match, words)
        if size:
            marked[i] = replace(match, negated=True)
            used.append((match.last, match.last + size))
    return marked, used


def _triggers(text: Text, words: Vocabulary, inside: set[int]) -> Iterator[tuple[int, int, str]]:
    """(first token, past the last, kind) of every negating phrase outside the vocabulary's own phrases."""
    tokens, at = [token.word for token in text.tokens], 0
    said = set(tokens)
    lists = words.grammar.lists
    in_the = bool(said & lists["portuguese"]) and not said & lists["english"]
    languages = spoken(text, words)
    while at < len(tokens):
        size, kind = 0, ""
        for length in words.negation_starts.get(tokens[at], ()):
            kind = words.negation.get(" ".join(tokens[at : at + length]), "after")
            if kind != "after" and at + length <= len(tokens) and not _is_parted(text, at, at + length - 1):
                size = length
                break
        if size:
            portuguese = in_the and size == 1 and tokens[at] == "no"
            codes = words.guards.get(" ".join(tokens[at : at + size]))
            english = codes is not None and languages.isdisjoint(codes)
            joined = kind == "less" and text.folded[text.tokens[at].start - 1 : text.tokens[at].start] == "-"
            if kind != "not_negation" and at not in inside and not portuguese and not joined and not english:
                yield at, at + size, kind
        at += max(1, size)


def _is_parted(text: Text, first: int, last: int) -> bool:
    """Whether a sentence ends between two tokens."""
    between = text.folded[text.tokens[first].end : text.tokens[last].start]
    return first != last and _SENTENCE.search(between) is not None


def _after(text: Text, match: Match, words: Vocabulary) -> int:
    """How many tokens behind an instrument negate it ("ドラムなし", "drum-free")."""
    if match.of("instrument") is None and match.of("genre") is None:
        return 0
    for length in (3, 2, 1):
        tail = text.tokens[match.last : match.last + length]
        phrase = " ".join(token.word for token in tail)
        touching = bool(tail) and not text.folded[match.end : tail[0].start].strip(" -")
        if touching and len(tail) == length and words.negation.get(phrase) == "after":
            return length
        if phrase == "less" and text.folded[match.end : tail[0].start] == "-":
            return 1
    return 0


@dataclass(frozen=True, slots=True)
class _Scope:
    """How far a negation reaches: over adjectives to the thing, and on along its list."""

    text: Text
    matches: list[Match]
    by_first: dict[int, int]
    words: Vocabulary

    def ruled_out(self, start: int) -> Iterator[int]:
        """Indices of the matches that a negation ending before token `start` rules out."""
        tokens, at, idle, done = self.text.tokens, start, 0, False
        lists = self.words.grammar.lists
        while at < len(tokens):
            gap, word = self._gap(at), tokens[at].word
            if _SENTENCE.search(gap) or word in lists["negation_ends"] or (word in _AGAIN and at > start):
                return
            if "," in gap and not self._list_goes_on(at):
                return
            i = self.by_first.get(at)
            if i is not None:
                yield i
                at = self.matches[i].last
                if self._is_thing(i) or not self.matches[i].attached:
                    done = True
                    if not self._continues(at):
                        return
                continue
            if done and word not in lists["negation_and"] and "," not in gap:
                return
            idle += 1
            at += 1
            if idle > MOST_WORDS:
                return

    def parted(self, first: int, last: int) -> bool:
        """Whether a sentence ends between two tokens."""
        return _is_parted(self.text, first, last)

    def spared(self, at: int) -> bool:
        """Whether what is excepted plays on: "all instruments except the piano pause"."""
        start = self.text.tokens[at - 1].end
        return _FALLS_SILENT.match(self.text.folded[start : start + _AHEAD]) is not None

    def _continues(self, at: int) -> bool:
        """Whether the list of things ruled out goes on at token `at`."""
        if at >= len(self.text.tokens):
            return False
        gap, word = self._gap(at), self.text.tokens[at].word
        if "," in gap:
            return self._list_goes_on(at)
        if "/" in gap or word in self.words.grammar.lists["negation_or"]:
            return True
        if word in self.words.grammar.lists["negation_and"]:
            follower = self.by_first.get(at + 1)
            return follower is not None and self.matches[follower].of("instrument") is not None
        i = self.by_first.get(at)
        return i is not None and not gap.strip(" -") and self._is_thing(i)

    def _list_goes_on(self, at: int) -> bool:
        """After a comma ("no drums, bass or vocals") an "or" must come soon, before anything ends the list."""
        lists = self.words.grammar.lists
        for index in range(at, min(at + _LOOK_AHEAD, len(self.text.tokens))):
            word = self.text.tokens[index].word
            if word in lists["negation_or"]:
                return True
            if (
                word in lists["negation_ends"]
                or word in _AGAIN
                or word == "and"
                or _SENTENCE.search(self._gap(index))
            ):
                return False
        return False

    def _is_thing(self, i: int) -> bool:
        return any(self.matches[i].of(kind) for kind in _THINGS)

    def _gap(self, at: int) -> str:
        """What stands between token `at` and the one before it."""
        return self.text.folded[self.text.tokens[at - 1].end : self.text.tokens[at].start]
