"""Which files there are, which is taken, and how a file is found again by what is in it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from fakes.soundfonts import general, tone
from timbre.engines.composer.soundfont import finding
from timbre.engines.composer.soundfont.fingerprints import FILE_NAME, Fingerprints
from timbre.engines.soundfont_name import sounds_name
from timbre.errors import InvalidInputError, MissingError
from timbre.model.request import Sounds

EVERY = tuple(range(110))


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder where SoundFonts are looked for."""
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setattr(finding, "folders", lambda: [folder])
    return folder


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_best_is_a_general_one_and_damaged_ones_come_last(shelf: Path) -> None:
    (shelf / "aaa.sf2").write_bytes(b"RIFF")
    (shelf / "piano.sf2").write_bytes(tone())
    (shelf / "deep").mkdir()
    (shelf / "deep" / "TimGM6mb.SF2").write_bytes(general(EVERY))
    (shelf / "FluidR3_GM.sf2").write_bytes(general((*EVERY, 120)))
    (shelf / "again.sf2").symlink_to(shelf / "piano.sf2")
    (shelf / "notes.txt").write_text("no")
    found = finding.look()
    names = [each.path.name for each in found]
    assert names == ["FluidR3_GM.sf2", "TimGM6mb.SF2", "piano.sf2", "aaa.sf2"]
    assert [each.general for each in found] == [True, True, False, False]
    assert "does not begin" in found[-1].trouble
    assert Path(finding.settle(Sounds(file="auto")).file).name == "FluidR3_GM.sf2"


def test_a_file_is_named_by_path_or_by_name(shelf: Path) -> None:
    data = tone()
    (shelf / "My Piano.sf2").write_bytes(data)
    for name in ("my piano", "My Piano.sf2", str(shelf / "My Piano.sf2")):
        settled = finding.settle(Sounds(file=name, voices={"melody": "0"}))
        assert (Path(settled.file), settled.sha256) == (shelf / "My Piano.sf2", digest(data))
        assert settled.voices == {"melody": "0"}
    assert finding.settle(settled) == settled


def test_what_is_not_there_is_told_with_the_next_step(shelf: Path) -> None:
    with pytest.raises(MissingError, match="usual folders") as caught:
        finding.settle(Sounds(file="auto"))
    assert "fluid-soundfont-gm" in caught.value.hint
    with pytest.raises(MissingError, match="called 'steinway'"):
        finding.settle(Sounds(file="steinway"))


def test_a_moved_file_is_found_by_its_content(shelf: Path, tmp_path: Path) -> None:
    data = tone()
    (shelf / "renamed.sf2").write_bytes(data)
    (shelf / "other.sf2").write_bytes(general())
    asked = Sounds(file=str(tmp_path / "gone" / "old.sf2"), sha256=digest(data))
    assert Path(finding.settle(asked).file).name == "renamed.sf2"


def test_a_file_used_before_is_found_outside_the_folders(shelf: Path, tmp_path: Path) -> None:
    """A recipe tells a file's name and content, not its folder."""
    own = tmp_path / "own" / "mine.sf2"
    own.parent.mkdir()
    own.write_bytes(tone())
    used = finding.settle(Sounds(file=str(own)))
    assert finding.settle(used.model_copy(update={"file": "mine.sf2"})) == used


def test_a_changed_file_is_refused(shelf: Path) -> None:
    path = shelf / "font.sf2"
    path.write_bytes(tone())
    settled = finding.settle(Sounds(file=str(path)))
    path.write_bytes(general())
    with pytest.raises(MissingError, match="has changed"):
        finding.settle(settled)
    path.unlink()
    with pytest.raises(MissingError, match="not on this machine"):
        finding.settle(settled)


def test_a_file_that_is_no_soundfont_is_refused(shelf: Path) -> None:
    (shelf / "font.sf2").write_bytes(b"hello")
    with pytest.raises(InvalidInputError, match=r"font\.sf2"):
        finding.settle(Sounds(file="font"))


def test_a_hash_is_worked_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, prints = tmp_path / "font.sf2", Fingerprints(tmp_path / FILE_NAME)
    path.write_bytes(b"one")
    first = prints.of(path)
    assert first == digest(b"one")
    monkeypatch.setattr("timbre.engines.composer.soundfont.fingerprints.file_sha256", lambda _: "f" * 64)
    assert prints.of(path) == first
    path.write_bytes(b"another")
    assert prints.of(path) == "f" * 64
    path.write_bytes(b"a third")
    os.utime(path, (1, 1))
    assert prints.of(path) == "f" * 64
    assert prints.known() == [path]


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"a": 3}', '{"a": [1, 2, "x"]}', "[" * 100_000])
def test_a_damaged_store_only_costs_time(tmp_path: Path, kept: str) -> None:
    path, store = tmp_path / "font.sf2", tmp_path / FILE_NAME
    path.write_bytes(b"one")
    store.write_text(kept)
    assert Fingerprints(store).of(path) == digest(b"one")
    assert Fingerprints(store).known() == [path]


def test_names_are_read_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.sf2").touch()
    assert sounds_name(" Auto ") == "auto"
    assert sounds_name("SYNTH") == "synth"
    assert sounds_name("here.sf2") == str(tmp_path / "here.sf2")
    assert sounds_name("elsewhere.sf2") == "elsewhere.sf2"
    assert sounds_name("./elsewhere.sf2") == str(tmp_path / "elsewhere.sf2")
    for nothing in ("", "  ", "a\0b"):
        with pytest.raises(ValueError):
            sounds_name(nothing)
