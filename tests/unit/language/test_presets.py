"""Presets: built-in, the user's own, stacked under what the prompt says, saved from a Brief."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.audio.presets import preset_names as mastering_names
from timbre.engines.composer.compose import compose
from timbre.errors import FileError, InvalidInputError, TimbreError, UnknownNameError
from timbre.language.parse import parse
from timbre.language.presets import (
    Preset,
    applied,
    apply_presets,
    load_preset,
    preset_names,
    preset_text,
)
from timbre.language.presets.load import MOST_BYTES, RESERVED, is_name, misnamed
from timbre.language.presets.reading import read_preset
from timbre.language.presets.values import FIELDS
from timbre.language.presets.words import as_data, in_a_line
from timbre.language.templates import fill
from timbre.language.templates.load import read_template
from timbre.model.brief import Brief, PartWish, PlaceWish
from timbre.model.request import GenerationRequest
from timbre.theory.metre import felt_bpm, parse_metre

MASTERS = set(mastering_names())


def one(text: str, name: str = "x") -> Preset:
    return read_preset(name, text)


def musical(brief: Brief) -> dict[str, Any]:
    return {name: getattr(brief, name) for name in (*FIELDS, "parts", "places")}


@pytest.mark.parametrize("name", preset_names())
def test_every_built_in_preset_is_described_and_changes_something(name: str) -> None:
    preset = load_preset(name)
    assert is_name(name)
    assert preset.title
    assert preset.description.endswith(".")
    assert preset.master in {None, *MASTERS}
    brief = apply_presets(Brief(), [preset])
    assert musical(brief) != musical(Brief()) or preset.master or preset.lufs is not None
    assert not set(brief.instruments) & set(brief.without)
    assert in_a_line(preset)
    assert as_data(preset)["own"] is False


@pytest.mark.parametrize("name", preset_names())
def test_the_composer_plays_every_built_in_preset(name: str) -> None:
    brief = apply_presets(parse(""), [load_preset(name)])
    request = GenerationRequest(prompt="", brief=brief, seed=3, seconds=None if brief.bars else 8.0)
    score = compose(request)
    assert any(part.notes for part in score.parts)
    if brief.bpm:
        assert felt_bpm(score.bpm, parse_metre(score.metre)) == pytest.approx(brief.bpm, rel=0.06)
    if brief.metre:
        assert score.metre == brief.metre


def test_whole_looks_say_who_plays_what_and_how() -> None:
    looks = [name for name in preset_names() if "genres" in dict(load_preset(name).fields)]
    assert len(looks) >= 25
    for name in looks:
        brief = apply_presets(Brief(), [load_preset(name)])
        assert brief.style, name
        assert brief.moods, name
        assert brief.instruments, name
        assert brief.valence is not None, name
        assert brief.source_of("bpm").because == f"preset {name}"


def test_no_two_built_in_presets_are_the_same() -> None:
    assert len(preset_names()) >= 40
    told = [in_a_line(load_preset(name)) for name in preset_names()]
    assert len(set(told)) == len(told)
    words = [load_preset(name).description for name in preset_names()]
    assert len(set(words)) == len(words)


def test_stated_words_win_and_what_lost_is_told() -> None:
    found = applied(parse("techno in C minor at 140 bpm with sitar"), [load_preset("rainy-cafe")])
    brief = found.brief
    assert (brief.style, brief.bpm, brief.key, brief.instruments) == ("techno", 140.0, "C minor", ("sitar",))
    assert "warm" in brief.production
    assert brief.source_of("production").because == "preset rainy-cafe"
    told = {held.field: held.text for held in found.held}
    assert told["bpm"] == "Preset rainy-cafe asks for bpm 92 bpm; your words (140 bpm) won."
    assert {"genres", "instruments"} <= set(told)
    assert applied(parse("something"), [load_preset("rainy-cafe")]).held == ()


def test_a_tempo_word_wins_over_the_presets_number() -> None:
    assert (apply_presets(parse("fast"), [load_preset("lullaby")]).bpm or 0) > 120


def test_a_later_preset_wins_and_lists_join() -> None:
    found = applied(Brief(), [load_preset("campfire"), load_preset("boss-battle")])
    assert found.brief.bpm == 164
    assert found.brief.style == "chiptune"
    assert {"cozy", "epic"} <= set(found.brief.moods)
    assert found.brief.instruments == dict(load_preset("boss-battle").fields)["instruments"]
    lost = {held.field: held for held in found.held}
    assert (lost["bpm"].preset, lost["bpm"].value, lost["bpm"].won) == (
        "campfire",
        98.0,
        "preset boss-battle",
    )


def test_one_laid_on_a_take_wins_over_those_it_was_made_with() -> None:
    take = apply_presets(parse("jazz in F major"), [load_preset("campfire"), load_preset("strings-on-top")])
    brief = apply_presets(
        take, [load_preset("slow-burn"), load_preset("minor-key"), load_preset("tape-worn")]
    )
    assert (brief.bpm, brief.key, brief.genres) == (66, "F major", (("jazz", 1.0),))
    assert {"dry", "tape"} <= set(brief.production)
    assert [wish.name for wish in brief.parts] == ["strings"]


def test_a_single_wish_wins_over_what_a_genre_or_scene_only_implies() -> None:
    slow, cafe = load_preset("slow-burn"), load_preset("rainy-cafe")
    for words in ("jazz", "rainy night drive", "happy house"):
        assert apply_presets(parse(words), [slow]).bpm == 66, words
        assert apply_presets(parse(words), [cafe]).bpm == parse(words).bpm, words
    assert apply_presets(parse("fast jazz"), [slow]).bpm == parse("fast jazz").bpm
    assert apply_presets(parse("happy techno"), [load_preset("sparse"), load_preset("swung")]).density == -0.7
    assert apply_presets(parse("happy techno"), [load_preset("sparse"), load_preset("swung")]).swing == 0.75


def test_single_aspects_stack_on_a_look() -> None:
    names = ["rainy-cafe", "slow-burn", "waltz-time", "strings-on-top", "tape-worn"]
    brief = apply_presets(parse("with a flute"), [load_preset(name) for name in names])
    assert (brief.bpm, brief.metre, brief.genres) == (66.0, "3/4", (("smooth jazz", 1.0),))
    assert brief.instruments == ("flute", "strings")
    assert {"warm", "tape", "lo-fi"} <= set(brief.production)
    assert [wish.name for wish in brief.parts] == ["strings"]


def test_order_decides_between_those_who_play_and_those_who_do_not() -> None:
    cafe, quiet, big = (load_preset(name) for name in ("rainy-cafe", "no-drums", "techno-bunker"))
    without = apply_presets(Brief(), [cafe, quiet])
    assert without.instruments == ("piano", "acoustic bass")
    assert "drums" in without.without
    back = apply_presets(Brief(), [quiet, big])
    assert "909 kit" in back.instruments
    assert "drums" not in back.without


def test_nobody_else_ends_where_others_are_named() -> None:
    quartet = load_preset("string-quartet")
    assert apply_presets(Brief(), [quartet]).instruments == ("violin", "violin", "viola", "cello")
    assert "only" in apply_presets(Brief(), [quartet]).production
    assert "only" not in apply_presets(parse("with a trumpet"), [quartet]).production
    assert "only" not in apply_presets(Brief(), [quartet, load_preset("campfire")]).production


def test_words_rule_out_who_would_join() -> None:
    brief = apply_presets(parse("folk, no strings"), [load_preset("strings-on-top")])
    assert "strings" not in brief.instruments


def test_stated_instruments_survive_a_presets_without() -> None:
    brief = apply_presets(parse("with drums"), [load_preset("campfire")])
    assert "drums" in brief.instruments
    assert "drums" not in brief.without


def test_players_and_places_are_merged_and_words_come_last() -> None:
    under = one(
        "[parts.piano]\nlevel_db = 3\ndynamics = -0.5\n[[places]]\nwhere = 'chorus'\nenergy = 0.2\n", "a"
    )
    over = one(
        "[parts.piano]\nlevel_db = -2\n[parts.bass]\noctave = -1\n[[places]]\nwhere = 'outro'\nenergy = -0.5\n",
        "b",
    )
    said = Brief().with_stated("words", parts=(PartWish(name="bass", octave=1),))
    brief = apply_presets(said, [under, over])
    parts = {wish.name: wish for wish in brief.parts}
    assert (parts["piano"].level_db, parts["piano"].dynamics, parts["bass"].octave) == (-2.0, -0.5, 1)
    assert [wish.where for wish in brief.places] == ["chorus", "outro"]
    assert brief.source_of("places").because == "preset a, b"


def test_a_length_in_one_unit_takes_the_place_of_that_in_the_other() -> None:
    loop, long = load_preset("short-loop"), load_preset("long-focus-10-min")
    assert (apply_presets(Brief(), [loop, long]).bars, apply_presets(Brief(), [loop, long]).seconds) == (
        None,
        600,
    )
    assert apply_presets(Brief(), [long, loop]).seconds is None
    assert apply_presets(parse("piano, 20 seconds"), [loop]).bars is None


def test_no_presets_change_nothing() -> None:
    brief = parse("jazz")
    assert apply_presets(brief, []) is brief


def test_unknown_name() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'rainy-cafe'"):
        load_preset("rainy-caffe")
    for name in ("../../etc/passwd", "", ".", "a/b", "A", "x" * 500, "nul\0"):
        with pytest.raises(UnknownNameError):
            load_preset(name, Path("/"))


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('title = "Mine"\n[brief]\nbpm = 99\ngenres = ["funk"]\n')
    (tmp_path / "lullaby.toml").write_bytes(b"\xef\xbb\xbf[brief]\r\nbpm = 55\r\n")
    (tmp_path / "My Own.toml").write_text("[brief]\nbpm = 55\n")
    (tmp_path / "save.toml").write_text("[brief]\nbpm = 55\n")
    assert "mine" in preset_names(tmp_path)
    assert apply_presets(Brief(), [load_preset("mine", tmp_path)]).style == "funk"
    assert dict(load_preset("lullaby", tmp_path).fields)["bpm"] == 55
    assert dict(load_preset("lullaby").fields)["bpm"] == 66
    assert preset_names(tmp_path / "nowhere") == preset_names()
    assert [path.stem for path in misnamed(tmp_path)] == ["My Own", "save"]
    assert not {"My Own", "save"} & set(preset_names(tmp_path))


MISTAKES = [
    ("[brief]\nbpm = 9999\n", 2, "bpm is 9999"),
    ("[brief]\nbpm = '90'\n", 2, "bpm is '90'"),
    ("[brief]\nbpm = true\n", 2, "bpm is True"),
    ("[brief]\nbars = 8.5\n", 2, "bars is 8.5"),
    ("[brief]\nkey = 'H sharp'\n", 2, "not a key"),
    ("[brief]\n\nkye = 'A minor'\n", 3, "unknown field 'kye'; did you mean 'key'"),
    ("title = 3\n[brief]\nbpm = 90\n", 1, "title must be text"),
    ("titel = 'x'\n[brief]\nbpm = 90\n", 1, "unknown field 'titel'; did you mean 'title'"),
    ("[brief]\nmoods = 'sad'\n", 2, "list of names"),
    ("[brief]\nmoods = [\n  'sad',\n  'hapy',\n]\n", 4, "no mood called 'hapy'. Did you mean"),
    ("[brief]\ninstruments = ['violinn']\n", 2, "'violinn'. Did you mean 'violin'"),
    ("[brief]\ngenres = ['jaz (0.5)']\n", 2, "no genre"),
    ("[brief]\nchords = ['Am', 'Xq']\n", 2, "Xq"),
    ("[brief]\nform = ['intro', 'vers 8']\n", 2, "no section called 'vers'"),
    ("[brief]\nproduction = ['vynil']\n", 2, "Did you mean 'vinyl'"),
    ("[brief]\nmetre = '3/5'\n", 2, "metre"),
    ("[brief]\nending = 'bang'\n", 2, "ending is 'bang'"),
    ("[brief]\nstyle = '../x'\n", 2, "style is"),
    ("[brief]\nloop = 'maybe'\n", 2, "loop"),
    ("title = 'x'\n", 1, r"no \[brief\]"),
    ("brief = 3\n", 1, r"no \[brief\]"),
    ("[brief]\nbpm = \n", 2, "Invalid value"),
    ("[brief]\nbpm = nan\n", 2, "bpm"),
    ("\nlufs = -3\n", 2, "lufs is -3"),
    ("whole = 1\n[brief]\nbpm = 90\n", 1, "whole must be"),
    ("add = ['strngs']\n", 1, "Did you mean 'strings'"),
    ("add = 'strings'\n", 1, "add must be a list"),
    ("[parts.piano]\n\nlevel_db = 90\n", 3, "level_db is 90"),
    ("[parts.piano]\nlevel_db = 'loud'\n", 2, "level_db is 'loud', not a number"),
    ("[parts.piano]\nlevel = 3\n", 2, "unknown field 'level'; did you mean 'level_db'"),
    ("[parts.pianno]\nlevel_db = 3\n", 1, "'pianno'. Did you mean 'piano'"),
    ("[parts.piano]\nproduction = ['vynil']\n", 2, "vinyl"),
    ("parts = 3\n", 1, "parts must be tables"),
    ("[[places]]\nenergy = 0.5\n", 1, "no `where`"),
    ("[[places]]\nwhere = 'intro'\nenergy = 0.5\n[[places]]\nwhere = 'chrous'\n", 5, "did you mean 'chorus'"),
    ("[[places]]\nwhere = 'intro'\nonly = ['bas']\n", 3, "no player called 'bas'. Did you mean 'bass'"),
    ("[[places]]\nwhere = 'intro'\nsemitones = 50\n", 3, "semitones is 50"),
    ("[places]\nwhere = 'intro'\n", 1, "places must be a list"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what"), MISTAKES)
def test_mistakes_name_file_and_line(text: str, line: int, what: str) -> None:
    with pytest.raises((InvalidInputError, UnknownNameError), match=what) as error:
        read_preset("x", text, "mine/x.toml")
    assert error.value.message.startswith(f"mine/x.toml:{line}: ")
    assert error.value.hint


def test_aliases_become_canonical_and_general_words_what_they_mean() -> None:
    fields = dict(
        one("[brief]\ninstruments = ['Rhodes', 'guitar']\nwithout = ['guitar']\nmoods = ['jolly']\n").fields
    )
    assert fields["instruments"] == ("electric piano", "acoustic guitar")
    assert {"acoustic guitar", "electric guitar"} <= set(fields["without"])


def test_bad_files(tmp_path: Path) -> None:
    (tmp_path / "big.toml").write_text("#" * (MOST_BYTES + 1))
    (tmp_path / "latin.toml").write_bytes(b"[brief]\nkey = '\xe9'\n")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "deep.toml").write_text(f"a = {'[' * 5000}{']' * 5000}\n")
    with pytest.raises(InvalidInputError, match="too big for a preset"):
        load_preset("big", tmp_path)
    with pytest.raises(InvalidInputError, match=r"latin\.toml:2: the file is not UTF-8"):
        load_preset("latin", tmp_path)
    with pytest.raises(FileError, match=r"folder\.toml cannot be read"):
        load_preset("folder", tmp_path)
    with pytest.raises(InvalidInputError, match=r"deep\.toml:1"):
        load_preset("deep", tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nothing")
    for name in ("pipe", "gone"):
        with pytest.raises(FileError, match="cannot be read"):
            load_preset(name, tmp_path)


@given(st.text(max_size=200))
def test_any_text_is_a_preset_or_an_error(text: str) -> None:
    said = "x.toml:"
    try:
        read_preset("x", text)
    except TimbreError as error:
        said = error.message
    assert said.startswith("x.toml:")


@given(
    st.sampled_from(
        ["warm lo-fi piano, 80 bpm, rainy night", "techno in F minor, no vocals, distorted, 2 minutes",
         "jazz with a touch of blues, Am F C G, ends abruptly", "string quartet waltz, 3/4, sad, wide",
         "8 bar loop, chiptune, energetic", "a solo trumpet, energetic",
         "soft piano and punchy drums, no bass, intro, verse, chorus", ""]
    ),
    st.floats(30, 300) | st.none(),
    st.lists(
        st.builds(PartWish, name=st.sampled_from(["piano", "kick", "electric piano"]), level_db=st.floats(-24, 24),
                  pan=st.none() | st.floats(-1, 1), words=st.lists(st.text(min_size=1, max_size=9), max_size=2)),
        max_size=2, unique_by=lambda wish: wish.name,
    ),
    st.lists(st.builds(PlaceWish, where=st.sampled_from(["last chorus", "second half", "start"]),
                       add=st.just(("strings",)), seconds=st.none() | st.floats(0, 60),
                       semitones=st.integers(-11, 11)), max_size=2),
    st.text(max_size=60),
)  # fmt: skip
def test_a_saved_preset_gives_the_brief_back(
    words: str, bpm: float | None, parts: list[PartWish], places: list[PlaceWish], title: str
) -> None:
    brief = parse(words)
    parts = [
        wish.model_copy(update={"words": tuple(w for w in wish.words if w.isprintable())}) for wish in parts
    ]
    brief = brief.model_copy(update={"parts": tuple(parts), "places": tuple(places)})
    brief = brief if bpm is None else brief.with_stated("--bpm", bpm=bpm)
    text = preset_text(brief, title=title, description=title * 9, master="warm", lufs=-16.5)
    preset = read_preset("saved", text)
    assert musical(apply_presets(Brief(), [preset])) == musical(brief)
    assert (preset.master, preset.lufs) == ("warm", -16.5)
    assert musical(apply_presets(parse(""), [preset])) == musical(brief)


def test_words_of_commands_are_no_names() -> None:
    assert {"save", "none", "show", "off"} <= set(RESERVED)
    assert not any(is_name(name) for name in (*RESERVED, "", "-a", "A", "a b", "a.b", "é", "x" * 41))


def test_the_examples_of_the_documentation_work() -> None:
    page = (Path(__file__).parents[3] / "docs" / "presets.md").read_text(encoding="utf-8")
    preset, template = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    found = read_preset("attic-jazz", preset)
    assert dict(found.fields)["genres"] == (("jazz", 1.0), ("blues", 0.5))
    assert [wish.where for wish in dict(found.fields)["places"]] == ["last chorus"]
    sting = read_template("sting", template)
    assert fill(sting, {"instrument": "brass"}).startswith("cheerful big band sting with brass")
    for name in preset_names():
        assert f"| `{name}` |" in page, "run scripts/make_docs.py"


@pytest.mark.parametrize("words", ["with a flute", "piano", "a cello"])
def test_an_instrument_in_the_words_leaves_a_preset_its_style(words: str) -> None:
    brief = apply_presets(parse(words), [load_preset("rainy-cafe")])
    assert brief.style == "jazz-swing"
    assert brief.sources["style"].because == "preset rainy-cafe"
