from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.player import Player, place
from timbre.engines.composer.mix.voices import VoiceCache
from timbre.engines.composer.score import Note, Part


@pytest.fixture
def cache(voice, rate):
    with ThreadPoolExecutor(2) as pool:
        yield VoiceCache(lambda key: voice(key, rate), pool, lambda: False)


def test_onsets_are_exact_to_the_sample(score_of, rate):
    score = score_of(bpm=97.0)
    for part in score.parts:
        sounds = place([part], Clock(score, rate))
        expected = sorted(round(score.seconds_at(note.start) * rate) for note in part.notes)
        assert [sound.onset for sound in sounds] == expected


def test_a_note_begins_at_its_sample(score_of, rate, cache):
    score = score_of(parts=(Part("melody", "flute", (Note(960, 480, 69, 100),)),))
    clock = Clock(score, rate)
    block = Player(place(score.parts, clock), cache, clock).read(rate)
    heard = np.flatnonzero(np.abs(block[0]) > 0)
    assert rate // 2 <= heard[0] <= rate // 2 + 3


def test_the_velocity_within_a_layer_is_made_up(score_of, rate):
    notes = tuple(Note(960 * i, 480, 69, 88 + i) for i in range(8))
    sounds = place([Part("melody", "flute", notes)], Clock(score_of(), rate))
    levels = [sound.gain * sound.key.velocity**1.5 for sound in sounds]
    assert all(quiet < loud for quiet, loud in pairwise(levels))
    assert all(0.85 < sound.gain < 1.15 for sound in sounds)


def test_blocks_join_without_a_seam(score_of, rate, cache):
    score = score_of()
    clock = Clock(score, rate)
    sounds = place([score.parts[2]], clock)
    whole = Player(sounds, cache, clock).read(4 * rate)
    player = Player(sounds, cache, clock)
    cut = np.concatenate([player.read(777) for _ in range(4 * rate // 777)], axis=1)
    assert np.allclose(cut, whole[:, : cut.shape[1]], atol=1e-6)


def test_repeated_notes_take_turns(score_of, rate):
    notes = tuple(Note(480 * i, 400, 38, 100) for i in range(6))
    sounds = place([Part("drums", "909 kit", notes)], Clock(score_of(), rate))
    assert [sound.key.round_robin for sound in sounds] == [0, 1, 2, 0, 1, 2]


def test_a_closed_hat_silences_an_open_one(score_of, rate, cache):
    open_alone = (Note(0, 480, 46, 100),)
    closed_after = (*open_alone, Note(120, 100, 42, 1))
    clock = Clock(score_of(), rate)

    def late_energy(notes: tuple[Note, ...]) -> float:
        block = Player(place([Part("drums", "909 kit", notes)], clock), cache, clock).read(rate)
        return float(np.sum(block[:, rate // 8 : rate // 4] ** 2))

    assert late_energy(closed_after) < 0.05 * late_energy(open_alone)


def test_a_loop_plays_before_its_beginning(score_of, rate, cache):
    score = score_of()
    clock, period = Clock(score, rate), 4 * rate
    sounds = place([score.parts[1]], clock)
    player = Player(sounds, cache, clock, start=-rate, period=period)
    before, first, second = player.read(rate), player.read(period), player.read(period)
    assert np.abs(before).max() > 0.1
    assert np.allclose(first, second, atol=1e-6)
    assert np.allclose(before, first[:, -rate:], atol=1e-6)
