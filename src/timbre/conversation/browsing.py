"""Acts that look at what was made: takes, the library, ratings; and what words mean.

Knows nothing of terminals. Every function raises TimbreError.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from timbre.conversation.commands import BY_NAME, groups
from timbre.conversation.desk import Desk
from timbre.conversation.replies import Copied, Listed, Opened
from timbre.errors import FileError, InvalidInputError, UnknownNameError
from timbre.jobs.recipe import Recipe
from timbre.model.brief import Brief
from timbre.model.text import shortened
from timbre.session import events
from timbre.session import payload as read
from timbre.session.events import Rating
from timbre.session.library import Library
from timbre.session.take import Take

MARKS = {"up": "♥", "down": "✗", None: ""}
LISTED = 20
WORDS_SHOWN = 56
DEEPEST = 12
"""Generations that are told apart by how far in they stand."""


def takes(desk: Desk) -> None:
    """`/takes`: this session's takes as a tree."""
    rows: list[tuple[str, ...]] = []
    state = desk.state

    waiting = [(child, 0) for child in reversed(state.children.get(None, ()))]
    while waiting:  # a loop, not a recursion: chains may be long
        child, depth = waiting.pop()
        take = state.takes[child]
        here = "▸" if child == state.current else " "
        rows.append(
            (
                f"{here}{'  ' * min(depth, DEEPEST)}{take.number}",
                shortened(_what(take), WORDS_SHOWN),
                "" if take.status == "done" else take.status,
                f"{take.seconds:.0f} s" if take.seconds else "",
                MARKS[take.rating],
                Path(take.path).name if take.path else "",
            )
        )
        waiting += [(each, depth + 1) for each in reversed(state.children.get(child, ()))]
    if not rows:
        desk.answer("No takes in this session yet.")
        return
    desk.tell(Listed(("take", "what", "", "length", "", "file"), tuple(rows), f"Session: {state.title}"))


async def library(desk: Desk, words: str) -> None:
    """`/list`: the newest takes of all sessions, newest last."""
    every = Library(desk.sessions.archive.history)
    found = list(reversed(await asyncio.to_thread(every.takes, words or None, LISTED)))
    if not found:
        desk.answer(f"No take has all of these words: {words}" if words else "There are no takes yet.")
        return
    rows = tuple(
        (
            str(take.number) if take.session == desk.session.id else "",
            take.time[:16].replace("T", " "),
            shortened(take.prompt, WORDS_SHOWN),
            "" if take.status == "done" else take.status,
            f"{take.seconds:.0f} s" if take.seconds else "",
            take.engine,
            MARKS[take.rating],
            Path(take.path).name if take.path else "",
        )
        for take in found
    )
    desk.tell(Listed(("take", "when", "what", "", "length", "engine", "", "file"), rows))


def rate(desk: Desk, values: tuple[str, ...]) -> None:
    """`/rate`: up, down or none, of the current take or another."""
    words = {"up": "up", "like": "up", "♥": "up", "+": "up", "down": "down", "✗": "down", "-": "down"}
    word = values[0].lower() if values else "up"
    if word not in words and word not in ("none", "off"):
        raise InvalidInputError(f"A rating is up, down or none, not {word[:40]!r}.", "Type: /rate up")
    take = desk.take(values[1] if len(values) > 1 else "")
    found = words.get(word)
    rating: Rating | None = "up" if found == "up" else "down" if found == "down" else None
    desk.record(events.take_rated(take.id, rating))
    said = {"up": "liked", "down": "disliked", None: "not rated any more"}[rating]
    desk.say(f"Take {take.number} is {said}.", take=take.id)


def help_page(desk: Desk, values: tuple[str, ...]) -> None:
    """`/help`: all commands, or one."""
    if values:
        command = BY_NAME.get(values[0].lower().removeprefix("/"))
        if command is None:
            raise UnknownNameError.among("command", values[0], BY_NAME, "/help lists the commands.")
        rows: tuple[tuple[str, ...], ...] = ((command.usage, command.help),)
        desk.tell(Listed(("command", "what it does"), rows))
        return
    for group, commands in groups().items():
        rows = tuple((command.usage, command.help) for command in commands)
        desk.tell(Listed(("command", "what it does"), rows, group))


def explain(desk: Desk, words: str) -> None:
    """`/explain`: what words mean; without words, those of the current take."""
    from timbre.language import explain as language

    brief: Brief | None = None
    if not words:
        take = desk.current()
        words, brief = take.prompt, Brief.model_validate(take.request.get("brief", {}))
    else:
        _tell_held(desk, words)
    explanation = language.explain(words, brief)
    rows = tuple(
        (row.field, row.value or "–", row.source, row.because)
        for row in explanation.rows
        if row.value or row.source != "default"
    )
    if rows:
        desk.tell(Listed(("what", "value", "source", "because"), rows))
    if explanation.ignored:
        desk.answer(f"Changed nothing: {', '.join(explanation.ignored)}.")
    for note in explanation.notes:
        desk.note(note)


def _tell_held(desk: Desk, words: str) -> None:
    """What the presets that are on would not get to set under these words."""
    from timbre.language.parse import parse
    from timbre.language.presets import applied, load_preset

    presets = [load_preset(name, desk.paths.presets) for name in desk.wishes.presets]
    for held in applied(parse(words), presets).held:
        desk.note(held.text)


def copy(desk: Desk, values: tuple[str, ...]) -> None:
    """`/copy`: path, prompt or recipe of the current take, or of another."""
    what = values[0].lower() if values else "path"
    take = desk.take(" ".join(values[1:]))
    if what == "path":
        desk.tell(Copied(str(file_of(take)), "path"))
    elif what == "prompt":
        desk.tell(Copied(take.prompt, "prompt"))
    elif what == "recipe":
        from timbre.conversation.heard import request_of

        version = read.text(take.result.get("engine_version")) or ""
        desk.tell(Copied(Recipe.of(request_of(take), version).to_json(), "recipe"))
    else:
        raise InvalidInputError(f"There is no {what[:40]!r} to copy.", "Type: /copy path, prompt or recipe")


def show_folder(desk: Desk, values: tuple[str, ...]) -> None:
    """`/open`: the folder of a take."""
    desk.tell(Opened(str(file_of(desk.take(" ".join(values))))))


def file_of(take: Take) -> Path:
    """The take's audio file. Raises FileError if it is gone."""
    if take.path is None or not Path(take.path).is_file():
        raise FileError(
            f"Take {take.number} has no file any more ({take.path or take.status}).",
            f"/export --take {take.number} makes it again from its recipe.",
        )
    return Path(take.path)


def _what(take: Take) -> str:
    cause = take.cause
    return cause.words if cause is not None and cause.words else take.prompt
