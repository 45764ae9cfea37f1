"""Facts about single notes: pitch, loop, envelope, place, velocity, vibrato, filter."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.soundfonts import Instrument, Recorded, Written, font, pair, sine, tone
from timbre.engines.composer.soundfont.generators import Gen
from unit.engines.soundfont.hearing import RATE, Opened, cents, frequency, level_at, play

SINE = sine(441.0)
PERIOD = 50
NOISE = np.random.default_rng(3).uniform(-0.5, 0.5, 22_050)


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("pitch", [45, 57, 69, 81])
def test_a_key_has_its_pitch(opened: Opened, pitch: int, rate: int) -> None:
    heard = play(opened(tone()), pitch, rate=rate)
    wanted = 441.0 * 2 ** ((pitch - 69) / 12)
    assert abs(cents(wanted, frequency(heard[0], rate))) < 0.5


def test_tuning_adds_up(opened: Opened) -> None:
    recorded = Recorded(SINE, (PERIOD, 101 * PERIOD), correction=-10)
    tuned = tone((Gen.COARSE_TUNE, 2), (Gen.FINE_TUNE, 30), (Gen.ROOT_KEY, 70), recorded=recorded)
    heard = frequency(play(opened(tuned), 69)[0])
    assert cents(441.0, heard) == pytest.approx(-100 + 200 + 30 - 10, abs=0.5)


def test_scale_tuning_widens_or_stops_the_scale(opened: Opened) -> None:
    fixed = frequency(play(opened(tone((Gen.SCALE_TUNING, 0))), 81)[0])
    assert abs(cents(441.0, fixed)) < 0.5
    half = frequency(play(opened(tone((Gen.SCALE_TUNING, 50))), 81)[0])
    assert cents(441.0, half) == pytest.approx(600, abs=0.5)


@pytest.mark.parametrize("pitch", [69, 64])
def test_a_loop_has_no_seam(opened: Opened, pitch: int) -> None:
    """A sine that is looped eighty times in a second must stay a pure one."""
    short = Recorded(SINE[: 13 * PERIOD], (PERIOD, 12 * PERIOD))
    sound = play(opened(tone(recorded=short)), pitch, seconds=2.0)[0, 4000:80_000].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(sound * np.blackman(len(sound)))) ** 2
    top = int(np.argmax(spectrum))
    rest = spectrum.copy()
    rest[top - 6 : top + 7] = 0
    assert 10 * np.log10(rest.sum() / spectrum.sum()) < -65


def test_without_a_loop_the_note_ends_with_its_sample(opened: Opened) -> None:
    struck = tone((Gen.SAMPLE_MODES, 0), recorded=Recorded(SINE[:4410], (0, 0)))
    heard = play(opened(struck), 69, seconds=2.0)
    assert heard.shape[1] == pytest.approx(0.2 * RATE, abs=600)


def test_a_loop_left_at_release_plays_the_rest(opened: Opened) -> None:
    """Mode 3: the second half of the sample, an octave higher, sounds once the key is let go."""
    both = np.concatenate([SINE[: 40 * PERIOD], sine(882.0)[: 40 * PERIOD]])
    leaving = tone(
        (Gen.SAMPLE_MODES, 3), (Gen.RELEASE_VOL_ENV, 1200), recorded=Recorded(both, (PERIOD, 39 * PERIOD))
    )
    heard = play(opened(leaving), 69, seconds=0.5)[0]
    assert cents(441.0, frequency(heard[4410:17_640])) == pytest.approx(0, abs=5)
    assert cents(882.0, frequency(heard[round(0.56 * RATE) : round(0.62 * RATE)])) == pytest.approx(0, abs=15)


def timecents(seconds: float) -> int:
    return round(1200 * np.log2(seconds))


def test_the_volume_envelope_keeps_its_times(opened: Opened) -> None:
    shaped = tone(
        (Gen.DELAY_VOL_ENV, timecents(0.1)),
        (Gen.ATTACK_VOL_ENV, timecents(0.2)),
        (Gen.HOLD_VOL_ENV, timecents(0.1)),
        (Gen.DECAY_VOL_ENV, timecents(1.0)),
        (Gen.SUSTAIN_VOL_ENV, 200),
        (Gen.RELEASE_VOL_ENV, timecents(0.5)),
    )
    heard = play(opened(shaped), 69, seconds=1.0)[0]
    full = level_at(heard, 0.35)
    below = {at: 20 * np.log10(level_at(heard, at) / full + 1e-9) for at in (0.05, 0.2, 0.5, 0.9, 1.1, 1.2)}
    assert below[0.05] < -80, "still in its delay"
    assert below[0.2] == pytest.approx(-6.0, abs=0.5), "half way up, straight in amplitude"
    assert below[0.5] == pytest.approx(-10.0, abs=0.5), "100 dB in a second"
    assert below[0.9] == pytest.approx(-20.0, abs=0.3), "sustained"
    assert below[1.1] == pytest.approx(-40.0, abs=1.0), "100 dB in half a second"
    assert below[1.2] == pytest.approx(-60.0, abs=2.0)


def test_high_keys_decay_sooner_where_the_file_says_so(opened: Opened) -> None:
    keyed = opened(tone((Gen.DECAY_VOL_ENV, 1200), (Gen.SUSTAIN_VOL_ENV, 1000), (Gen.KEY_TO_VOL_DECAY, 100)))
    falls = []
    for pitch in (60, 72):
        heard = play(keyed, pitch)[0]
        falls.append(20 * np.log10(level_at(heard, 0.5) / level_at(heard, 0.1)))
    assert falls[1] == pytest.approx(2 * falls[0], rel=0.1)


def test_left_and_right_samples_go_to_their_sides(opened: Opened) -> None:
    low, high = Recorded(SINE, (PERIOD, 101 * PERIOD)), Recorded(sine(882.0), (PERIOD, 101 * PERIOD))
    zones = [
        ((Gen.SAMPLE_MODES, 1), (Gen.PAN, -500), (Gen.SAMPLE, 0)),
        ((Gen.SAMPLE_MODES, 1), (Gen.PAN, 500), (Gen.SAMPLE, 1)),
    ]
    heard = play(
        opened(font([low, high], [Instrument(zones)], [Written(0, 0, "Wide", [((Gen.INSTRUMENT, 0),)])]))
    )
    assert cents(441.0, frequency(heard[0])) == pytest.approx(0, abs=1)
    assert cents(882.0, frequency(heard[1])) == pytest.approx(0, abs=1)


def test_softer_is_quieter_by_the_square(opened: Opened) -> None:
    read = opened(tone())
    loud, soft = (level_at(play(read, velocity=v)[0], 0.5) for v in (127, 64))
    assert 20 * np.log10(soft / loud) == pytest.approx(40 * np.log10(64 / 127), abs=0.3)


def test_velocity_chooses_the_layer(opened: Opened) -> None:
    low, high = Recorded(SINE, (PERIOD, 101 * PERIOD)), Recorded(sine(882.0), (PERIOD, 101 * PERIOD))
    zones = [
        ((Gen.VELOCITY_RANGE, pair(0, 80)), (Gen.SAMPLE, 0)),
        ((Gen.VELOCITY_RANGE, pair(81, 127)), (Gen.SAMPLE, 1)),
    ]
    read = opened(font([low, high], [Instrument(zones)], [Written(0, 0, "Two", [((Gen.INSTRUMENT, 0),)])]))
    assert cents(441.0, frequency(play(read, velocity=80)[0])) == pytest.approx(0, abs=1)
    assert cents(882.0, frequency(play(read, velocity=81)[0])) == pytest.approx(0, abs=1)


def test_softer_is_duller_unless_the_file_forbids_it(opened: Opened) -> None:
    recorded = Recorded(NOISE, (0, len(NOISE)), rate=44_100)
    plain = opened(tone((Gen.FILTER_FC, 10_000), recorded=recorded))
    same = opened(
        font(
            [recorded],
            [
                Instrument(
                    [((Gen.SAMPLE_MODES, 1), (Gen.FILTER_FC, 10_000), (Gen.SAMPLE, 0))],
                    [[(0x0102, Gen.FILTER_FC, 0, 0x0D02, 0)]],
                )
            ],
            [Written(0, 0, "Same", [((Gen.INSTRUMENT, 0),)])],
        )
    )
    for read, duller in ((plain, True), (same, False)):
        bright = [_brightness(play(read, velocity=v)[0]) for v in (127, 50)]
        assert (bright[1] < 0.75 * bright[0]) == duller


def _brightness(sound: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(sound)) ** 2
    return float(np.sum(power * np.fft.rfftfreq(len(sound), 1 / RATE)) / power.sum())


def test_the_filter_has_two_poles(opened: Opened) -> None:
    """Noise through a cutoff of 1 kHz: 12 dB an octave above it."""
    recorded = Recorded(NOISE, (0, len(NOISE)), rate=44_100)
    cutoff = round(1200 * np.log2(1000 / 8.176))
    open_, closed = (
        play(opened(tone((Gen.FILTER_FC, fc), recorded=recorded)), 69, seconds=1.0)[0, :RATE]
        for fc in (13_500, cutoff)
    )
    power = [np.abs(np.fft.rfft(each)) ** 2 for each in (open_, closed)]
    hz = np.fft.rfftfreq(RATE, 1 / RATE)

    def fallen(low: float, high: float) -> float:
        band = (hz > low) & (hz < high)
        return float(10 * np.log10(power[1][band].sum() / power[0][band].sum()))

    assert fallen(100, 300) == pytest.approx(0, abs=0.7)
    assert fallen(950, 1050) == pytest.approx(-3.0, abs=0.7)
    assert fallen(3900, 4100) == pytest.approx(-24, abs=1.5)


def test_the_modulation_envelope_closes_the_filter(opened: Opened) -> None:
    recorded = Recorded(NOISE, (0, len(NOISE)), rate=44_100)
    swept = tone(
        (Gen.FILTER_FC, 6_000),
        (Gen.MOD_ENV_TO_FC, 7_000),
        (Gen.DECAY_MOD_ENV, 0),
        (Gen.SUSTAIN_MOD_ENV, 1000),
        recorded=recorded,
    )
    heard = play(opened(swept), seconds=1.5)[0]
    bright = [_brightness(heard[at : at + 4410]) for at in (0, 17_640, 39_690)]
    assert bright[0] > 2 * bright[1] > 4 * bright[2]


def test_vibrato_begins_after_its_delay(opened: Opened) -> None:
    wavering = tone(
        (Gen.VIB_LFO_TO_PITCH, 50),
        (Gen.DELAY_VIB_LFO, timecents(0.6)),
        (Gen.FREQ_VIB_LFO, round(1200 * np.log2(5.0 / 8.176))),
    )
    heard = play(opened(wavering), 69, seconds=2.0)[0]
    steps = range(0, round(1.9 * RATE), 1100)
    track = np.array([cents(441.0, frequency(heard[at : at + 2200])) for at in steps])
    times = np.array(steps) / RATE + 0.025
    assert np.abs(track[times < 0.55]).max() < 3
    late = track[times > 0.8]
    assert late.max() == pytest.approx(45, abs=9)
    assert late.min() == pytest.approx(-45, abs=9)
    turns = np.sum(np.diff(np.sign(late)) != 0) / 2
    assert turns == pytest.approx(5.0 * 1.1, abs=1.5)


@pytest.mark.parametrize("articulation", ["", "staccato", "mute", "legato", "accent"])
def test_every_note_starts_and_ends_at_nothing(opened: Opened, articulation: str) -> None:
    heard = play(opened(tone()), 60, 100, 0.4, articulation)
    assert heard.dtype == np.float32
    assert not heard[:, 0].any()
    assert not heard[:, -1].any()
    assert np.abs(np.diff(heard[0])).max() < 0.06


def test_staccato_is_shorter(opened: Opened) -> None:
    read = opened(tone())
    plain, short = (play(read, 60, 100, 1.0, each).shape[1] for each in ("", "staccato"))
    assert short < 0.65 * plain


def test_the_same_note_is_the_same_bits(opened: Opened) -> None:
    read = opened(tone((Gen.VIB_LFO_TO_PITCH, 30)))
    assert np.array_equal(play(read, 61, 90), play(read, 61, 90))


def test_a_note_outside_every_range_is_played_by_the_nearest(opened: Opened) -> None:
    narrow = tone((Gen.KEY_RANGE, pair(60, 72)))
    heard = play(opened(narrow), 84)
    assert cents(441.0 * 2 ** (15 / 12), frequency(heard[0])) == pytest.approx(0, abs=1)
