"""Tempo and key are found in sound that has them, and not in sound that has none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from timbre.audio import key_finding, tempo
from timbre.audio.analysis import measure
from timbre.audio.excerpt import LISTENING_RATE_HZ, excerpt
from timbre.audio.resample import resample
from timbre.errors import InvalidInputError
from timbre.model.clip import Samples

from .signals import beat, noise, sine

RATE = 44_100
CHORDS = {"major": (0, 4, 7), "minor": (0, 3, 7)}


def chord(
    root: int, quality: str, seconds: float, decay: float = 0.8, rate: int = LISTENING_RATE_HZ
) -> np.ndarray:
    """A triad over its bass note, with five partials."""
    at = np.arange(round(seconds * rate)) / rate
    pitches = [48 + root, *(60 + root + step for step in CHORDS[quality])]
    hertz = [440.0 * 2.0 ** ((p - 69) / 12) for p in pitches]
    tone = sum(np.sin(2.0 * np.pi * hz * n * at) / n for hz in hertz for n in range(1, 6))
    return (0.04 * tone * np.exp(-decay * at)).astype(np.float32)


def progression(tonic: int, mode: str) -> np.ndarray:
    """I IV V I I vi IV V I, or its like in minor, with a final chord that dies away."""
    steps = {
        "major": [
            (0, "major"),
            (5, "major"),
            (7, "major"),
            (0, "major"),
            (9, "minor"),
            (5, "major"),
            (7, "major"),
        ],
        "minor": [
            (0, "minor"),
            (5, "minor"),
            (7, "major"),
            (0, "minor"),
            (8, "major"),
            (5, "minor"),
            (7, "major"),
        ],
    }[mode]
    parts = [chord((tonic + root) % 12, quality, 1.2) for root, quality in steps]
    return np.concatenate([*parts, chord(tonic, mode, 4.0, 1.2)])


@pytest.mark.parametrize("bpm", [72.0, 88.5, 100.0, 124.0, 140.0])
def test_tempo_of_a_beat(bpm: float) -> None:
    found = tempo.estimate_tempo(excerpt(beat(bpm, 16.0), RATE))
    assert found is not None
    assert found.bpm == pytest.approx(bpm, rel=0.003)
    assert found.confidence > tempo.CONFIDENT


def test_a_shuffled_start_and_noise_do_not_matter() -> None:
    sound = beat(96.0, 20.0)[:, 12_345:] + noise(20.0, 0.01)[:, 12_345:]
    found = tempo.estimate_tempo(excerpt(sound, RATE))
    assert found is not None
    assert found.bpm == pytest.approx(96.0, rel=0.003)


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_key_of_a_progression(tonic: int, mode: str) -> None:
    found = key_finding.estimate_key(progression(tonic, mode))
    assert found is not None
    assert found.name == f"{key_finding.TONICS[tonic]} {mode}"
    assert found.confidence > key_finding.CONFIDENT


@pytest.mark.parametrize("cents", [-35.0, 30.0])
def test_key_out_of_tune(cents: float) -> None:
    sound = progression(9, "minor")
    at = np.arange(0.0, len(sound) - 1.0, 2.0 ** (cents / 1200.0))
    bent = np.interp(at, np.arange(len(sound)), sound).astype(np.float32)
    found = key_finding.estimate_key(bent)
    assert found is not None
    assert found.name == "A minor"


def test_an_ending_that_is_cut_off_says_nothing() -> None:
    pitches = key_finding.find_pitches(progression(0, "major")[: 7 * round(1.2 * LISTENING_RATE_HZ)])
    assert pitches is not None
    assert not key_finding._ending(pitches).any()
    whole = key_finding.find_pitches(progression(0, "major"))
    assert whole is not None
    assert int(np.argmax(key_finding._ending(whole))) == 0


def test_measure_reports_what_it_hears() -> None:
    sound = resample(np.tile(progression(7, "major"), (2, 1)), LISTENING_RATE_HZ, RATE)
    click = beat(120.0, sound.shape[1] / RATE)[:, : sound.shape[1]]
    click = click - 0.5 * 0.06 * sum(
        np.sin(2.0 * np.pi * hz * np.arange(click.shape[1]) / RATE) for hz in (220.0, 277.18, 329.63)
    )
    both = (0.7 * sound[:, : click.shape[1]] + 0.3 * click).astype(np.float32)
    found = measure(both, RATE)
    assert found.bpm == pytest.approx(120.0, abs=0.3)
    assert found.key == "G major"
    assert found.seconds == pytest.approx(both.shape[1] / RATE)
    assert found.lufs is not None
    assert found.true_peak_dbtp is not None


@pytest.mark.parametrize("sound", [np.zeros((2, 5 * RATE), np.float32), np.zeros((1, 0), np.float32)])
def test_silence_has_nothing(sound: Samples) -> None:
    found = measure(sound, RATE)
    assert (found.bpm, found.key, found.lufs, found.true_peak_dbtp) == (None, None, None, None)


def test_noise_and_a_held_tone_have_no_tempo() -> None:
    assert measure(noise(12.0), RATE).bpm is None
    assert measure(noise(12.0), RATE).key is None
    assert measure(sine(440.0, 12.0, -6.0), RATE).bpm is None


@pytest.mark.parametrize("seconds", [0.01, 0.5, 1.9, 3.9])
def test_too_short_to_tell(seconds: float) -> None:
    found = measure(beat(120.0, seconds), RATE)
    assert found.bpm is None
    assert found.seconds == pytest.approx(seconds, abs=1e-4)


@pytest.mark.parametrize("rate", [8_000, 48_000, 96_000])
def test_any_rate(rate: int) -> None:
    assert measure(beat(120.0, 12.0, rate), rate).bpm == pytest.approx(120.0, abs=0.4)


def test_the_same_answer_twice() -> None:
    sound = beat(111.0, 10.0)
    assert measure(sound, RATE) == measure(np.asfortranarray(sound), RATE)


def test_long_pieces_are_heard_in_part(tmp_path: object) -> None:
    sound = np.tile(noise(1.0, 0.1, 8_000, 1), (1, 150))
    assert len(excerpt(sound, 8_000)) == 90 * LISTENING_RATE_HZ


def test_the_ending_of_a_long_piece_is_heard_for_its_key() -> None:
    middle = np.concatenate([chord(9, "minor", 1.5), chord(0, "major", 1.5)] * 32)
    for tonic, mode in ((9, "minor"), (0, "major")):
        sound = np.concatenate([middle, chord(tonic, mode, 5.0, 1.2)])[None]
        assert sound.shape[1] > 90 * LISTENING_RATE_HZ
        assert measure(sound, LISTENING_RATE_HZ).key == f"{key_finding.TONICS[tonic]} {mode}"


def test_nan_is_survived() -> None:
    sound = beat(120.0, 10.0)
    sound[0, 1000] = np.nan
    found = measure(sound, RATE)
    assert found.bpm == pytest.approx(120.0, abs=0.3)
    assert found.true_peak_dbtp is None or math.isfinite(found.true_peak_dbtp)


def test_refuses_what_is_not_audio() -> None:
    with pytest.raises(InvalidInputError):
        measure(np.zeros((12, 100), np.float32), RATE)
