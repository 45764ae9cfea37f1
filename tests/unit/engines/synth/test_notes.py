"""Every instrument renders clean, tuned, dynamic notes."""

import numpy as np
import pytest

from timbre.engines.composer.synth import INSTRUMENTS, render_note
from timbre.engines.composer.synth.tone import Tone
from timbre.errors import InvalidInputError, UnknownNameError

from .measuring import SAMPLE_RATE, centroid_hz, cents_off, loudest_lufs, power_spectrum

PITCHED = [name for name, instrument in INSTRUMENTS.items() if instrument.family != "effects"]
SEVERAL_PLAYERS = {
    "strings",
    "tremolo strings",
    "choir",
    "choir oohs",
    "male choir",
    "children's choir",
    "choir pad",
    "brass",
    "warm pad",
    "synth pad",
    "synth brass",
    "supersaw",
    "wobble bass",
}


def note(name, pitch, velocity=96, seconds=0.8, articulation="", round_robin=0):
    return render_note(name, pitch, velocity, seconds, articulation, SAMPLE_RATE, round_robin)


def middle(name):
    return (INSTRUMENTS[name].low + INSTRUMENTS[name].high) // 2


def assert_clean(samples):
    assert samples.dtype == np.float32
    assert samples.ndim == 2
    assert samples.shape[0] == 2
    assert np.isfinite(samples).all()
    peak = float(np.abs(samples).max())
    assert 0.0005 < peak <= 1.0
    assert np.abs(samples[:, [0, -1]]).max() < 1e-4
    assert np.abs(np.diff(samples[:, :4])).max() < 0.08 * peak
    assert np.abs(np.diff(samples[:, -8:])).max() < 0.01 * peak
    assert np.abs(samples.mean(axis=1)).max() < 1e-3 * peak


@pytest.mark.parametrize("name", list(INSTRUMENTS))
def test_notes_are_clean_across_and_beyond_the_range(name):
    instrument = INSTRUMENTS[name]
    for pitch, velocity in (
        (12, 90),
        (instrument.low, 127),
        (middle(name), 20),
        (instrument.high, 127),
        (108, 100),
    ):
        assert_clean(note(name, pitch, velocity, 0.35))


@pytest.mark.parametrize("name", list(INSTRUMENTS))
def test_same_arguments_same_bits(name):
    first, second = note(name, middle(name), round_robin=2), note(name, middle(name), round_robin=2)
    assert first.tobytes() == second.tobytes()
    other = note(name, middle(name), round_robin=3)
    assert first.shape != other.shape or not np.array_equal(first, other)


@pytest.mark.parametrize("name", PITCHED)
def test_tuning(name):
    """Within 4 cents of equal temperament where the instrument plays; sections by their mean."""
    instrument = INSTRUMENTS[name]
    harmonics = (2,) if name == "tubular bells" else (1, 2, 3) if instrument.family == "bass" else (1,)
    seconds = 2.0 if instrument.sustained else 1.5
    robins = (1, 2, 3) if name in SEVERAL_PLAYERS else (0,)
    for pitch in {max(instrument.low, 36), middle(name), instrument.high}:
        off = []
        for robin in robins:
            expected = Tone(name, pitch, 96, seconds, "", SAMPLE_RATE, robin).hz
            off.append(
                cents_off(note(name, pitch, 96, seconds, "", robin), expected, seconds, harmonics, 0.1)
            )
        assert abs(np.mean(off)) < 4.0, f"{name} {pitch}: {off}"


@pytest.mark.parametrize("name", PITCHED)
def test_round_robin_stays_within_three_cents(name):
    plain = Tone(name, 60, 96, 1.0, "", SAMPLE_RATE, 0).hz
    assert plain == pytest.approx(261.6256, abs=1e-3)
    for robin in range(1, 9):
        tone = Tone(name, 60, 96, 1.0, "", SAMPLE_RATE, robin)
        assert abs(1200 * np.log2(tone.hz / plain)) <= 3.0
        assert 0.95 <= tone.brightness <= 1.05


@pytest.mark.parametrize("name", list(INSTRUMENTS))
def test_loudness_is_alike_in_the_middle(name):
    levels = [loudest_lufs(note(name, middle(name), 96, 1.5, "", robin)) for robin in (0, 1)]
    assert np.mean(levels) == pytest.approx(-18.0, abs=2.5)


@pytest.mark.parametrize("name", list(INSTRUMENTS))
def test_velocity_changes_level_and_brightness(name):
    soft, hard = note(name, middle(name), 30, 1.0), note(name, middle(name), 115, 1.0)
    assert np.abs(hard).max() > np.abs(soft).max() * 1.2
    assert centroid_hz(hard) > centroid_hz(soft)


