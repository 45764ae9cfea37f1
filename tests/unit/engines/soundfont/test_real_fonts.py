"""Real SoundFonts: an SF2 and an SF3 as Debian has them. Where they are not installed, these tests are skipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from timbre.engines.composer.players import players
from timbre.engines.composer.soundfont.font import DRUM_BANK, SoundFont, open_font
from timbre.engines.composer.soundfont.levels import loudest_lufs
from timbre.engines.composer.soundfont.sampler import Sampler, Stroke
from timbre.errors import InvalidInputError
from unit.engines.soundfont.hearing import RATE, cents, frequency, play

SF2 = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")
SF3 = Path("/usr/share/sounds/sf3/FluidR3Mono_GM.sf3")


def _needed(path: Path, package: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.is_file(), reason=f"needs {path}: apt install {package}")


FONTS = [
    pytest.param(SF2, marks=_needed(SF2, "timgm6mb-soundfont")),
    pytest.param(SF3, marks=_needed(SF3, "fluidr3mono-gm-soundfont")),
]


@pytest.mark.parametrize("path", FONTS)
def test_every_acoustic_program_plays_in_tune_and_can_be_heard(path: Path) -> None:
    """Pitched by its strongest partial near the key, an octave up or down, or near the twelfth (organs, brass)."""
    font = open_font(path)
    tried = 0
    for program in (0, 6, 11, 21, 24, 32, 40, 42, 56, 60, 66, 68, 70, 71, 73, 105):
        pitch = 48 if program == 32 else 64
        heard = play(font, pitch, 96, 0.5, program=program)
        assert np.isfinite(heard).all()
        assert loudest_lufs(heard, 25) > -45
        away = cents(440.0 * 2 ** ((pitch - 69) / 12), frequency(heard.sum(axis=0)))
        partial = min(abs(away - 1200 * np.log2(n)) for n in (0.5, 1, 2, 3, 4, 5, 6))
        assert partial < 25, (program, away)
        tried += 1
    assert tried == 16


@pytest.mark.parametrize("path", FONTS)
def test_every_player_has_a_preset(path: Path) -> None:
    font = open_font(path)
    lacking = [name for name, player in players().items() if font.preset(0, player.program) is None]
    assert lacking == []


@pytest.mark.parametrize("path", FONTS)
def test_the_kit_has_its_pieces(path: Path) -> None:
    font = open_font(path)
    kit = font.preset(DRUM_BANK, 0)
    assert kit is not None
    sampler = Sampler(font)
    kick, snare, hat = (
        sampler.render(kit, Stroke(key, 100, 0.0, "", 0), RATE)[0, :8820] for key in (36, 38, 42)
    )
    centroids = [_centroid(each) for each in (kick, snare, hat)]
    assert centroids[0] < centroids[1] < centroids[2]


def _centroid(sound: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(sound)) ** 2
    return float(np.sum(power * np.fft.rfftfreq(len(sound), 1 / RATE)) / power.sum())


@pytest.mark.parametrize("path", FONTS)
def test_damaged_copies_give_sound_or_an_error(path: Path, tmp_path: Path) -> None:
    """Bytes changed in the tables of a real file, which lie at its end."""
    whole = path.read_bytes()
    table = whole.rindex(b"pdta")
    numbers = np.random.default_rng(8)
    refused: list[bool] = []
    for turn in range(6):
        data = bytearray(whole)
        for at in numbers.integers(table, len(data), 12 * 4**turn):
            data[at] = int(numbers.integers(0, 256))
        copy = tmp_path / f"copy-{turn}{path.suffix}"
        copy.write_bytes(bytes(data))
        try:
            font = SoundFont(copy)
            sampler = Sampler(font)
            for preset in font.presets[:6]:
                heard = sampler.render(preset, Stroke(60, 90, 0.2, "", 0), RATE)
                assert np.isfinite(heard).all()
        except InvalidInputError as error:
            refused.append(copy.name in error.message)
    assert refused
    assert all(refused)
