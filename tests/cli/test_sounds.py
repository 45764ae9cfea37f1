"""SoundFonts from the command line: listed, played with, pinned in the recipe, missed when they are gone."""

import json

import pytest

from fakes.soundfonts import general
from timbre.engines.composer.soundfont import finding


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
    story = json.loads((home / "a.json").read_text())
    assert story["request"]["sounds"]["file"] == str(font)
    assert timbre("verify", "a.wav").code == 0
    moved = home / "shelf" / "deeper" / "band.sf2"
    moved.parent.mkdir()
    font.rename(moved)
    assert timbre("verify", "a.wav").code == 0, "found by its content"
    moved.write_bytes(general((0,)))
    refused = timbre("verify", "a.wav")
    assert refused.code == 12
    assert "not on this machine" in refused.out + refused.err


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
        ("none", 4, "usual folders"),
        ("", 2, "no file"),
        ("song.txt", 2, "song.txt cannot be used as a SoundFont"),
    ],
)
def test_a_wrong_file_is_told(timbre, font, home, file, code, told):
    (home / "song.txt").write_text("la la la la la")
    ran = timbre("make", "solo violin", "--sounds", file, "-s", 2)
    assert ran.code == code
    assert told in ran.err