@pytest.mark.parametrize("name", list(INSTRUMENTS))
def test_articulations_change_the_sound(name):
    plain = note(name, middle(name), 90, 0.6)
    staccato = note(name, middle(name), 90, 0.6, "staccato")
    assert staccato.shape[1] <= plain.shape[1]
    energy = np.cumsum(np.sum(np.square(staccato), axis=0))
    whole = np.cumsum(np.sum(np.square(plain), axis=0))
    assert np.searchsorted(energy, 0.99 * energy[-1]) < np.searchsorted(whole, 0.99 * whole[-1]) * 1.02
    for articulation in ("legato", "accent", "mute"):
        other = note(name, middle(name), 90, 0.6, articulation)
        assert other.shape != plain.shape or np.abs(other - plain).max() > 0.01
    for articulation in ("ghost", "strum", "roll", "slide"):
        assert_clean(note(name, middle(name), 90, 0.3, articulation))


@pytest.mark.parametrize("name", [n for n in PITCHED if INSTRUMENTS[n].sustained])
def test_sustained_instruments_hold_until_note_off(name):
    samples = note(name, middle(name), 96, 1.2)
    steady = samples[:, int(0.9 * SAMPLE_RATE) : int(1.15 * SAMPLE_RATE)]
    assert np.sqrt(np.mean(steady**2)) > 0.25 * np.sqrt(np.mean(samples[:, : int(0.8 * SAMPLE_RATE)] ** 2))
    assert samples.shape[1] >= 1.19 * SAMPLE_RATE


@pytest.mark.parametrize("name", [n for n in PITCHED if not INSTRUMENTS[n].sustained])
def test_struck_instruments_die_away_by_themselves(name):
    samples = note(name, middle(name), 96, 6.0)
    head = np.sqrt(np.mean(samples[:, : SAMPLE_RATE // 4] ** 2))
    tail = samples[:, int(4.0 * SAMPLE_RATE) :]
    assert tail.size == 0 or np.sqrt(np.mean(tail**2)) < 0.35 * head


@pytest.mark.parametrize("name", PITCHED)
def test_the_bass_is_mono(name):
    instrument = INSTRUMENTS[name]
    samples = note(name, max(24, min(instrument.low, 45)), 100, 0.8)
    left_right = np.stack([samples[0] + samples[1], samples[0] - samples[1]])
    hz = np.fft.rfftfreq(samples.shape[1], 1 / SAMPLE_RATE)
    power = np.abs(np.fft.rfft(left_right, axis=1)) ** 2
    deep = hz < 110
    assert power[1, deep].sum() < 0.02 * power[0].sum()


@pytest.mark.parametrize("name", PITCHED)
def test_the_middle_is_in_the_middle(name):
    energy = np.sum(np.square(note(name, middle(name), 90, 1.2).astype(np.float64)), axis=1)
    assert abs(10 * np.log10(energy[0] / energy[1])) < 3.0


@pytest.mark.parametrize("name", ["saw lead", "square lead", "supersaw", "synth lead", "pluck synth"])
def test_high_notes_do_not_alias(name):
    """Between the harmonics of a high, vibrato-free stretch there is next to nothing."""
    pitch = min(INSTRUMENTS[name].high, 96)
    samples = note(name, pitch, 110, 0.8)
    hz, power = power_spectrum(samples, 0.1, 0.22)
    expected = 440 * 2 ** ((pitch - 69) / 12)
    number = np.maximum(np.rint(hz / expected), 1)
    far = (np.abs(hz - number * expected) > 0.3 * expected) & (hz > 200)
    assert 10 * np.log10(power[far].sum() / power.sum()) < -55


def test_other_sample_rates():
    for rate in (22050, 48000, 96000):
        samples = render_note("piano", 60, 90, 0.5, "", rate, 0)
        assert 0.5 * rate < samples.shape[1] < 1.3 * rate
        assert_clean(samples)


@pytest.mark.parametrize(
    "name", ["piano", "organ", "harp", "violin", "supersaw", "warm pad", "bells", "808 bass"]
)
def test_extremes_still_sound(name):
    for pitch, seconds, rate in ((0, 0.001, 44100), (127, 0.03, 44100), (127, 0.2, 8000), (60, 0.1, 192000)):
        samples = render_note(name, pitch, 100, seconds, "", rate, 1)
        assert np.isfinite(samples).all()
        assert 0.0 < np.abs(samples).max() <= 1.0
    assert render_note("strings", 60, 90, 30.0, "", 44100, 0).shape[1] >= 30 * 44100


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("piano", 200, 90, 1.0, "", 44100, 0), "200"),
        (("piano", 60, 0, 1.0, "", 44100, 0), "Velocity 0"),
        (("piano", 60, 90, 0.0, "", 44100, 0), "0.0 seconds"),
        (("piano", 60, 90, float("nan"), "", 44100, 0), "nan"),
        (("piano", 60, 90, 1.0, "tremolando", 44100, 0), "tremolando"),
        (("piano", 60, 90, 1.0, "", 100, 0), "100 Hz"),
        (("piano", 60, 90, 1.0, "", 44100, -1), "-1"),
    ],
)
def test_bad_arguments_are_named(arguments, said):
    with pytest.raises(InvalidInputError, match=said):
        render_note(*arguments)


def test_an_unknown_instrument():
    with pytest.raises(UnknownNameError, match="pianoforte"):
        render_note("pianoforte", 60, 90, 1.0, "", 44100, 0)
