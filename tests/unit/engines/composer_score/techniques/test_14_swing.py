"""Technique 14: the off-beat of a swung eighth lies at 0.67 of the beat in slow pieces, nearer 0.55 in fast ones."""

import pytest

from timbre.engines.composer.rhythm import swung


def offbeat(plan, bpm: float) -> float:
    made = plan("jazz-swing", bpm=bpm, seconds=15.0)
    return swung(480, 960, made.grid) / 960


@pytest.mark.parametrize(("bpm", "low", "high"), [(80, 0.64, 0.68), (140, 0.62, 0.68), (290, 0.53, 0.6)])
def test_swing_evens_out_as_the_tempo_rises(plan, bpm: float, low: float, high: float) -> None:
    assert low <= offbeat(plan, bpm) <= high
    assert offbeat(plan, 290) < offbeat(plan, 180) <= offbeat(plan, 80)
