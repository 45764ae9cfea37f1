"""Every spelling of the vocabulary, in every language, is found again in a prompt; and the files are in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

import timbre.engines.composer as composer
from timbre.language.parse import understand
from timbre.language.vocabulary import Kind, vocabulary
from timbre.language.vocabulary.check import problems
from timbre.language.vocabulary.check_languages import language_problems
from timbre.language.vocabulary.load import language_codes, with_languages
from timbre.language.vocabulary.other_languages import spellings_in
from timbre.language.vocabulary.phrases import phrase_of, phrases_of

STYLES = {path.stem for path in (Path(composer.__file__).parent / "styles").glob("*.toml")}
AT_ONCE = 120
"""Spellings in one prompt, a line each."""


def english() -> Iterator[tuple[Kind, str, str]]:
    """(kind, name, spelling) of every English spelling that can stand in a prompt by itself."""
    for entry in vocabulary().entries:
        if entry.kind != "stop":
            for text in (entry.name, *entry.aliases, *entry.nearest, *entry.hints):
                yield entry.kind, entry.name, text


def foreign(code: str) -> Iterator[tuple[Kind, str, str]]:
    """The same of a language; what is English for something else is English."""
    language = next(each for each in with_languages().languages if each.code == code)
    for kind, name, texts in spellings_in(language):
        for text in texts:
            there = vocabulary().phrases.get(phrase_of(text), ())
            if all(spelling.entry.kind != kind for spelling in there):
                yield kind, name, text


def lost(spellings: Iterator[tuple[Kind, str, str]]) -> list[tuple[str, str]]:
    """(name, spelling) of what a prompt does not lead back to its entry.

    A spelling that is a number, a key, a metre or a form as well ("in D minor", "80s") is read as that.
    """
    found: list[tuple[str, str]] = []
    words = with_languages()
    while lines := list(islice(spellings, AT_ONCE)):
        prompt, starts = "", []
        for _, _, text in lines:
            starts.append(len(prompt))
            prompt += f"{text}\n"
        got = understand(prompt, words)
        text_of = got.reading.text
        meant = [
            (*text_of.span(match.start, match.end), {(s.entry.kind, s.entry.name) for s in match.spellings})
            for match in got.matches
        ]
        claims = [text_of.span(finding.start, finding.end) for finding in got.reading.findings]
        for (kind, name, text), start in zip(lines, starts, strict=True):
            end = start + len(text)
            here = [names for first, last, names in meant if first < end and start < last]
            if any((kind, name) in names for names in here):
                continue
            if any(first < end and start < last for first, last in claims):
                continue
            alone = {
                (s.entry.kind, s.entry.name) for m in understand(text, words).matches for s in m.spellings
            }
            if (kind, name) not in alone:  # beside a genre "rapping" is only a voice
                found.append((f"{kind} {name}", text))
    return found


def test_every_english_spelling_is_reached() -> None:
    missing = lost(english())
    assert len(missing) == 0, missing[:40]


@pytest.mark.parametrize("code", language_codes())
def test_every_spelling_of_a_language_is_reached(code: str) -> None:
    missing = lost(foreign(code))
    assert len(missing) == 0, missing[:40]


def test_all_files_are_in_order() -> None:
    assert problems(STYLES) == []
    assert language_problems() == []


def test_the_index_follows_the_plain_rule() -> None:
    """Lists are folded at once, for speed; the result is that of folding each spelling."""
    for entry in vocabulary().entries:
        for texts in (entry.aliases, entry.nearest, entry.hints):
            assert phrases_of(texts) == tuple(phrase_of(text) for text in texts)
    for language in with_languages().languages:
        for _, _, texts in spellings_in(language):
            assert phrases_of(texts) == tuple(phrase_of(text) for text in texts)
