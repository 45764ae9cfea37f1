"""A bus: what it makes of its members adds up to what it makes of their sum."""

from __future__ import annotations

import numpy as np
import pytest

from timbre.audio.bus import Bus
from timbre.audio.compressor import Compressor
from timbre.audio.effects import Effect, check_shareable

from .signals import beat, noise, sine

RATE = 44_100
CHAIN = (
    Effect(effect="highpass", settings={"cutoff_frequency_hz": 40}),
    Effect(effect="compressor", settings={"threshold_db": -24, "ratio": 4, "attack_ms": 5}),
    Effect(effect="saturation", settings={"drive_db": 6, "mix": 0.7}),
    Effect(effect="soft_clip", settings={"ceiling_db": -12}),
    Effect(effect="width", settings={"width": 1.4}),
    Effect(effect="tilt", settings={"tilt_db": 3}),
)


def test_members_add_up_to_what_becomes_of_their_sum() -> None:
    drums, bass, pad = beat(120.0, 4.0), sine(55.0, 4.0, -10.0), noise(4.0, 0.05)
    apart = Bus(CHAIN, RATE, members=3).process([drums, bass, pad])
    together = Bus(CHAIN, RATE).process([drums + bass + pad])[0]
    assert np.abs(sum(apart) - together).max() < 1e-5
    assert np.abs(together - (drums + bass + pad)).max() > 0.05


def test_any_division_into_blocks_is_the_same() -> None:
    music = beat(100.0, 3.0)
    whole = Bus(CHAIN, RATE).process([music])[0]
    bus = Bus(CHAIN, RATE)
    parts = [bus.process([music[:, at : at + 7001]], at)[0] for at in range(0, music.shape[1], 7001)]
    assert np.abs(np.concatenate(parts, axis=1) - whole).max() < 1e-5


def test_levels_count_from_the_expected_loudness() -> None:
    """The same chain does the same to a mix and to that mix 20 dB lower, when the bus is told so."""
    music = beat(100.0, 3.0)
    loud = Bus(CHAIN, RATE, level_db=0.0).process([music])[0]
    soft = Bus(CHAIN, RATE, level_db=20.0).process([music * np.float32(0.1)])[0]
    assert np.abs(soft * 10 - loud).max() < 1e-5


@pytest.mark.parametrize(("level_dbfs", "reduction_db"), [(-30.0, 0.0), (-10.0, 7.5), (0.0, 15.0)])
def test_the_static_curve_of_the_compressor(level_dbfs: float, reduction_db: float) -> None:
    settings = {"threshold_db": -20.0, "ratio": 4.0, "attack_ms": 2.0, "release_ms": 20.0}
    tone = sine(1000.0, 1.0, level_dbfs + 3.01)  # level is RMS
    gain = Compressor(settings, RATE).gain(tone, 0)
    reached = 1.0 if gain is None else float(gain[-1])
    assert -20 * np.log10(reached) == pytest.approx(reduction_db, abs=0.2)


def test_the_attack_lets_a_transient_through() -> None:
    settings = {"threshold_db": -30.0, "ratio": 8.0, "attack_ms": 20.0, "release_ms": 100.0}
    gain = Compressor(settings, RATE).gain(sine(200.0, 0.5, -6.0), 0)
    assert gain is not None
    reduction = -20 * np.log10(gain)
    assert reduction[RATE // 500] < 0.1 * reduction[-1]
    at_20_ms = reduction[round(0.022 * RATE)] / reduction[-1]
    assert at_20_ms == pytest.approx(1 - np.exp(-1), abs=0.08)


def test_the_detector_of_a_loop_hears_every_lap_alike() -> None:
    lap = beat(97.0, 2.0001)
    period = lap.shape[1]
    compressor = Compressor({"threshold_db": -30.0, "ratio": 6.0}, RATE, period)
    gains = [compressor.gain(lap, n * period) for n in range(-3, 2)]
    assert gains[3] is not None
    assert gains[4] is not None
    assert np.abs(gains[3] - gains[4]).max() < 1e-5


def test_what_stems_cannot_share_is_refused() -> None:
    with pytest.raises(ValueError, match="'chorus' cannot be on a bus"):
        check_shareable((Effect(effect="chorus"),))
