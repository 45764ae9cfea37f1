"""Mastering: on target, under the ceiling, no clicks, no surprises."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from timbre.audio import mastering
from timbre.audio.loudness import integrated_lufs
from timbre.audio.mastering import GAIN_MAX_DB, master, preset_names
from timbre.audio.presets import load_preset
from timbre.audio.true_peak import true_peak_dbtp
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.model.clip import Samples

from .signals import beat, noise, sine

RATE = 44_100
MUSIC = beat(100.0, 6.0)
SHAPING = [name for name in preset_names() if name != "off"]


def band_db(samples: Samples, rate: int, low_hz: float, high_hz: float) -> float:
    """Energy of a frequency band of the first channel."""
    spectrum = np.abs(np.fft.rfft(samples[0].astype(np.float64) * np.hanning(samples.shape[1]))) ** 2
    hz = np.fft.rfftfreq(samples.shape[1], 1.0 / rate)
    return float(10.0 * np.log10(spectrum[(hz >= low_hz) & (hz < high_hz)].sum()))


def test_the_canonical_presets() -> None:
    assert preset_names() == ("clean", "warm", "loud", "vinyl", "wide", "off")
    assert all(load_preset(name).description for name in preset_names())


@pytest.mark.parametrize("preset", SHAPING)
@pytest.mark.parametrize("target_lufs", [None, -20.0, -11.0])
def test_on_target_and_under_the_ceiling(preset: str, target_lufs: float | None) -> None:
    mastered = master(MUSIC, RATE, preset, target_lufs)
    wanted = target_lufs if target_lufs is not None else load_preset(preset).lufs
    measured = integrated_lufs(mastered.samples, RATE)
    assert measured == pytest.approx(wanted, abs=0.5)
    assert mastered.lufs == pytest.approx(measured, abs=0.1)
    assert true_peak_dbtp(mastered.samples, RATE) <= -1.0
    assert mastered.true_peak_dbtp <= -1.0
    assert np.abs(mastered.samples.mean(axis=1)).max() < 1e-3
    assert mastered.samples.dtype == np.float32


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_rate_mono_and_stereo(rate: int, channels: int) -> None:
    mastered = master(beat(120.0, 2.5, rate)[:channels], rate, "warm")
    assert mastered.samples.shape == (channels, round(2.5 * rate))
    assert integrated_lufs(mastered.samples, rate) == pytest.approx(-14.0, abs=0.5)
    assert true_peak_dbtp(mastered.samples, rate) <= -1.0


@pytest.mark.parametrize("channels", [3, 6, 8])
def test_more_channels(channels: int) -> None:
    mastered = master(noise(2.0, channels=channels), RATE, "loud", -16.0)
    assert integrated_lufs(mastered.samples, RATE) == pytest.approx(-16.0, abs=0.5)


def test_off_is_untouched() -> None:
    loud = MUSIC * np.float32(4.0)
    mastered = master(loud, RATE, "off", -20.0, 6.0)
    np.testing.assert_array_equal(mastered.samples, loud)
    assert mastered.samples is not loud


def test_bit_identical_between_runs() -> None:
    first, second = (master(MUSIC, RATE, "vinyl", tilt_db=2.0).samples for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_in_place_and_into_a_memory_map(tmp_path: Path) -> None:
    expected = master(MUSIC, RATE, "wide").samples
    own = MUSIC.copy()
    assert master(own, RATE, "wide", out=own).samples is own
    np.testing.assert_array_equal(own, expected)
    mapped = np.memmap(tmp_path / "out.f32", "<f4", "w+", shape=MUSIC.T.shape).T
    master(np.asfortranarray(MUSIC), RATE, "wide", out=mapped)
    np.testing.assert_array_equal(mapped, expected)


def test_unknown_preset_says_what_was_meant() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'warm'"):
        master(MUSIC, RATE, "warmm")


def test_refuses_odd_signals() -> None:
    with pytest.raises(InvalidInputError):
        master(np.zeros((2, 100), np.float32), 4_000)


@pytest.mark.parametrize("preset", SHAPING)
def test_silence_stays_silence(preset: str) -> None:
    mastered = master(np.zeros((2, RATE), np.float32), RATE, preset)
    assert not mastered.samples.any()
    assert mastered.lufs is None
    assert mastered.true_peak_dbtp == -math.inf
    assert mastered.gain_db == 0.0


@pytest.mark.parametrize("level", [1e-8, 1e-5, 3e-4, 1e-3])
def test_near_silence_is_not_blown_up(level: float) -> None:
    quiet = noise(2.0, level)
    mastered = master(quiet, RATE, "loud")
    assert np.isfinite(mastered.samples).all()
    assert mastered.gain_db <= GAIN_MAX_DB
    rise = np.abs(mastered.samples).max() / np.abs(quiet).max()
    assert 20.0 * math.log10(rise) < GAIN_MAX_DB + 4.0  # the equaliser's own few decibels


@pytest.mark.parametrize("length", [0, 1, 2, 3, 63, 64, 441, 17_639, 17_640, 65_537])
def test_any_length(length: int) -> None:
    mastered = master(noise(2.0)[:, :length], RATE, "warm")
    assert mastered.samples.shape == (2, length)
    assert np.isfinite(mastered.samples).all()
    assert mastered.true_peak_dbtp <= -1.0


def test_nan_infinity_and_absurd_values_are_survived() -> None:
    broken = MUSIC.copy()
    broken[0, 1000] = np.nan
    broken[1, 2000:2010] = np.inf
    broken[0, 90_000] = 1e30
    mastered = master(broken, RATE, "clean")
    assert np.isfinite(mastered.samples).all()
    assert mastered.true_peak_dbtp <= -1.0


def test_dc_is_removed() -> None:
    mastered = master(MUSIC + np.float32(0.2), RATE, "clean")
    assert np.abs(mastered.samples[:, RATE:].mean(axis=1)).max() < 1e-3


def test_no_latency() -> None:
    click = np.zeros((2, RATE), np.float32)
    click[:, 20_000] = 0.5
    assert int(np.argmax(np.abs(master(click, RATE, "clean").samples[0]))) == 20_000


def test_the_limiter_does_not_click() -> None:
    """A steady tone with one loud burst: nothing but the burst may have energy away from the tone."""
    tone = sine(1000.0, 4.0, -12.0)
    burst = tone.copy()
    burst[:, 2 * RATE : 2 * RATE + 2000] *= np.float32(6.0)
    mastered = master(burst, RATE, "clean", -12.0).samples
    before_and_after = mastered[:, RATE : 2 * RATE - 400]
    residue = band_db(before_and_after, RATE, 3000.0, 20_000.0) - band_db(
        before_and_after, RATE, 900.0, 1100.0
    )
    assert residue < -55.0


def test_a_low_tone_is_limited_without_distortion() -> None:
    mastered = master(sine(60.0, 4.0, -6.0), RATE, "clean", -6.0).samples[:, 2 * RATE :]
    overtones = band_db(mastered, RATE, 100.0, 2000.0) - band_db(mastered, RATE, 50.0, 70.0)
    assert overtones < -45.0


@pytest.mark.parametrize(("tilt_db", "low", "high"), [(6.0, -4.0, 4.0), (-6.0, 4.0, -4.0)])
def test_tilt_turns_the_spectrum(tilt_db: float, low: float, high: float) -> None:
    sound = noise(4.0, 0.05)
    flat, tilted = (master(sound, RATE, "clean", -20.0, tilt).samples for tilt in (0.0, tilt_db))
    change = [
        band_db(tilted, RATE, a, b) - band_db(flat, RATE, a, b)
        for a, b in ((60, 120), (800, 1200), (8_000, 12_000))
    ]
    assert change[0] - change[1] == pytest.approx(low * 0.65, abs=1.2)
    assert change[2] - change[1] == pytest.approx(high * 0.65, abs=1.2)


def test_vinyl_rolls_off_and_wide_widens() -> None:
    sound = noise(4.0, 0.05)
    clean, vinyl, wide = (master(sound, RATE, preset, -20.0).samples for preset in ("clean", "vinyl", "wide"))
    assert band_db(vinyl, RATE, 14_000, 20_000) < band_db(clean, RATE, 14_000, 20_000) - 3.0

    def side_share(samples: Samples) -> float:
        mid, side = samples[0] + samples[1], samples[0] - samples[1]
        return float((side**2).sum() / (mid**2).sum())

    assert side_share(wide) > 1.4 * side_share(clean) > 1.4 * side_share(vinyl)


def test_more_loudness_than_there_is_stops_at_sane_limiting() -> None:
    mastered = master(sine(40.0, 3.0, -6.0), RATE, "clean", -5.0)
    assert mastered.limited_db < 10.0
    assert mastered.true_peak_dbtp <= -1.0


def test_what_slips_past_the_limiter_is_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mastering, "MARGIN_DB", -0.7)  # a limiter that aims too high
    mastered = master(MUSIC, RATE, "loud")
    assert true_peak_dbtp(mastered.samples, RATE) <= -1.0
    assert mastered.lufs == pytest.approx(integrated_lufs(mastered.samples, RATE), abs=0.1)
