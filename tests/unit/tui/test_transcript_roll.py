"""Long transcripts: few widgets, a view that stays where the reader is, and text that wants to do harm."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from timbre.conversation.replies import Failed, Listed, Noted, Said
from timbre.errors import EngineError
from timbre.model.text import ordinal
from timbre.tui.cells import cut
from timbre.tui.transcript.below import Below
from timbre.tui.transcript.fitting import cut_path, wrapped
from timbre.tui.transcript.roll import MOST
from timbre.tui.transcript.table import widths_of
from unit.tui.transcript_scene import Stage, done, finished, long_story, play, queued, state, still

HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 [bold red]markup[/] [/] [@click=app.quit]x[/] \x9b2J\r\b "
    "العربية ‮evil‬ 日本語 👩‍👩‍👧 e" + "\u0301" * 50
)
pytestmark = pytest.mark.usefixtures("unpainted")


def texts(stage: Stage) -> list[str]:
    return [stage.text_of(piece) for piece in stage.transcript.pieces]


def test_a_thousand_takes_mount_only_what_is_near() -> None:
    told = long_story(1000)

    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(told)
        await still(pilot, stage)
        assert len(stage.transcript.items) == 2000
        assert len(stage.transcript.pieces) <= MOST
        assert "Take 1000" in texts(stage)[-1]
        assert stage.transcript.scroll_y == stage.transcript.max_scroll_y
        for _ in range(25):
            stage.transcript.action_page(-1)
            await still(pilot, stage)
            assert len(stage.transcript.pieces) <= MOST + 8
        assert "Take 1000" not in "".join(texts(stage))
        assert not stage.transcript.following
        stage.transcript.action_end()
        await still(pilot, stage)
        assert "Take 1000" in texts(stage)[-1]
        assert stage.transcript.following
        assert stage.transcript.scroll_y == stage.transcript.max_scroll_y

    play(scene)


def test_older_ones_come_without_a_jump_until_the_first() -> None:
    told = long_story(40)

    async def scene(stage: Stage, pilot) -> None:
        transcript = stage.transcript
        transcript.load(told)
        await still(pilot, stage)
        transcript.focus()
        for _ in range(80):
            if transcript._first == 0 and transcript.scroll_y == 0:
                break
            await pilot.press("home")
            before = transcript.visible_pieces()[0]
            at = before.region.y
            await still(pilot, stage)
            if transcript.scroll_y:
                assert before.region.y == at
        assert "idea 1" in texts(stage)[0]
        assert transcript.items[0].piece is transcript.pieces[0]

    play(scene)


def test_going_down_again_brings_the_later_ones_back() -> None:
    told = long_story(40)

    async def scene(stage: Stage, pilot) -> None:
        transcript = stage.transcript
        transcript.load(told)
        await still(pilot, stage)
        for _ in range(22):
            transcript.action_page(-1)
            await still(pilot, stage)
        assert transcript._last < len(transcript.items)
        for _ in range(60):
            transcript.action_page(1)
            await still(pilot, stage)
            if transcript.following:
                break
        assert transcript._last == len(transcript.items)
        assert transcript.following
        first, last = transcript._first, transcript._last
        mounted = [item.piece is not None for item in transcript.items]
        assert mounted == [first <= at < last for at in range(len(mounted))]
        shown = [piece.item for piece in transcript.children if piece.__class__ is not Below]
        assert shown == transcript.items[first:last]

    play(scene)


def test_the_view_sticks_to_the_end_until_the_reader_leaves_it() -> None:
    async def scene(stage: Stage, pilot) -> None:
        transcript = stage.transcript
        for number in range(30):
            transcript.show(Said(f"line {number}"))
        await still(pilot, stage)
        assert transcript.scroll_y == transcript.max_scroll_y > 0
        transcript.scroll_to(y=2, animate=False, immediate=True)
        await still(pilot, stage)
        before = transcript.visible_pieces()[0].region.y
        transcript.show(Said("something new"))
        transcript.show(queued())
        await still(pilot, stage)
        hint = transcript.query_one(Below)
        assert transcript.visible_pieces()[0].region.y == before
        assert transcript.scroll_y == 2
        assert hint.display
        assert transcript.unseen
        assert await pilot.click(hint)
        await still(pilot, stage)
        assert not hint.display
        assert transcript.scroll_y == transcript.max_scroll_y
        transcript.show(finished())
        await still(pilot, stage)
        assert transcript.scroll_y == transcript.max_scroll_y

    play(scene)


def test_what_grows_above_does_not_move_what_is_read() -> None:
    async def scene(stage: Stage, pilot) -> None:
        transcript = stage.transcript
        transcript.user("one\n" * 30)
        transcript.show(queued())
        for number in range(60):
            transcript.show(Said(f"line {number}"))
        await still(pilot, stage)
        transcript.scroll_to(y=20, animate=False, immediate=True)
        await still(pilot, stage)
        read = transcript.visible_pieces()[3]
        at = read.region.y
        transcript.show(finished())
        await still(pilot, stage)
        assert read.region.y == at
        assert transcript.scroll_y > 20
        transcript.pieces[0].act("fold")
        await still(pilot, stage)
        assert read.region.y == at
        transcript.show(Said("x"))
        await pilot.resize_terminal(50, 30)
        await still(pilot, stage)
        assert read in transcript.visible_pieces()

    play(scene)


def test_your_own_words_bring_you_to_the_end() -> None:
    async def scene(stage: Stage, pilot) -> None:
        transcript = stage.transcript
        transcript.load(long_story(30))
        await still(pilot, stage)
        for _ in range(12):
            transcript.action_page(-1)
            await still(pilot, stage)
        transcript.user("and now this")
        await still(pilot, stage)
        assert "and now this" in texts(stage)[-1]
        assert transcript.scroll_y == transcript.max_scroll_y

    play(scene)


def test_prompts_fold_after_six_lines() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.user("word " * 2000)
        await still(pilot, stage)
        bubble = stage.transcript.pieces[-1]
        assert len(stage.text_of(bubble).splitlines()) == 7
        await stage.click_word(pilot, bubble, "… more")
        await still(pilot, stage)
        assert stage.text_of(bubble).count("word") == 2000
        stage.transcript.focus()
        stage.transcript.cursor = bubble.item
        await pilot.press("enter")
        assert len(stage.text_of(bubble).splitlines()) == 7

    play(scene)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (24, 10), (8, 6)])
def test_hostile_text_stays_text_within_its_cells(size) -> None:
    async def scene(stage: Stage, pilot) -> None:
        transcript = stage.transcript
        transcript.load(state(*done(1, words=HOSTILE, path="/tmp/" + HOSTILE.replace("/", "") + ".wav")))
        transcript.user(HOSTILE)
        transcript.user("/" + HOSTILE)
        transcript.user("x" * 100_000)
        transcript.show(Said(HOSTILE * 20))
        transcript.show(Noted(HOSTILE))
        transcript.show(Failed(EngineError(HOSTILE, HOSTILE)))
        transcript.show(Listed((HOSTILE, "b"), ((HOSTILE, HOSTILE), ("1",), (HOSTILE,) * 5), HOSTILE))
        transcript.show(queued(words=HOSTILE, changes=HOSTILE, parent=1))
        transcript.show(finished(changes=HOSTILE, next=(HOSTILE, HOSTILE)))
        await still(pilot, stage)
        for piece in transcript.pieces:
            width = max(piece.content_size.width, 4)
            for line in piece.lines(piece.content_size.width):
                assert "\x1b" not in line.plain
                assert "\x9b" not in line.plain
                assert "\u202e" not in line.plain
                assert "\r" not in line.plain
                assert "\x07" not in line.plain
                assert cell_len(line.plain) <= width
        whole = "\n".join(texts(stage))
        assert "[bold red]" in whole or size[0] < 60
        assert "\x9b" not in stage.export_screenshot()

    play(scene, size)


def test_a_storm_of_sizes_leaves_the_end_in_view() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.transcript.load(long_story(30))
        for width, height in ((40, 12), (120, 40), (20, 8), (100, 30), (61, 21), (80, 24)):
            await pilot.resize_terminal(width, height)
        await still(pilot, stage)
        assert stage.transcript.scroll_y == stage.transcript.max_scroll_y
        assert "Take 30" in texts(stage)[-1]

    play(scene)


def test_ascii_terminals_get_ascii_signs() -> None:
    async def scene(stage: Stage, pilot) -> None:
        stage.glyphs = "ascii"
        stage.transcript.show(queued(changes="tempo 80 → 68", parent=1))
        stage.transcript.show(finished(changes="tempo 80 → 68", parent=1))
        await still(pilot, stage)
        shown = stage.card().render().plain
        assert shown.isascii()
        assert "tempo 80 > 68" in shown
        stage.transcript.playing("t", 0.5)
        stage.transcript.focus()
        await pilot.pause()
        assert stage.card().render().plain.isascii()
        assert stage.card().styles.border_left[0] == "ascii"

    play(scene)


def test_loading_again_leaves_nothing_behind() -> None:
    async def scene(stage: Stage, pilot) -> None:
        for session in "abcabc":
            stage.transcript.load(state(*done(1), *done(2), session=session))
        await still(pilot, stage)
        assert len(stage.transcript.children) == 1 + len(stage.transcript.pieces) == 5

    play(scene)


def test_text_is_cut_and_wrapped_by_cells() -> None:
    assert cut("日本語です", 5) == "日本…"
    assert cut("plain", 5) == "plain"
    assert cut("plain", 4) == "pla…"
    assert cut("plain", 0) == ""
    assert cell_len(cut("日本語です", 6)) <= 6
    assert cut_path("/a/very/long/folder/name.wav", 18) == "/a/very…/name.wav"
    assert cut_path("/a/very/long/folder/name.wav", 18).endswith("name.wav")
    assert cell_len(cut_path("/a/very/long/folder/name.wav", 6)) <= 6
    assert wrapped("a b c", 4, 5) == (["a b", "c"], False)
    assert wrapped("one\n\n\nfour", 10, 2) == (["one", ""], True)
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [10, 20, 40, 80])
def test_columns_fit_and_the_widest_give_way(width) -> None:
    rows = [["name", "x" * 50, "y" * 30], ["a", "b"]]
    found, short = widths_of(rows, width)
    assert sum(found) + 2 * (len(found) - 1) <= width
    assert short
    assert found[0] == 4
    assert found == [4, *sorted(found[1:], reverse=True)]
    assert len(found) == (2 if width == 10 else 3)
    assert widths_of([["ab", "cd"]], width) == ([2, 2], False)
