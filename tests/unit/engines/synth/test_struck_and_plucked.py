"""Keys, mallets, plucked strings and basses behave as the things they are named after."""

import numpy as np
import pytest

from timbre.engines.composer.synth import INSTRUMENTS, render_note
from timbre.engines.composer.synth.piano import stiffness

from .measuring import SAMPLE_RATE, band_db, centroid_hz, power_spectrum


def note(name, pitch, velocity=96, seconds=1.5, articulation="", round_robin=0):
    return render_note(name, pitch, velocity, seconds, articulation, SAMPLE_RATE, round_robin)


def level_db(samples, at_seconds, width_seconds=0.05):
    """RMS around a time, relative to the loudest 50 ms."""
    power = np.sum(np.square(samples, dtype=np.float64), axis=0)
    width = int(width_seconds * SAMPLE_RATE)
    smooth = np.convolve(power, np.ones(width) / width, "same")
    at = int(at_seconds * SAMPLE_RATE)
    return 10 * np.log10(smooth[min(at, len(smooth) - 1)] / smooth.max() + 1e-12)


def partial_db(samples, hz, start=0.05, seconds=0.4):
    """Level of the strongest line within 2 % of `hz`, relative to the strongest of all."""
    f, power = power_spectrum(samples, start, seconds)
    near = (f > 0.98 * hz) & (f < 1.02 * hz)
    return 10 * np.log10(power[near].max() / power.max() + 1e-12)


def peak_hz(samples, hz, start=0.05, seconds=0.6):
    """Frequency of the strongest line within 3 % of `hz`."""
    f, power = power_spectrum(samples, start, seconds)
    near = (f > 0.97 * hz) & (f < 1.03 * hz)
    return float(f[near][np.argmax(power[near])])


def between_partials_db(samples, hz, start=0.1, seconds=0.4):
    """Energy further than a quarter of the way from any harmonic, relative to the whole."""
    f, power = power_spectrum(samples, start, seconds)
    heard = (f > 60) & (f < 8000)
    away = np.abs(f / hz - np.maximum(1, np.rint(f / hz))) > 0.25
    return 10 * np.log10(power[heard & away].sum() / power[heard].sum() + 1e-12)


def pitch_hz(pitch):
    return 440.0 * 2 ** ((pitch - 69) / 12)


def test_piano_partials_are_stretched_by_the_strings_stiffness():
    samples, f0, b = note("piano", 60), pitch_hz(60), stiffness(60)
    for number in (4, 8):
        stretched = f0 * number * np.sqrt((1 + b * number**2) / (1 + b))
        found = peak_hz(samples, f0 * number)
        assert abs(1200 * np.log2(found / stretched)) < 5
    assert 1200 * np.log2(peak_hz(samples, f0 * 8) / (8 * f0)) > 15


def test_piano_decays_in_two_stages():
    samples = note("piano", 64, seconds=4.0)
    early = level_db(samples, 0.1) - level_db(samples, 0.6)
    late = level_db(samples, 2.5) - level_db(samples, 3.0)
    assert early > 1.4 * late > 0


@pytest.mark.parametrize("name", ["piano", "acoustic guitar", "harp", "harpsichord", "vibraphone"])
def test_low_notes_ring_longer_than_high_ones(name):
    instrument = INSTRUMENTS[name]
    low, high = instrument.low + 4, instrument.high - 8
    assert level_db(note(name, low, seconds=1.2), 1.0) > level_db(note(name, high, seconds=1.2), 1.0) + 4


@pytest.mark.parametrize("name", ["acoustic guitar", "piano", "banjo", "hammered dulcimer", "nylon guitar"])
def test_the_body_answers_a_few_milliseconds_after_the_stroke(name):
    samples = note(name, 57, seconds=0.5)
    pieces = samples[:, : 12 * 220].reshape(2, 12, 220)
    rms = np.sqrt(np.mean(np.square(pieces), axis=(0, 2)))
    assert int(np.argmax(rms)) >= 1
    assert rms[0] > 0.1 * rms.max()


def test_struck_things_are_not_only_partials():
    """Wood and room go on sounding between the partials, well below them."""
    assert -46 < between_partials_db(note("koto", 60, seconds=2.0), pitch_hz(60), 0.1, 0.25) < -25


def test_the_skin_of_a_banjo_swallows_the_first_blow():
    banjo, guitar = note("banjo", 60), note("acoustic guitar", 60)
    assert level_db(banjo, 0.3) < level_db(guitar, 0.3) - 5
    assert level_db(banjo, 1.2) < -25


def test_a_harp_is_plucked_near_the_middle():
    samples, f0 = note("harp", 48), pitch_hz(48)
    odd = np.mean([partial_db(samples, n * f0) for n in (1, 3)])
    even = np.mean([partial_db(samples, n * f0) for n in (2, 4)])
    assert odd > even + 6


def test_a_sitars_upper_partials_last():
    late_sitar = centroid_hz(note("sitar", 60, seconds=2.0)[:, int(0.8 * SAMPLE_RATE) :])
    late_guitar = centroid_hz(note("nylon guitar", 60, seconds=2.0)[:, int(0.8 * SAMPLE_RATE) :])
    assert late_sitar > 2 * late_guitar


