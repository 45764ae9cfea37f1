"""The menu of commands and the ghost of a word: by key and by mouse, and never when a line was only recalled."""

import threading

from rich.cells import cell_len
from textual import events

from timbre.conversation.commands import COMMANDS
from timbre.tui.prompt.slash_menu import ROWS_MAX


def labels(stage):
    return [row.label for row in stage.menu.rows]


def test_a_slash_opens_the_menu_above_the_prompt_with_eight_rows(on_stage):
    async def scenario(stage):
        await stage.press("slash")
        assert len(stage.menu.rows) == len(COMMANDS)
        region = stage.menu.region
        assert region.height == ROWS_MAX + 2
        assert region.bottom == stage.box.region.y
        assert (region.x, region.width) == (stage.box.region.x, stage.box.region.width)
        assert "▸" in stage.menu.render_line(0).text
        assert stage.menu.render_line(0).cell_length == stage.menu.size.width
        await stage.press("backspace")
        assert not stage.menu.display

    on_stage(scenario)


def test_it_fits_a_small_screen_and_wide_values(on_stage):
    async def scenario(stage):
        await stage.type("/se")
        for y in range(len(stage.menu.rows)):
            assert cell_len(stage.menu.render_line(y).text) == stage.menu.size.width
        await stage.pilot.resize_terminal(40, 12)
        await stage.settle()
        assert stage.menu.region.width == stage.box.region.width == 40
        assert stage.menu.region.y >= 0
        assert cell_len(stage.menu.render_line(0).text) == stage.menu.size.width

    on_stage(scenario, size=(60, 20))


def test_arrows_move_in_it_round_and_round_and_tab_completes(on_stage):
    async def scenario(stage):
        await stage.say("typed before")
        await stage.type("/take")
        assert labels(stage) == ["/take", "/takes"]
        await stage.press("down", "down", "up", "up", "down")
        assert stage.menu.chosen.label == "/takes"
        await stage.press("tab")
        assert stage.box.text == "/takes"
        await stage.press("backspace", "up", "down", "tab")
        assert stage.box.text == "/take "

    on_stage(scenario)


def test_the_list_moves_under_its_rows(on_stage):
    async def scenario(stage):
        await stage.press("slash", "up")
        assert stage.menu.chosen.label == f"/{COMMANDS[-1].name}"
        assert f"/{COMMANDS[-1].name}" in stage.menu.render_line(ROWS_MAX - 1).text
        await stage.press("down")
        assert f"/{COMMANDS[0].name}" in stage.menu.render_line(0).text

    on_stage(scenario)


def test_enter_sends_what_is_complete_and_completes_what_is_not(on_stage):
    async def scenario(stage):
        await stage.type("/und")
        await stage.press("enter")
        assert stage.app.said == ["/undo"]
        await stage.type("/expo")
        await stage.press("enter")
        assert (stage.box.text, len(stage.app.said)) == ("/export ", 1)
        await stage.press("ctrl+u")
        await stage.type("/queue")
        await stage.press("enter")
        assert stage.app.said[-1] == "/queue"
        await stage.type("/take")
        await stage.press("enter")
        assert stage.box.text == "/take "
        await stage.type("3")
        await stage.press("enter")
        assert stage.app.said[-1] == "/take 3"
        await stage.type("/g")
        await stage.press("enter")
        assert stage.app.said[-1] == "/g"

    on_stage(scenario)


def test_enter_takes_the_row_one_moved_to(on_stage):
    async def scenario(stage):
        await stage.type("/take")
        await stage.press("down", "enter")
        assert stage.app.said == ["/takes"]

    on_stage(scenario)


def test_keys_pressed_faster_than_the_screen_follows_are_understood(on_stage):
    async def scenario(stage):
        for key in ("slash", "u", "n", "d", "enter", "slash", "r", "e", "d", "o", "enter", "x"):
            letter = {"slash": "/"}.get(key, key if len(key) == 1 else None)
            stage.app._driver.send_message(events.Key(key, letter))
        await stage.until(lambda: stage.box.text == "x")
        assert stage.app.said == ["/undo", "/redo"]

    on_stage(scenario)


def test_escape_closes_it_until_a_new_command_begins_and_tab_opens_it_again(on_stage):
    async def scenario(stage):
        await stage.type("/ta")
        await stage.press("escape")
        assert not stage.menu.is_open
        assert stage.app.reached == []
        await stage.press("k")
        assert not stage.menu.is_open
        await stage.press("tab")
        assert stage.menu.is_open
        assert stage.box.text == "/tak"
        await stage.press("escape", "escape")
        assert stage.app.reached == ["escape"]
        await stage.press("ctrl+u", "slash")
        assert stage.menu.is_open

    on_stage(scenario)


def test_a_click_completes_and_the_wheel_moves_the_list(on_stage):
    async def scenario(stage):
        await stage.type("/take")
        await stage.pilot.click(stage.menu, offset=(6, 2))
        await stage.settle()
        assert stage.box.text == "/takes"
        assert stage.editor.has_focus
        await stage.press("ctrl+u", "slash")
        before = stage.menu.render_line(0).text
        await stage.pilot._post_mouse_events([events.MouseScrollDown], stage.menu)
        await stage.settle()
        assert stage.menu.render_line(0).text != before

    on_stage(scenario)


