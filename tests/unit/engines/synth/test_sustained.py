"""Physical facts of bowed, blown and sung notes: partials, vibrato, breath, vowels, slurs."""

import numpy as np
import pytest

from timbre.engines.composer.synth import render_note
from timbre.engines.composer.synth.registers import partial_levels

from .measuring import SAMPLE_RATE, band_db, centroid_hz, power_spectrum


def note(name, pitch, velocity=96, seconds=1.0, articulation=""):
    return render_note(name, pitch, velocity, seconds, articulation, SAMPLE_RATE, 0)


def hz_of(pitch):
    return 440.0 * 2 ** ((pitch - 69) / 12)


def partials_db(samples, pitch, count, start=0.3, seconds=0.6):
    """Levels of the first partials relative to the strongest, dB [count]."""
    hz, power = power_spectrum(samples, start, seconds)
    levels = []
    for number in range(1, count + 1):
        centre = hz_of(pitch) * number
        levels.append(power[(hz > centre * 2 ** (-70 / 1200)) & (hz < centre * 2 ** (70 / 1200))].sum())
    return 10 * np.log10(np.array(levels) / max(levels))


def noise_db(samples, pitch, low_hz, high_hz, start=0.3, seconds=0.6):
    """Power between the partials inside a band, relative to everything."""
    hz, power = power_spectrum(samples, start, seconds)
    number = np.maximum(np.rint(hz / hz_of(pitch)), 1)
    between = np.abs(1200 * np.log2(np.maximum(hz, 1.0) / (number * hz_of(pitch)))) > 75
    return float(10 * np.log10(power[between & (hz > low_hz) & (hz < high_hz)].sum() / power.sum()))


def bend_cents(samples, pitch, partial=1):
    """Pitch against the note in cents, one value per 2 ms [T / 88]."""
    mono = samples.mean(axis=0).astype(np.float64)
    centre = hz_of(pitch) * partial
    turned = mono * np.exp(-2j * np.pi * centre / SAMPLE_RATE * np.arange(len(mono)))
    window = np.hanning(801)
    slow = np.convolve(turned, window / window.sum(), "same")[::88]
    hz = np.diff(np.unwrap(np.angle(slow))) * SAMPLE_RATE / 88 / (2 * np.pi)
    return 1200 * np.log2(np.maximum(1e-3, 1 + hz / centre))


def level(samples, frames=220):
    """RMS envelope [T]."""
    power = np.convolve(np.mean(samples.astype(np.float64) ** 2, axis=0), np.ones(frames) / frames, "same")
    return np.sqrt(power)


def seconds_to(samples, share):
    """When the level first reaches `share` of what it settles at."""
    envelope = level(samples)
    settled = np.median(envelope[int(0.4 * SAMPLE_RATE) : int(0.8 * SAMPLE_RATE)])
    return float(np.argmax(envelope > share * settled)) / SAMPLE_RATE


@pytest.mark.parametrize("name", ["clarinet", "bass clarinet"])
def test_low_clarinets_lack_even_partials(name):
    low = partials_db(note(name, 52), 52, 6)
    assert np.mean(low[1::2]) < np.mean(low[::2]) - 15
    high = partials_db(note("clarinet", 84), 84, 2)
    assert high[1] > -12


def test_a_trumpet_is_brilliant_and_a_flute_is_pure():
    assert np.sum(partials_db(note("trumpet", 60), 60, 8) > -12) >= 6
    assert np.sum(partials_db(note("flute", 84), 84, 8) > -20) <= 2


@pytest.mark.parametrize(
    ("name", "pitch", "depth"),
    [
        ("violin", 74, (10, 35)),
        ("cello", 52, (8, 32)),
        ("flute", 76, (4, 18)),
        ("alto saxophone", 65, (8, 28)),
        ("voice lead", 69, (15, 50)),
        ("theremin", 72, (20, 50)),
    ],
)
def test_vibrato_comes_late_and_at_a_players_rate(name, pitch, depth):
    cents = bend_cents(note(name, pitch, 96, 2.6), pitch)
    late, early = cents[500:1250], cents[75:140]
    swing = np.abs(np.fft.rfft((late - late.mean()) * np.hanning(len(late)), 8192))
    rate = np.fft.rfftfreq(8192, 88 / SAMPLE_RATE)[int(np.argmax(swing[8:])) + 8]
    assert 4.0 < rate < 7.0
    assert depth[0] < np.sqrt(2) * np.std(late) < depth[1]
    assert np.std(early) < 0.75 * np.std(late)


