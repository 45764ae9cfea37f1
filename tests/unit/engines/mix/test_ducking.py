import numpy as np

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.ducking import Ducking
from timbre.engines.composer.score import Note, Part


def ducking(score_of, rate, notes, period=None):
    clock = Clock(score_of(bpm=120.0), rate)
    return Ducking([Part("drums", "909 kit", tuple(notes))], clock, 100.0, period)


def test_fully_down_at_the_kick_and_open_elsewhere(score_of, rate):
    envelope = ducking(score_of, rate, [Note(960, 100, 36, 110), Note(1440, 100, 38, 110)]).envelope(0, rate)
    kick = rate // 2
    assert envelope[kick] > 0.99
    assert np.all(envelope[: kick - rate // 100] == 0)
    assert np.all(envelope[kick + rate // 10 + 2 :] == 0), "the snare must not duck"


def test_never_jumps(score_of, rate):
    notes = [Note(480 * i, 50, 36, 60 + 10 * i) for i in range(6)]
    envelope = ducking(score_of, rate, notes).envelope(0, 2 * rate)
    assert np.abs(np.diff(envelope)).max() < 0.03


def test_a_soft_kick_ducks_less(score_of, rate):
    soft = ducking(score_of, rate, [Note(960, 100, 36, 30)]).envelope(0, rate)
    assert 0.2 < soft.max() < 0.5


def test_blocks_agree_with_the_whole(score_of, rate):
    maker = ducking(score_of, rate, [Note(700 * i, 50, 36, 100) for i in range(5)])
    whole = maker.envelope(0, 2 * rate)
    cut = np.concatenate([maker.envelope(at, 501) for at in range(0, 2 * rate - 501, 501)])
    assert np.array_equal(cut, whole[: len(cut)])


def test_a_loop_ducks_across_its_seam(score_of, rate):
    period = 2 * rate
    maker = ducking(score_of, rate, [Note(0, 100, 36, 110)], period)
    assert maker.envelope(period - 20, 40)[20] > 0.99
    assert np.array_equal(maker.envelope(-period, 1000), maker.envelope(0, 1000))
