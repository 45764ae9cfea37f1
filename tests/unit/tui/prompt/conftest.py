"""A stage for the prompt: a small app with keys of its own, typed at by Pilot."""

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.widgets import Button

from timbre.conversation.completion import Suggestion
from timbre.tui.messages import Say
from timbre.tui.prompt import PromptBox
from timbre.tui.prompt.editor import PromptEditor
from timbre.tui.prompt.line_search import LineSearch
from timbre.tui.prompt.slash_menu import SlashMenu

NAMES = {" ": "space", "/": "slash", ",": "comma", "-": "minus", "'": "apostrophe"}
LETTERS = {name: letter for letter, name in NAMES.items()}
WORDS = ("lofi", "piano", "piano trio", "strings")
APP_KEYS = "ctrl+r,ctrl+l,ctrl+f,ctrl+o,ctrl+n,ctrl+z,ctrl+y,escape,f1,f6,pageup,pagedown,ctrl+w,ctrl+k"


def suggest(before):
    if before.startswith("/preset "):
        rest = before[8:]
        for name in ("jazz-club", "lofi-tape", "wide"):
            if name.startswith(rest.lower()):
                yield Suggestion(name, len(rest), "on" if name == "wide" else "")
        return
    word = before.rpartition(" ")[2]
    for name in WORDS:
        if word and name.startswith(word.lower()):
            yield Suggestion(name, len(word), "style")


class PromptApp(App[None]):
    """Keeps what was said, and which keys reached it."""

    CSS = "Screen { layout: vertical; } Button { height: 1fr; }"

    def __init__(self, connect):
        super().__init__()
        self.said, self.typed, self.reached = [], [], []
        self.connect = connect
        for key in APP_KEYS.split(","):
            self._bindings._add_binding(Binding(key, f"reach('{key}')", show=False))

    def compose(self):
        yield Button("above")
        yield PromptBox(id="prompt")

    def on_mount(self):
        box = self.query_one(PromptBox)
        box.connect(**self.connect)
        box.focus_editor()

    def action_reach(self, key):
        self.reached.append(key)

    def action_help_quit(self):
        self.reached.append("ctrl+c")

    def on_say(self, message: Say):
        self.said.append(message.line)
        assert message.typed

    def on_prompt_box_typing(self, message: PromptBox.Typing):
        self.typed.append(message.text)


class Stage:
    """The app with a pilot; everything waits until it has settled."""

    def __init__(self, app, pilot):
        self.app, self.pilot = app, pilot
        self.box = app.query_one(PromptBox)
        self.editor = app.query_one(PromptEditor)
        self.menu = app.query_one(SlashMenu)
        self.search = app.query_one(LineSearch)

    async def press(self, *keys):
        """Press keys one after the other, as Pilot does but without its wait for an idle processor."""
        for key in keys:
            letter = LETTERS.get(key, key if len(key) == 1 else None)
            self.app._driver.send_message(events.Key(key, letter))
            await self.settle(4)
        await self.settle()

    async def type(self, text):
        await self.press(*(NAMES.get(letter, letter) for letter in text))

    async def say(self, *lines):
        for line in lines:
            self.editor._paste(line)
            await self.settle()
            self.box._deeds.send()
            await self.settle()

    async def paste(self, text):
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def settle(self, rounds=8):
        """Let every widget have its turn, several times over: messages cause messages."""
        for _ in range(rounds):
            await self.pilot.pause(0)

    async def until(self, holds):
        """Poll until `holds()`; fails after a while."""
        for _ in range(400):
            if holds():
                return
            await self.pilot.pause(0.005)
        raise AssertionError("it never came true")

    @property
    def notices(self):
        return [notice.message for notice in self.app._notifications]


@pytest.fixture
def on_stage():
    """Run `scenario(stage)` in the app; `connect` is what the box is connected with."""

    def run(scenario, size=(80, 24), **connect):
        async def play():
            app = PromptApp({"suggest": suggest, **connect})
            async with app.run_test(size=size, notifications=True) as pilot:
                stage = Stage(app, pilot)
                await stage.settle()
                await scenario(stage)
            return app

        return asyncio.run(play())

    return run


@pytest.fixture
def lines_path(tmp_path) -> Path:
    return tmp_path / "config" / "studio-lines"
