"""Other languages than English: one TOML file each, whose spellings lead to the entries of the English files.

Knows nothing of prompts, nor of what makes a file correct: `check_languages` says so, with line numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from timbre.language.vocabulary.entries import FILES, Kind
from timbre.language.vocabulary.phrases import split

KINDS: tuple[Kind, ...] = tuple(FILES.values())
"""Tables of spellings that a language file may have."""
TABLES = ("negation", "lists", "sections", "metres", "edits")
"""Its other tables."""
NO_ENDING = "-"
"""How `[endings]` writes "no ending at all"."""

Endings = dict[str, tuple[tuple[str, tuple[str, ...]], ...]]
"""What stands after the slash of a mark → (what stands before it, what may stand in the mark's place)."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language file: `es.toml` is Spanish."""

    code: str
    name: str
    """In English: Spanish."""
    own_name: str
    """As its speakers call it: español."""
    guarded: tuple[str, ...]
    """Spellings that are English words too ("hell"): read only where the prompt speaks this language."""
    little: str
    """Everyday words that say nothing about the music; they also tell that a prompt speaks this language."""
    stop: tuple[str, ...]
    """Phrases that hold a word of the vocabulary but mean something else."""
    also_typed: dict[int, str]
    """Code point → what else people type for it (ä → ae), for `str.translate`."""
    endings: Endings
    tables: dict[str, dict[str, str]]
    """Kind → canonical name → spellings, and the tables of TABLES, as they stand in the file."""

    def texts(self, table: str) -> tuple[str, ...]:
        """The lists of a table as they stand in the file."""
        return tuple(self.tables.get(table, {}).values())

    def spelled(self, table: str) -> dict[str, tuple[str, ...]]:
        """A table with its lists taken apart and the endings written out."""
        found = self.tables.get(table, {})
        return {name: spelled_out(text, self.endings) for name, text in found.items()}


def read_language(code: str, tables: dict[str, Any]) -> Language:
    """The language of a parsed file. Raises AttributeError, ValueError or TypeError on fields of the wrong kind."""
    pairs = [item.split() for item in split(tables.get("also_typed", ""))]
    return Language(
        code,
        tables.get("name", code),
        tables.get("own_name", code),
        split(tables.get("guarded", "")),
        tables.get("little", ""),
        split(tables.get("stop", "")),
        {ord(letter): typed for letter, typed in pairs},
        read_endings(tables.get("endings", {})),
        {name: tables[name] for name in (*KINDS, *TABLES) if name in tables},
    )


def spellings_in(language: Language) -> Iterator[tuple[Kind, str, tuple[str, ...]]]:
    """(kind, canonical name, spellings) of every line about a thing."""
    for kind in KINDS:
        for name, text in language.tables.get(kind, {}).items():
            yield kind, name, spelled_out(text, language.endings)


def read_endings(table: dict[str, str]) -> Endings:
    """`{"o/a": "o, a, os, as"}` → `{"a": (("o", ("o", "a", "os", "as")),)}`, longer marks first."""
    found: Endings = {}
    for mark in sorted(table, key=len, reverse=True):
        before, _, after = mark.partition("/")
        instead = tuple(["" if ending == NO_ENDING else ending for ending in split(table[mark])])
        found[after] = (*found.get(after, ()), (before, instead))
    return found


def spelled_out(text: str, endings: Endings) -> tuple[str, ...]:
    """The spellings of a comma-separated list, each marked word in all its forms."""
    if "/" not in text:
        return split(text)
    found: list[str] = []
    for item in split(text):
        if "/" not in item:
            found.append(item)
        elif " " in item:
            found += _agreeing(item, endings)
        else:
            found += _forms(item, endings)
    return tuple(found)


def _agreeing(spelling: str, endings: Endings) -> list[str]:
    """`guitarra/s acústica/s` → both singular, both plural. Words with other numbers of endings go with each."""
    words = [_forms(word, endings) for word in spelling.split()]
    several = {len(word) for word in words if len(word) > 1}
    if len(several) < 2:
        count = max(several, default=1)
        return [" ".join([word[min(i, len(word) - 1)] for word in words]) for i in range(count)]
    return [" ".join(chosen) for chosen in product(*words)]


def _forms(word: str, endings: Endings) -> list[str]:
    """`lento/a` → lento, lenta, lentos, lentas. A mark that `endings` does not have stays as it is."""
    head, _, after = word.partition("/")
    for before, instead in endings.get(after, ()) if after else ():
        if head.endswith(before):
            stem = head[: len(head) - len(before)]
            return [stem + ending for ending in instead]
    return [word]
