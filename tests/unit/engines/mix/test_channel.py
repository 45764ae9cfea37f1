import numpy as np
import pytest

from timbre.audio.chain import Chain
from timbre.audio.effects import Effect
from timbre.engines.composer.mix.channel import amplified
from timbre.engines.composer.mix.profile import Strip
from timbre.engines.composer.score import Note, Part

OWN = Effect(effect="distortion", settings={"drive_db": 6.0})


def players(*instruments: str) -> list[Part]:
    return [Part("chords", instrument, (Note(0, 960, 60, 100),)) for instrument in instruments]


def between_db(strip: Strip, rate: int) -> float:
    """Level of what a fifth on 600 Hz makes at 300 Hz, against the root."""
    time = np.arange(rate) / rate
    fifth = 0.3 * (np.sin(2 * np.pi * 600 * time) + np.sin(2 * np.pi * 900 * time))
    heard = Chain(strip.inserts, rate).process(np.stack((fifth, fifth)).astype(np.float32))
    spectrum = np.abs(np.fft.rfft(heard[0] * np.hanning(rate)))
    return float(20 * np.log10(spectrum[300] / spectrum[600] + 1e-9))


def test_the_notes_of_a_driven_guitar_beat_against_each_other(rate):
    assert between_db(amplified(Strip(), players("distorted guitar")), rate) > -30
    assert between_db(amplified(Strip(), players("acoustic guitar")), rate) < -80


@pytest.mark.parametrize(
    ("strip", "instruments"),
    [(Strip(inserts=(OWN,)), ("overdriven guitar",)), (Strip(), ("overdriven guitar", "piano"))],
)
def test_a_strip_with_dirt_of_its_own_or_with_others_stays_as_it_is(strip, instruments):
    assert amplified(strip, players(*instruments)) == strip
