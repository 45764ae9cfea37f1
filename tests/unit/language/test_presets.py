"""Presets: built-in, the user's own, stacked under what the prompt says."""

from __future__ import annotations

from pathlib import Path

import pytest

from timbre.errors import InvalidInputError, UnknownNameError
from timbre.language.parse import parse
from timbre.language.presets import apply_presets, load_preset, preset_names
from timbre.language.presets.load import read_preset
from timbre.model.brief import Brief

MASTERS = {"clean", "warm", "loud", "vinyl", "wide", "off"}


@pytest.mark.parametrize("name", preset_names())
def test_every_built_in_preset_makes_a_playable_brief(name: str) -> None:
    preset = load_preset(name)
    brief = apply_presets(Brief(), [preset])
    assert preset.title
    assert preset.description.endswith(".")
    assert preset.master in MASTERS
    assert brief.style
    assert brief.bpm
    assert brief.moods
    assert brief.instruments
    assert brief.valence is not None
    assert brief.energy is not None
    assert not set(brief.instruments) & set(brief.without)
    assert brief.source_of("bpm").because == f"preset {name}"


def test_there_are_useful_ones() -> None:
    assert len(preset_names()) >= 10
    assert {"study-beats", "rainy-cafe", "boss-battle", "morning-yoga", "trailer", "lullaby"} <= set(
        preset_names()
    )


def test_stated_words_win() -> None:
    brief = apply_presets(parse("techno in C minor at 140 bpm with sitar"), [load_preset("rainy-cafe")])
    assert (brief.style, brief.bpm, brief.key, brief.instruments) == ("techno", 140.0, "C minor", ("sitar",))
    assert "warm" in brief.production
    assert brief.source_of("production").because == "preset rainy-cafe"


def test_a_tempo_word_wins_over_the_presets_number() -> None:
    assert (apply_presets(parse("fast"), [load_preset("lullaby")]).bpm or 0) > 120


def test_a_later_preset_wins_and_lists_join() -> None:
    brief = apply_presets(Brief(), [load_preset("campfire"), load_preset("boss-battle")])
    assert brief.bpm == 164
    assert brief.style == "chiptune"
    assert {"cozy", "epic"} <= set(brief.moods)


def test_stated_instruments_survive_a_presets_without() -> None:
    brief = apply_presets(parse("with drums"), [load_preset("campfire")])
    assert "drums" in brief.instruments
    assert "drums" not in brief.without


def test_no_presets_change_nothing() -> None:
    brief = parse("jazz")
    assert apply_presets(brief, []) is brief


def test_unknown_name() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'rainy-cafe'"):
        load_preset("rainy-caffe")
    with pytest.raises(UnknownNameError):
        load_preset("../../etc/passwd")


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('title = "Mine"\n[brief]\nbpm = 99\ngenres = ["funk"]\n')
    (tmp_path / "lullaby.toml").write_text("[brief]\nbpm = 55\n")
    assert "mine" in preset_names(tmp_path)
    assert apply_presets(Brief(), [load_preset("mine", tmp_path)]).style == "funk"
    assert dict(load_preset("lullaby", tmp_path).fields)["bpm"] == 55
    assert dict(load_preset("lullaby").fields)["bpm"] == 66
    assert preset_names(tmp_path / "nowhere") == preset_names()


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[brief]\nbpm = 9999\n", 2, "bpm is 9999"),
        ("[brief]\nkey = 'H sharp'\n", 2, "not a key"),
        ("[brief]\n\nkye = 'A minor'\n", 3, "unknown field 'kye'"),
        ("title = 3\n[brief]\nbpm = 90\n", 1, "title must be text"),
        ("titel = 'x'\n[brief]\nbpm = 90\n", 1, "unknown field 'titel'"),
        ("[brief]\nmoods = 'sad'\n", 2, "list of names"),
        ("[brief]\nmetre = '3/5'\n", 2, "metre"),
        ("[brief]\nloop = 'maybe'\n", 2, "loop"),
        ("title = 'x'\n", 1, r"no \[brief\]"),
        ("[brief]\nbpm = \n", 2, "Invalid value"),
        ("[brief]\nbpm = nan\n", 2, "bpm"),
    ],
)
def test_mistakes_name_file_and_line(text: str, line: int, what: str) -> None:
    with pytest.raises(InvalidInputError, match=what) as error:
        read_preset("x", text, "mine/x.toml")
    assert error.value.message.startswith(f"mine/x.toml:{line}: ")
    assert error.value.hint


def test_unknown_words_in_a_preset_are_named() -> None:
    with pytest.raises(UnknownNameError, match="'violinn'") as error:
        read_preset("x", "[brief]\ninstruments = ['violinn']\n", "x.toml")
    assert "x.toml:2" in error.value.hint


def test_bad_files(tmp_path: Path) -> None:
    (tmp_path / "big.toml").write_text("#" * 100_000)
    (tmp_path / "latin.toml").write_bytes(b"[brief]\nkey = '\xe9'\n")
    with pytest.raises(InvalidInputError, match="too big"):
        load_preset("big", tmp_path)
    with pytest.raises(InvalidInputError, match=r"latin\.toml:2: the file is not UTF-8"):
        load_preset("latin", tmp_path)
