"""Typing, sending, walking, searching: every key of the prompt, pressed."""

import sys

import pytest
from textual.widgets import Button

from timbre.conversation.lines import LINE_MAX_CHARACTERS
from timbre.tui.prompt.box import FIRST_WORDS, WORDS


def test_enter_sends_clears_and_keeps_the_line(on_stage):
    async def scenario(stage):
        await stage.type("lofi, 80 bpm")
        assert stage.box.text == "lofi, 80 bpm"
        await stage.press("enter")
        assert stage.app.said == ["lofi, 80 bpm"]
        assert (stage.box.text, stage.box.lines) == ("", ("lofi, 80 bpm",))
        await stage.press("enter", "space", "enter")
        assert stage.app.said == ["lofi, 80 bpm"]

    on_stage(scenario)


@pytest.mark.parametrize("key", ["ctrl+j", "alt+enter", "shift+enter"])
def test_a_new_line_makes_the_prompt_grow_to_a_third_of_the_screen(on_stage, key):
    async def scenario(stage):
        await stage.type("a")
        assert stage.editor.size.height == 1
        await stage.press(key, "b")
        assert stage.box.text == "a\nb"
        assert stage.editor.size.height == 2
        await stage.press(*[key] * 20)
        assert stage.editor.size.height == 8
        await stage.pilot.resize_terminal(80, 15)
        await stage.until(lambda: stage.editor.size.height == 5)
        assert stage.box.has_class("-slim")
        await stage.press("enter")
        assert stage.app.said == ["a\nb"]
        await stage.until(lambda: stage.editor.size.height == 1)

    on_stage(scenario)


def test_arrows_walk_the_typed_lines_and_keep_the_draft_with_its_cursor(on_stage):
    async def scenario(stage):
        await stage.say("one", "two\nrows")
        await stage.type("my draft")
        await stage.press("left", "left")
        await stage.press("up")
        assert stage.box.text == "two\nrows"
        await stage.press("up")
        assert stage.box.text == "two\nrows"
        await stage.press("up")
        assert stage.box.text == "one"
        await stage.press("up", "down", "down", "down")
        assert stage.box.text == "my draft"
        assert stage.editor.cursor_location[1] >= 6
        await stage.press("ctrl+z")
        assert stage.box.text == ""

    on_stage(scenario)


def test_arrows_move_in_the_text_before_they_leave_it(on_stage):
    async def scenario(stage):
        await stage.say("one")
        await stage.type("a" * 100)
        await stage.press("ctrl+j", "b", "up", "up")
        assert stage.editor.cursor_location[0] == 0
        assert stage.box.text.startswith("aaa")
        await stage.press("up")
        assert stage.box.text == "one"
        await stage.press("down")
        assert stage.box.text == "a" * 100 + "\nb"

    on_stage(scenario)


def test_the_draft_comes_back_after_a_recalled_line_is_sent(on_stage):
    async def scenario(stage):
        await stage.say("one")
        await stage.type("draft")
        await stage.press("up", "enter")
        assert stage.app.said == ["one", "one"]
        assert stage.box.text == "draft"

    on_stage(scenario)


def test_ctrl_e_takes_the_last_words_for_music_up_again(on_stage):
    async def scenario(stage):
        await stage.say("slow piano", "/play")
        await stage.press("ctrl+e")
        assert stage.box.text == "slow piano"
        await stage.type(" now")
        await stage.press("enter")
        assert stage.app.said[-1] == "slow piano now"

    on_stage(scenario)


def test_ctrl_s_searches_older_matches_and_enter_takes_one(on_stage):
    async def scenario(stage):
        await stage.say("slow piano", "fast drums", "slow strings")
        await stage.type("draft")
        await stage.press("ctrl+s")
        assert stage.search.display
        await stage.type("slow")
        assert stage.editor.text == "slow strings"
        assert stage.editor.selected_text == "slow"
        assert stage.box.text == "draft"
        await stage.press("ctrl+s")
        assert stage.editor.text == "slow piano"
        await stage.press("ctrl+s", "down")
        assert stage.editor.text == "slow strings"
        await stage.press("up", "enter")
        assert stage.box.text == "slow piano"
        assert not stage.search.display
        assert stage.editor.has_focus
        assert stage.app.said == ["slow piano", "fast drums", "slow strings"]
        await stage.press("down")
        assert stage.box.text == "fast drums"
        await stage.press("down", "down")
        assert stage.box.text == "draft"

    on_stage(scenario)


def test_escape_leaves_the_search_with_the_draft_and_then_is_the_apps(on_stage):
    async def scenario(stage):
        await stage.say("slow piano")
        await stage.type("draft")
        await stage.press("ctrl+s")
        await stage.type("slow")
        await stage.press("escape")
        assert (stage.box.text, stage.search.display) == ("draft", False)
        assert stage.app.reached == []
        await stage.press("escape")
        assert stage.app.reached == ["escape"]
        await stage.press("ctrl+s")
        await stage.type("nothing like it")
        assert stage.editor.text == "draft"
        await stage.press("enter")
        assert stage.box.text == "draft"

    on_stage(scenario)


