"""Replies into widgets: who is told what, and when the panels are drawn anew.

Knows nothing of how the conversation works or widgets draw.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from timbre.tui import outside
from timbre.tui.faults import in_background
from timbre.tui.sequences import TITLE_CHARACTERS, one_line

if TYPE_CHECKING:
    from timbre.conversation.completion import Suggestion
    from timbre.conversation.controller import Conversation
    from timbre.conversation.opening import Ground
    from timbre.conversation.replies import Copied, Reply, TakeFinished
    from timbre.session.state import State
    from timbre.session.view import SessionState
    from timbre.tui.studio import Studio

SOON_SECONDS = 0.05
"""Changes of the state within this time are drawn together."""


class Showing:
    """What is on the screen of the conversation."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.words = ""
        """What is being typed, for the preview."""
        self._seen: SessionState | None = None
        self.due = False
        """Whether something changed that is not drawn yet."""
        self._live_take: dict[str, str] = {}
        """Job → the take it makes."""

    def opened(self, talk: Conversation, ground: Ground) -> None:
        """The conversation is there: everything it has."""
        studio = self._studio
        studio.prompt.connect(suggest=lambda before: _suggest(before, talk))
        studio.history.connect(lambda: _library(talk))
        self._load(talk)
        for problem in studio.problems:
            studio.transcript.note(problem)
        if ground.history.damage_notice:
            studio.transcript.note(ground.history.damage_notice)

    def user(self, line: str) -> None:
        """What the user said."""
        self._studio.transcript.user(line)

    def reply(self, reply: Reply) -> None:
        """Show one reply."""
        from timbre.conversation import replies as kinds

        studio, talk = self._studio, self._studio.talk
        studio.queue.show(reply)
        if isinstance(reply, kinds.SessionOpened):
            if talk is not None:
                self._load(talk)
        else:
            studio.transcript.show(reply)
        if isinstance(reply, (kinds.ProgressLine, kinds.JobEnded)):
            studio.notices.job_progress(studio.queue.fraction)
        elif isinstance(reply, kinds.TakeQueued):
            self._live_take[reply.job] = reply.take
        elif isinstance(reply, kinds.AudioMade):
            studio.session.sound.made(self._live_take.get(reply.job, ""), reply)
        elif isinstance(reply, kinds.TakeFinished):
            self._finished(reply)
        elif isinstance(reply, kinds.Failed):
            studio.inspector.reject(f"{reply.error.message} {reply.error.hint}".strip())
            studio.notices.failed(reply.error.message)
        elif isinstance(reply, kinds.Copied):
            self._copy(reply)
        elif isinstance(reply, kinds.Opened):
            self.open_outside(reply.path)
        elif isinstance(reply, kinds.Goodbye):
            studio.session.leave()
        if isinstance(reply, kinds.JobEnded):
            self._live_take.pop(reply.job, None)
        self.changed()

    def changed(self) -> None:
        """Something may have changed: look soon."""
        if not self.due:
            self.due = True
            self._studio.set_timer(SOON_SECONDS, self._look)

    def inspect(self) -> None:
        """The inspector: what the words being typed mean, else the current take."""
        talk = self._studio.talk
        if talk is None:
            return
        from timbre.conversation.inspecting import inspect, inspect_words

        desk = talk.desk
        worth = self.words and not self.words.startswith("/")
        self._studio.inspector.show(inspect_words(desk, self.words) if worth else inspect(desk))

    def _look(self) -> None:
        self.due = False
        studio, talk = self._studio, self._studio.talk
        if talk is None or not studio.is_running:
            return
        state = talk.desk.state
        studio.session.sound.look()
        if state is self._seen:
            return
        before, self._seen = self._seen, state
        studio.history.load(state)
        studio.transcript.refresh_state(state)
        if before is not None and state.current and _went_elsewhere(before, state):
            studio.transcript.reveal(state.current)
        studio.prompt.has_take = bool(state.takes)
        self.inspect()

    def _load(self, talk: Conversation) -> None:
        """Everything of the session that is on the desk now."""
        studio, state = self._studio, talk.desk.state
        self._seen = state
        studio.title = f"{one_line(state.title, TITLE_CHARACTERS)} – Timbre"
        studio.transcript.load(state)
        studio.history.load(state, sessions=tuple(talk.desk.sessions.listed()[:30]))
        studio.prompt.has_take = bool(state.takes)
        if not state.timeline:
            from timbre.tui.studio import EXAMPLES

            studio.transcript.welcome(EXAMPLES)
        self.inspect()
        studio.session.sound.look()

    def _finished(self, reply: TakeFinished) -> None:
        studio = self._studio
        studio.session.sound.remember(reply.take, reply.ready.peaks)
        studio.notices.take_ready(reply.number, reply.changes or reply.request.prompt)

    def _copy(self, reply: Copied) -> None:
        """To the terminal's clipboard (OSC 52) and, where there is one, the system's."""
        studio = self._studio
        studio.copy_to_clipboard(reply.text)
        in_background(studio, asyncio.to_thread(outside.copy, reply.text), "copying")

    def open_outside(self, path: str) -> None:
        """Show a file in the file manager, where there is one."""
        studio = self._studio

        async def show() -> None:
            if not await asyncio.to_thread(outside.reveal, Path(path)):
                studio.transcript.note(f"No file manager here. The file is {path}")

        in_background(studio, show(), "opening the folder")


def _went_elsewhere(before: SessionState, now: SessionState) -> bool:
    """Whether the user went to another take that was there before: by number, undo, redo or a choice."""
    return before.id == now.id and before.current != now.current and now.current in before.takes


def _suggest(before: str, talk: Conversation) -> list[Suggestion]:
    from timbre.conversation.completion import suggestions

    return list(suggestions(before, talk.desk))


def _library(talk: Conversation) -> State:
    """The takes of all sessions, read anew."""
    from timbre.session.library import Library

    return Library(talk.desk.sessions.archive.history).state
