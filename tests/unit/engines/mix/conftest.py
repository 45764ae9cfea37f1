"""A small score and a synth double (plain decaying tones), so that the mix is tested without the real synth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from timbre.audio.effects import Effect
from timbre.engines.composer.mix.profile import MixProfile, Strip
from timbre.engines.composer.mix.voices import VoiceKey
from timbre.engines.composer.score import TICKS_PER_BEAT, Control, Note, Part, Score
from timbre.model.clip import Samples

RATE = 22_050
ScoreMaker = Callable[..., Score]


def fake_voice(key: VoiceKey, sample_rate: int) -> Samples:
    """A decaying sine at the key's pitch, 0.25 s of tail, slightly different on the two sides."""
    count = round((key.seconds + 0.25) * sample_rate)
    time = np.arange(count) / sample_rate
    hertz = 440 * 2 ** ((key.pitch - 69) / 12)
    tone = 0.5 * key.velocity / 100 * np.sin(2 * np.pi * hertz * time) * np.exp(-2 * time)
    tone *= np.minimum(1, np.minimum(time / 0.002, (time[-1] - time) / 0.02))
    return np.stack((tone, 0.8 * tone)).astype(np.float32)


def make_score(
    bars: int = 2, loop: bool = False, bpm: float = 120.0, parts: tuple[Part, ...] | None = None
) -> Score:
    """`bars` of 4/4: four on the floor, a bass, chords and a melody, with controllers."""
    beat = TICKS_PER_BEAT
    beats = bars * 4

    def line(
        name: str, instrument: str, step: float, pitches: list[tuple[int, ...]], *controls: Control
    ) -> Part:
        notes = [
            Note(int(i * step * beat), int(step * beat * 0.9), pitch, 70 + 13 * i % 50)
            for i in range(int(beats / step))
            for pitch in pitches[i % len(pitches)]
        ]
        return Part(name, instrument, tuple(notes), controls)

    swell = (
        Control(0, "expression", 0.5),
        Control(beats * beat, "expression", 1.0),
        Control(0, "brightness", 0.4),
    )
    made = parts or (
        line("drums", "909 kit", 0.5, [(36,), (42,), (36, 38), (46,)]),
        line("bass", "synth bass", 0.5, [(36,), (43,)]),
        line("chords", "piano", 2, [(60, 64, 67), (57, 60, 64)], *swell),
        line(
            "melody", "flute", 0.5, [(72,), (76,), (79,)], Control(0, "vibrato", 0.5), Control(0, "pan", -0.2)
        ),
    )
    return Score(bpm, "C major", "4/4", "test", ((0, bpm),), (), (), made, beats * beat, loop)


PROFILE = MixProfile(
    noise="vinyl",
    parts={
        "drums": Strip(reverb_db=-20),
        "bass": Strip(level_db=-3, sidechain_db=8),
        "chords": Strip(
            level_db=-4,
            width=1.4,
            reverb_db=-8,
            sidechain_db=6,
            inserts=(Effect(effect="chorus", settings={"rate_hz": 0.7, "mix": 0.4}),),
        ),
        "melody": Strip(
            pan=0.3,
            reverb_db=-10,
            delay_db=-10,
            inserts=(Effect(effect="compressor", settings={"threshold_db": -18, "ratio": 3}),),
        ),
    },
)


@pytest.fixture
def rate() -> int:
    return RATE


@pytest.fixture
def voice() -> Callable[[VoiceKey, int], Samples]:
    return fake_voice


@pytest.fixture
def score_of() -> ScoreMaker:
    return make_score


@pytest.fixture
def profile() -> MixProfile:
    return PROFILE
