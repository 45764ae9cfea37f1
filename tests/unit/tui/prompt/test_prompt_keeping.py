"""Typed lines and the unsent draft outlive the studio."""

import json

from timbre.tui.prompt.keys import know_alt_enter


def test_lines_and_the_draft_are_there_again_next_time(on_stage, lines_path):
    async def first(stage):
        await stage.say("one", "two\nrows")
        await stage.type("unsent 1")

    async def second(stage):
        await stage.until(lambda: stage.box.text == "unsent 1")
        assert stage.box.lines == ("one", "two\nrows")
        await stage.press("up")
        assert stage.box.text == "two\nrows"
        await stage.press("down", "ctrl+u")
        await stage.type("/und")

    async def third(stage):
        await stage.until(lambda: stage.box.text == "/und")
        assert not stage.menu.is_open
        await stage.press("enter")

    async def fourth(stage):
        await stage.until(lambda: stage.box.lines)
        assert stage.box.text == ""

    for scenario in (first, second, third, fourth):
        on_stage(scenario, lines_path=lines_path)
    assert [json.loads(line) for line in lines_path.read_text("utf-8").splitlines()][:2] == [
        "one",
        "two\nrows",
    ]


def test_the_draft_is_kept_while_one_types_and_on_blur(on_stage, lines_path):
    draft = lines_path.with_name("studio-draft")

    async def scenario(stage):
        await stage.until(lambda: stage.box._typed._is_restored)
        await stage.type("words")
        await stage.press("tab")
        await stage.until(draft.exists)
        assert json.loads(draft.read_text()) == "words"

    on_stage(scenario, lines_path=lines_path)
    assert json.loads(draft.read_text()) == "words"


def test_every_unsent_text_survives_even_a_changed_line(on_stage, lines_path):
    async def first(stage):
        await stage.say("one")
        await stage.type("draft")
        await stage.press("up")
        await stage.type(" more")

    async def second(stage):
        await stage.until(lambda: stage.box.text == "one more")
        await stage.press("up")
        assert stage.box.text == "draft"

    on_stage(first, lines_path=lines_path)
    on_stage(second, lines_path=lines_path)


def test_words_typed_before_the_disk_answers_are_not_replaced(on_stage, lines_path):
    draft = lines_path.with_name("studio-draft")
    lines_path.parent.mkdir()
    draft.write_text('"old draft"\n')

    async def scenario(stage):
        await stage.type("new")
        stage.box.connect(lines_path=lines_path)
        await stage.until(lambda: stage.box.lines == ("old draft",))
        assert stage.box.text == "new"

    on_stage(scenario)


def test_lines_said_before_the_disk_was_known_are_kept_once(on_stage, lines_path):
    async def scenario(stage):
        await stage.say("early")
        stage.box.connect(lines_path=lines_path)
        await stage.until(lambda: stage.box._typed._is_restored)
        assert stage.box.lines == ("early",)
        stage.box.remember("clicked")

    on_stage(scenario)
    assert [json.loads(line) for line in lines_path.read_text().splitlines()] == ["early", "clicked"]


def test_an_unwritable_folder_is_told_once_and_lines_stay_in_memory(on_stage, tmp_path):
    (tmp_path / "config").write_text("a file")

    async def scenario(stage):
        await stage.until(lambda: stage.notices)
        await stage.say("one", "two")
        await stage.press("tab")
        await stage.settle()
        assert len(stage.notices) == 1
        assert "studio-lines" in stage.notices[0]
        assert stage.box.lines == ("one", "two")

    on_stage(scenario, lines_path=tmp_path / "config" / "studio-lines")


def test_alt_enter_is_told_from_enter_by_its_escape():
    from textual._xterm_parser import XTermParser

    know_alt_enter()
    keys = [event.key for event in XTermParser().feed("\x1b\ra\r\n")]
    assert keys == ["alt+enter", "a", "enter", "ctrl+j"]