def test_a_click_elsewhere_leaves_the_search_and_keeps_the_focus_there(on_stage):
    async def scenario(stage):
        await stage.say("slow piano")
        await stage.press("ctrl+s")
        await stage.type("slow")
        await stage.pilot.click(Button)
        await stage.settle()
        assert (stage.box.text, stage.search.display) == ("", False)
        assert stage.app.query_one(Button).has_focus

    on_stage(scenario)


def test_without_typed_lines_there_is_nothing_to_search(on_stage):
    async def scenario(stage):
        await stage.press("ctrl+s")
        assert not stage.search.display
        assert stage.notices == ["Nothing was typed before."]

    on_stage(scenario)


def test_keys_of_the_app_reach_it_while_one_types(on_stage):
    keys = [
        "ctrl+r",
        "ctrl+l",
        "ctrl+f",
        "ctrl+o",
        "ctrl+n",
        "f1",
        "f6",
        "escape",
        "ctrl+c",
        "pageup",
        "pagedown",
    ]

    async def scenario(stage):
        await stage.type("words")
        await stage.press(*keys)
        assert stage.app.reached == keys
        assert stage.box.text == "words"
        await stage.press("ctrl+s")
        await stage.press("ctrl+s")
        await stage.say("line")
        await stage.press("ctrl+s", "ctrl+f", "ctrl+l")
        assert stage.app.reached[len(keys) :] == ["ctrl+f", "ctrl+l"]

    on_stage(scenario)


def test_undo_and_redo_are_typings_while_there_is_some(on_stage):
    async def scenario(stage):
        await stage.type("words")
        await stage.press("ctrl+z")
        assert (stage.box.text, stage.app.reached) == ("", [])
        await stage.press("ctrl+y")
        assert (stage.box.text, stage.app.reached) == ("words", [])
        await stage.press("ctrl+y", "enter", "ctrl+z", "ctrl+y")
        assert (stage.box.text, stage.app.said) == ("", ["words"])
        assert stage.app.reached == ["ctrl+y", "ctrl+z", "ctrl+y"]

    on_stage(scenario)


def test_keys_can_be_changed(on_stage):
    keys = {
        "send": "ctrl+x", "newline": "enter", "older": "ctrl+up", "newer": "ctrl+down",
        "find_line": "f9", "edit_last": "f10", "undo": "ctrl+u", "again": "ctrl+w",
    }  # fmt: skip

    async def scenario(stage):
        await stage.type("a")
        await stage.press("enter", "b")
        assert stage.box.text == "a\nb"
        await stage.press("ctrl+up")
        assert stage.box.text == "a\nb"
        await stage.press("ctrl+x")
        assert stage.app.said == ["a\nb"]
        await stage.press("c", "up")
        assert stage.box.text == "c"
        await stage.press("ctrl+up")
        assert stage.box.text == "a\nb"
        await stage.press("ctrl+down")
        assert stage.box.text == "c"
        await stage.press("ctrl+u")
        assert stage.box.text == ""
        await stage.press("ctrl+u", "ctrl+w", "ctrl+z", "ctrl+s")
        assert stage.app.reached == ["ctrl+w", "ctrl+z"]
        await stage.press("f9")
        assert stage.search.display
        await stage.type("a")
        await stage.press("ctrl+x")
        assert stage.box.text == "a\nb"
        await stage.press("ctrl+down", "f10")
        assert stage.box.text == "a\nb"

    on_stage(scenario, keys=keys)


def test_a_paste_is_cleaned_and_lands_at_the_cursor(on_stage):
    async def scenario(stage):
        await stage.type("[]")
        await stage.press("left")
        await stage.paste("one\r\ntwo\rthree\tfour\x07\x1b[31m")
        assert stage.box.text == "[one\ntwo\nthree four[31m]"
        await stage.paste("!")
        assert stage.box.text.endswith("[31m!]")
        await stage.press("ctrl+z")
        assert stage.box.text.endswith("[31m]")

    on_stage(scenario)


def test_a_paste_that_is_too_long_changes_nothing_and_names_both_numbers(on_stage):
    async def scenario(stage):
        await stage.type("mine")
        await stage.paste("x" * LINE_MAX_CHARACTERS)
        assert stage.box.text == "mine"
        (notice,) = stage.notices
        assert "20,004" in notice
        assert "20,000" in notice
        await stage.paste("x" * (LINE_MAX_CHARACTERS - 4))
        assert len(stage.box.text) == LINE_MAX_CHARACTERS
        assert stage.editor.size.height == 8
        await stage.press("y")
        assert len(stage.box.text) == LINE_MAX_CHARACTERS
        assert len(stage.notices) == 2
        await stage.press("backspace", "y")
        assert stage.box.text.endswith("xy")
        await stage.press("enter")
        assert len(stage.app.said[0]) == LINE_MAX_CHARACTERS

    on_stage(scenario)


