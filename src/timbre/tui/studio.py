"""The studio: the widgets in their places, keys and messages on their way, one conversation behind them.

Knows nothing of music or files. What a key does is in `deeds`, what a reply shows in `showing`, sound in `sound`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from timbre.conversation.keys import all_keys
from timbre.tui import messages
from timbre.tui.deeds import Deeds
from timbre.tui.desk import Desk
from timbre.tui.faults import Faults
from timbre.tui.folding import Folding
from timbre.tui.history import HistoryPanel
from timbre.tui.inspector import Inspector
from timbre.tui.keymap import keys_in_force
from timbre.tui.lettering import drawn_with
from timbre.tui.notices import Notices
from timbre.tui.palette import Commands
from timbre.tui.prompt import PromptBox
from timbre.tui.queue import QueuePanel
from timbre.tui.session import StudioSession
from timbre.tui.theme import use_theme
from timbre.tui.tidying import Tidying
from timbre.tui.transcript import Transcript
from timbre.tui.widgets.key_bar import KeyBar
from timbre.tui.widgets.transport import Transport

if TYPE_CHECKING:
    from rich.console import RenderableType

    from timbre.config.glance import Looks
    from timbre.conversation.controller import Conversation
    from timbre.conversation.opening import Opening
    from timbre.session.paths import Paths

EXAMPLES = (
    "warm lo-fi piano, 80 bpm, rainy night",
    "upbeat funk, slap bass, 110 bpm, 20 seconds",
    "slow cinematic strings in D minor, hopeful",
)
AGAIN_SECONDS = 3.0
"""A second Ctrl-C within this time leaves, whatever goes on."""


class Studio(App[int]):
    """`glyphs` says how waveforms are drawn. Returns the exit code."""

    TITLE = "Timbre"
    CSS_PATH = "timbre.tcss"
    COMMANDS: ClassVar = {Commands}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar = []

    def __init__(
        self, opening: Callable[[list[str]], Opening], paths: Paths, looks: Looks, owner: str = ""
    ) -> None:
        """`opening` as in `running.run_studio`."""
        super().__init__()
        self.opening, self.paths, self.owner = opening, paths, owner
        self.glyphs = drawn_with(looks.waveform)
        self.keys, self.problems = keys_in_force(looks.keys)
        self.talk: Conversation | None = None
        self.faults = Faults(self)
        self.deeds = Deeds(self)
        self.folding = Folding(self)
        self.notices = Notices(self, looks.notifications)
        self.session = StudioSession(self)
        self.tidying = Tidying(self)
        self._pressed_at = -AGAIN_SECONDS
        if looks.reduced_motion:
            self.animation_level = "none"
        if trouble := use_theme(self, looks.theme):
            self.problems.append(trouble)
        self._bind_keys()

    def get_default_screen(self) -> Screen[None]:
        """Everything below the dialogs."""
        return Desk(id="_default")

    def compose(self) -> ComposeResult:
        """History, conversation, inspector; transport and queue; prompt; keys."""
        with Horizontal(id="main"):
            yield HistoryPanel(id="history")
            yield Transcript(id="transcript")
            yield Inspector(id="inspector")
        with Horizontal(id="deck"):
            yield Transport(id="transport")
            yield QueuePanel(id="queue")
        yield PromptBox(id="prompt")
        yield KeyBar(self.keys, id="keys")

    @property
    def history(self) -> HistoryPanel:
        """The takes, on the left."""
        return self._base.query_one(HistoryPanel)

    @property
    def transcript(self) -> Transcript:
        """The conversation, in the middle."""
        return self._base.query_one(Transcript)

    @property
    def inspector(self) -> Inspector:
        """The parameters, on the right."""
        return self._base.query_one(Inspector)

    @property
    def transport(self) -> Transport:
        """Play, seek, loop, compare."""
        return self._base.query_one(Transport)

    @property
    def queue(self) -> QueuePanel:
        """The jobs."""
        return self._base.query_one(QueuePanel)

    @property
    def prompt(self) -> PromptBox:
        """Where one types."""
        return self._base.query_one(PromptBox)

    @property
    def key_bar(self) -> KeyBar:
        """The bottom line."""
        return self._base.query_one(KeyBar)

    @property
    def _base(self) -> Screen[object]:
        """The studio itself, whatever dialog is above it."""
        return self.screen_stack[0]

    def on_mount(self) -> None:
        """Paint first; everything heavy comes after that."""
        self.folding.fit(self.size.width, self.size.height)
        self._base.set_class(self.glyphs == "ascii", "-ascii")
        self.notices.begin()
        self.prompt.connect(lines_path=self.paths.config_folder / "studio-lines", keys=self.keys)
        self.prompt.focus_editor()
        self.call_after_refresh(self.session.begin)

    def on_unmount(self) -> None:
        """Give the terminal its title back."""
        self.notices.close()

    def on_resize(self, event: events.Resize) -> None:
        """Fold what has no room."""
        self.folding.fit(event.size.width, event.size.height)

    async def on_event(self, event: events.Event) -> None:
        """As any app; input tells that somebody is there."""
        if isinstance(event, events.InputEvent):
            self.tidying.stirred()
        await super().on_event(event)

    def say(self, line: str, *, typed: bool = False) -> None:
        """Put a line on its way into the conversation; lines are done in order."""
        self.session.say(line, typed=typed)

    def run_key(self, key_id: str) -> None:
        """Do what the key called `key_id` does."""
        self.deeds.run(key_id)

    def action_key(self, key_id: str) -> None:
        """The action of every binding."""
        self.deeds.run(key_id)

    def action_help_quit(self) -> None:
        """Ctrl-C: stop the job, else the sound; twice within three seconds leaves."""
        now = asyncio.get_running_loop().time()
        again, self._pressed_at = now - self._pressed_at < AGAIN_SECONDS, now
        if again:
            self.session.leave()
            return
        stopped = self.talk.interrupt() if self.talk is not None else ""
        self.notify(f"Stopping the {stopped}." if stopped else "Ctrl-C again, or Ctrl-Q, leaves.", timeout=2)

    async def action_quit(self) -> None:
        """Leave; everything is kept."""
        self.session.leave()

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """As any app; the picture loads no fonts from elsewhere."""
        picture = super().export_screenshot(title=title, simplify=simplify)
        return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)

    def _handle_exception(self, error: Exception) -> None:
        """A fault nobody caught: the studio ends without a traceback on the terminal; `running` tells of it."""
        self.faults.end(error)
        self._return_code = 1
        if self._exception is None:  # what a test's pilot looks at
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """Textual's own way to give up, such as when the keyboard's reader ended: told like any other fault."""
        self._handle_exception(self.faults.of_panic(renderables))

    def _bind_keys(self) -> None:
        """Every key of the table, where it works; those of the prompt are the prompt's own."""
        for key in all_keys():
            keys = self.keys.get(key.id, "")
            if keys and key.scope != "prompt" and key.id != "palette":
                self.bind(keys, f"key('{key.id}')", description=key.help, show=False)
            elif keys and key.id == "palette":
                self.bind(keys, "command_palette", description=key.help, show=False)

    @on(messages.Say)
    def _say(self, message: messages.Say) -> None:
        if message.line.startswith("/take "):
            self.folding.close_over()
        if message.typed:  # an idea of the welcome or an answer: the next thing is to type
            self.prompt.focus_editor()
        self.say(message.line, typed=message.typed)

    @on(messages.Draft)
    def _draft(self, message: messages.Draft) -> None:
        self.prompt.draft(message.text)

    @on(messages.ExportWanted)
    def _export(self, message: messages.ExportWanted) -> None:
        self.deeds.export(message.take)

    @on(messages.Sought)
    def _sought(self, message: messages.Sought) -> None:
        self.session.sound.seek(message.fraction, message.take)

    @on(messages.PlayToggled)
    def _toggled(self, message: messages.PlayToggled) -> None:
        self.session.sound.toggle(message.take)

    @on(messages.LoopToggled)
    def _looped(self) -> None:
        self.session.sound.loop()

    @on(messages.VolumeChanged)
    def _louder(self, message: messages.VolumeChanged) -> None:
        self.session.sound.volume(message.percent)

    @on(messages.Switched)
    def _switched(self, message: messages.Switched) -> None:
        self.session.sound.switch(message.letter)

    @on(messages.Preferred)
    def _preferred(self, message: messages.Preferred) -> None:
        self.session.sound.prefer(message.letter)

    @on(messages.CompareClosed)
    def _compared(self) -> None:
        self.session.sound.close_compare()

    @on(PromptBox.Typing)
    def _typing(self, message: PromptBox.Typing) -> None:
        self.session.preview(message.text)

    @on(messages.FileWanted)
    def _file(self, message: messages.FileWanted) -> None:
        self.session.showing.open_outside(message.path)

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focused(self) -> None:
        """Letters are words at the prompt and keys elsewhere: the bottom line says which."""
        self.key_bar.focus_on(self._focused_panel())

    def _focused_panel(self) -> str:
        """As `PANEL_KEYS` call it; "" at the prompt."""
        panels = {
            "Conversation": self.transcript,
            "History": self.history,
            "Inspector": self.inspector,
            "Queue": self.queue,
        }
        found = next((name for name, widget in panels.items() if widget.has_focus_within), "")
        if found == "Conversation" and (self.talk is None or not self.talk.desk.state.takes):
            return "Welcome"
        return found or ("" if self.prompt.has_focus_within else "Transport")

    @on(events.AppFocus)
    def _back(self) -> None:
        self.notices.focus(True)

    @on(events.AppBlur)
    def _away(self) -> None:
        self.notices.focus(False)
