"""The history panel under keys and mouse: what it shows, and what it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Button, Input

from fakes.theatre import until
from timbre.errors import HistoryError
from timbre.session import events
from timbre.session.events import Event
from timbre.session.record import Record, dump_payload
from timbre.session.state import Session, State, fold
from timbre.session.view import SessionState, fold_session
from timbre.tui.history import HistoryPanel
from timbre.tui.history.heading import TitleLine
from timbre.tui.history.menu import TakeMenu
from timbre.tui.history.rows import SessionRow, TakeRow
from timbre.tui.history.search_bar import ScopeLine, SearchBar
from timbre.tui.history.tree_view import TreeView
from timbre.tui.messages import Draft, ExportWanted, PlayToggled, Say

TODAY = date(2026, 11, 22)
HOSTILE = "\x1b[31mred\x1b[0m [bold]x[/] \u202eevil\u200b 日本語の長い題名 \U0001f3b9 عنوان"


def made(
    number: int,
    parent: int | None = None,
    words: str = "",
    kind: str = "",
    *,
    day: int = 22,
    prompt: str = "lofi piano",
    failed: bool = False,
    engine: str = "composer",
    key: str = "A minor",
    session: str = "s",
) -> Record:
    """The event that brings take `number`."""
    request = {"prompt": prompt, "seed": 7, "engine": engine, "seconds": 31}
    request |= {} if parent is None else {"parent": f"{session}-{parent}"}
    payload: dict[str, Any] = {"take": f"{session}-{number}", "request": request}
    payload["cause"] = {"kind": kind or ("idea" if parent is None else "edit"), "words": words or prompt}
    if not failed:
        payload["result"] = {"engine": engine, "seconds": 31, "path": f"/o/{number}.wav", "key": key}
    name = events.TAKE_FAILED if failed else events.TAKE_DONE
    return told(Event(name, payload), session=session, day=day)


def told(event: Event, *, session: str = "s", day: int = 22) -> Record:
    at = f"2026-11-{day:02d}T12:15:30.123Z"
    return Record(1, "r", at, session, "user", event.type, dump_payload(event.payload, event.type))


def state_of(*records: Record, title: str = "Night sketches", session: str = "s") -> SessionState:
    return fold_session(session, [*records, told(events.session_renamed(title), session=session)])


STORY = (
    made(1, day=21),
    made(2, 1, "add strings", day=21),
    made(3, 2, "darker"),
    made(4, 3, "more reverb"),
    made(5, 2, "faster", failed=True),
    made(6, 2, "in D minor", key="D minor"),
    made(7, prompt="epic brass"),
)
"""1–2 with a branch 3–4, a failed 5, on to 6; then 7. Current: 7."""


class Alone(App[None]):
    """The panel and something else to focus."""

    CSS = "#history { height: 1fr; }"

    def __init__(self, glyphs: str = "braille") -> None:
        super().__init__()
        self.glyphs = glyphs
        self.animation_level = "none"
        self.asked: list[object] = []

    def compose(self) -> ComposeResult:
        yield HistoryPanel(id="history", today=lambda: TODAY)
        yield Button("elsewhere")

    def on_say(self, message: Say) -> None:
        self.asked.append(message.line)

    def on_draft(self, message: Draft) -> None:
        self.asked.append(("draft", message.text))

    def on_play_toggled(self, message: PlayToggled) -> None:
        self.asked.append(("play", message.take))

    def on_export_wanted(self, message: ExportWanted) -> None:
        self.asked.append(("export", message.take))


class Stage:
    """One panel in an app, with what a test wants of it."""

    def __init__(self, app: Alone, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.panel = app.query_one(HistoryPanel)
        self.tree = app.query_one(TreeView)

    @property
    def asked(self) -> list[object]:
        return self.app.asked

    @property
    def numbers(self) -> list[int]:
        return [row.take.number for row in self.tree.rows if isinstance(row, TakeRow)]

    @property
    def here(self) -> int:
        row = self.tree.row
        return row.take.number if isinstance(row, TakeRow) else 0

    @property
    def lines(self) -> list[str]:
        return [self.tree.render_line(y).text for y in range(self.tree.size.height)]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, words: str) -> None:
        """Into the search field, at once."""
        self.app.query_one("SearchBar Input", Input).value = words
        await self.pilot.pause()

    async def until(self, done: Callable[[], bool]) -> None:
        await until(self.pilot, done, "it happens")

    async def click(self, number: int, column: int, **how: Any) -> None:
        keys = [row.take.number if isinstance(row, TakeRow) else 0 for row in self.tree.rows]
        place = keys.index(number) - round(self.tree.scroll_y)
        await self.pilot.click(TreeView, offset=(column, place), **how)


def on_stage(
    scenario: Callable[[Stage], Awaitable[None]],
    *,
    state: SessionState | None = None,
    sessions: Sequence[Session] = (),
    size: tuple[int, int] = (80, 30),
    glyphs: str = "braille",
) -> None:
    async def run() -> None:
        app = Alone(glyphs)
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot)
            stage.panel.load(state_of(*STORY) if state is None else state, sessions)
            stage.panel.focus_list()
            await pilot.pause()
            await scenario(stage)

    asyncio.run(run())


def test_the_current_take_has_the_cursor_and_is_told_of() -> None:
    async def scenario(stage: Stage) -> None:
        assert stage.numbers == [1, 2, 3, 4, 5, 6, 7]
        assert stage.here == 7
        assert stage.panel.highlighted_take() == "s-7"
        assert next(line for line in stage.lines if line.startswith("▸")).startswith("▸ 7 epic brass")
        stage.panel.playing("s-3")
        assert any(line.startswith("▶ ├╴3 darker") for line in stage.lines)
        stage.panel.playing("")
        assert not any("▶" in line for line in stage.lines)

    on_stage(scenario)


def test_keys_move_jump_and_leave_the_seeking_keys_alone() -> None:
    async def scenario(stage: Stage) -> None:
        await stage.press("home")
        assert stage.here == 1
        await stage.press("down", "down")
        assert stage.here == 3
        await stage.press("enter")
        assert stage.asked == ["/take 3"]
        await stage.press("left", "right", "space", "f", "b")
        assert (stage.here, stage.asked) == (3, ["/take 3"])
        await stage.press("end")
        assert stage.here == 7
        await stage.press("up")
        assert stage.here == 6
        await stage.press("pageup")
        assert stage.here == 1
        await stage.press("pagedown")
        assert stage.here == 7

    on_stage(scenario)


def test_up_from_the_first_take_reaches_search_and_title_and_down_comes_back() -> None:
    async def scenario(stage: Stage) -> None:
        await stage.press("home", "up")
        assert isinstance(stage.app.focused, Input)
        await stage.press("up")
        assert isinstance(stage.app.focused, TitleLine)
        await stage.press("down")
        assert isinstance(stage.app.focused, Input)
        await stage.press("down")
        assert stage.app.focused is stage.tree

    on_stage(scenario)


def test_a_click_plays_and_one_at_the_right_rates() -> None:
    async def scenario(stage: Stage) -> None:
        await stage.click(2, 8)
        assert (stage.here, stage.asked) == (2, [("play", "s-2")])
        await stage.click(2, stage.tree.columns - 1)
        assert stage.asked[1:] == ["/rate up 2"]
        stage.panel.load(state_of(*STORY, told(events.take_rated("s-2", "down"))))
        await stage.pilot.pause()
        assert any("2 add strings" in line and "✗" in line for line in stage.lines)
        await stage.click(2, stage.tree.columns - 1)
        assert stage.asked[2:] == ["/rate none 2"]
        await stage.click(5, 12)
        assert len(stage.asked) == 3, "a failed take has nothing to play"
        await stage.pilot.click(TreeView, offset=(3, 0))
        assert len(stage.asked) == 3, "a day has nothing to do"

    on_stage(scenario)


def test_folding_by_keys_and_by_mouse() -> None:
    async def scenario(stage: Stage) -> None:
        stage.tree.go_to("s-3")
        await stage.press("comma")
        assert stage.numbers == [1, 2, 3, 5, 6, 7]
        assert any("3 darker" in line and "+1" in line for line in stage.lines)
        await stage.press("comma")
        assert stage.here == 2, "nothing more to fold: to where the branch begins"
        await stage.press("comma")
        assert stage.numbers == [1, 2, 7]
        await stage.press("full_stop")
        assert stage.numbers == [1, 2, 3, 5, 6, 7], "what was folded inside stays so"
        line = next(line for line in stage.lines if "3 darker" in line)
        await stage.click(3, line.index("+1"))
        assert stage.numbers == [1, 2, 3, 4, 5, 6, 7]
        await stage.click(4, 2)
        assert stage.numbers == [1, 2, 7], "a click on the graph folds the branch at its root"
        assert stage.here == 2
        stage.panel.load(state_of(*STORY, told(events.take_chosen("s-4"))))
        await stage.pilot.pause()
        assert 4 in stage.numbers, "the current take is never folded away"

    on_stage(scenario)


def test_marks_are_letters_and_enter_compares_them() -> None:
    async def scenario(stage: Stage) -> None:
        await stage.press("x")
        assert stage.panel.marked() == [7]
        await stage.press("enter")
        assert stage.asked == ["/take 7"], "one mark is no comparison"
        stage.tree.go_to("s-2")
        await stage.press("x")
        assert stage.panel.marked() == [7, 2]
        assert any(line.startswith(" B2 add strings") for line in stage.lines)
        assert any(line.startswith("▸A7") for line in stage.lines)
        stage.tree.go_to("s-5")
        await stage.press("x")
        assert stage.panel.marked() == [7, 2], "a failed take cannot be heard"
        await stage.press("enter")
        assert stage.asked[1:] == ["/compare 7 2"]
        assert stage.panel.marked() == []
        stage.tree.go_to("s-3")
        await stage.press("x", "x")
        assert stage.panel.marked() == []
        await stage.press("x", "escape")
        assert stage.panel.marked() == []
        assert stage.app.focused is stage.tree

    on_stage(scenario)


@pytest.mark.parametrize("way", ["key", "mouse"])
def test_the_menu_asks_for_what_was_picked(way: str) -> None:
    async def scenario(stage: Stage) -> None:
        if way == "key":
            stage.tree.go_to("s-3")
            await stage.press("m")
        else:
            await stage.click(3, 10, button=3)
        await stage.until(lambda: isinstance(stage.app.focused, TakeMenu))
        menu = stage.app.query_one(TakeMenu)
        words = [str(option.prompt) for option in menu.options]
        assert stage.app.screen.region.contains_region(menu.region)
        menu.highlighted = words.index("Make again from here")
        await stage.press("enter")
        await stage.until(lambda: not stage.app.query(TakeMenu))
        assert stage.asked == ["/take 3", "/again"]
        assert stage.app.focused is stage.tree
        await stage.press("m")
        await stage.until(lambda: isinstance(stage.app.focused, TakeMenu))
        await stage.press("escape")
        await stage.until(lambda: not stage.app.query(TakeMenu))
        assert stage.app.focused is stage.tree
        assert len(stage.asked) == 2

    on_stage(scenario)


def test_the_entries_of_the_menu() -> None:
    expected: dict[str, list[object]] = {
        "Edit its words…": ["/take 2", ("draft", "darker")],
        "Export…": [("export", "s-3")],
        "Compare with take 7": ["/compare 7 3"],
        "Copy its recipe": ["/copy recipe 3"],
        "Open its folder": ["/open 3"],
        "Fold the 1 after it": [],
        "Mark for a comparison": [],
        "Rename the session…": [],
    }

    async def scenario(stage: Stage) -> None:
        stage.tree.go_to("s-3")
        for words, asked in expected.items():
            stage.asked.clear()
            stage.tree.action_menu()
            await stage.until(lambda: isinstance(stage.app.focused, TakeMenu))
            menu = stage.app.query_one(TakeMenu)
            menu.highlighted = [str(option.prompt) for option in menu.options].index(words)
            menu.action_select()
            await stage.until(lambda: not stage.app.query(TakeMenu))
            assert stage.asked == asked
        assert 4 not in stage.numbers
        assert stage.panel.marked() == [3]
        await stage.until(lambda: isinstance(stage.app.focused, Input))

    on_stage(scenario, size=(80, 24))


def test_search_filters_as_it_is_typed_and_escape_gives_the_tree_back() -> None:
    async def scenario(stage: Stage) -> None:
        stage.panel.focus_search()
        await stage.pilot.pause()
        await stage.press(*"reverb")
        assert stage.numbers == [1, 4]
        assert _said(stage) == "1 of 7"
        await stage.press("enter")
        assert stage.app.focused is stage.tree
        await stage.press("down")
        assert stage.here == 4
        await stage.press("enter")
        assert stage.asked == ["/take 4"]
        await stage.press("escape")
        assert len(stage.numbers) == 7
        assert stage.here == 4
        assert not stage.panel.has_open
        assert stage.app.query_one("SearchBar Input", Input).value == ""
        assert not stage.panel.close()

    on_stage(scenario)


def test_search_knows_keys_days_and_ratings() -> None:
    async def scenario(stage: Stage) -> None:
        stage.panel.focus_search()
        await stage.pilot.pause()
        await stage.type("minor D")
        await stage.until(lambda: _found(stage) == [6])
        field = stage.app.query_one("SearchBar Input", Input)
        for query, numbers in (("yesterday", [1, 2]), ("2026-11-21", [1, 2]), ("liked", []), ("failed", [5])):
            field.value = query
            await stage.until(lambda numbers=numbers: _found(stage) == numbers)  # type: ignore[misc]
        assert _said(stage) == "1 of 7"
        field.value = "xylophone"
        await stage.until(lambda: stage.numbers == [])
        assert any("No take has all the words." in line for line in stage.lines)
        await stage.press("escape")
        assert len(stage.numbers) == 7

    on_stage(scenario)


def _found(stage: Stage) -> list[int]:
    rows = [row for row in stage.tree.rows if isinstance(row, TakeRow)]
    return [row.take.number for row in rows if not row.context]


def _said(stage: Stage) -> str:
    return str(stage.app.query_one(ScopeLine).content)


def _everything() -> State:
    others = [made(number, prompt=f"film piano {number}", session="film", day=18) for number in (1, 2)]
    named = told(events.session_renamed("Film music"), session="film")
    return fold([*STORY, *others, named])


def test_search_of_all_sessions_goes_to_the_take_in_its_session() -> None:
    async def scenario(stage: Stage) -> None:
        stage.panel.connect(_everything)
        stage.panel.focus_search()
        await stage.pilot.pause()
        await stage.type("piano")
        assert _said(stage) == "6 of 7 · this session"
        stage.panel.focus_search()
        await stage.until(lambda: _said(stage) == "8 of 9 · all sessions")
        await stage.press("enter", "home")
        row = stage.tree.row
        assert isinstance(row, TakeRow)
        assert (row.session, row.take.number) == ("film", 2)
        assert stage.panel.highlighted_take() == "", "not a take of this session"
        await stage.press("x", "m")
        assert stage.panel.marked() == []
        await stage.press("enter")
        assert stage.asked == ["/session resume film", "/take 2"]
        await stage.pilot.click(ScopeLine)
        await stage.until(lambda: _said(stage) == "6 of 7 · this session")
        stage.panel.load(state_of(made(1, session="film"), title="Film music", session="film"))
        await stage.pilot.pause()
        assert stage.numbers == [1], "in another session the search is over"
        assert not stage.panel.has_open

    on_stage(scenario)


def test_a_history_that_cannot_be_read_is_told_of() -> None:
    def broken() -> State:
        raise HistoryError("The history cannot be read.", "Look at it.")

    async def scenario(stage: Stage) -> None:
        stage.panel.connect(broken)
        stage.panel.focus_search()
        await stage.pilot.pause()
        await stage.type("piano")
        stage.panel.focus_search()
        await stage.until(lambda: _said(stage) == "The history cannot be read.")
        assert stage.numbers == []
        await stage.press("escape")
        assert len(stage.numbers) == 7

    on_stage(scenario)


SESSIONS = (
    Session("s", "2026-11-22T10:00:00Z", ["a"] * 7, "2026-11-22T10:00:00Z", name="Night sketches"),
    Session("01kap5q0s0abcdefghjkmnpqrs", "", ["a"] * 120, "2026-11-20T10:00:00Z", name=HOSTILE),
)


def test_the_other_sessions_are_a_key_or_a_click_away() -> None:
    async def scenario(stage: Stage) -> None:
        await stage.press("t")
        assert [row.id for row in stage.tree.rows if isinstance(row, SessionRow)] == ["", "s", SESSIONS[1].id]
        assert isinstance(stage.tree.row, SessionRow)
        assert stage.panel.highlighted_take() == ""
        assert any("120" in line for line in stage.lines)
        await stage.press("down", "enter")
        assert stage.asked == [f"/session resume {SESSIONS[1].id}"]
        await stage.press("home", "enter")
        assert stage.asked[1:] == ["/session new"]
        await stage.press("escape")
        assert len(stage.numbers) == 7
        width = stage.app.query_one(TitleLine).size.width
        await stage.pilot.click(TitleLine, offset=(width - 2, 0))
        await stage.pilot.pause()
        assert isinstance(stage.tree.row, SessionRow)
        await stage.pilot.click(TreeView, offset=(4, 2))
        await stage.pilot.pause()
        assert stage.asked[2:] == [f"/session resume {SESSIONS[1].id}"]
        stage.panel.load(state_of(made(1, session="n"), session="n"))
        await stage.pilot.pause()
        assert stage.numbers == [1]

    on_stage(scenario, sessions=SESSIONS)


def test_the_session_is_renamed_in_place() -> None:
    async def scenario(stage: Stage) -> None:
        await stage.pilot.click(TitleLine, offset=(4, 0))
        await stage.until(lambda: isinstance(stage.app.focused, Input))
        field = stage.app.focused
        assert isinstance(field, Input)
        assert field.value == "Night sketches"
        field.value = 'Bob\'s "best"'
        await stage.press("enter")
        assert stage.asked == ['/session rename "Bob\'s \\"best\\""']
        assert stage.app.focused is stage.tree
        await stage.press("r", "z", "escape")
        assert len(stage.asked) == 1
        assert stage.app.focused is stage.tree
        await stage.press("r", "enter")
        assert len(stage.asked) == 1, "the same name is no change"

    on_stage(scenario)


def test_escape_is_left_to_the_studio_when_nothing_is_open() -> None:
    async def run() -> None:
        class Studio(Alone):
            BINDINGS = [("escape", "stop", "")]  # noqa: RUF012

            def action_stop(self) -> None:
                self.asked.append("stop")

        app = Studio()
        async with app.run_test(size=(80, 30)) as pilot:
            panel = app.query_one(HistoryPanel)
            panel.load(state_of(*STORY))
            panel.focus_list()
            await pilot.press("escape")
            assert app.asked == ["stop"]
            await pilot.press("x", "escape")
            assert app.asked == ["stop"]
            panel.focus_search()
            await pilot.pause()
            await pilot.press("escape")
            assert app.asked == ["stop"]
            await pilot.press("escape")
            assert app.asked == ["stop", "stop"]

    asyncio.run(run())


def test_loading_keeps_cursor_and_view_and_follows_a_new_take() -> None:
    chain = [made(1), *(made(number, number - 1, "slower") for number in range(2, 121))]

    async def scenario(stage: Stage) -> None:
        assert stage.here == 120
        for _ in range(40):
            stage.tree.action_move(-1)
        await stage.pilot.pause()
        top = stage.tree.scroll_y
        assert stage.here == 80
        stage.panel.load(state_of(*chain, told(events.take_rated("s-3", "up"))))
        assert (stage.here, stage.tree.scroll_y) == (80, top)
        stage.panel.load(state_of(*chain, made(121, 120, "brighter")))
        await stage.pilot.pause()
        assert (stage.here, stage.tree.scroll_y) == (80, top), "the user is looking at something else"
        stage.app.query_one(Button).focus()
        await stage.pilot.pause()
        stage.panel.load(state_of(*chain, made(121, 120, "brighter"), made(122, 121, "softer")))
        await stage.pilot.pause()
        assert stage.here == 122
        assert any(line.startswith("▸ 122 softer") for line in stage.lines)

    on_stage(scenario, state=state_of(*chain))


def test_the_rows_are_made_anew_only_if_the_takes_changed() -> None:
    state = state_of(*STORY)

    async def scenario(stage: Stage) -> None:
        rows = stage.tree.rows
        stage.panel.load(state)
        assert stage.tree.rows is rows
        stage.panel.load(replace(state, title="Another name", current="s-2"), SESSIONS)
        assert stage.tree.rows is rows
        assert stage.here == 2
        assert "Another name" in stage.app.query_one(TitleLine).render_line(0).text
        stage.panel.load(state_of(*STORY))
        assert stage.tree.rows is not rows

    on_stage(scenario, state=state)


def test_long_sessions_draw_only_what_is_seen() -> None:
    count = 5000
    records = [made(1)]
    for number in range(2, count + 1):
        parent = number - 1 if number % 7 else number // 2
        records.append(made(number, parent, "slower"))
    state = state_of(*records)

    async def scenario(stage: Stage) -> None:
        assert len(stage.tree.rows) == count
        await stage.press("home", "pagedown", "pagedown")
        drawn = len(stage.tree._strips)
        assert drawn <= 5 * stage.tree.size.height
        await stage.press("end")
        last = stage.tree.rows[-1]
        assert isinstance(last, TakeRow)
        assert stage.here == last.take.number
        assert any(f" {stage.here} " in line for line in stage.lines)
        stage.panel.focus_search()
        await stage.pilot.pause()
        await stage.type(str(count))
        assert _found(stage) == [count]

    on_stage(scenario, state=state)


def test_hostile_words_fit_every_size() -> None:
    state = state_of(
        made(1, prompt=HOSTILE, engine=HOSTILE),
        made(2, 1, HOSTILE * 20),
        made(3, 1, "\x1b]8;;http://x\x07" + "界" * 100),
        title=HOSTILE,
    )

    async def scenario(stage: Stage) -> None:
        await stage.press("home", "down", "x")
        title = stage.app.query_one(TitleLine)
        for size in ((120, 40), (60, 20), (20, 8), (3, 3)):
            await stage.pilot.resize_terminal(*size)
            stage.panel.styles.width = size[0]
            await stage.pilot.pause()
            for line in stage.lines:
                assert cell_len(line) == stage.tree.columns
                assert not any(sign in line for sign in "\x1b\x07\u202e\u200b")
            assert title.render_line(0).cell_length == title.size.width
            assert "\x1b" not in title.render_line(0).text
            await stage.press("m", "escape")
        stage.panel.focus_search()
        await stage.press("x", "enter")

    on_stage(scenario, state=state, glyphs="ascii")


def test_an_empty_session_says_what_to_do() -> None:
    async def scenario(stage: Stage) -> None:
        assert any("No takes yet." in line for line in stage.lines)
        await stage.press("down", "enter", "m", "x", "comma", "full_stop", "pageup", "end")
        assert stage.asked == []
        assert stage.panel.highlighted_take() == ""
        await stage.press("up")
        assert stage.app.focused is not stage.tree

    on_stage(scenario, state=state_of())


def test_the_search_field_waits_for_its_key_on_a_low_screen() -> None:
    async def scenario(stage: Stage) -> None:
        bar = stage.app.query_one(SearchBar)
        assert not bar.display
        stage.panel.focus_search()
        await stage.until(lambda: isinstance(stage.app.focused, Input))
        assert bar.display
        await stage.press("escape")
        assert not bar.display
        await stage.pilot.resize_terminal(80, 40)
        await stage.pilot.pause()
        assert bar.display

    on_stage(scenario, size=(60, 14))


def test_the_wheel_and_the_mouse_over_a_row() -> None:
    chain = [made(1), *(made(number, number - 1, "slower") for number in range(2, 121))]

    async def scenario(stage: Stage) -> None:
        before = stage.tree.scroll_y
        await stage.pilot.hover(TreeView, offset=(5, 3))
        row = round(stage.tree.scroll_y) + 3
        assert stage.tree.render_line(3).text.rstrip().endswith("♡")
        stage.tree._on_mouse_scroll_up(_wheel(stage))
        await stage.pilot.pause()
        assert stage.tree.scroll_y < before
        assert stage.here == 120, "the wheel moves the view, not the cursor"
        assert row > 0

    on_stage(scenario, state=state_of(*chain))


def _wheel(stage: Stage) -> Any:
    from textual.events import MouseScrollUp

    return MouseScrollUp(stage.tree, 5, 3, 0, -1, 0, False, False, False)
