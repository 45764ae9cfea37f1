"""The checker of the language files: every mistake, with file and line.

Knows nothing of prompts. Run by the tests; loading does not pay for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from timbre.errors import InvalidInputError
from timbre.language.toml_lines import line_of, read_toml
from timbre.language.vocabulary.entries import Kind
from timbre.language.vocabulary.load import LANGUAGES, Vocabulary, language_codes, vocabulary
from timbre.language.vocabulary.other_languages import (
    KINDS,
    TABLES,
    Language,
    read_language,
    spelled_out,
    spellings_in,
)
from timbre.language.vocabulary.phrases import phrase_of, split

_TEXT = ("name", "own_name", "little", "guarded", "stop", "also_typed")
_ALLOWED = (*_TEXT, "endings", *KINDS, *TABLES)
_NEGATION = ("before", "after", "except", "less", "not_negation")


def language_problems(sources: dict[str, str] | None = None, english: Vocabulary | None = None) -> list[str]:
    """Everything wrong with the language files, as "es.toml:12: …" lines; empty when they are in order.

    `sources` are code → TOML text (built-in when None), `english` the vocabulary that they go with.
    """
    texts = sources or {code: (LANGUAGES / f"{code}.toml").read_text("utf-8") for code in language_codes()}
    words = english or vocabulary()
    owners: dict[tuple[Kind, str], tuple[str, str]] = {}
    found: list[str] = []
    for code, text in texts.items():
        try:
            tables = read_toml(text, f"{code}.toml")
        except InvalidInputError as error:
            found.append(error.message)
            continue
        shape = list(_shape(tables))
        if not shape:
            language = read_language(code, tables)
            shape = [*_marks(language, tables), *_names(language, words)]
            shape += [*_spellings(language, words, owners), *_guarded(language)]
        for table, key, what in shape:
            found.append(f"{code}.toml:{line_of(text, table, key)}: {what}")
    return found


_Problem = tuple[str, str, str]
"""Table, key ("" for the table itself) and what is wrong."""


def _shape(tables: dict[str, Any]) -> Iterator[_Problem]:
    for name, value in tables.items():
        if name not in _ALLOWED:
            yield name, "", f"unknown field {name!r}{_guess(name, _ALLOWED)}"
        elif name in _TEXT:
            if not isinstance(value, str):
                yield name, "", f"{name} must be text, not {value!r}"
        elif not isinstance(value, dict):
            yield name, "", f"{name} must be a table, [{name}]"
        else:
            yield from (
                (name, key, f"{key}: must be text, not {text!r}")
                for key, text in value.items()
                if not isinstance(text, str)
            )
    if isinstance(tables.get("also_typed"), str):
        yield from (
            ("also_typed", "", f"also_typed {pair!r} must be a letter and what people type for it: ä ae")
            for pair in split(tables["also_typed"])
            if [len(part) > 1 for part in pair.split()][:1] != [False] or len(pair.split()) != 2
        )
    for mark in tables.get("endings", {}):
        if mark.count("/") != 1 or mark.endswith("/"):
            yield "endings", mark, f"the mark {mark!r} must have one slash with letters after it: o/a"


def _marks(language: Language, tables: dict[str, Any]) -> Iterator[_Problem]:
    for table in (*KINDS, *TABLES):
        for name, text in tables.get(table, {}).items():
            for spelling in spelled_out(text, language.endings):
                if "/" in spelling and table != "lists":
                    known = ", ".join(tables.get("endings", {})) or "none yet"
                    yield table, name, f"{name}: {spelling!r} has a mark that [endings] lacks; it has {known}"


def _names(language: Language, words: Vocabulary) -> Iterator[_Problem]:
    known: dict[str, list[str]] = {
        kind: [entry.name for entry in words.entries if entry.kind == kind] for kind in KINDS
    }
    known["negation"] = list(_NEGATION)
    known["lists"] = list(words.grammar.lists)
    known["sections"] = list(words.grammar.sections.values())
    known["metres"] = list(words.grammar.metres.values())
    for table, names in language.tables.items():
        for name in names:
            if table in known and name not in known[table]:
                yield table, name, f"there is no {table} called {name!r}{_guess(name, known[table])}"
    for name, text in language.tables.get("edits", {}).items():
        yield from (
            ("edits", name, f"{name}: {item!r} names the thing twice; write one …")
            for item in split(text)
            if item.count("…") > 1
        )


def _spellings(
    language: Language, words: Vocabulary, owners: dict[tuple[Kind, str], tuple[str, str]]
) -> Iterator[_Problem]:
    for kind, name, texts in spellings_in(language):
        written = split(language.tables[kind][name])
        for text in texts:
            phrase = phrase_of(text)
            if not phrase:
                yield kind, name, f"{name}: {text!r} has no letters"
                continue
            english = next((s for s in words.phrases.get(phrase, ()) if s.entry.kind == kind), None)
            if english is not None and english.entry.name != name:
                if text in written:  # an ending that makes it English does no harm: English wins
                    yield kind, name, f"{name}: {text!r} is English for {english.entry.name!r}"
                continue
            owner, where = owners.setdefault((kind, phrase), (name, language.name))
            if owner != name and text in written:
                yield kind, name, f"{name}: {text!r} is {where} for {owner!r} already"


def _guarded(language: Language) -> Iterator[_Problem]:
    own = {phrase_of(text) for _, _, texts in spellings_in(language) for text in texts}
    own |= {phrase_of(text) for texts in language.spelled("negation").values() for text in texts}
    for text in language.guarded:
        if phrase_of(text) not in own:
            yield "guarded", "", f"guarded {text!r} is not one of its spellings"


def _guess(name: str, names: Any) -> str:
    near = get_close_matches(name, list(names), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
