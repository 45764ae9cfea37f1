"""The shared building blocks do what their formulas say."""

import numpy as np
import pytest

from timbre.engines.composer.synth.amplifier import saturate
from timbre.engines.composer.synth.body import comb, formants, resonances, ripple
from timbre.engines.composer.synth.drums.chip import register
from timbre.engines.composer.synth.envelopes import HOP, control_times, draw, fade_edges, release, rise
from timbre.engines.composer.synth.modal import Modes, below, join, ring
from timbre.engines.composer.synth.oscillators import TABLE, scan, sine, slide, walk, wavetable
from timbre.engines.composer.synth.piano import stiffness
from timbre.engines.composer.synth.spectral import BINS, bin_hz, noise, shape_band, texture

RATE = 44100


def modes(hz, decay, left, right, phase, damping):
    return Modes(*(np.array(values, dtype=float) for values in (hz, decay, left, right, phase, damping)))


def test_a_bank_of_modes_is_the_sum_of_its_formulas():
    bank = modes(
        [220.0, 441.7, 5000.0], [1.0, 3.0, 9.0], [1.0, 0.5, 0.2], [0.3, 0.7, 0.1], [0.0, 1.0, 2.0], [0, 0, 0]
    )
    t = np.arange(30000) / RATE
    expected = np.zeros((2, len(t)))
    for k in range(3):
        wave = np.exp(-bank.decay[k] * t) * np.sin(2 * np.pi * bank.hz[k] * t + bank.phase[k])
        expected += np.stack([bank.left[k] * wave, bank.right[k] * wave])
    assert np.abs(ring(bank, 30000, RATE) - expected).max() < 1e-4


def test_damping_begins_at_note_off_without_a_step():
    bank = modes([500.0], [0.5], [1.0], [1.0], [0.0], [40.0])
    samples = ring(bank, RATE, RATE, 0.5)[0]
    t = np.arange(RATE) / RATE
    expected = np.exp(-0.5 * t - 40.0 * np.maximum(t - 0.5, 0)) * np.sin(2 * np.pi * 500 * t)
    assert np.abs(samples - expected).max() < 0.02
    assert np.abs(np.diff(samples)).max() < 1.1 * 2 * np.pi * 500 / RATE


def test_mono_banks_give_two_equal_channels():
    samples = ring(modes([300.0], [1.0], [0.5], [0.5], [0.0], [0.0]), 5000, RATE)
    assert np.array_equal(samples[0], samples[1])


def test_banks_join_and_are_cut_above():
    one = modes([100.0, 30000.0], [1, 1], [1, 1], [1, 1], [0, 0], [0, 0])
    assert list(below(join(one, one), 20000.0).hz) == [100.0, 100.0]


