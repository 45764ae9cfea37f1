"""The palette: everything there is can be found and done; foreign words stay words; no conversation is no harm."""

import asyncio
from types import SimpleNamespace
from typing import ClassVar

import pytest
from textual.app import App
from textual.command import CommandList, CommandPalette

from timbre.conversation.commands import COMMANDS
from timbre.conversation.keys import all_keys
from timbre.errors import HistoryError
from timbre.model.request import GenerationRequest, GenerationResult, Measured
from timbre.session import events
from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.sessions import Sessions
from timbre.tui.messages import Draft, Say
from timbre.tui.palette import Commands

HOSTILE = "[red]lo-fi[/nonsense] \x1b[2J\npiano"


class Desk:
    """What the palette looks at."""

    def __init__(self, session, sessions, paths):
        self.session, self.sessions, self.paths = session, sessions, paths

    @property
    def state(self):
        return self.session.state


class PaletteApp(App):
    COMMANDS: ClassVar = {Commands}

    def __init__(self, talk=None, keys=None):
        super().__init__()
        self.talk, self.keys = talk, keys
        self.done = []

    def on_say(self, message: Say):
        self.done.append(message.line)

    def on_draft(self, message: Draft):
        self.done.append(("draft", message.text))

    def run_key(self, key_id):
        self.done.append(("key", key_id))


def with_palette(act, talk=None, keys=None):
    async def scenario():
        app = PaletteApp(talk, keys)
        async with app.run_test(size=(100, 40)) as pilot:
            app.action_command_palette()
            await pilot.pause()
            await found(app, pilot)
            await act(app, pilot)

    asyncio.run(scenario())


async def found(app, pilot):
    await app.workers.wait_for_complete()
    await pilot.pause()


def listed(app):
    options = app.screen.query_one(CommandList)
    return [str(options.get_option_at_index(index).prompt) for index in range(options.option_count)]


async def search(app, pilot, words):
    await pilot.press(
        *["space" if letter == " " else "slash" if letter == "/" else letter for letter in words]
    )
    await found(app, pilot)


async def choose(app, pilot, words):
    await search(app, pilot, words)
    await pilot.press("enter")
    for _ in range(100):
        await pilot.pause(0.02)
        if app.done and not isinstance(app.screen, CommandPalette):
            return


@pytest.fixture
def talk(tmp_path):
    """A session with three takes, another session, and presets."""
    paths = Paths.under(tmp_path)
    sessions = Sessions(History(paths))
    sessions.start("studio", "yesterday’s [b]groove")
    session = sessions.start("studio", "today")
    for number, words in enumerate(("rainy piano", HOSTILE, "dark techno"), 1):
        request = GenerationRequest(prompt=words, seed=number)
        result = GenerationResult(
            path=f"/x/{number}.wav", engine="composer", engine_version="1", seed=number, seconds=30.0,
            sample_rate=44100, channels=2, measured=Measured(seconds=30.0),
        )  # fmt: skip
        session.add(events.take_done(f"take-{number}", request, result))
    return SimpleNamespace(desk=Desk(session, sessions, paths))


def test_without_a_conversation_keys_commands_and_themes_are_there():
    async def act(app, pilot):
        shown = "\n".join(listed(app))
        for key in all_keys():
            if key.footer and key.id != "palette":
                assert key.help.rstrip(".") in shown
        for command in COMMANDS:
            assert f"/{command.name}: " in shown

    with_palette(act)


def test_a_key_deed_is_run_and_shows_its_key():
    async def act(app, pilot):
        await search(app, pilot, "lock the current")
        assert "Ctrl+T" in listed(app)[0]
        await pilot.press("enter")
        await found(app, pilot)
        assert app.done == [("key", "seed")]

    with_palette(act, keys={"seed": "ctrl+t"})


@pytest.mark.parametrize(
    ("words", "done"),
    [
        ("/undo", "/undo"),
        ("/export", ("draft", "/export ")),
        ("go to take 1", "/take 1"),
        ("take 3 dark", "/take 3"),
        ("preset rainy-cafe", "/preset rainy-cafe on"),
        ("engine composer", "/engine composer"),
        ("go to 50", ("key", "seek_5")),
    ],
)
def test_what_is_found_is_done(talk, words, done):
    async def act(app, pilot):
        await choose(app, pilot, words)
        assert app.done == [done]

    with_palette(act, talk)


def test_a_session_is_resumed_by_its_id(talk):
    async def act(app, pilot):
        await choose(app, pilot, "session yesterday")
        (line,) = app.done
        other = next(each for each in talk.desk.sessions.listed() if each.id != talk.desk.session.id)
        assert line == f"/session resume {other.id}"

    with_palette(act, talk)


def test_a_theme_is_taken():
    async def act(app, pilot):
        await search(app, pilot, "theme nord")
        await pilot.press("enter")
        for _ in range(100):
            await pilot.pause(0.02)
            if app.theme == "nord":
                break
        assert app.theme == "nord"

    with_palette(act)


def test_foreign_words_are_no_markup_and_no_sequences(talk):
    async def act(app, pilot):
        await search(app, pilot, "nonsense")
        assert any("[red]lo-fi[/nonsense] [2J piano" in each for each in listed(app))

    with_palette(act, talk)


def test_a_history_that_cannot_be_read_costs_only_the_sessions(talk):
    def broken():
        raise HistoryError("unreadable", "")

    async def act(app, pilot):
        await search(app, pilot, "go to take")
        assert any("take 2" in each for each in listed(app))

    talk.desk.sessions = SimpleNamespace(listed=broken)
    with_palette(act, talk)


def test_the_palette_leaves_without_doing_anything():
    async def act(app, pilot):
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, CommandPalette)
        assert app.done == []

    with_palette(act)
