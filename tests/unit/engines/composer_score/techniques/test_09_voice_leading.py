"""Technique 9: voices move as little as they can, and common tones stay."""

from itertools import pairwise

import pytest

from timbre.theory.voicing import motion


@pytest.mark.parametrize(
    "style", ["pop", "house", "lo-fi-hip-hop", "jazz-swing", "classical-strings", "bossa-nova"]
)
def test_chords_move_by_small_steps(plan, style: str) -> None:
    moved = voices = 0
    for seed in range(4):
        spans = plan(style, seed=seed, seconds=60.0).spans
        for one, two in pairwise(spans):
            if one.chord != two.chord and len(one.voicing) == len(two.voicing):
                moved += motion(one.voicing, two.voicing)
                voices += len(two.voicing)
    assert moved <= 2.6 * voices


def test_common_tones_are_held(plan) -> None:
    held = common = 0
    for seed in range(4):
        for one, two in pairwise(plan("classical-strings", seed=seed, seconds=60.0).spans):
            shared = set(one.chord.classes) & set(two.chord.classes)
            if shared and one.chord != two.chord:
                common += 1
                held += bool(set(one.voicing) & set(two.voicing))
    assert held >= 0.9 * common
