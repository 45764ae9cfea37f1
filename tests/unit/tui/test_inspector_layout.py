"""An inspection as lines: none too wide, differences and sources shown, what was not said hidden."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from timbre.conversation.inspection import InspectedField, Inspection
from timbre.tui.inspector.cells import cut, wrap
from timbre.tui.inspector.layout import lay_out
from timbre.tui.inspector.lines import Folds
from timbre.tui.inspector.marks import ASCII, UNICODE
from timbre.tui.inspector.story import can_take_back, told

OPEN = Folds(frozenset(), False)


def a_field(name="bpm", label="tempo", group="Words", kind="text", value="80", source="stated", **more):
    because = more.pop("because", "“80 bpm”" if source == "stated" else "")
    return InspectedField(name, label, group, kind, value, source, because, **more)


def texts(*fields, width=44, folds=None, marks=UNICODE, **more):
    lines = lay_out(Inspection("Take 1", fields, **more), width, folds, marks)
    return ["".join(span.text for span in line.spans).rstrip() for line in lines]


def roles(field, width=60):
    lines = lay_out(Inspection("Take 1", (field,)), width, OPEN)
    return {span.role: span.text.strip() for span in lines[1].spans}


ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "日本語の長い名前です",
            "👩‍👩‍👧❤️",
            "\x1b[31mred\x1b]0;x\x07",
            "[bold]x[/]",
            "שלום עולם",
            "e\u0301" * 30,
        ]
    ),
)
FIELDS = st.builds(
    InspectedField,
    st.sampled_from(["bpm", "seed", "preset:x", "engine"]),
    ODD,
    st.sampled_from(["Words", "Engine", "Sampling", "Presets", "Mastering", "Files"]),
    st.sampled_from(["text", "choice", "switch", "fact"]),
    ODD,
    st.sampled_from(["stated", "implied", "default", "set", ""]),
    ODD,
    next=ODD,
    was=ODD,
    measured=ODD,
    enabled=st.booleans(),
    why=ODD,
    valid=ODD,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(FIELDS, max_size=6),
    st.integers(20, 60),
    st.sampled_from([OPEN, Folds()]),
    st.sampled_from([UNICODE, ASCII]),
    st.lists(ODD, max_size=3),
)
def test_no_line_is_wider_than_the_panel(fields, width, folds, marks, words):
    inspection = Inspection("x", tuple(fields), tuple(words), tuple(words))
    for line in lay_out(inspection, width, folds, marks):
        text = "".join(span.text for span in line.spans)
        assert cell_len(text) <= width
        assert line.width <= width
        assert not set(text) & {"\x1b", "\x07", "\n", "\t", "\r"}
        assert all(span.text for span in line.spans)


@settings(max_examples=80, deadline=None)
@given(FIELDS, st.integers(4, 60), st.integers(1, 5), ODD, st.booleans())
def test_the_story_stays_within_the_foot(field, width, height, error, editing):
    lines = told(field, width, height, error=error, editing=editing)
    assert len(lines) <= height
    assert all(cell_len(line.text) <= width for line in lines)


@settings(max_examples=80, deadline=None)
@given(ODD, st.integers(2, 30))
def test_wrapping_loses_no_word_and_cutting_stays_within(text, width):
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)
    assert cell_len(cut(text, width)) <= width


@pytest.mark.parametrize("width", [1, 2, 5, 10])
def test_absurdly_narrow_panels_are_survived(width):
    field = a_field(next="90", was="70", measured="80.3")
    for line in lay_out(Inspection("x", (field,), ("word",), ("note",)), width, OPEN):
        assert line.width <= width


def test_wide_letters_are_cut_between_letters():
    assert cut("日本語", 6) == "日本語"
    assert cut("日本語", 5) == "日本…"
    assert cut("日本語", 4) == "日…"
    assert cut("abc", 0) == ""


def test_each_source_has_its_own_sign():
    assert roles(a_field())["stated"] == "“80 bpm”"
    assert roles(a_field(source="implied", because="genre lo-fi"))["implied"] == "← genre lo-fi"
    assert roles(a_field(source="set", because="/set"))["set"] == "◆ set"
    usual = roles(a_field(source="default"))
    assert "default" in usual
    assert not {"stated", "implied", "set"} & set(usual)


def test_a_difference_a_wish_for_the_next_take_and_what_was_heard_are_told():
    shown = roles(a_field(value="68 bpm", was="80 bpm", measured="67.9 bpm"))
    assert (shown["was"], shown["changed"], shown["heard"]) == ("80", "68 bpm", "(67.9 heard)")
    assert texts(a_field(value="80", next="90"), folds=OPEN, width=60)[1].split()[:4] == [
        "tempo",
        "80",
        "⇒",
        "90",
    ]
    assert "heard" not in roles(a_field(value="A minor", measured="A minor"))


def test_of_a_list_only_what_came_and_went_stands_out():
    both = roles(a_field("instruments", "instruments", value="piano, strings", was="piano, drums"))
    assert (both["changed"], both["was"], both["value"]) == ("+strings", "−drums", "piano")
    moved = roles(a_field("chords", "chords", value="C, A", was="A, C"))
    assert (moved["was"], moved["changed"]) == ("A, C", "C, A")
    other = roles(a_field("instruments", "instruments", value="violin", was="piano"))
    assert (other["was"], other["changed"]) == ("piano", "violin")


def test_little_room_leaves_the_value_and_the_sign_of_its_source():
    (row,) = texts(a_field(value="lo-fi-hip-hop", because="“lo-fi hip hop beats”"), width=30, folds=OPEN)[1:]
    assert row.split() == ["tempo", "lo-fi-hip-hop", "“…”"]


def test_what_nobody_said_is_behind_one_line():
    fields = (a_field(), *(a_field(n, n, value="", source="default") for n in ("form", "swing")))
    lines = texts(*fields)
    assert lines[-1].strip() == "… 2 more not said"
    assert not any("swing" in line for line in lines)
    assert [line.strip() for line in texts(*fields, folds=OPEN)[-3:]] == [
        "▾ 2 not said",
        "form  –",
        "swing –",
    ]


def test_a_wish_that_was_dropped_is_not_hidden():
    assert "strings → –" in texts(a_field(value="", source="default", was="strings"))[1]


def test_presets_and_files_begin_folded_with_a_summary():
    presets = [
        a_field(f"preset:{n}", n, "Presets", "switch", v, "")
        for n, v in (("warm-tape", "on"), ("club", "off"))
    ]
    files = [a_field("format", "format", "Files", "choice", "wav", "default", choices=("wav", "flac"))]
    assert texts(*presets, *files) == [" ▸ Presets warm-tape", " ▸ Files wav"]
    rows = texts(*presets, folds=OPEN)[1:]
    assert [row.strip() for row in rows] == ["● warm-tape", "○ club"]


def test_a_switch_of_the_next_take_shows_both():
    club = a_field("preset:club", "club", "Presets", "switch", "off", "", next="on")
    assert texts(club, folds=OPEN)[1].split() == ["●", "club", "off", "⇒", "on"]


def test_the_seed_shows_its_lock():
    free = a_field("seed", "seed", "Engine", value="42", source="default")
    kept = a_field("seed", "seed", "Engine", value="42", source="set")
    assert texts(free)[1].split() == ["seed", "○", "42", "free"]
    assert texts(kept)[1].split() == ["seed", "●", "42", "locked"]


def test_a_disabled_field_says_why():
    field = a_field(
        "temperature", "temperature", "Sampling", value="", enabled=False, why="composer takes none"
    )
    assert texts(field)[1].split(maxsplit=2) == ["temperature", "composer", "takes none"]


def test_words_that_changed_nothing_and_notes_come_last():
    lines = texts(a_field(), ignored=("banana", "very"), notes=("Cut at a bar line.",))
    assert lines[-2:] == [" · Cut at a bar line.", " · changed nothing: banana, very"]


def test_ascii_terminals_get_ascii():
    fields = (
        a_field(was="70", next="90", measured="80.3"),
        a_field("key", "key", value="A minor", source="implied", because="“sad”"),
        a_field("seed", "seed", "Engine", value="4", source="set"),
        a_field("x", "x", "Engine", "choice", "", "default"),
    )
    assert all(line.isascii() for line in texts(*fields, marks=ASCII, folds=OPEN, width=60))


def test_the_story_tells_all_of_a_field():
    field = a_field(value="68", was="80", next="90", measured="67.9", valid="30 to 300", line="/set bpm {}")
    story = " ".join(line.text for line in told(field, 60, 9))
    for part in ("tempo: 68", "“80 bpm”", "was 80", "90", "67.9", "30 to 300", "Enter", "Backspace"):
        assert part in story


def test_only_settings_can_be_taken_back():
    assert can_take_back(a_field(source="set", line="/set bpm {}"))
    assert can_take_back(a_field(next="90", line="/set bpm {}"))
    assert not can_take_back(a_field(line="/set bpm {}"))
    assert not can_take_back(a_field(source="set", line="/engine {}"))
