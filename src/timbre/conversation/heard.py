"""What a take is, for who goes on from it: its request, the facts that were heard, the edit that led to it.

Knows nothing of sessions and jobs.
"""

from __future__ import annotations

from typing import Any

from timbre.errors import InvalidInputError
from timbre.language.edits.edit import Edit, Playing
from timbre.model.request import GenerationRequest, band_of
from timbre.session import payload as read
from timbre.session.take import Take


def request_of(take: Take) -> GenerationRequest:
    """What a take was made from. Raises HistoryError, or InvalidInputError if a newer Timbre made it."""
    try:
        return GenerationRequest.model_validate(take.request)
    except ValueError as error:
        raise InvalidInputError(
            f"Take {take.number} cannot be worked on: its recipe is of another version of Timbre.",
            "Type its words again as a new idea.",
        ) from error


def playing_of(take: Take) -> Playing:
    """The facts of a take, where its words said nothing."""
    result = take.result
    return Playing(
        bpm=read.number(result.get("bpm")),
        key=read.text(result.get("key")),
        metre=read.text(result.get("metre")),
        seconds=read.number(result.get("seconds")),
        sections=_sections(result.get("sections")),
        instruments=tuple(dict.fromkeys(name for _, name in band_heard(take))),
    )


def band_heard(take: Take) -> tuple[tuple[str, str], ...]:
    """Part and instrument of everybody in a take; empty where its engine did not tell."""
    return band_of(read.text(read.mapping(take.result.get("details")).get("band")) or "")


def _sections(plain: Any) -> tuple[tuple[str, float], ...]:
    """Names of sections and their beginnings in seconds, of plain JSON that may hold anything."""
    found = []
    for each in plain if isinstance(plain, list | tuple) else ():
        if isinstance(each, list | tuple) and len(each) == 2:
            name, start = read.text(each[0]), read.number(each[1])
            found += [(name, start)] if name and start is not None else []
    return tuple(found)


def last_edit(take: Take) -> Edit | None:
    """The edit that led to a take; None where there was none, or another Timbre wrote it."""
    plain = take.cause.edit if take.cause is not None else None
    if not plain:
        return None
    try:
        return Edit.model_validate(plain)
    except ValueError:
        return None
