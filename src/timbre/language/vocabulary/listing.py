"""The vocabulary as tables to read: what `timbre vocabulary` shows and the docs are made from.

Knows nothing of how a table looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from timbre.errors import UnknownNameError
from timbre.language.text import read_text
from timbre.language.vocabulary.entries import FILES, Entry, Kind
from timbre.language.vocabulary.load import vocabulary, vocabulary_for, with_languages
from timbre.language.vocabulary.other_languages import Language, spelled_out
from timbre.language.vocabulary.phrases import phrase_of

TOPICS = FILES
"""Topic → kind of its entries."""
_TOPIC_OF: dict[Kind, str] = {kind: topic for topic, kind in FILES.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a topic."""

    topic: str
    name: str
    implies: str
    """What it implies, in words: "house, 124 bpm (116–130), valence +0.4"."""
    aliases: tuple[str, ...]
    stands_in_for: tuple[str, ...]
    other_languages: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(code of a language, its spellings), only the languages that have any; empty unless asked for."""

    def holds(self, text: str) -> bool:
        """Whether the text occurs in the name, a spelling, or what it implies."""
        others = (spelling for _, spellings in self.other_languages for spelling in spellings)
        whole = (self.name, *self.aliases, *self.stands_in_for, self.implies, *others)
        return any(text.lower() in each.lower() for each in whole)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a word typed alone means."""

    line: Line
    how: str
    """What the word is to it: its name, another spelling, a stand-in, a leaning, Spanish."""


def topics() -> tuple[str, ...]:
    """The names `list_topic` answers to."""
    return tuple(TOPICS)


def languages() -> tuple[Language, ...]:
    """The other languages, in alphabetical order of their codes."""
    return with_languages().languages


def list_topic(topic: str, *, other_languages: bool = False) -> tuple[Line, ...]:
    """The entries of a topic in the file's order, in other languages too if asked. Raises UnknownNameError."""
    if topic not in TOPICS:
        raise UnknownNameError.among("vocabulary topic", topic, TOPICS)
    known = languages() if other_languages else ()
    return tuple(_line(entry, known) for entry in vocabulary().entries if entry.kind == TOPICS[topic])


def language_called(text: str) -> Language:
    """The language of that code or name ("de", "German", "Deutsch"). Raises UnknownNameError."""
    for language in languages():
        if text.lower() in (language.code, language.name.lower(), language.own_name.lower()):
            return language
    names = [name for language in languages() for name in (language.code, language.name)]
    raise UnknownNameError.among("language in the vocabulary", text, names)


def meanings(word: str) -> tuple[Meaning, ...]:
    """What a word or phrase typed alone means, in any language, in the order of the topics; () for nothing."""
    text = read_text(word)
    words = vocabulary_for(text)
    phrase = phrase_of(word)
    found: dict[tuple[Kind, str], Meaning] = {}
    for spelled in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
        for spelling in words.phrases.get(spelled, ()):
            entry = spelling.entry
            if entry.kind in _TOPIC_OF and not any(kind == entry.kind for kind, _ in found):
                how = "its name" if phrase_of(entry.name) == spelled else "another spelling"
                how = "only leans that way" if spelling.hint else how
                how = "played by the nearest instrument here" if spelling.stand_in else how
                if spelling.language != "en":
                    how = next(each.name for each in languages() if each.code == spelling.language)
                found[entry.kind, entry.name] = Meaning(_line(entry, languages()), how)
    order = list(TOPICS)
    return tuple(sorted(found.values(), key=lambda meaning: order.index(meaning.line.topic)))


def everything(*, other_languages: bool = False) -> Iterator[Line]:
    """All topics, one after the other."""
    for topic in TOPICS:
        yield from list_topic(topic, other_languages=other_languages)


def _line(entry: Entry, known: tuple[Language, ...] = ()) -> Line:
    spelled = (
        (
            language.code,
            spelled_out(language.tables.get(entry.kind, {}).get(entry.name, ""), language.endings),
        )
        for language in known
    )
    others = tuple((code, spellings) for code, spellings in spelled if spellings)
    return Line(_TOPIC_OF[entry.kind], entry.name, _implies(entry), entry.aliases, entry.nearest, others)


def _implies(entry: Entry) -> str:
    parts = [entry.style or "", ", ".join(entry.genres)]
    if entry.bpm:
        parts.append(
            f"{entry.bpm:g} bpm" + (f" ({entry.range[0]:g}–{entry.range[1]:g})" if entry.range else "")
        )
    parts.append(entry.metre or "")
    parts += [
        f"{axis} {value:+g}"
        for axis in ("valence", "energy", "density", "brightness")
        if (value := getattr(entry, axis)) is not None and value != 0
    ]
    parts.append(f"swing {entry.swing:g}" if entry.swing is not None else "")
    parts.append(", ".join(entry.moods))
    parts.append(f"with {', '.join(entry.instruments)}" if entry.instruments else "")
    parts.append(f"without {', '.join(entry.without)}" if entry.without else "")
    parts.append(f"{', '.join(entry.production)} sound" if entry.production else "")
    parts.append("role" if entry.role else f"kit for {entry.kit}" if entry.kit else "")
    parts.append("; ".join(f"{style}: {name}" for style, name in entry.choices))
    parts.append(f"{entry.seconds:g} s" if entry.seconds else "")
    parts.append({True: "vocals", False: "no vocals", None: ""}[entry.vocals])
    return ", ".join(part for part in parts if part)
