"""The command palette's entries: deeds of keys, commands, takes, presets, templates, engines, themes and sessions.

Knows nothing of what they do: it says a line, drafts one, or has the studio run a key.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.command import DiscoveryHit, Hit, Matcher, Provider
from textual.content import Content

from timbre.conversation.commands import COMMANDS
from timbre.conversation.keys import all_keys, shown
from timbre.errors import TimbreError
from timbre.tui.cells import cut, one_line
from timbre.tui.keymap import keys_in_force
from timbre.tui.messages import Draft, Say

if TYPE_CHECKING:
    from timbre.conversation.controller import Conversation

WORDS_CELLS = 70
TAKES_MOST = 2_000
SESSIONS_MOST = 100
_AT_ONCE = 50
"""Entries that are matched before others get a turn."""


class Entry(NamedTuple):
    """One thing that can be done."""

    title: str
    help: str
    run: Callable[[], object]
    first: bool = False
    """Whether it is shown before anything was typed."""


class Commands(Provider):
    """What `Studio.COMMANDS` names. The studio may have `talk`, `keys` and `run_key`."""

    async def startup(self) -> None:
        """Look once, when the palette opens."""
        self._entries = [*self._keys(), *self._commands(), *self._themes()]
        talk: Conversation | None = getattr(self.app, "talk", None)
        if talk is not None:
            for gather in (self._takes, self._presets, self._templates, self._engines, self._sessions):
                with suppress(TimbreError, OSError):
                    self._entries += [entry async for entry in gather(talk)]

    async def discover(self) -> AsyncIterator[DiscoveryHit | Hit]:
        """What is of most use, before anything is typed."""
        for entry in self._entries:
            if entry.first:
                yield DiscoveryHit(Content(entry.title), entry.run, entry.title, _plain(entry.help))

    async def search(self, query: str) -> AsyncIterator[DiscoveryHit | Hit]:
        """Everything whose title is like `query`."""
        matcher = self.matcher(query)
        for number, entry in enumerate(self._entries):
            if number % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
            score = matcher.match(entry.title)
            if score > 0:
                yield Hit(score, _lit(matcher, entry.title), entry.run, entry.title, _plain(entry.help))

    def _say(self, line: str) -> Callable[[], object]:
        return lambda: self.screen.post_message(Say(line))

    def _draft(self, text: str) -> Callable[[], object]:
        return lambda: self.screen.post_message(Draft(text))

    def _run_key(self, key_id: str) -> Callable[[], object]:
        app: Any = self.app
        return lambda: app.run_key(key_id)

    def _keys(self) -> Iterator[Entry]:
        """Every deed with a key, those of the footer first; commands without a key are told as commands."""
        in_force: Mapping[str, str] = getattr(self.app, "keys", None) or keys_in_force({})[0]
        for key in sorted(all_keys(), key=lambda key: not key.footer):
            keys = shown(in_force.get(key.id, ""))
            told_as_command = not keys and key.line.startswith("/") and not key.footer
            if told_as_command or key.id == "palette":
                continue
            words, first = key.help.rstrip("."), not key.id.startswith("seek_") and key.scope != "prompt"
            yield Entry(words, f"{keys or 'no key'} · {key.group}", self._run_key(key.id), first)

    def _commands(self) -> Iterator[Entry]:
        for command in COMMANDS:
            name = f"/{command.name}"
            run = self._draft(f"{name} ") if command.arguments else self._say(name)
            yield Entry(f"{name}: {command.help.rstrip('.')}", command.usage, run, True)

    def _themes(self) -> Iterator[Entry]:
        for name in sorted(self.app.available_themes):
            note = "in use" if name == self.app.theme else "colours of the studio"
            yield Entry(f"theme {name}", note, partial(setattr, self.app, "theme", name))

    async def _takes(self, talk: Conversation) -> AsyncIterator[Entry]:
        """The session's takes, the newest first."""
        state = talk.desk.state
        takes = [take for take in state.takes.values() if take.sounds and take.session == state.id]
        for count, take in enumerate(reversed(takes[-TAKES_MOST:])):
            if count % _AT_ONCE == 0:
                await asyncio.sleep(0)
            mark = {"up": "♥ ", "down": "✗ "}.get(take.rating or "", "")
            note = "the current take" if take.id == state.current else f"{take.engine}"
            title = f"go to take {take.number}: {_short(take.prompt)}"
            yield Entry(title, f"{mark}{note}", self._say(f"/take {take.number}"))

    async def _presets(self, talk: Conversation) -> AsyncIterator[Entry]:
        from timbre.language.presets import preset_names

        on = talk.desk.state.presets
        for name in await asyncio.to_thread(preset_names, talk.desk.paths.presets):
            turn = "off" if name in on else "on"
            yield Entry(
                f"preset {name}: switch {turn}", "for the next takes", self._say(f"/preset {name} {turn}")
            )

    async def _templates(self, talk: Conversation) -> AsyncIterator[Entry]:
        from timbre.language.templates import template_names

        for name in await asyncio.to_thread(template_names, talk.desk.paths.templates):
            yield Entry(
                f"template {name}: fill in its slots",
                "a prompt to complete",
                self._draft(f"/template {name} "),
            )

    async def _engines(self, _talk: Conversation) -> AsyncIterator[Entry]:
        from timbre.engines.registry import list_engines

        for found in await asyncio.to_thread(list_engines):
            note = found.info.title if found.info is not None else found.problem
            if found.missing:
                note = f"needs {', '.join(need.name for need in found.missing)} first"
            yield Entry(f"engine {found.name}", _short(note), self._say(f"/engine {found.name}"))

    async def _sessions(self, talk: Conversation) -> AsyncIterator[Entry]:
        listed = await asyncio.to_thread(talk.desk.sessions.listed)
        for session in listed[:SESSIONS_MOST]:
            if session.id != talk.desk.session.id:
                count = len(session.takes)
                note = f"{count} take{'' if count == 1 else 's'}"
                yield Entry(
                    f"session {_short(session.title)}", note, self._say(f"/session resume {session.id}")
                )


def _short(words: str) -> str:
    return cut(one_line(words, 4 * WORDS_CELLS), WORDS_CELLS)


def _lit(matcher: Matcher, title: str) -> Content:
    """`title` with what matches lit up. The matcher's own `highlight` would read markup in it."""
    content = Content(title)
    for offset in matcher.fuzzy_search.match(matcher.query, title)[1]:
        if not title[offset].isspace():
            content = content.stylize(matcher.match_style, offset, offset + 1)
    return content


def _plain(text: str) -> Any:
    """`text` for the palette's second lines, which are read as markup unless they are Content."""
    return Content(text)
