"""The help page: all keys in force and all commands, found by typing, chosen with keys and mouse."""

import asyncio

import pytest
from textual.app import App
from textual.widgets import Input, OptionList, Static

from timbre.conversation.commands import COMMANDS
from timbre.conversation.keys import all_keys
from timbre.tui.keymap import keys_in_force
from timbre.tui.screens.help import HelpScreen
from timbre.tui.screens.help_lines import COMMANDS_TITLE, KEYS_TITLE, first_steps, help_lines, matching

KEYS, _ = keys_in_force({})


def test_every_key_and_every_command_has_a_line():
    lines = help_lines(KEYS)
    told = {line.help for line in lines if line.section == KEYS_TITLE}
    digits = [key for key in all_keys() if key.id.startswith("seek_")]
    assert len(digits) == 10
    assert {key.help for key in all_keys() if key not in digits} <= told
    assert [line.left for line in lines if line.section == COMMANDS_TITLE] == [
        each.usage for each in COMMANDS
    ]


def test_keys_are_those_in_force():
    keys, _ = keys_in_force({"again": "f7", "like": "none"})
    lines = {line.name: line for line in help_lines(keys)}
    assert lines["again"].left == "F7"
    assert lines["like"].left == "–"
    assert lines["seek_0 … seek_9"].left == "0–9"
    assert first_steps(keys)[2][0] == "Space, /rate up, b"


def test_words_find_keys_commands_and_names():
    lines = help_lines(KEYS)
    assert {line.left for line in matching(lines, "ctrl+o")} == {"Ctrl+O"}
    assert "/export" in matching(lines, "export FLAC")[0].left
    assert {line.section for line in matching(lines, "/c")} == {COMMANDS_TITLE}
    assert matching(lines, "edit_last")[0].name == "edit_last"
    assert matching(lines, "zzz") == []
    assert len(matching(lines, "  ")) == len(lines)


def test_drafts_leave_room_for_what_follows():
    drafts = {line.left: line.draft for line in help_lines(KEYS) if line.section == COMMANDS_TITLE}
    assert drafts["/undo"] == "/undo"
    assert drafts["/take X"] == "/take "


class HelpApp(App):
    answer = "not yet"

    def ask(self, keys=None):
        def answered(text):
            self.answer = text

        self.push_screen(HelpScreen(keys), answered)


def with_help(act, size=(100, 40), keys=None):
    async def scenario():
        app = HelpApp()
        async with app.run_test(size=size) as pilot:
            app.ask(keys)
            await pilot.pause()
            await pilot.pause()
            await act(app, pilot)

    asyncio.run(scenario())


def options(app):
    lines = app.screen.query_one(OptionList)
    return [str(lines.get_option_at_index(index).prompt) for index in range(lines.option_count)]


@pytest.mark.parametrize("key", ["escape", "f1"])
def test_keys_close_it(key):
    async def act(app, pilot):
        await pilot.press("c", key)
        assert app.answer is None

    with_help(act)


def test_the_key_that_opens_it_closes_it_wherever_it_is():
    async def act(app, pilot):
        await pilot.press("f9")
        assert app.answer is None

    with_help(act, keys=keys_in_force({"help": "f9"})[0])


def test_typing_filters_and_enter_drafts():
    async def act(app, pilot):
        assert app.screen.query_one("#steps").display
        await pilot.press(*"/exp")
        await pilot.pause()
        assert not app.screen.query_one("#steps").display
        assert not any("Ctrl+J" in each for each in options(app))
        await pilot.press("enter")
        await pilot.pause()
        assert app.answer == "/export "

    with_help(act)


def test_arrows_go_through_the_list_while_typing():
    async def act(app, pilot):
        await pilot.press(*"/undo")
        await pilot.press("down", "up")
        assert app.screen.query_one(Input).has_focus
        await pilot.press("enter")
        await pilot.pause()
        assert app.answer == "/undo"

    with_help(act)


@pytest.mark.parametrize(("key", "last"), [("pagedown", False), ("ctrl+end", True)])
def test_long_lists_can_be_gone_through(key, last):
    async def act(app, pilot):
        lines = app.screen.query_one(OptionList)
        await pilot.press("down", key)
        there = lines.highlighted
        assert there is not None
        assert there == lines.option_count - 1 if last else there > 5
        await pilot.press("pageup", "ctrl+home")
        assert lines.highlighted < there

    with_help(act, size=(80, 24))


def test_a_click_drafts():
    async def act(app, pilot):
        await pilot.press(*"/undo")
        await pilot.pause()
        await pilot.click(OptionList, offset=(4, 1))
        await pilot.pause()
        assert app.answer == "/undo"

    with_help(act)


def test_a_key_without_a_line_says_where_to_press_it():
    async def act(app, pilot):
        await pilot.press(*"f6", "enter")
        await pilot.pause()
        assert app.answer == "not yet"
        assert app.screen.query_one("#page").border_subtitle == "Press F6 in the studio"
        await pilot.click(offset=(0, 0))
        assert app.answer is None

    with_help(act, size=(120, 40))


def test_a_search_without_hits_says_so():
    async def act(app, pilot):
        await pilot.press(*"zzz", "enter")
        await pilot.pause()
        assert options(app) == ["Nothing of that name. Try fewer letters."]
        assert app.answer == "not yet"

    with_help(act)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
def test_no_line_is_wider_than_the_page(size):
    async def act(app, pilot):
        width = app.screen.query_one(OptionList).size.width
        for prompt in options(app):
            assert all(len(line) <= width for line in prompt.split("\n"))
        steps = app.screen.query_one("#steps", Static)
        assert steps.size.height == 5, "the first steps take a line each"

    with_help(act, size=size)
