"""The chat on a terminal: line editing, history, completion, a status line; typing goes on while music is made.

Knows nothing of what lines mean. prompt-toolkit is imported here alone, when the chat begins.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from timbre.cli import diagnostics
from timbre.cli.chat_show import Screen
from timbre.conversation.completion import suggestions
from timbre.conversation.controller import Conversation
from timbre.conversation.replies import Said
from timbre.model.text import clean
from timbre.session.paths import open_private, private_folder

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

PROMPT = "❯ "
REFRESH_SECONDS = 0.2
AGAIN_SECONDS = 3.0
"""A second Ctrl-C within this time leaves, whatever goes on."""


async def run_terminal(talk: Conversation, screen: Screen) -> None:
    """Read and handle lines until the user leaves."""
    from prompt_toolkit.patch_stdout import patch_stdout

    prompt = _session(talk, screen)
    loop = asyncio.get_running_loop()
    last_interrupt = -AGAIN_SECONDS
    with patch_stdout(raw=True), _stays_raw(prompt):
        talk.open()
        while not screen.leaving:
            try:
                line = await prompt.prompt_async()
            except EOFError:
                break
            except KeyboardInterrupt:
                now = loop.time()
                if now - last_interrupt < AGAIN_SECONDS:
                    break
                last_interrupt = now
                if not talk.interrupt():
                    diagnostics.say("Ctrl-C again, or Ctrl-D, leaves.")
                continue
            await talk.handle(clean(line))
            await talk.shown()
        left = len(talk.work.orders)
        if left:
            what = "1 take was" if left == 1 else f"{left} takes were"
            screen.show(Said(f"{what} not finished; the next `timbre chat` offers to make them."))


@contextmanager
def _stays_raw(prompt: PromptSession[str]) -> Iterator[None]:
    """Keep the terminal in raw mode while lines are handled and replies printed.

    Otherwise an Enter typed just then arrives as Ctrl-J, which begins a new line here.
    """
    device = prompt.app.input
    device.cooked_mode = nullcontext  # type: ignore[method-assign]
    with device.raw_mode():
        yield


def _session(talk: Conversation, screen: Screen) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer, Completion, ThreadedCompleter

    class Words(Completer):
        """Commands and their values after a slash, else words of the vocabulary."""

        def get_completions(self, document: Document, _event: CompleteEvent) -> Iterable[Completion]:
            before = document.text_before_cursor
            for each in suggestions(before, talk.desk):
                yield Completion(each.text, -each.replaces, display_meta=each.help)

    return PromptSession(
        PROMPT,
        history=_history(talk.desk.paths.config_folder / "chat-lines"),
        completer=ThreadedCompleter(Words()),
        complete_while_typing=False,
        key_bindings=_keys(),
        multiline=True,
        prompt_continuation="  ",
        bottom_toolbar=lambda: screen.status() or None,
        refresh_interval=REFRESH_SECONDS,
        enable_history_search=False,
    )


def _keys() -> KeyBindings:
    """Enter sends, Ctrl-J and Alt-Enter begin a new line."""
    from prompt_toolkit.filters import completion_is_selected
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("enter", filter=~completion_is_selected)
    def _send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("enter", filter=completion_is_selected)
    def _take(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("c-j")
    @keys.add("escape", "enter")
    def _newline(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _history(path: Path) -> History:
    """Lines typed before, in a file for the user's eyes only; in memory where that cannot be."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    with suppress(OSError):
        private_folder(path.parent)
        os.close(open_private(path, os.O_CREAT | os.O_APPEND | os.O_RDWR))
        return FileHistory(path)
    return InMemoryHistory()
