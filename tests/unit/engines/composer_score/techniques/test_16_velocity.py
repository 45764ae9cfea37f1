"""Technique 16: strong places are louder; ghost notes lie at 20 to 35, everything else at 20 to 127."""

import pytest

from timbre.engines.composer.performance import perform
from timbre.engines.composer.plan import Tone


def test_metric_places_and_ghosts(plan) -> None:
    made = plan("funk")
    tones = [Tone(960 * n, 100, 38, strength=(3, -1)[n % 2]) for n in range(40)]
    notes = perform(made, "drums", tones)
    strong, weak = notes[0::2], notes[1::2]
    assert sum(n.velocity for n in strong) > sum(n.velocity for n in weak) + 5 * len(weak)


@pytest.mark.parametrize("style", ["funk", "jazz-swing", "boom-bap"])
def test_ghosts_of_real_pieces(make, style: str) -> None:
    ghosts = 0
    for seed in range(3):
        for part in make(style=style, seed=seed, seconds=40).parts:
            for note in part.notes:
                assert 20 <= note.velocity <= 127
                if note.articulation == "ghost":
                    ghosts += 1
                    assert 20 <= note.velocity <= 35
    assert ghosts >= 5
