from dataclasses import replace

import numpy as np

from timbre.engines.composer.mix.clock import Clock


def test_agrees_with_the_score_through_tempo_changes(score_of):
    score = replace(score_of(), tempo_map=((0, 120.0), (1920, 90.0), (3000, 61.5), (5760, 140.0)))
    ticks = [0, 1, 959, 1920, 1921, 2999, 3000, 3001, 5000, 5760, 7000, 100_000]
    expected = [score.seconds_at(tick) for tick in ticks]
    assert np.allclose(Clock(score, 44_100).seconds(ticks), expected, atol=1e-9)


def test_a_tempo_map_that_does_not_begin_with_the_body_tempo(score_of):
    score = replace(score_of(), bpm=100.0, tempo_map=((0, 50.0),))
    assert Clock(score, 1000).samples([960]).tolist() == [1200]


def test_samples_are_the_nearest(score_of):
    clock = Clock(score_of(bpm=120.0), 44_100)
    assert clock.samples([0, 960, 1]).tolist() == [0, 22_050, 23]
