"""Mastering presets: Timbre's own, the user's, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from timbre.audio.loudness import integrated_lufs
from timbre.audio.mastering import master
from timbre.audio.presets import load_preset, preset_names
from timbre.errors import InvalidInputError, UnknownNameError

from .signals import beat

BRIGHT = """
extends = "warm"
lufs = -20
chain = [{ effect = "high_shelf", settings = { cutoff_frequency_hz = 6000, gain_db = 9 } }]
"""


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def test_a_preset_of_ones_own_extends_another(tmp_path: Path) -> None:
    write(tmp_path, "bright", BRIGHT)
    base, own = load_preset("warm"), load_preset("bright", tmp_path)
    assert own.chain[: len(base.chain)] == base.chain
    assert len(own.chain) == len(base.chain) + 1
    assert (own.lufs, own.clip_db, own.description) == (-20.0, base.clip_db, base.description)
    assert preset_names(tmp_path)[-1] == "bright"
    music = beat(100.0, 4.0)
    mastered = master(music, 44_100, own).samples
    assert integrated_lufs(mastered, 44_100) == pytest.approx(-20.0, abs=0.5)
    plain = master(music, 44_100, base, -20.0).samples
    assert np.abs(np.diff(mastered)).mean() > 1.3 * np.abs(np.diff(plain)).mean(), "brighter"


def test_ones_own_hides_and_may_extend_the_one_it_hides_but_never_off(tmp_path: Path) -> None:
    write(tmp_path, "warm", BRIGHT)
    write(tmp_path, "off", "lufs = -10")
    assert load_preset("warm", tmp_path).lufs == -20.0
    assert load_preset("off", tmp_path).lufs is None
    assert preset_names(tmp_path) == preset_names()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('lufs = -14\nchain = [{ effect = "peek" }]', r"own\.toml: chain\.0.*'lowpass'"),
        ('lufs = -14\nchain = [{ effect = "peak", settings = { gain = 1 } }]', "no setting 'gain'"),
        ('lufs = -14\nchain = [{ effect = "tilt", settings = { tilt_db = 40 } }]', "goes from -12 to 12"),
        ("lufs = 3", "lufs"),
        ("loudness = -14", "loudness"),
        ("lufs = ", "not TOML"),
        ("description = 'nothing'", "no lufs"),
        ('extends = "wram"', "Did you mean 'warm'"),
        ('extends = "own"', "extends itself: own → own"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    write(tmp_path, "own", text)
    with pytest.raises((InvalidInputError, UnknownNameError), match=complaint):
        load_preset("own", tmp_path)
