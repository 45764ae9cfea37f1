"""Showing the vocabulary: topics with their sizes, a topic, a search, one word. Knows nothing of prompts."""

from __future__ import annotations

from typing import Any

from timbre.cli import diagnostics, output
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.language.vocabulary.listing import (
    Line,
    everything,
    language_called,
    languages,
    list_topic,
    meanings,
    topics,
)

_EXAMPLES = 6
_MOST_ALIASES = 12


def show(what: str | None, query: str | None, language: str | None, *, as_json: bool) -> None:
    """`timbre vocabulary`: an overview, the entries of a topic, those that hold a text, or what one word means.

    Raises UnknownNameError for a word nobody knows and for an unknown language, InvalidInputError for a search with
    no result.
    """
    code = language_called(language).code if language is not None else None
    if what is None and query is None and code is None and not as_json:
        _overview()
    elif what is None or what in topics():
        other = code is not None or query is not None or as_json
        lines = list(list_topic(what, other_languages=other) if what else everything(other_languages=other))
        _list([line for line in lines if _wanted(line, query, code)], query, code, as_json=as_json)
    elif query is not None:
        raise UnknownNameError.among("part of the vocabulary", what, topics())
    else:
        _one(what, as_json=as_json)


def _wanted(line: Line, query: str | None, code: str | None) -> bool:
    return (code is None or code in dict(line.other_languages)) and (query is None or line.holds(query))


def _overview() -> None:
    rows = []
    for topic in topics():
        lines = list_topic(topic, other_languages=True)
        english = sum(1 + len(line.aliases) + len(line.stands_in_for) for line in lines)
        others = sum(len(spellings) for line in lines for _, spellings in line.other_languages)
        examples = ", ".join(line.name for line in lines[:_EXAMPLES])
        rows.append([topic, str(len(lines)), str(english), str(others), examples + " …"])
    output.table(["topic", "entries", "English", "other languages", "for example"], rows)
    known = ", ".join(f"{language.name} ({language.code})" for language in languages())
    diagnostics.say(f"Other languages: {known}.")
    diagnostics.say(
        "timbre vocabulary TOPIC lists one, timbre vocabulary WORD tells one; -q TEXT searches; --language de: German."
    )


def _list(lines: list[Line], query: str | None, code: str | None, *, as_json: bool) -> None:
    if not lines:
        raise InvalidInputError(
            f"Nothing in the vocabulary holds {query!r}."
            if query
            else "There is nothing of that in this language.",
            "timbre vocabulary lists the topics.",
        )
    if as_json:
        for line in lines:
            output.json_line(_json(line))
    elif code is not None:
        rows = [[line.topic, line.name, ", ".join(dict(line.other_languages)[code])] for line in lines]
        output.table(["topic", "name", "spellings"], rows)
    else:
        rows = [[line.topic, line.name, ", ".join(line.aliases), line.implies] for line in lines]
        output.table(["topic", "name", "also", "implies"], rows)


def _one(word: str, *, as_json: bool) -> None:
    """What one word means: what it is, what it implies, how else it is written, in which languages."""
    found = meanings(word)
    if not found:
        names = {name for line in everything() for name in (line.name, *line.aliases)}
        raise UnknownNameError.among(
            "word or topic in the vocabulary",
            word,
            {*names, *topics()},
            f"Topics: {', '.join(topics())}. Search with: timbre vocabulary -q {word[:20]!r}",
        )
    if as_json:
        for meaning in found:
            output.json_line({"word": word, "is": meaning.how, **_json(meaning.line)})
        return
    rows = []
    for meaning in found:
        line = meaning.line
        rows.append([line.topic, line.name, meaning.how])
        rows += [["", "implies", line.implies]] if line.implies else []
        aliases = ", ".join(line.aliases[:_MOST_ALIASES]) + (
            " …" if len(line.aliases) > _MOST_ALIASES else ""
        )
        rows += [["", "also", aliases]] if aliases else []
        rows += [["", "stands in for", ", ".join(line.stands_in_for)]] if line.stands_in_for else []
        rows += [["", code, ", ".join(spellings)] for code, spellings in line.other_languages]
    output.table(["topic", "what", word], rows)


def _json(line: Line) -> dict[str, Any]:
    return {
        "topic": line.topic,
        "name": line.name,
        "aliases": list(line.aliases),
        "stands_in_for": list(line.stands_in_for),
        "languages": {code: list(spellings) for code, spellings in line.other_languages},
        "implies": line.implies,
    }