def test_a_scanned_sine_is_a_sine():
    points = walk(440.0, np.zeros(RATE // HOP + 2), RATE)
    expected = np.sin(2 * np.pi * 440.0 * np.arange(RATE) / RATE)
    assert np.abs(sine(points, RATE) - expected).max() < 1e-4


def test_walk_bends_in_cents():
    points = walk(440.0, np.full(100, 1200.0), RATE)
    assert (points[50] - points[0]) * RATE / (50 * HOP) == pytest.approx(880.0)


def test_wavetables_join_their_ends_and_mix_by_weight():
    tables = wavetable(np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert tables.shape == (2, TABLE + 1)
    assert np.array_equal(tables[:, 0], tables[:, -1])
    points = walk(100.0, np.zeros(RATE // HOP + 2), RATE)
    weights = np.stack([np.full(len(points), 0.25), np.full(len(points), 0.75)])
    t = np.arange(RATE) / RATE
    expected = 0.25 * np.sin(2 * np.pi * 100 * t) + 0.75 * np.sin(2 * np.pi * 200 * t)
    assert np.abs(scan(tables, points, RATE, weights) - expected).max() < 1e-3


def test_slide_moves_between_tables():
    tables = wavetable(np.array([[1.0, 0.0], [0.0, 1.0]]))
    points = walk(100.0, np.zeros(RATE // HOP + 2), RATE)
    t = np.arange(RATE) / RATE
    halfway = slide(tables, points, RATE, np.full(RATE, 0.5, dtype=np.float32))
    expected = 0.5 * np.sin(2 * np.pi * 100 * t) + 0.5 * np.sin(2 * np.pi * 200 * t)
    assert np.abs(halfway - expected).max() < 1e-3
    last = slide(tables, points, RATE, np.full(RATE, 1.0, dtype=np.float32))
    assert np.abs(last - np.sin(2 * np.pi * 200 * t)).max() < 1e-3


def test_noise_is_level_and_follows_its_shape():
    flat = noise(np.ones((1, BINS)), RATE, 3)
    assert np.std(flat) == pytest.approx(1.0, abs=0.05)
    assert np.std(flat[: RATE // 4]) == pytest.approx(np.std(flat[-RATE // 4 :]), rel=0.1)
    band = noise(shape_band(bin_hz(RATE), 2000.0, 4000.0)[None, :], RATE, 3)
    power = np.abs(np.fft.rfft(band)) ** 2
    hz = np.fft.rfftfreq(RATE, 1 / RATE)
    assert power[(hz > 1000) & (hz < 8000)].sum() > 0.93 * power.sum()
    assert not np.array_equal(noise(np.ones((1, BINS)), RATE, 4), flat)


def test_a_texture_is_in_tune_level_and_seamless():
    amplitudes = np.array([[0.5, 0.25, 0.125]])
    wave = texture(1 << 16, 300.0, amplitudes, 25.0, RATE, 1)[0]
    assert np.sqrt(np.mean(wave**2)) == pytest.approx(np.sqrt(np.sum(amplitudes**2) / 2), rel=0.08)
    power = np.abs(np.fft.rfft(wave)) ** 2
    hz = np.fft.rfftfreq(1 << 16, 1 / RATE)
    near = (hz > 280) & (hz < 320)
    assert np.sum(hz[near] * power[near]) / np.sum(power[near]) == pytest.approx(300.0, abs=0.7)
    assert abs(wave[0] - wave[-1]) < 0.2


def test_saturation_is_tanh_for_slow_sound_and_aliases_less_for_fast():
    t = np.arange(8192) / RATE
    slow = (2 * np.sin(2 * np.pi * 20 * t)).astype(np.float32)
    assert np.abs(saturate(slow)[1:] - np.tanh(slow)[1:]).max() < 0.02
    fast = (8 * np.sin(2 * np.pi * 4 * 1378.125 * t)).astype(np.float32)

    def folded(samples):
        power = np.abs(np.fft.rfft(samples[:8192] * np.hanning(8192))) ** 2
        hz = np.fft.rfftfreq(8192, 1 / RATE)
        return power[(hz > 200) & (hz < 5000)].sum() / power.sum()

    detuned = (8 * np.sin(2 * np.pi * 5300.0 * t)).astype(np.float32)
    assert np.isfinite(saturate(fast)).all()
    assert folded(saturate(detuned)) < 0.25 * folded(np.tanh(detuned))


def test_envelopes_begin_and_end_where_they_should():
    times = control_times(RATE, RATE)
    assert len(times) == RATE // HOP + 2
    curve = rise(times, 0.1) * release(times, 0.5, 0.2)
    drawn = draw(curve, RATE)
    assert drawn[0] == 0.0
    assert drawn[int(0.4 * RATE)] == pytest.approx(1.0)
    assert np.abs(drawn[int(0.71 * RATE) :]).max() == 0.0


def test_fades_reach_zero_even_when_the_sound_is_tiny():
    for total in (4, 10, 1000):
        faded = fade_edges(np.ones((2, total), dtype=np.float32), 24, 264)
        assert np.abs(faded[:, [0, -1]]).max() < 1e-6


def test_stiffness_is_least_in_the_tenor_and_greatest_in_the_treble():
    values = [stiffness(p) for p in (21, 45, 69, 108)]
    assert values[1] < values[0]
    assert values[1] < values[2] < values[3]
    assert values[2] == pytest.approx(7e-4, rel=0.15)


def test_bodies():
    assert resonances(np.array([500.0]), ((500.0, 6.0, 5.0),))[0] == pytest.approx(10 ** (6 / 20))
    assert formants(np.array([700.0, 3000.0]), ((700.0, 0.0, 5.0),))[0] > 5 * formants(
        np.array([3000.0]), ((700.0, 0.0, 5.0),)
    )
    bumps = ripple(np.geomspace(200, 10000, 400), "test", 6.0)
    assert bumps.max() < 2.01
    assert bumps.min() > 0.49
    assert comb(np.array([2.0]), 0.5)[0] == pytest.approx(0.0, abs=1e-9)


def test_the_shift_register_has_full_length():
    bits = register(False)
    assert len(bits) == 32767
    assert abs(int(bits.sum())) == 1
    assert np.array_equal(register(True)[:93], register(True)[93:186])
