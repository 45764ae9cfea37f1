"""Technique 30: a part is played several times, and its judge keeps the best."""

import pytest

from timbre.engines.composer.parts.bass import play_bass
from timbre.engines.composer.parts.candidates import (
    best_of,
    judge_bass,
    judge_chords,
    judge_counter,
    judge_drums,
)
from timbre.engines.composer.parts.chords import play_chords
from timbre.engines.composer.parts.drums import play_drums
from timbre.engines.composer.plan import Tone

PARTS = [
    ("bass", play_bass, judge_bass),
    ("chords", play_chords, judge_chords),
    ("drums", play_drums, judge_drums),
]


@pytest.mark.parametrize(("role", "play", "judge"), PARTS)
def test_the_best_take_is_kept(plan, role, play, judge) -> None:
    improved = 0
    for seed in range(5):
        made = plan("funk", seed=seed, seconds=60.0)
        first = judge(made, best_of(made, role, play, judge, 1))
        best = judge(made, best_of(made, role, play, judge, 5))
        assert best <= first
        improved += best < first
    assert improved >= 1


def test_judges_mind_what_they_say(plan) -> None:
    made = plan("pop", seconds=60.0)
    bar = made.timing.bar_ticks
    bars = range(made.timing.bars)
    one_note = [Tone(n * bar + k * 960, 900, 40) for n in bars for k in range(4)]
    assert judge_bass(made, one_note) > judge_bass(made, best_of(made, "bass", play_bass, judge_bass)) + 10
    same = [Tone(n * bar + k * 480, 100, 42) for n in bars for k in range(8)]
    assert judge_drums(made, same) >= 40
    assert judge_chords(made, [Tone(n * bar, 900, 60) for n in bars]) >= 30
    wild = [Tone(n * bar, bar, 60 + 11 * (n % 2), strength=3) for n in bars]
    calm = [Tone(s.start, s.duration, 60 + (s.chord.root - 60) % 12, strength=2) for s in made.spans]
    assert judge_counter(made, wild) > judge_counter(made, calm)