def test_a_long_line_is_painted_row_by_row_with_its_cursor_and_selection(on_stage):
    async def scenario(stage):
        words = "雨の夜 piano " * 100
        await stage.paste(words)
        shown = "".join(stage.editor.render_line(y).text.rstrip() for y in range(8))
        assert shown.replace(" ", "") in words.replace(" ", "")
        assert len(shown) > 300
        width = stage.editor.scrollable_content_region.width
        assert {stage.editor.render_line(y).cell_length for y in range(8)} == {width}
        plain = stage.editor.render_line(7)
        await stage.press("shift+left", "shift+left", "shift+left")
        assert stage.editor.selected_text == words[-3:]
        assert list(stage.editor.render_line(7)) != list(plain)

    on_stage(scenario)


def test_wide_letters_keep_the_cursor_in_its_place(on_stage):
    async def scenario(stage):
        await stage.paste("雨の夜")
        assert stage.editor.cursor_screen_offset.x == stage.editor.content_region.x + 6
        await stage.press("left", "x")
        assert stage.box.text == "雨のx夜"
        await stage.press("enter")
        assert stage.app.said == ["雨のx夜"]

    on_stage(scenario)


def test_typing_is_told_a_moment_after_the_last_letter(on_stage):
    async def scenario(stage):
        await stage.type("warm piano")
        await stage.until(lambda: stage.app.typed)
        assert stage.app.typed[-1] == "warm piano"
        assert len(stage.app.typed) < 5
        await stage.press("enter")
        await stage.until(lambda: stage.app.typed[-1] == "")

    on_stage(scenario)


def test_a_draft_from_elsewhere_keeps_what_was_unsent(on_stage):
    async def scenario(stage):
        await stage.type("my words")
        stage.app.query_one(Button).focus()
        stage.box.draft("/export flac")
        await stage.settle()
        assert stage.box.text == "/export flac"
        assert stage.editor.has_focus
        assert not stage.menu.is_open
        await stage.press("enter")
        assert stage.app.said == ["/export flac"]
        assert stage.box.text == "my words"

    on_stage(scenario)


def test_the_empty_prompt_says_what_one_could_type(on_stage):
    async def scenario(stage):
        assert FIRST_WORDS in stage.editor.render_line(0).text
        stage.box.has_take = True
        await stage.settle()
        assert WORDS in stage.editor.render_line(0).text
        stage.box.busy_note("making take 3 [b]")
        await stage.settle()
        assert str(stage.box.border_subtitle) == r"making take 3 \[b]"

    on_stage(scenario)


def test_tab_goes_on_where_there_is_nothing_to_take(on_stage):
    async def scenario(stage):
        await stage.type("zz")
        await stage.press("tab")
        assert stage.app.query_one(Button).has_focus
        stage.box.focus()
        await stage.settle()
        assert stage.editor.has_focus

    on_stage(scenario)


@pytest.mark.parametrize("key", ["ctrl+g", "f4"])
def test_an_editor_that_cannot_be_opened_is_told_and_the_draft_stays(on_stage, monkeypatch, key):
    async def scenario(stage):
        await stage.type("draft")
        monkeypatch.setenv("EDITOR", "no-such-editor")
        await stage.press(key)
        await stage.until(lambda: stage.notices)
        assert "'no-such-editor' of $EDITOR was not found" in stage.notices[0]
        monkeypatch.setenv("EDITOR", "")
        await stage.press(key)
        await stage.until(lambda: len(stage.notices) == 2)
        assert "No editor is set" in stage.notices[1]
        monkeypatch.setenv("EDITOR", sys.executable)
        await stage.press(key)
        await stage.until(lambda: len(stage.notices) == 3)
        assert "cannot be opened over the studio here" in stage.notices[2]
        assert stage.box.text == "draft"

    monkeypatch.delenv("VISUAL", raising=False)
    on_stage(scenario)


def test_the_search_names_the_keys_in_force(on_stage):
    async def scenario(stage):
        await stage.say("slow piano")
        await stage.press("f9")
        assert "F9 older · Enter take · Esc back" in str(stage.search._place.render())

    on_stage(scenario, keys={"find_line": "f9"})


def test_a_terminal_without_drawing_letters_gets_plain_ones(on_stage, monkeypatch):
    from textual.app import App
    from textual.widgets import Static

    monkeypatch.setattr(App, "glyphs", "ascii", raising=False)

    async def scenario(stage):
        assert str(stage.box.query_one("#prompt-marker", Static).render()) == "> "
        await stage.press("slash")
        assert stage.menu.render_line(0).text.startswith("> /")

    on_stage(scenario)
