"""Templates: prompts with slots, built-in and the user's own, filled in and checked."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.errors import InvalidInputError, TimbreError, UnknownNameError
from timbre.language.parse import parse
from timbre.language.templates import Template, fill, load_template, template_names
from timbre.language.templates.filling import read_pairs, told
from timbre.language.templates.load import MOST_BYTES, read_template
from timbre.language.templates.slots import KINDS, Slot, checked, examples
from timbre.language.templates.syntax import (
    MOST_CHARACTERS,
    MOST_SLOTS,
    Hole,
    TemplateError,
    defaults,
    pieces,
    text_of,
)


def template(text: str, more: str = "") -> Template:
    return read_template("x", f"text = '''{text}'''\n{more}")


@pytest.mark.parametrize("name", template_names())
def test_every_built_in_template_is_described_and_understood(name: str) -> None:
    found = load_template(name)
    assert found.title
    assert found.description.endswith(".")
    assert found.slots
    assert all(slot.description and slot.default for slot in found.slots)
    prompt = fill(found, {})
    brief = parse(prompt)
    assert not brief.ignored, prompt
    assert brief.stated("genres") or brief.style, prompt


def test_there_are_useful_ones() -> None:
    assert len(template_names()) >= 12
    assert {"podcast-intro", "game-loop", "trailer", "drone", "drum-loop", "walking-bass"} <= set(
        template_names()
    )


def test_values_reach_the_brief() -> None:
    found = load_template("podcast-intro")
    values = {"mood": "tense", "genre": "techno", "instrument": "upright piano", "seconds": "20"}
    prompt = fill(found, values, "in a big hall")
    assert (
        prompt == "tense techno with upright piano, podcast intro, 20 seconds, ends abruptly, in a big hall"
    )
    brief = parse(prompt)
    assert (brief.style, brief.seconds, brief.instruments, brief.moods) == (
        "techno",
        20,
        ("piano",),
        ("tense",),
    )


def test_a_number_for_a_tempo_gets_its_unit() -> None:
    prompt = fill(load_template("drum-loop"), {"tempo": "174", "genre": "drum and bass"})
    assert parse(prompt).bpm == 174
    assert "174 bpm" in prompt
    assert "slow" in fill(load_template("drum-loop"), {"tempo": "slow"})


WRONG = [
    ("mood", "wram", UnknownNameError, "mood: There is no mood called 'wram'. Did you mean 'warm'"),
    ("genre", "jaz funk zzz", UnknownNameError, "genre: There is no genre"),
    ("instrument", "pianno forrte", UnknownNameError, "no instrument"),
    ("sound", "vynill", UnknownNameError, "Did you mean 'vinyl'"),
    ("tempo", "9999", InvalidInputError, "30 to 300"),
    ("tempo", "sloww", InvalidInputError, "Did you mean 'slow'"),
    ("key", "H sharp", InvalidInputError, "'H sharp' is not a key"),
    ("metre", "3/5", InvalidInputError, "not a metre"),
    ("chords", "Xq Zz", InvalidInputError, "chords: "),
    ("form", "intro, vers", UnknownNameError, "vers"),
    ("number", "ten", InvalidInputError, "'ten', not a number"),
    ("number", "nan", InvalidInputError, "number is nan"),
    ("text", "x" * 201, InvalidInputError, "201 characters"),
    ("mood", " ", InvalidInputError, "mood is empty"),
]


@pytest.mark.parametrize(("kind", "value", "error", "what"), WRONG)
def test_a_wrong_value_is_told_with_a_guess(
    kind: str, value: str, error: type[TimbreError], what: str
) -> None:
    with pytest.raises(error, match=what) as found:
        checked(Slot(kind, kind), value)
    assert found.value.hint


RIGHT = [
    ("mood", "dark and tense", "dark and tense"),
    ("genre", "lo-fi", "lo-fi"),
    ("instrument", "Rhodes, soft piano", "Rhodes, soft piano"),
    ("key", "am", "A minor"),
    ("metre", "7/8", "7/8"),
    ("chords", "am  f c g", "Am F C G"),
    ("form", "intro 4, verse", "intro 4 bars, verse"),
    ("number", "−3", "-3"),
    ("text", "  any {words}\n here ", "any {words} here"),
    ("tempo", "96.5", "96.5 bpm"),
]


@pytest.mark.parametrize(("kind", "value", "said"), RIGHT)
def test_a_right_value_is_put_in(kind: str, value: str, said: str) -> None:
    assert checked(Slot(kind, kind), value) == said


def test_a_form_and_its_bars_are_understood_again() -> None:
    said = checked(Slot("form", "form"), "intro 4, verse 8, chorus")
    assert [(wish.name, wish.bars) for wish in parse(f"folk, form: {said}").form] == [
        ("intro", 4), ("verse", 8), ("chorus", None),
    ]  # fmt: skip


def test_choices_and_ranges_are_kept() -> None:
    found = template("{size=small} {genre=jazz}, {count=4}", "[slots.size]\nchoices = ['small', 'Large']\n"
                     "[slots.count]\nkind = 'number'\nlow = 2\nhigh = 8\n")  # fmt: skip
    assert fill(found, {"size": "LARGE"}) == "Large jazz, 4"
    with pytest.raises(UnknownNameError, match=r"size cannot be 'larg'\. Did you mean 'Large'"):
        fill(found, {"size": "larg"})
    with pytest.raises(InvalidInputError, match="count is 9") as error:
        fill(found, {"count": "9"})
    assert "2 to 8" in error.value.hint
    assert list(examples(found.slots[0])) == ["small", "Large"]
    assert "jazz" in examples(found.slots[1])


def test_a_slot_without_a_default_has_to_be_said() -> None:
    found = template("{mood} music for {what}, {mood}")
    with pytest.raises(InvalidInputError, match="needs mood, what"):
        fill(found, {})
    assert fill(found, {"mood": "calm", "what": "cats"}) == "calm music for cats, calm"


def test_pairs_are_read_and_mistakes_in_them_told() -> None:
    found = load_template("podcast-intro")
    assert read_pairs(["mood=dark", "Instrument = a=b "], found) == {"mood": "dark", "instrument": "a=b"}
    with pytest.raises(InvalidInputError, match="'dark' sets no slot"):
        read_pairs(["dark"], found)
    with pytest.raises(InvalidInputError, match="mood is set twice"):
        read_pairs(["mood=dark", "mood=warm"], found)
    with pytest.raises(UnknownNameError, match=r"'moood'\. Did you mean 'mood'") as error:
        fill(found, {"moood": "dark"})
    assert error.value.hint == told(found)
    assert "instrument=Rhodes" in told(found)


def test_what_is_put_in_is_not_read_as_slots_again() -> None:
    found = template("{a} {b=two}", "[slots.a]\nkind = 'text'\n")
    assert fill(found, {"a": "{b} {{ }"}) == "{b} {{ } two"


SYNTAX = [
    ("a {b", 1, 3, "not closed"),
    ("a }b", 1, 3, "closes no slot"),
    ("{}", 1, 1, "no name"),
    ("{=x}", 1, 1, "no name"),
    ("x\n {A b}", 2, 2, "'A b' is no name"),
    ("{a={b}}", 1, 1, "not closed"),
    ("{a=1} {a=2}", 1, 7, "two defaults, '1' and '2'"),
    ("{a=x\ny}", 1, 1, "goes over a line"),
    ("{{}", 1, 3, "closes no slot"),
    (" ".join(f"{{s{n}}}" for n in range(MOST_SLOTS + 1)), 1, None, "too many slots"),
    ("x" * (MOST_CHARACTERS + 1), 1, MOST_CHARACTERS + 1, "characters"),
]


@pytest.mark.parametrize(("text", "line", "column", "what"), SYNTAX)
def test_mistakes_in_the_text_name_line_and_column(
    text: str, line: int, column: int | None, what: str
) -> None:
    with pytest.raises(TemplateError, match=what) as error:
        pieces(text)
    assert error.value.line == line
    assert column is None or error.value.column == column
    assert error.value.hint


names = st.text(string.ascii_lowercase, min_size=1, max_size=6)
holes = st.builds(
    Hole, names, st.none() | st.text(string.ascii_letters + " =.,", max_size=8).map(str.strip), st.just(0)
)
words = st.text(min_size=1, max_size=12)


@given(st.lists(st.one_of(words, holes), max_size=8))
def test_text_and_pieces_are_the_same_thing(parts: list[str | Hole]) -> None:
    text = text_of(parts)
    try:
        found = pieces(text)
    except TemplateError as error:  # only where two slots of a name differ
        assert "two defaults" in error.what  # noqa: PT017
        return
    assert text_of(found) == text
    assert pieces(text_of(found)) == found
    assert set(defaults(found)) == {part.name for part in parts if isinstance(part, Hole)}


@given(st.text(st.sampled_from("{}=ab _-\n"), max_size=60) | st.text(max_size=80))
def test_hostile_text_is_taken_apart_or_refused_at_a_place_in_it(text: str) -> None:
    try:
        found = pieces(text)
    except TemplateError as error:
        assert 1 <= error.line <= text.count("\n") + 1  # noqa: PT017
        assert 1 <= error.column <= len(text) + 1  # noqa: PT017
        return
    assert pieces(text_of(found)) == found


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60))
def test_any_value_is_put_in_or_refused(kind: str, value: str) -> None:
    slot = Slot("slot", kind)
    try:
        said = checked(slot, value)
    except TimbreError as error:
        assert error.message.startswith("slot")  # noqa: PT017
        return
    assert "\n" not in said
    assert checked(slot, said) == said


FILES = [
    ("text = 'a {b'\n", 1, "line 1, column 3 of the text: this slot is not closed"),
    ("title = 'x'\n\ntext = '{mood=wram}'\n", 3, "Did you mean 'warm'"),
    ("title = 'x'\n", 1, "there is no text"),
    ("text = ' '\n", 1, "there is no text"),
    ("text = 3\n", 1, "text must be text"),
    ("txt = 'x'\n", 1, "unknown field 'txt'; did you mean 'text'"),
    ("text = '{a=1}'\n[slots.b]\nkind = 'text'\n", 2, "the text has no slot 'b'"),
    ("text = '{a=1}'\n[slots.a]\nkind = 'colour'\n", 3, "'colour' is no kind of slot"),
    ("text = '{a=1}'\n[slots.a]\nkid = 'text'\n", 3, "unknown field 'kid'; did you mean 'kind'"),
    ("text = '{a=1}'\n[slots.a]\nchoices = 'x'\n", 3, "list of texts"),
    ("text = '{a=1}'\n[slots.a]\nkind = 'number'\nlow = 'x'\n", 4, "low is 'x', not a number"),
    ("text = '{a=1}'\n[slots.a]\nkind = 'number'\nlow = 9\nhigh = 3\n", 4, "low is more than high"),
    ("text = '{a=1}'\n[slots.a]\nkind = 'number'\nlow = 9\n", 1, "a is 1"),
    ("text = '{a=1}'\nslots = 3\n", 2, "slots must be tables"),
    ("text = '{a=1}'\n[slots]\na = 3\n", 3, "slots.a must be a table"),
    ("text = \n", 1, "Invalid value"),
]


@pytest.mark.parametrize(("text", "line", "what"), FILES)
def test_mistakes_in_a_file_name_file_and_line(text: str, line: int, what: str) -> None:
    with pytest.raises((InvalidInputError, UnknownNameError), match=what) as error:
        read_template("x", text, "mine/x.toml")
    assert error.value.message.startswith(f"mine/x.toml:{line}: ")


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("text = '{genre=funk} loop'\n")
    (tmp_path / "drone.toml").write_text("text = 'my drone in {key=A minor}'\n")
    (tmp_path / "bad.toml").write_text("text = '{'\n")
    (tmp_path / "Odd Name.toml").write_text("text = 'x'\n")
    (tmp_path / "big.toml").write_text("#" * (MOST_BYTES + 1))
    assert {"mine", "bad", "trailer"} <= set(template_names(tmp_path))
    assert "Odd Name" not in template_names(tmp_path)
    assert fill(load_template("mine", tmp_path), {}) == "funk loop"
    assert fill(load_template("drone", tmp_path), {"key": "Bb minor"}) == "my drone in Bb minor"
    assert load_template("drone").text != load_template("drone", tmp_path).text
    for name in ("bad", "big"):
        with pytest.raises(InvalidInputError, match=rf"{name}\.toml"):
            load_template(name, tmp_path)
    for name in ("../x", "", "nothing"):
        with pytest.raises(UnknownNameError, match="no template"):
            load_template(name, tmp_path)
