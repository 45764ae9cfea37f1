"""What the first picture is painted by is what the settings say, whatever stands in the file."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from timbre.config.glance import Looks, glance
from timbre.config.reading import load
from timbre.config.settings import Settings

FILES = [
    "",
    'theme = "nord"\nreduced_motion = true\nwaveform = "ascii"\nnotifications = "desktop"',
    'theme = "No Theme"\nreduced_motion = "perhaps"\nwaveform = "oil"\nnotifications = 3',
    'reduced_motion = "y"',
    "reduced_motion = 0",
    "theme = []\nwaveform = {}",
    'waveform = "block"\nengine = 5\nvolume = 1000',
    '[keys]\nagain = "f7"\nundo = ""\nredo = 5\nlike = "none"',
    'keys = "f7"',
    "this is no TOML",
    "\x00",
]
ENVIRONMENTS = [
    {},
    {"TIMBRE_THEME": "gruvbox", "TIMBRE_REDUCED_MOTION": "ON", "TIMBRE_WAVEFORM": " block "},
    {"TIMBRE_THEME": "!", "TIMBRE_REDUCED_MOTION": "maybe", "TIMBRE_WAVEFORM": "oil"},
    {"TIMBRE_NOTIFICATIONS": "off", "TIMBRE_REDUCED_MOTION": "f", "TIMBRE_KEYS": "f9"},
]


@pytest.mark.parametrize("text", FILES)
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_glance_sees_what_a_full_reading_does(
    tmp_path: Path, text: str, environment: dict[str, str]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    whole = load(path, environment).settings
    assert glance(path, environment) == Looks(
        **{each.name: getattr(whole, each.name) for each in fields(Looks)}
    )


@pytest.mark.parametrize("data", [b"\xff\xfe", b"#" * (2**20 + 1)])
def test_a_file_nobody_can_read_leaves_the_defaults(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(data)
    assert glance(path, {}) == glance(tmp_path / "missing", {}) == Looks()
    assert Looks() == Looks(**{each.name: getattr(Settings(), each.name) for each in fields(Looks)})