def test_sympathetic_strings_ring_on_after_the_note():
    fourth = 4 / 3 * pitch_hz(60)
    assert partial_db(note("sitar", 60, seconds=0.4), fourth, 0.3, 0.6) > -30
    assert partial_db(note("koto", 60, seconds=0.4), fourth, 0.3, 0.6) < -45


def test_distortion_sustains_and_grows_with_the_stroke():
    clean, driven = note("electric guitar", 52, seconds=2.0), note("distorted guitar", 52, seconds=2.0)
    assert level_db(driven, 1.8) > level_db(clean, 1.8) + 6
    f0 = pitch_hz(52)
    soft, hard = note("overdriven guitar", 52, 25), note("overdriven guitar", 52, 120)
    high = range(12, 24)
    rise = [partial_db(hard, n * f0) - partial_db(soft, n * f0) for n in high]
    assert np.mean(rise) > 3


def test_a_palm_mute_is_short_and_dull():
    for name in ("electric guitar", "distorted guitar", "acoustic guitar"):
        plain, muted = note(name, 45, seconds=1.0), note(name, 45, seconds=1.0, articulation="mute")
        assert level_db(muted, 0.6) < level_db(plain, 0.6) - 8
        assert centroid_hz(muted) < centroid_hz(plain)


def test_electric_piano_barks_when_hard_and_sings_when_soft():
    f0 = pitch_hz(57)
    soft, hard = note("electric piano", 57, 30), note("electric piano", 57, 120)
    rise = [partial_db(hard, n * f0) - partial_db(soft, n * f0) for n in (3, 4, 5)]
    assert np.mean(rise) > 6


def test_harpsichord_hardly_knows_loud_and_soft_but_its_jacks_fall_back():
    soft, hard = note("harpsichord", 60, 40), note("harpsichord", 60, 120)
    piano = [np.abs(note("piano", 60, v)).max() for v in (40, 120)]
    assert np.abs(hard).max() / np.abs(soft).max() < 0.6 * piano[1] / piano[0]
    released = note("harpsichord", 60, seconds=0.8)
    after = released[:, int(0.82 * SAMPLE_RATE) :]
    assert centroid_hz(after, 0.05) > centroid_hz(
        note("nylon guitar", 60, seconds=0.8)[:, int(0.82 * SAMPLE_RATE) :], 0.05
    )


def test_pipes_speak_slower_than_tonewheels_and_ring_on_in_their_room():
    pipes, wheels = note("pipe organ", 55, seconds=0.6), note("organ", 55, seconds=0.6)
    assert level_db(pipes, 0.02, 0.01) < level_db(wheels, 0.02, 0.01) - 3
    assert pipes.shape[1] > wheels.shape[1] + 0.4 * SAMPLE_RATE


@pytest.mark.parametrize(
    ("name", "ratio"), [("xylophone", 3.0), ("marimba", 3.99), ("vibraphone", 3.98), ("glockenspiel", 2.756)]
)
def test_bars_have_their_second_mode_where_they_are_cut_for_it(name, ratio):
    pitch = (INSTRUMENTS[name].low + INSTRUMENTS[name].high) // 2
    samples = note(name, pitch, 110)
    assert partial_db(samples, ratio * pitch_hz(pitch), 0.0, 0.2) > -32


def test_xylophone_is_drier_than_marimba_and_marimba_than_vibraphone():
    levels = [level_db(note(name, 76, seconds=1.0), 0.4) for name in ("xylophone", "marimba", "vibraphone")]
    assert levels[0] < levels[1] - 5 < levels[2] - 10


def test_tuning_of_unisons_tells_a_concert_grand_from_a_barroom():
    def wobble(name):
        samples = note(name, 60, seconds=3.0)
        levels = [
            partial_db(samples, 2 * pitch_hz(60), t, 0.15) + level_db(samples, t, 0.1)
            for t in np.arange(0.2, 2.6, 0.1)
        ]
        return np.std(np.diff(levels))

    assert wobble("honky-tonk piano") > 1.5 * wobble("piano")


def test_basses_are_deep_and_slap_is_bright():
    for name in ("acoustic bass", "electric bass", "fretless bass"):
        assert band_db(note(name, 36, 96), 30, 400) > -4
    assert centroid_hz(note("slap bass", 36), 0.1) > 2 * centroid_hz(note("acoustic bass", 36), 0.1)


def test_a_pedal_steel_glides_in_and_sways():
    samples, f0 = note("pedal steel", 64, seconds=2.5), pitch_hz(64)
    assert level_db(samples, 0.004, 0.004) < -6
    found = [1200 * np.log2(peak_hz(samples, f0, t, 0.1) / f0) for t in np.arange(1.0, 2.2, 0.045)]
    assert 8 < np.ptp(found) < 60


def test_a_finger_leaves_the_string_with_a_noise_now_and_then():
    def scrape(robin):
        samples = note("acoustic guitar", 76, 25, 3.0, "", robin)[:, int(3.01 * SAMPLE_RATE) :]
        return 10 * np.log10(np.mean(np.square(samples[:, : SAMPLE_RATE // 10])) + 1e-12) + band_db(
            samples, 1800, 6000
        )

    levels = [scrape(robin) for robin in range(12)]
    assert max(levels) > min(levels) + 8
