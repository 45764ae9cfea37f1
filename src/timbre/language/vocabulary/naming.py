"""Names written alone, in a list: `piano, Rhodes and strings` → the entries they name.

Knows nothing of prompts: every word has to be a name, and one that is not is an error with a guess.
"""

from __future__ import annotations

import re

from timbre.errors import UnknownNameError
from timbre.language.text import read_text
from timbre.language.vocabulary.entries import FILES, Entry, Kind
from timbre.language.vocabulary.load import phrase_of, vocabulary, vocabulary_for

_LIST = re.compile(r"[,;|\n]")
_JOINED = re.compile(r"\s+(?:and|&|\+|/)\s+|\s*\+\s*")
_ARTICLE = re.compile(r"^(?:the|an?|some) ")
_TOPICS = {kind: topic for topic, kind in FILES.items()}
_MOST_WORDS = 64
_LONGEST_NAME = 6
_FAR = 4
"""Names that differ more in length are no guess."""


def entries_named(kind: Kind, text: str) -> tuple[Entry, ...]:
    """The entries of a kind that a list names, each once, in order; aliases and plurals count.

    Raises UnknownNameError with "did you mean".
    """
    found = [entry for item in _LIST.split(text) if item.strip() for entry in _of_item(kind, item.strip())]
    return tuple(dict.fromkeys(found))


def style_names() -> tuple[str, ...]:
    """Every style that the vocabulary answers with, in alphabetical order."""
    return tuple(sorted({entry.style for entry in vocabulary().entries if entry.style}))


def style_named(text: str) -> str:
    """The style of that name, or of the genre of that name. Raises UnknownNameError."""
    name = "-".join(text.lower().replace("_", " ").split())
    if name in style_names():
        return name
    genre = _named("genre", text)
    if genre is None or genre.style is None:
        raise UnknownNameError.among("style", text, style_names())
    return genre.style


def _of_item(kind: Kind, item: str) -> list[Entry]:
    entry = _named(kind, item)
    if entry is not None:
        return [entry]
    pieces = [piece for piece in _JOINED.split(item) if piece.strip()]
    if len(pieces) > 1:
        return [entry for piece in pieces for entry in _of_item(kind, piece)]
    return _side_by_side(kind, item) or _unknown(kind, item)


def _side_by_side(kind: Kind, item: str) -> list[Entry]:
    """ "piano strings": names with nothing between them, the longest first; [] unless every word is used."""
    words, found = item.split()[:_MOST_WORDS], []
    while words:
        for size in range(min(len(words), _LONGEST_NAME), 0, -1):
            entry = _named(kind, " ".join(words[:size]))
            if entry is not None:
                found.append(entry)
                del words[:size]
                break
        else:
            return []
    return found


def _named(kind: Kind, text: str) -> Entry | None:
    """The entry of a name or alias, in the plural too, with an article or without."""
    whole = " ".join(text.lower().split())
    words = vocabulary_for(read_text(whole))
    for name in dict.fromkeys((whole, _ARTICLE.sub("", whole, count=1))):
        exact = words.named(kind, name)
        if exact is not None:
            return exact
        phrase = phrase_of(name)
        for spelled in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
            for spelling in words.phrases.get(spelled, ()):
                if spelling.entry.kind == kind:
                    return spelling.entry
    return None


def _unknown(kind: Kind, item: str) -> list[Entry]:
    names = {
        name
        for entry in vocabulary().entries
        if entry.kind == kind
        for name in (entry.name, *entry.aliases)
        if abs(len(name) - len(item)) <= _FAR
    }
    called = "production word" if kind == "production" else kind
    raise UnknownNameError.among(called, item, names, f"`timbre vocabulary {_TOPICS[kind]}` lists them.")