def test_a_recalled_command_opens_no_menu_until_it_is_changed(on_stage):
    async def scenario(stage):
        await stage.say("/seed lock", "/undo", "words")
        await stage.press("up", "up")
        assert stage.box.text == "/undo"
        assert not stage.menu.is_open
        await stage.press("up")
        assert stage.box.text == "/seed lock"
        await stage.press("down", "backspace")
        assert (stage.box.text, stage.menu.is_open) == ("/und", True)
        await stage.press("escape", "ctrl+s")
        await stage.type("/und")
        await stage.press("enter")
        assert stage.box.text == "/undo"
        assert not stage.menu.is_open

    on_stage(scenario)


def test_ctrl_e_on_a_command_opens_no_menu(on_stage):
    async def scenario(stage):
        await stage.say("/undo")
        await stage.press("ctrl+e")
        assert (stage.box.text, stage.menu.is_open) == ("/undo", False)
        await stage.press("enter")
        assert stage.app.said == ["/undo", "/undo"]

    on_stage(scenario)


def test_values_come_after_the_name_and_narrow_while_one_types(on_stage):
    async def scenario(stage):
        await stage.type("/preset ")
        await stage.until(lambda: labels(stage) == ["jazz-club", "lofi-tape", "wide"])
        assert stage.menu.chosen is None
        await stage.press("j")
        assert labels(stage) == ["jazz-club"]
        await stage.press("tab")
        assert stage.box.text == "/preset jazz-club"
        await stage.until(lambda: not stage.menu.is_open)
        await stage.press("enter")
        assert stage.app.said == ["/preset jazz-club"]
        await stage.type("/preset ")
        await stage.until(lambda: stage.menu.is_open)
        await stage.press("up", "enter")
        assert (stage.box.text, len(stage.app.said)) == ("/preset wide", 1)
        await stage.press("enter")
        assert stage.app.said[-1] == "/preset wide"
        await stage.type("/preset ")
        await stage.until(lambda: stage.menu.is_open)
        await stage.press("enter")
        assert stage.app.said[-1] == "/preset"

    on_stage(scenario)


def test_choices_and_usage_are_shown_without_any_suggestions(on_stage):
    async def scenario(stage):
        await stage.type("/seed ")
        await stage.until(lambda: labels(stage) == ["lock", "unlock"])
        await stage.press("u", "tab")
        assert stage.box.text == "/seed unlock"
        await stage.press("ctrl+u")
        await stage.type("/seek ")
        await stage.until(lambda: stage.menu.is_open)
        assert "PLACE" in stage.menu.render_line(0).text
        await stage.press("tab", "down")
        assert stage.box.text == "/seek "

    on_stage(scenario, suggest=None)


def test_a_ghost_finishes_a_word_with_right_or_tab(on_stage):
    async def scenario(stage):
        await stage.type("warm pi")
        assert stage.editor.suggestion == ""
        await stage.press("a")
        await stage.until(lambda: stage.editor.suggestion == "no")
        assert "piano" in stage.editor.render_line(0).text
        await stage.press("right")
        assert stage.box.text == "warm piano"
        await stage.type(" str")
        await stage.until(lambda: stage.editor.suggestion == "ings")
        await stage.press("i")
        assert stage.editor.suggestion == "ngs"
        await stage.press("tab")
        assert stage.box.text == "warm piano strings"
        assert stage.editor.cursor_location == (0, 18)

    on_stage(scenario)


def test_a_ghost_goes_with_escape_with_the_cursor_and_when_the_line_is_sent(on_stage):
    async def scenario(stage):
        await stage.type("pia")
        await stage.until(lambda: stage.editor.suggestion)
        await stage.press("escape")
        assert (stage.editor.suggestion, stage.app.reached) == ("", [])
        await stage.press("backspace", "a")
        await stage.until(lambda: stage.editor.suggestion)
        await stage.press("left")
        assert stage.editor.suggestion == ""
        await stage.press("end", "backspace", "a")
        await stage.until(lambda: stage.editor.suggestion)
        await stage.press("enter")
        assert (stage.app.said, stage.editor.suggestion) == (["pia"], "")
        await stage.type("/generate pia")
        await stage.until(lambda: stage.editor.suggestion == "no")

    on_stage(scenario)


def test_slow_suggestions_never_hold_up_typing_and_late_ones_are_dropped(on_stage):
    gate = threading.Event()
    asked = []

    def slow(before):
        asked.append(before)
        gate.wait(5)
        from timbre.conversation.completion import Suggestion

        return [Suggestion("piano", len(before.rpartition(" ")[2]))]

    async def scenario(stage):
        try:
            await stage.type("pia")
            await stage.until(lambda: asked)
            await stage.type(" and")
            assert stage.box.text == "pia and"
        finally:
            gate.set()
        await stage.until(lambda: asked[-1] == "pia and")
        await stage.settle()
        assert stage.editor.suggestion == ""
        assert len(asked) == 2

    on_stage(scenario, suggest=slow)


def test_suggestions_that_fail_are_no_suggestions(on_stage):
    def failing(before):
        raise OSError("the folder of presets is gone")

    async def scenario(stage):
        await stage.type("/preset ")
        await stage.until(lambda: stage.menu.is_open)
        assert "/preset [NAME …" in stage.menu.render_line(0).text

    on_stage(scenario, suggest=failing)
