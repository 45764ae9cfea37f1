"""The names the composer and the words of a prompt rely on are all there, and every patch is well formed."""

import pytest

from timbre.engines.composer.players import KITS as DRUM_KITS
from timbre.engines.composer.players import players
from timbre.engines.composer.synth import INSTRUMENTS, KITS
from timbre.engines.composer.synth.catalogue import GAIN_PITCHES, voice
from timbre.engines.composer.synth.drums.kit import piece
from timbre.errors import UnknownNameError

CANONICAL = list(players())
KIT_NAMES = list(DRUM_KITS)
KEYS = {
    *range(35, 52),
    *(53, 54, 56, 57, 59, 60, 61, 62, 63, 64, 69, 70, 75, 76, 77, 81),
}


def test_every_canonical_instrument_is_there():
    assert set(INSTRUMENTS) == set(CANONICAL)


@pytest.mark.parametrize("name", CANONICAL)
def test_each_instrument_describes_itself(name):
    instrument = INSTRUMENTS[name]
    assert instrument.name == name
    assert 0 <= instrument.low < instrument.high <= 127
    assert len(instrument.description) > 20
    assert instrument.family in {
        "keys",
        "mallets",
        "plucked",
        "bass",
        "strings",
        "wind",
        "voice",
        "synth",
        "effects",
    }


@pytest.mark.parametrize("name", CANONICAL)
def test_each_patch_builds_and_is_calibrated(name):
    chosen = voice(name)
    assert len(chosen.gains_db) == len(GAIN_PITCHES)
    assert any(gain != 0.0 for gain in chosen.gains_db)


def test_no_two_instruments_share_a_patch():
    patches = [(repr(voice(name).sound)) for name in INSTRUMENTS]
    assert len(set(patches)) == len(patches)


def test_an_unknown_instrument_gets_a_hint():
    with pytest.raises(UnknownNameError, match="Did you mean 'clarinet'"):
        voice("clarinette")


def test_every_kit_is_there():
    assert list(KITS) == KIT_NAMES


@pytest.mark.parametrize("kit", KIT_NAMES)
def test_each_kit_has_a_piece_for_every_key(kit):
    assert set(KITS[kit].keys) >= KEYS
    assert len(KITS[kit].description) > 20
    assert all(piece(kit, key) is not None for key in range(27, 88))


def test_a_kit_that_is_not_there():
    assert "kitchen kit" not in KITS
