"""`/set sounds`: what the next takes are played with."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.soundfonts import tone
from timbre.conversation.defaults import read_value, with_overrides
from timbre.conversation.requesting import Wishes, build_request
from timbre.engines.composer.soundfont import finding
from timbre.errors import InvalidInputError, MissingError
from timbre.model.request import Sounds


def asked(overrides: dict[str, object], **options: object) -> Sounds | None:
    wishes = with_overrides(Wishes(**options), overrides)
    return build_request("lofi piano", wishes, 1).sounds


def test_the_session_beats_the_options() -> None:
    voices = {"melody": "40"}
    assert asked({}, sounds="auto", voices=voices) == Sounds(file="auto", voices=voices)
    assert asked({"sounds": "Mine.sf2"}, sounds="auto") == Sounds(file="Mine.sf2")
    assert asked({"sounds": "synth"}, sounds="auto") is None
    assert asked({}) is None


def test_another_engine_is_not_given_a_font() -> None:
    assert asked({"engine": "musicgen"}, sounds="auto") is None


def test_a_path_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "band.sf2").write_bytes(tone())
    assert read_value("sounds", "./band.sf2") == str(tmp_path / "band.sf2")
    assert read_value("sounds", "Synth") == "synth"
    with pytest.raises(InvalidInputError, match="sounds cannot be"):
        read_value("sounds", " ")


def test_a_font_that_is_not_there_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "folders", lambda: [tmp_path])
    for name in ("auto", "autoo"):
        with pytest.raises(MissingError) as caught:
            read_value("sounds", name)
        assert "--sounds" not in caught.value.hint, "it is a session's, not the command line's"
    (tmp_path / "Band.sf2").write_bytes(tone())
    with pytest.raises(MissingError, match="Did you mean 'auto'"):
        read_value("sounds", "autoo")
    assert read_value("sounds", "AUTO") == "auto"
    assert read_value("sounds", "band") == "band"
    (tmp_path / "Band.sf2").write_bytes(b"RIFF")
    with pytest.raises(InvalidInputError, match="cannot be used as a SoundFont"):
        read_value("sounds", "band")