def test_breath_is_heard_and_no_more_than_that():
    flute, clarinet = (
        noise_db(note("flute", 79), 79, 500, 8000),
        noise_db(note("clarinet", 67), 67, 500, 8000),
    )
    shakuhachi = noise_db(note("shakuhachi", 69), 69, 500, 8000)
    assert -40 < flute < -20
    assert clarinet < flute - 3 < shakuhachi
    assert -45 < noise_db(note("violin", 76), 76, 500, 8000) < -22


def test_ah_and_ooh_are_different_vowels():
    ah, ooh, hum = (note(name, 48, 100) for name in ("choir", "choir oohs", "humming"))
    assert band_db(ah, 900, 1500) > band_db(ooh, 900, 1500) + 6
    assert band_db(ah, 2400, 4000) > band_db(ooh, 2400, 4000) + 10
    assert band_db(ooh, 20, 500) > band_db(ah, 20, 500) + 3
    assert band_db(hum, 600, 12000) < band_db(ooh, 20, 500) - 6


@pytest.mark.parametrize(
    ("name", "pitch"), [("violin", 72), ("cello", 55), ("flute", 76), ("voice lead", 67)]
)
def test_a_slur_has_no_attack_of_its_own(name, pitch):
    plain, slurred = note(name, pitch), note(name, pitch, articulation="legato up")
    assert seconds_to(slurred, 0.7) < 0.045
    assert seconds_to(slurred, 0.7) < seconds_to(plain, 0.7)
    up, down = (bend_cents(note(name, pitch, articulation=a), pitch) for a in ("legato up", "legato down"))
    assert up[5:9].mean() < down[5:9].mean() - 20
    assert abs(up[25:40].mean() - down[25:40].mean()) < 8


def test_a_long_note_is_begun_more_gently_than_a_short_one():
    assert seconds_to(note("violin", 72, seconds=2.0), 0.8) > 1.25 * seconds_to(
        note("violin", 72, seconds=0.9), 0.8
    )


@pytest.mark.parametrize(
    "name", ["trumpet", "trombone", "french horn", "brass", "saxophone", "violin", "choir"]
)
def test_loud_is_bright(name):
    soft, loud = note(name, 60, 35), note(name, 60, 120)
    assert centroid_hz(loud, 0.9) > 1.12 * centroid_hz(soft, 0.9)


def test_tremolo_strings_tremble():
    envelope = level(note("tremolo strings", 67, seconds=2.0), 440)[
        int(0.4 * SAMPLE_RATE) : int(1.9 * SAMPLE_RATE) : 88
    ]
    swing = np.abs(np.fft.rfft((envelope - envelope.mean()) * np.hanning(len(envelope)), 8192))
    rates = np.fft.rfftfreq(8192, 88 / SAMPLE_RATE)
    assert 10 < rates[int(np.argmax(np.where(rates > 3, swing, 0)))] < 15
    held = level(note("strings", 67, seconds=2.0), 440)[int(0.4 * SAMPLE_RATE) : int(1.9 * SAMPLE_RATE) : 88]
    assert np.std(envelope) / envelope.mean() > 1.25 * np.std(held) / held.mean()


def test_a_sweep_pad_opens_and_closes():
    pad = note("sweep pad", 52, seconds=5.0)
    bright = [
        centroid_hz(pad[:, int(at * SAMPLE_RATE) : int((at + 0.4) * SAMPLE_RATE)], 0.4)
        for at in (0.1, 1.6, 4.4)
    ]
    assert bright[1] > 1.6 * bright[0]
    assert bright[1] > 1.3 * bright[2]


def test_registers_are_read_between_their_rows():
    rows = ((60.0, 0.0, -10.0, -20.0), (72.0, 0.0, -30.0, -20.0))
    assert 20 * np.log10(partial_levels(rows, 66, 3)) == pytest.approx([0.0, -20.0, -20.0])
    assert 20 * np.log10(partial_levels(rows, 20, 2)) == pytest.approx([0.0, -10.0])
    assert 20 * np.log10(partial_levels(rows, 90, 6)) == pytest.approx(
        [0.0, -30.0, -20.0, -27.47, -33.26, -38.0], abs=0.02
    )
