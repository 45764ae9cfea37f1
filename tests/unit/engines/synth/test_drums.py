"""Every kit's pieces are clean, levelled, and sound like what they are."""

import numpy as np
import pytest

from timbre.engines.composer.synth import KITS, render_hit
from timbre.errors import InvalidInputError, UnknownNameError

from .measuring import SAMPLE_RATE, band_db, centroid_hz
from .test_notes import assert_clean

KEYS = (35, 36, 37, 38, 39, 40, 41, 42, 44, 46, 47, 49, 50, 51, 53, 54, 56, 60, 63, 64, 69, 70, 75, 76, 81)


def hit(kit, key, velocity=100, round_robin=0):
    return render_hit(kit, key, velocity, SAMPLE_RATE, round_robin)


def ringing(samples):
    """Frames until 95 % of the energy has sounded."""
    energy = np.cumsum(np.sum(np.square(samples), axis=0))
    return int(np.searchsorted(energy, 0.95 * energy[-1]))


@pytest.mark.parametrize("kit", list(KITS))
def test_hits_are_clean(kit):
    for key in KEYS:
        samples = hit(kit, key)
        assert_clean(samples)
        assert samples.shape[1] < 7 * SAMPLE_RATE
    for key in (36, 38, 42):
        assert_clean(hit(kit, key, 127))


@pytest.mark.parametrize("kit", list(KITS))
def test_same_arguments_same_bits_and_another_stroke_differs(kit):
    for key in (36, 38, 42, 49):
        first = hit(kit, key, 90, 1)
        assert first.tobytes() == hit(kit, key, 90, 1).tobytes()
        if kit != "chip kit":
            other = hit(kit, key, 90, 2)
            assert first.shape != other.shape or not np.array_equal(first, other)


@pytest.mark.parametrize("kit", list(KITS))
def test_velocity_changes_level_and_brightness(kit):
    for key in (38, 42):
        soft, hard = hit(kit, key, 30), hit(kit, key, 120)
        assert np.abs(hard).max() > 2 * np.abs(soft).max()
        assert centroid_hz(hard) > centroid_hz(soft)


@pytest.mark.parametrize("kit", [k for k in KITS if "percussion" not in k])
def test_pieces_sit_where_they_belong(kit):
    assert band_db(hit(kit, 36), 20, 300) > -3
    assert centroid_hz(hit(kit, 42)) > 3000
    assert centroid_hz(hit(kit, 38)) > 2 * centroid_hz(hit(kit, 36))
    low, high = hit(kit, 41), hit(kit, 50)
    assert centroid_hz(high) > centroid_hz(low)


@pytest.mark.parametrize("kit", ["acoustic kit", "808 kit", "909 kit", "electronic kit", "rock kit"])
def test_cymbals_have_air(kit):
    assert band_db(hit(kit, 42), 6000, 20000) > -4
    assert band_db(hit(kit, 49), 6000, 20000) > -8
    assert ringing(hit(kit, 46)) > 2 * ringing(hit(kit, 42))


@pytest.mark.parametrize("kit", list(KITS))
def test_the_kick_is_mono_below(kit):
    samples = hit(kit, 36)
    spectrum = np.abs(np.fft.rfft(samples[0] - samples[1])) ** 2
    hz = np.fft.rfftfreq(samples.shape[1], 1 / SAMPLE_RATE)
    whole = np.sum(np.abs(np.fft.rfft(samples[0] + samples[1])) ** 2)
    assert spectrum[hz < 110].sum() < 0.01 * whole


def test_keys_without_a_piece_get_a_relative():
    assert hit("acoustic kit", 55).tobytes() == hit("acoustic kit", 55).tobytes()
    with pytest.raises(InvalidInputError, match="12"):
        hit("acoustic kit", 12)
    with pytest.raises(UnknownNameError, match="808"):
        hit("808", 36)
