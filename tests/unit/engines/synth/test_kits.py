"""Drums behave like the things they are named after, and no two kits are alike."""

from itertools import combinations

import numpy as np
import pytest

from timbre.engines.composer.synth import KITS, render_hit
from timbre.engines.composer.synth.drums.kit import piece

from .measuring import SAMPLE_RATE, band_db, centroid_hz, power_spectrum

BANDS = (20, 80, 160, 320, 640, 1250, 2500, 5000, 10000, 20000)
PLAYED_KITS = ("acoustic kit", "rock kit", "jazz kit", "metal kit", "breakbeat kit", "lo-fi kit")


def hit(kit, key, velocity=100, round_robin=0):
    return render_hit(kit, key, velocity, SAMPLE_RATE, round_robin)


def profile_db(samples):
    """Energy in nine bands, dB, floor −40."""
    hz, power = power_spectrum(samples, size=1 << 17)
    shares = np.histogram(hz, BANDS, weights=power)[0] / power.sum()
    return np.maximum(10 * np.log10(shares + 1e-9), -40.0)


def seconds_of(samples, share=0.9):
    """When `share` of the energy has sounded."""
    energy = np.cumsum(np.sum(np.square(samples.astype(np.float64)), axis=0))
    return float(np.searchsorted(energy, share * energy[-1])) / SAMPLE_RATE


@pytest.mark.parametrize("kit", PLAYED_KITS)
def test_a_kick_is_a_low_tone_with_a_beater(kit):
    samples = hit(kit, 36)
    hz, power = power_spectrum(samples, 0.03, 0.2)
    assert 40 < hz[int(np.argmax(power))] < 80
    beater = samples[:, : int(0.012 * SAMPLE_RATE)]
    assert band_db(beater, 1000, 8000) > band_db(samples[:, int(0.05 * SAMPLE_RATE) :], 1000, 8000) + 5


@pytest.mark.parametrize("kit", PLAYED_KITS)
def test_a_snare_is_a_shell_and_wires(kit):
    samples = hit(kit, 38)
    assert -14 < band_db(samples, 2000, 20000) < -2.5
    assert band_db(samples, 140, 700) > -8
    hz, power = power_spectrum(samples, 0.0, 0.15)
    shell = (hz > 130) & (hz < 300)
    assert power[shell].max() > 20 * np.median(power[shell])


@pytest.mark.parametrize("kit", PLAYED_KITS)
def test_hats_close_and_cymbals_wash(kit):
    closed, pedal, open_hat = (seconds_of(hit(kit, key)) for key in (42, 44, 46))
    assert pedal < 1.15 * closed < 0.14
    assert open_hat > 3 * closed
    assert seconds_of(hit(kit, 49)) > 0.3
    crash = hit(kit, 49)
    early, late = crash[:, : int(0.1 * SAMPLE_RATE)], crash[:, int(0.8 * SAMPLE_RATE) :]
    assert centroid_hz(late, 0.5) < centroid_hz(early, 0.1)


@pytest.mark.parametrize("kit", [kit for kit in KITS if kit != "chip kit"])
def test_three_strokes_in_a_row_are_three_sounds(kit):
    for key in (38, 42):
        strokes = [hit(kit, key, 90, turn) for turn in range(3)]
        for one, other in combinations(strokes, 2):
            same = min(one.shape[1], other.shape[1])
            assert not np.array_equal(one[:, :same], other[:, :same])


@pytest.mark.parametrize("kit", PLAYED_KITS)
def test_a_ghost_stroke_is_darker_not_only_softer(kit):
    ghost, full = hit(kit, 38, 24), hit(kit, 38, 118)
    assert np.abs(full).max() > 4 * np.abs(ghost).max()
    assert centroid_hz(full) > 1.08 * centroid_hz(ghost)


def test_a_bayan_glides_up_and_a_dayan_rings_in_harmonics():
    bayan, dayan = hit("indian percussion", 36), hit("indian percussion", 38)
    first, later = (
        hz[int(np.argmax(power))]
        for hz, power in (power_spectrum(bayan, start, 0.12) for start in (0.01, 0.25))
    )
    assert later > 1.03 * first
    hz, power = power_spectrum(dayan, 0.03, 0.3)
    second = power[(hz > 575) & (hz < 600)].max()
    assert second > power[(hz > 620) & (hz < 800)].max() * 10


def test_no_two_kits_are_alike():
    profiles = {kit: np.concatenate([profile_db(hit(kit, key)) for key in (36, 38, 42)]) for kit in KITS}
    for one, other in combinations(KITS, 2):
        assert np.sqrt(np.mean((profiles[one] - profiles[other]) ** 2)) > 2.2, (one, other)


@pytest.mark.parametrize("kit", list(KITS))
def test_every_mode_has_its_level(kit):
    for key in KITS[kit].keys:
        patch = piece(kit, key).patch
        for modes in ("ratios", "modes"):
            named = getattr(patch, modes, None)
            if isinstance(named, tuple):
                assert len(named) == len(patch.levels), (key, modes)
