"""SoundFonts from the command line: listed, played with, pinned in the recipe, missed when they are gone."""

import json

import numpy as np
import pytest

from fakes.soundfonts import general
from timbre.audio.metadata import read_tags
from timbre.cli.card import card_text
from timbre.engines.composer.soundfont import finding
from timbre.jobs.take import TakeReady
from timbre.model.request import GenerationRequest, GenerationResult, Measured


@pytest.fixture
def font(home, monkeypatch):
    """A SoundFont in the only folder that is looked at."""
    folder = home / "shelf"
    folder.mkdir()
    monkeypatch.setattr(finding, "folders", lambda: [folder])
    path = folder / "band.sf2"
    path.write_bytes(general((0, 24, 32, 40)))
    return path


def test_files_and_presets_are_listed(timbre, font):
    (font.parent / "bad.sf3").write_bytes(b"RIFF")
    listed = timbre("sounds")
    first, second = listed.out.splitlines()
    assert str(font) in first
    assert "5 presets" in first
    assert "bad.sf3" in second
    assert "does not begin as a RIFF file" in second
    rows = [json.loads(line) for line in timbre("sounds", "band", "--json").out.splitlines()]
    assert rows[0] == {"bank": 0, "program": 0, "name": "Sine 0"}
    assert rows[-1] == {"bank": 128, "program": 0, "name": "Kit 0"}
    assert timbre("sounds", "nothing").code == 4


def test_a_take_is_pinned_to_the_content(timbre, font, home):
    made = timbre("make", "solo violin", "--sounds", "band", "--seed", 3, "-s", 2, "-o", "a.wav", "--json")
    assert made.code == 0
    assert made.json["details"]["sounds"].startswith("band.sf2")
    story = (home / "a.json").read_text()
    assert json.loads(story)["request"]["sounds"]["file"] == "band.sf2"
    assert str(font.parent) not in story
    assert timbre("verify", "a.wav").code == 0
    moved = home / "shelf" / "deeper" / "band.sf2"
    moved.parent.mkdir()
    font.rename(moved)
    assert timbre("verify", "a.wav").code == 0, "found by its content"
    moved.write_bytes(general((0,)))
    refused = timbre("verify", "a.wav")
    assert refused.code == 12
    assert "not on this machine" in refused.out + refused.err


def test_the_configured_file_is_found_by_its_content(timbre, font, home):
    mine = home / "private" / "mine.sf2"
    mine.parent.mkdir()
    font.rename(mine)
    assert timbre("config", "set", "sounds", mine).code == 0
    assert timbre("make", "solo violin", "--seed", 3, "-s", 2, "-o", "a.wav").code == 0
    for kept in home.rglob("soundfonts.json"):
        kept.unlink()
    assert timbre("verify", "a.wav").code == 0
    assert timbre("config", "unset", "sounds").code == 0
    for kept in home.rglob("soundfonts.json"):
        kept.unlink()
    assert timbre("verify", "a.wav").code == 12


def test_a_take_says_whose_sounds_it_holds(timbre, font, home):
    wanted = "yours; sounds from Test font: its own terms apply"
    made = timbre("make", "solo violin", "--sounds", "band", "--seed", 3, "-s", 2, "-o", "a.wav", "--json")
    assert made.json["licence"] == wanted
    assert read_tags(home / "a.wav").licence == wanted
    chip = timbre("make", "solo 808 bass", "--sounds", "band", "--seed", 3, "-s", 2, "--json")
    assert chip.json["licence"] == "yours, no conditions", "the file is not heard"


def test_the_card_names_the_font_and_whose_it_is():
    result = GenerationResult(
        path="a.wav",
        engine="composer",
        engine_version="1",
        seed=1,
        seconds=2.0,
        sample_rate=44_100,
        channels=2,
        measured=Measured(seconds=2.0),
        details={"sounds": "band.sf2: Test (Ann Example)"},
    )
    ready = TakeReady(result, np.zeros((2, 8), np.float32))
    shown = card_text(GenerationRequest(prompt="violin", seed=1), ready).plain
    assert "samples  band.sf2: Test (Ann Example)" in shown


def test_settings_choose_a_font_for_the_composer_only(timbre, font):
    assert timbre("config", "set", "sounds", "auto").code == 0
    assert timbre("config", "set", "voices.violin", "24").code == 0
    assert timbre("config", "get", "voices.violin").out.strip() == "24"
    made = timbre("make", "solo violin", "--seed", 3, "-s", 2, "-o", "a.wav", "--json")
    story = json.loads(font.parent.parent.joinpath("a.json").read_text())
    assert story["request"]["sounds"]["voices"] == {"violin": "24"}
    plain = timbre("make", "solo violin", "--seed", 3, "-s", 2, "-o", "b.wav", "--json", "--sounds", "synth")
    assert "sounds" not in plain.json["details"]
    assert made.json["audio_sha256"] != plain.json["audio_sha256"]


@pytest.mark.parametrize(
    ("file", "code", "told"),
    [
        ("./none.sf2", 5, "cannot be read"),
        ("none", 4, "timbre sounds lists"),
        ("autoo", 4, "Did you mean 'auto'?"),
        ("bandd", 4, "Did you mean 'band'?"),
        ("", 2, "no file"),
        ("song.txt", 2, "song.txt cannot be used as a SoundFont"),
    ],
)
def test_a_wrong_file_is_told(timbre, font, home, file, code, told):
    (home / "song.txt").write_text("la la la la la")
    ran = timbre("make", "solo violin", "--sounds", file, "-s", 2)
    assert ran.code == code
    assert told in ran.err


def test_a_setting_that_no_font_answers_is_told(timbre, font):
    mistaken = timbre("config", "set", "sounds", "bandd")
    assert mistaken.code == 0, "the file may be put there later"
    assert "Did you mean 'band'?" in mistaken.err
    assert "note:" not in timbre("config", "set", "sounds", "band").err
    assert timbre("config", "set", "sounds", "  ").code == 2, "no name at all"
