"""What the studio's inspector shows: every wish of a take, where it came from, and what the next one will have.

Knows nothing of terminals, and changes nothing: it gives data. Functions raise nothing, whatever the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from timbre.conversation.commands import BY_NAME
from timbre.conversation.desk import Desk
from timbre.conversation.facts import Facts, facts_of, measured_of
from timbre.conversation.heard import request_of
from timbre.conversation.inspected import Extra, fields_of
from timbre.conversation.inspection import InspectedField, Inspection, Kind
from timbre.conversation.lines import read_line
from timbre.conversation.making import is_unread, kept_seed, read_change, rework
from timbre.conversation.requesting import Wishes, idea_request
from timbre.conversation.since import with_session
from timbre.errors import TimbreError
from timbre.language.edits.edit import Edit
from timbre.language.explain import explain
from timbre.model.request import GenerationRequest
from timbre.model.text import speed_words
from timbre.session import payload as read
from timbre.session.take import Take

__all__ = ["InspectedField", "Inspection", "Kind", "inspect", "inspect_words"]

MOST_CHARACTERS = 2_000
"""Of words that are read for a preview."""
MEANT = "What these words mean"
NEXT = "The next take"
UNREAD_YET = "Not understood as a change yet: nothing would be made."
_IDEAS = ("generate", "new", "explain")
"""Commands whose words are a new idea."""


def inspect(desk: Desk) -> Inspection:
    """The current take, with what the next and the parent have otherwise; without a take, the defaults in force."""
    state = desk.state
    take = state.takes.get(state.current or "")
    if take is None:
        return _defaults(desk)
    try:
        return _take(desk, take)
    except (TimbreError, ValidationError) as error:
        return _defaults(desk, f"Take {take.number}", _message(error))


def inspect_words(desk: Desk, words: str) -> Inspection:
    """What `words` would do if they were said now: the take after the edit, or the new idea.

    Lines that are neither (commands, "undo") show what `inspect` shows.
    """
    said, way = _meant(desk, words[:MOST_CHARACTERS].strip())
    if not said:
        return inspect(desk)
    try:
        edit = None if way == "new" else read_change(desk, said, force=way == "edit")
        if edit is None and not way and is_unread(desk, said):
            return replace(inspect(desk), title=MEANT, ignored=(), notes=(UNREAD_YET,))
        return _idea(desk, said) if edit is None else _edited(desk, edit)
    except (TimbreError, ValidationError) as error:
        return _defaults(desk, MEANT, _message(error))


def _meant(desk: Desk, line: str) -> tuple[str, str]:
    """The words of a line that can be looked at, and whether they are a `new` idea, an `edit`, or either ("")."""
    if line.startswith("/"):
        name, _, rest = line[1:].partition(" ")
        command = BY_NAME.get(name.lower())
        if command is None or command.name not in (*_IDEAS, "edit"):
            return "", ""
        return rest.strip(), "edit" if command.name == "edit" else "new"
    try:
        return ("", "") if read_line(line) is not None else (line, "new" if desk.fresh else "")
    except TimbreError:
        return "", ""


def _take(desk: Desk, take: Take) -> Inspection:
    request, result = request_of(take), take.result
    notes: tuple[str, ...] = ()
    coming: GenerationRequest | None = None
    try:
        brief, _ = with_session(desk, request.brief)
        coming = rework(desk, take, brief, kept_seed(desk, request))
    except (TimbreError, ValidationError) as error:
        notes = (_message(error),)
    parent = desk.state.takes.get(take.parent or "")
    fields = fields_of(
        desk,
        coming or request,
        facts_of(request, result, _edited_by(desk, take)),
        coming=facts_of(coming, result) if coming is not None else None,
        was=_facts_of_take(parent) if parent is not None else None,
        extra=_extra(take, request, result, parent),
        fresh=frozenset(desk.new_presets),
    )
    return Inspection(f"Take {take.number}", fields, request.brief.ignored, notes)


def _facts_of_take(take: Take) -> Facts | None:
    try:
        return facts_of(request_of(take), take.result)
    except TimbreError:
        return None


def _edited_by(desk: Desk, take: Take) -> dict[str, str]:
    """Field → the words that last changed it on the way to `take`."""
    found: dict[str, str] = {}
    for each in desk.state.line_of(take.id):
        edit = read.mapping(each.cause.edit) if each.cause is not None else {}
        changes = edit.get("changes")
        for change in changes if isinstance(changes, list) else []:
            plain = read.mapping(change)
            name, words = read.text(plain.get("field")), read.text(plain.get("words"))
            if name and words:
                found[name] = words
    return found


def _extra(take: Take, request: GenerationRequest, result: Mapping[str, Any], parent: Take | None) -> Extra:
    elapsed, seconds = take.elapsed_seconds, take.seconds
    speed = f" ({speed_words(seconds / elapsed)})" if elapsed and seconds else ""
    return Extra(
        measured=measured_of(result),
        parent=f"take {parent.number}" if parent is not None else "",
        part_seeds=", ".join(f"{part} {seed}" for part, seed in request.part_seeds.items()),
        elapsed=f"{elapsed:.1f} s{speed}" if elapsed else "",
        licence=read.text(result.get("licence")) or "",
    )


def _idea(desk: Desk, words: str) -> Inspection:
    request = idea_request(words, desk.wishes, _seed(desk), desk.paths.presets)
    notes = explain(words, request.brief).notes
    if desk.state.current is not None:
        notes = ("A new idea.", *notes)
    fields = fields_of(desk, request, facts_of(request), seeded=_is_seeded(desk))
    return Inspection(MEANT, fields, request.brief.ignored, notes)


def _edited(desk: Desk, edit: Edit) -> Inspection:
    take = desk.current()
    request, result = request_of(take), take.result
    brief, settings = with_session(desk, request.brief)
    after = rework(desk, take, desk.edits.apply(edit, brief), kept_seed(desk, request))
    words = _edited_by(desk, take) | {change.field: change.words for change in edit.changes}
    acts = desk.edits.describe(edit) if edit.changes or edit.actions else ""
    told = ", ".join(text for text in (acts, settings) if text)
    fields = fields_of(
        desk,
        after,
        facts_of(after, result, words),
        was=facts_of(request, result),
        extra=Extra(parent=f"take {take.number}"),
    )
    first = f"Take {take.number} is like that."
    if told:
        first = f"{'A change of' if edit.changes else 'About'} take {take.number}: {told}."
    return Inspection(MEANT, fields, edit.ignored, (first, *edit.notes))


def _defaults(desk: Desk, title: str = NEXT, note: str = "") -> Inspection:
    notes = [note] if note else []
    try:
        request = idea_request("", desk.wishes, _seed(desk), desk.paths.presets)
    except (TimbreError, ValidationError) as error:
        notes.append(_message(error))
        request = idea_request("", Wishes(), 0)
    fields = fields_of(desk, request, facts_of(request), seeded=_is_seeded(desk))
    return Inspection(title, fields, (), tuple(dict.fromkeys(notes)))


def _seed(desk: Desk) -> int:
    """The seed of a new idea where it is known already."""
    lock = desk.state.seed_lock
    return lock if lock is not None else desk.seed or 0


def _is_seeded(desk: Desk) -> bool:
    return desk.state.seed_lock is not None or desk.seed is not None


def _message(error: TimbreError | ValidationError) -> str:
    if isinstance(error, TimbreError):
        return f"{error.message} {error.hint}".strip()
    return "This take was made by another version of Timbre: not all of it can be shown."
