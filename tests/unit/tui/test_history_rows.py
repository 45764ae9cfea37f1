"""The takes as rows, lines and finds: everything of the history panel that needs no screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.message import Message

from timbre.session.events import Cause, CauseKind, Rating
from timbre.session.state import Session, State
from timbre.session.take import Status, Take
from timbre.session.tree import TakeTree
from timbre.tui.history import about, search, times
from timbre.tui.history.finding import Finding, Found
from timbre.tui.history.heading import quoted
from timbre.tui.history.line import PLAIN, Look, line_of, zone_at
from timbre.tui.history.rows import (
    LEVELS_KEPT,
    HeadingRow,
    SessionRow,
    TakeRow,
    graph_of,
    session_rows,
    take_rows,
)
from timbre.tui.history.wishes import clicking, deeds, going_to, rating
from timbre.tui.messages import Draft, ExportWanted, PlayToggled, Say

TODAY = date(2026, 11, 22)
HOSTILE = "\x1b[31mred\x1b[0m [bold]x[/] \u202eevil\u200b\n\ttab \u65e5\u672c\u8a9e \U0001f3b9"


@pytest.fixture(autouse=True)
def _clock_in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def take(
    number: int,
    parent: int | None = None,
    words: str = "slower",
    kind: CauseKind = "edit",
    *,
    prompt: str = "lofi piano",
    day: int = 22,
    status: Status = "done",
    rating: Rating | None = None,
    engine: str = "composer",
    session: str = "s",
    body: bytes = b"{}",
    seconds: float | None = 31.0,
) -> Take:
    cause = Cause(kind, words) if parent is not None else Cause("idea", prompt)
    above = None if parent is None else f"t{parent}"
    at = f"2026-11-{day:02d}T14:15:30.123Z"
    return Take(
        f"t{number}", at, session, number, above, prompt, engine, None, 7, seconds, status, rating, "/o/a.wav",
        cause, body=body,
    )  # fmt: skip


def takes_of(*takes: Take) -> dict[str, Take]:
    return {each.id: each for each in takes}


def drawn(*takes: Take, folded: tuple[str, ...] = (), width: int = 40) -> list[str]:
    graph = graph_of(takes_of(*takes))
    rows = take_rows(graph, folded, TODAY)
    return ["".join(part.text for part in line_of(row, width, Look(TODAY))).rstrip() for row in rows]


def test_a_chain_stays_in_its_column_and_branches_stand_indented_the_newest_straight_on() -> None:
    lines = drawn(
        take(1),
        take(2, 1, "add strings"),
        take(3, 2, "darker"),
        take(4, 3, "more reverb"),
        take(5, 2, "faster"),
        take(6, prompt="brass"),
    )
    assert [line.split(" 0:31")[0].rstrip() for line in lines] == [
        "  1 lofi piano",
        "  2 add strings",
        "  ├╴3 darker",
        "  │ 4 more reverb",
        "  5 faster",
        "  6 brass",
    ]


def test_variations_stand_together_and_none_of_them_goes_straight_on() -> None:
    lines = drawn(
        take(1),
        take(2, 1, "variation 1", "variation"),
        take(3, 1, "darker"),
        take(4, 1, "variation 2", "variation"),
        take(5, 4, "faster"),
        take(6, 1, "variation 3", "variation"),
    )
    assert [line.split(" 0:31")[0].rstrip() for line in lines] == [
        "  1 lofi piano",
        "  ├╴2 variation 1",
        "  ├╴4 variation 2",
        "  │ 5 faster",
        "  ├╴6 variation 3",
        "  └╴3 darker",
    ]


def test_days_are_named_where_the_ideas_are_of_several() -> None:
    assert not any("today" in line for line in drawn(take(1), take(2)))
    rows = take_rows(graph_of(takes_of(take(1, day=20), take(2, day=21), take(3), take(4))), (), TODAY)
    assert [row.words for row in rows if isinstance(row, HeadingRow)] == ["Fri 20 Nov", "yesterday", "today"]
    assert len(rows) == 7


def test_deleted_takes_are_gone_and_what_was_made_from_them_moves_up() -> None:
    takes = takes_of(
        take(1),
        take(2, 1, status="deleted"),
        take(3, 2, "darker"),
        take(4, 3, status="deleted"),
        take(5, 4, "faster"),
    )
    graph = graph_of(takes)
    assert dict(graph.parents) == {"t1": None, "t3": "t1", "t5": "t3"}
    rows = take_rows(graph, (), TODAY)
    assert [row.take.number for row in rows if isinstance(row, TakeRow)] == [1, 3, 5]


def test_folding_hides_all_that_follows_and_says_how_much() -> None:
    takes = (take(1), take(2, 1), take(3, 2), take(4, 2), take(5))
    rows = take_rows(graph_of(takes_of(*takes)), {"t2", "t5"}, TODAY)
    assert [(row.key, row.folded) for row in rows if isinstance(row, TakeRow)] == [
        ("t1", False),
        ("t2", True),
        ("t5", False),
    ]
    assert "+2" in drawn(*takes, folded=("t2",))[1]


@st.composite
def forests(draw: st.DrawFn) -> list[Take]:
    made: list[Take] = []
    for number in range(1, draw(st.integers(0, 40)) + 1):
        parent = draw(st.one_of(st.none(), st.integers(0, number + 2)))
        kind = draw(st.sampled_from(["edit", "again", "variation"]))
        status = draw(st.sampled_from(["done", "done", "failed", "deleted", "partial"]))
        made.append(take(number, parent, "words", kind, status=status))
    return made


@settings(max_examples=80, deadline=None)
@given(forests(), st.sets(st.integers(1, 40)), st.integers(1, 70))
def test_any_tree_gives_every_take_once_after_its_parent(
    forest: list[Take], folded: set[int], width: int
) -> None:
    takes = takes_of(*forest)
    graph = graph_of(takes)
    living = {each.id for each in forest if each.status != "deleted"}
    rows = [row for row in take_rows(graph, (), TODAY) if isinstance(row, TakeRow)]
    assert sorted(row.key for row in rows) == sorted(living)
    places = {row.key: place for place, row in enumerate(rows)}
    for row in rows:
        parent = graph.parents[row.key]
        assert row.idea == (parent is None)
        assert parent is None or places[parent] < places[row.key]
        assert len(row.guides) == 2 * min(row.depth, LEVELS_KEPT)
        below = rows[places[row.key] + 1 : places[row.key] + 1 + row.after]
        assert all(row.key in _line(graph.parents, each.key) for each in below)
        assert "".join(part.text for part in line_of(row, width, Look(TODAY, hot=True))) != ""
        assert sum(cell_len(part.text) for part in line_of(row, width, Look(TODAY))) == width
    shut = {f"t{number}" for number in folded}
    seen = {row.key for row in take_rows(graph, shut, TODAY) if isinstance(row, TakeRow)}
    assert seen == {each for each in living if not shut & set(_line(graph.parents, each)[1:])}


def _line(parents: Any, take_id: str | None) -> list[str]:
    found = []
    while take_id is not None:
        found.append(take_id)
        take_id = parents[take_id]
    return found


@settings(max_examples=60, deadline=None)
@given(forests())
def test_the_graph_is_that_of_the_session_where_nothing_is_deleted(forest: list[Take]) -> None:
    kept = [each for each in forest if each.status != "deleted"]
    tree = TakeTree()
    for each in kept:
        tree.add(each.id, each.parent, sounds=each.sounds, chosen=True)
    graph = graph_of(takes_of(*kept))
    ours = {parent: [each.id for each in found] for parent, found in graph.children.items() if found}
    assert ours == tree.children


def test_a_chain_of_five_thousand_is_no_deeper_than_one_take() -> None:
    chain = [take(1), *(take(number, number - 1) for number in range(2, 5001))]
    rows = take_rows(graph_of(takes_of(*chain)), (), TODAY)
    assert len(rows) == 5000
    assert {row.depth for row in rows if isinstance(row, TakeRow)} == {0}


def test_a_deep_comb_keeps_its_lines_narrow() -> None:
    comb = [take(1)]
    for number in range(2, 400, 2):
        comb += [take(number, number - 1, kind="variation"), take(number + 1, number - 1, kind="variation")]
    rows = take_rows(graph_of(takes_of(*comb)), (), TODAY)
    deepest = max((row for row in rows if isinstance(row, TakeRow)), key=lambda row: row.depth)
    assert deepest.depth > 100
    line = "".join(part.text for part in line_of(deepest, 30, Look(TODAY)))
    assert cell_len(line) == 30
    assert "… " in line
    assert "slower" in line


def test_a_line_shows_rating_length_engine_state_and_marks() -> None:
    row = TakeRow(take(7, 1, rating="up", engine="musicgen"), "darker")
    assert _text(row, 30, current=True) == f"▸ 7 darker{' ' * 12}◇ 0:31 ♥"
    assert _text(row, 50, playing=True, letter="B") == f"▶B7 darker{' ' * 18}musicgen  14:15 0:31 ♥"
    assert _text(TakeRow(take(8, rating="down"), "x"), 30).endswith("0:31 ✗")
    assert _text(TakeRow(take(8, status="failed"), "x"), 30).rstrip().endswith("failed")
    assert "~0:31" in _text(TakeRow(take(8, status="partial"), "x"), 30)
    assert _text(TakeRow(take(8), "x"), 30, hot=True).endswith("♡")
    assert not _text(TakeRow(take(8), "x", session="other"), 30, hot=True).rstrip().endswith("♡")


def test_plain_glyphs_are_ascii() -> None:
    row = TakeRow(take(7, 1, rating="down", engine="musicgen"), "x" * 60, guides="│ ├╴", depth=2)
    for each in (row, HeadingRow("yesterday"), SessionRow("a", "title", open=True), SessionRow("", "new")):
        parts = line_of(each, 30, Look(TODAY, PLAIN, current=True, hot=True))
        assert "".join(part.text for part in parts).isascii()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.integers(1, 60))
def test_any_words_fill_exactly_the_line_and_carry_no_control(words: str, width: int) -> None:
    row = take_rows(graph_of(takes_of(take(1, prompt=words, engine=words))), (), TODAY)[0]
    text = "".join(part.text for part in line_of(row, width, Look(TODAY)))
    assert cell_len(text) == width
    assert text.isprintable() or not any(ord(sign) < 32 or sign in "\u202e\u200b" for sign in text)


def test_hostile_words_come_out_flat() -> None:
    row = take_rows(graph_of(takes_of(take(1, prompt=HOSTILE))), (), TODAY)[0]
    assert isinstance(row, TakeRow)
    assert row.words == "[31mred[0m [bold]x[/] evil tab 日本語 🎹"
    sessions = session_rows([Session("a", "2026", name=HOSTILE)], "a", TODAY)
    assert sessions[1].words.startswith("[31mred")


def test_clicks_find_the_rating_the_graph_and_the_fold() -> None:
    row = TakeRow(take(7, 1), "darker", guides="├╴", depth=1, after=3, folded=True)
    parts = line_of(row, 30, Look(TODAY))
    text = "".join(part.text for part in parts)
    assert zone_at(parts, 3) == "fold"
    assert zone_at(parts, text.index("darker")) == ""
    assert zone_at(parts, text.index("+3")) == "unfold"
    assert zone_at(parts, 29) == "rate"
    assert zone_at(parts, 99) == ""


def test_times_as_people_say_them() -> None:
    assert times.moment("2026-11-22T19:04:00.000Z", TODAY) == "19:04"
    assert times.moment("2026-11-20T19:04:00.000Z", TODAY) == "20 Nov"
    assert times.moment("2025-01-02T19:04:00.000Z", TODAY) == "2 Jan 2025"
    assert times.moment("yesterday-ish", TODAY) == ""
    assert times.when("2026-11-21T19:04:00.000Z", TODAY) == "yesterday 19:04"
    assert times.length(59.6) == "1:00"
    assert times.length(None) == times.length(float("nan")) == times.length(-1) == ""


def test_times_are_those_of_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "JST-9")
    time.tzset()
    assert times.moment("2026-11-21T16:04:00.000Z", TODAY) == "01:04"
    assert "today" in search.entry(_at("2026-11-21T16:04:00.000Z"), TODAY).words


def _at(moment: str) -> Take:
    return Take("t", moment, "s", 1, None, "p", "composer", None, 1, 1.0, "done", None, None)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("piano", [1, 2, 3, 12]),
        ("STRINGS piano", [2]),
        ("12", [12]),
        ("#2", [2]),
        ("120", [4]),
        ("liked", [3]),
        ("♥", [3]),
        ("disliked", [4]),
        ("✗", [4]),
        ("failed", [5]),
        ("partial", [6]),
        ("musicgen", [6]),
        ("yesterday", [1, 2]),
        ("yesterday strings", [2]),
        ("2026-11-21", [1, 2]),
        ("2026-11", [1, 2, 3, 12, 4, 5, 6]),
        ("saturday", [1, 2]),
        ("21.11.", [1, 2]),
        ("minor", [4]),
        ("today piano", [3, 12]),
        ("nothing like that", []),
    ],
)
def test_search_by_all_words(query: str, numbers: list[int]) -> None:
    body = b'{"result": {"key": "A minor", "bpm": 120, "metre": "3/4"}}'
    takes = takes_of(
        take(1, day=21),
        take(2, 1, "add strings", day=21),
        take(3, 2, "darker", rating="up"),
        take(4, rating="down", prompt="brass", body=body),
        take(5, prompt="brass", status="failed"),
        take(6, prompt="brass", status="partial", engine="musicgen"),
        take(12, 3, "again", "again"),
    )
    finding = Finding()
    finding.query = query
    assert finding.gather(takes, TODAY, lambda: False)
    assert not finding.gather(takes, TODAY, lambda: False)
    found = finding.here(takes, graph_of(takes), TODAY)
    rows = [row for row in found.rows if isinstance(row, TakeRow)]
    assert [row.take.number for row in rows if not row.context] == numbers
    assert (found.count, found.among) == (len(numbers), 7)


def test_finds_stand_under_the_idea_they_came_from() -> None:
    takes = takes_of(take(1), take(2, 1, "slower"), take(3, 2, "add a choir"), take(4, 3, "less choir"))
    finding = Finding()
    finding.query = "choir"
    rows = finding.here(takes, graph_of(takes), TODAY).rows
    assert [(row.key, row.context) for row in rows if isinstance(row, TakeRow)] == [
        ("t1", True),
        ("t3", False),
        ("t4", False),
    ]


def test_a_rating_changes_what_a_take_is_found_by() -> None:
    takes = takes_of(take(1))
    finding = Finding()
    finding.query = "liked"
    assert finding.here(takes, graph_of(takes), TODAY).count == 0
    takes = takes_of(take(1, rating="up"))
    assert finding.here(takes, graph_of(takes), TODAY).count == 1


def test_search_of_all_sessions_by_session_the_newest_first() -> None:
    makes = [
        take(1),
        take(2, session="old", prompt="old piano"),
        take(3, session="gone"),
        take(4, session="make"),
    ]
    sessions = {
        name: Session(name, "2026", name=title, deleted=name == "gone")
        for name, title in (("s", "Here"), ("old", "Film music"), ("gone", "Gone"), ("make", ""))
    }
    finding = Finding()
    finding.look = lambda: State(takes_of(*makes), sessions)
    found = finding.look_everywhere("s", ("piano",), TODAY, lambda: False)
    assert [
        row.words
        if isinstance(row, HeadingRow)
        else (row.key, row.session if isinstance(row, TakeRow) else "")
        for row in found.rows
    ] == ["single takes", ("t4", "make"), "Film music", ("t2", "old"), "Here", ("t1", "")]
    assert (found.count, found.among) == (3, 3)
    film = finding.look_everywhere("s", ("film",), TODAY, lambda: False)
    assert film.count == 1
    assert finding.look_everywhere("s", ("film",), TODAY, lambda: True) == Found()


def _text(row: Any, width: int, **look: Any) -> str:
    return "".join(part.text for part in line_of(row, width, Look(TODAY, **look)))


def wished(messages: tuple[Message, ...]) -> list[object]:
    found: list[object] = []
    for message in messages:
        if isinstance(message, Say):
            found.append(message.line)
        elif isinstance(message, Draft):
            found.append(("draft", message.text))
        elif isinstance(message, PlayToggled | ExportWanted):
            found.append((type(message).__name__, message.take))
    return found


def test_enter_and_clicks_on_rows() -> None:
    here, far = TakeRow(take(3), "x"), TakeRow(take(3, session="far"), "x", session="far")
    assert wished(going_to(here)) == ["/take 3"]
    assert wished(clicking(here)) == [("PlayToggled", "t3")]
    assert wished(going_to(far)) == wished(clicking(far)) == ["/session resume far", "/take 3"]
    single = TakeRow(take(3, session="make"), "x", session="make")
    assert wished(going_to(single)) == [("draft", "/new lofi piano")]
    assert wished(going_to(SessionRow("", "new session"))) == ["/session new"]
    assert wished(clicking(SessionRow("abc", "t"))) == ["/session resume abc"]
    assert clicking(TakeRow(take(3, status="failed"), "x")) == ()
    assert wished(rating(here)) == ["/rate up 3"]
    assert wished(rating(TakeRow(take(3, rating="up"), "x"))) == ["/rate none 3"]
    assert wished(rating(TakeRow(take(3, rating="down"), "x"))) == ["/rate none 3"]
    assert rating(far) == ()


def test_the_menu_of_a_take() -> None:
    parent, current = take(1), take(9)
    found = {
        deed.words: wished(deed.messages) or deed.own for deed in deeds(take(3, 1), current, parent, 4, False)
    }
    assert found == {
        "Go to take 3": ["/take 3"],
        "Play": [("PlayToggled", "t3")],
        "Like": ["/rate up 3"],
        "Dislike": ["/rate down 3"],
        "Compare with take 9": ["/compare 9 3"],
        "Mark for a comparison": "mark",
        "Make again from here": ["/take 3", "/again"],
        "Three variations": ["/take 3", "/variations 3"],
        "Edit its words…": ["/take 1", ("draft", "slower")],
        "Export…": [("ExportWanted", "t3")],
        "Copy its path": ["/copy path 3"],
        "Copy its recipe": ["/copy recipe 3"],
        "Open its folder": ["/open 3"],
        "Fold the 4 after it": "fold",
        "Rename the session…": "rename",
    }
    failed = [deed.words for deed in deeds(take(3, status="failed"), current, None, 0, False)]
    assert failed == ["Edit its words…", "Rename the session…"]
    liked = {deed.words: wished(deed.messages) for deed in deeds(take(3, rating="up"), None, None, 0, False)}
    assert liked["Liked: take that back"] == ["/rate none 3"]
    assert liked["Edit its words…"] == [("draft", "/new lofi piano")]


@pytest.mark.parametrize("name", ["Rain", "Bob's tune", 'say "hi"', "back\\slash", "", "a & b; c"])
def test_a_name_survives_the_command_line(name: str) -> None:
    from timbre.conversation.lines import read_line

    read = read_line(f"/session rename {quoted(name)}".rstrip())
    assert read is not None
    assert " ".join(read.values[1:]) == name


def test_what_is_said_of_a_take_and_of_a_search() -> None:
    row = TakeRow(take(3, rating="up", engine="musicgen"), "darker")
    assert about.take_lines(row, (), TODAY) == "3 · 14:15 · 0:31 · ♥ · musicgen\ndarker"
    assert about.take_lines(row, [("A", 3), ("B", 5)], TODAY).startswith("A 3, B 5\n")
    assert about.take_lines(None, (), TODAY) == ""
    assert (
        about.found_line(Found((), 3, 1200), everywhere=True, can_widen=True) == "3 of 1,200 · all sessions"
    )
    assert about.found_line(Found((), 3, 120), everywhere=False, can_widen=False) == "3 of 120"
    assert about.found_line(Found(problem="no\x1b log"), everywhere=True, can_widen=True) == "no log"
