import threading
from dataclasses import replace

import numpy as np
import pytest

from timbre.engines.composer.mix.profile import MixProfile, Strip
from timbre.engines.composer.mix.render import render


@pytest.fixture
def play(rate, voice, profile):
    def run(score, seconds, stems=False, cancelled=lambda: False, mix=profile, **options):
        return list(render(score, mix, rate, seconds, stems, 7, cancelled, render_key=voice, **options))

    return run


def joined(blocks):
    return np.concatenate([block.mix for block in blocks], axis=1)


@pytest.mark.parametrize("seconds", [1.0, 3.3333, 6.0])
def test_length_is_exact_and_the_end_is_silent(play, score_of, rate, seconds):
    mix = joined(play(score_of(), seconds))
    assert mix.shape == (2, round(seconds * rate))
    assert mix.dtype == np.float32
    assert np.abs(mix[:, -1]).max() < 1e-6
    assert np.abs(mix[:, : rate // 2]).max() > 0.05


def test_blocks_cannot_be_heard(play, score_of):
    whole = joined(play(score_of(), 5.0, block_seconds=9.0))
    for size in (0.31, 1.7):
        assert np.abs(joined(play(score_of(), 5.0, block_seconds=size)) - whole).max() < 1e-5


def test_twice_is_bit_identical(play, score_of):
    first, second = play(score_of(), 4.0, stems=True), play(score_of(), 4.0, stems=True)
    assert np.array_equal(joined(first), joined(second))


def test_stems_sum_to_the_mix_exactly_and_to_the_plain_mix_nearly(play, score_of):
    blocks = play(score_of(), 5.0, stems=True)
    assert set(blocks[0].stems) == {"drums", "bass", "chords", "melody", "noise"}
    for block in blocks:
        total = np.zeros_like(block.mix)
        for stem in block.stems.values():
            total += stem
        assert np.array_equal(total, block.mix)
    difference = joined(blocks) - joined(play(score_of(), 5.0))
    assert 20 * np.log10(np.sqrt(np.mean(difference**2)) + 1e-12) < -110


def test_the_first_block_is_short(play, score_of, rate):
    assert play(score_of(), 6.0)[0].mix.shape[1] <= rate


def test_a_fade_is_as_long_as_it_says(play, score_of, rate):
    score = score_of(bars=4)
    plain, faded = joined(play(score, 8.0)), joined(play(score, 8.0, fade_seconds=4.0))
    assert np.array_equal(plain[:, : 4 * rate], faded[:, : 4 * rate])
    middle = slice(6 * rate - 200, 6 * rate + 200)
    assert np.allclose(faded[:, middle], plain[:, middle] * 0.5, atol=0.01)


def test_a_loop_is_seamless_and_its_tail_sounds_at_its_beginning(play, score_of, profile, rate):
    score = score_of(loop=True)
    score = replace(score, parts=tuple(replace(part, controls=()) for part in score.parts))
    once = joined(play(score, 4.0))
    assert once.shape[1] == 4 * rate
    twice = np.concatenate((once, once), axis=1)
    seam, inside = twice[:, 4 * rate - 50 : 4 * rate + 50], once[:, rate : 3 * rate]
    jump = np.abs(np.diff(seam, n=2, axis=1)).max()
    assert jump <= np.abs(np.diff(inside, n=2, axis=1)).max()
    still = profile.model_copy(
        update={"noise": "none", "parts": {"melody": Strip(reverb_db=-6, delay_db=-6)}}
    )
    written_twice = play(_doubled(score), 8.0, mix=still)
    second_lap = joined(written_twice)[:, 4 * rate : 6 * rate]
    lap = joined(play(score, 4.0, mix=still))[:, : 2 * rate]
    assert np.corrcoef(lap[0], second_lap[0])[0, 1] > 0.9995


def _doubled(score):
    """The loop written out twice, as a piece with an end."""
    again = [
        replace(part, notes=part.notes + tuple(replace(n, start=n.start + score.end) for n in part.notes))
        for part in score.parts
    ]
    return replace(score, parts=tuple(again), end=2 * score.end, loop=False)


def test_a_short_loop_with_a_long_room_has_the_steady_level_everywhere(play, score_of, profile, rate):
    large = profile.model_copy(
        update={"reverb": profile.reverb.model_copy(update={"room": 0.8}), "noise": "none"}
    )
    once = joined(play(score_of(bars=1, loop=True), 2.0, mix=large))
    again = joined(play(score_of(bars=1, loop=True), 2.0, mix=large, block_seconds=0.4))
    assert np.abs(once - again).max() < 1e-5


def test_an_empty_score_is_silence(play, score_of, rate):
    blocks = play(replace(score_of(), parts=()), 1.0, mix=MixProfile())
    assert not joined(blocks).any()


def test_cancelling_stops_at_once(play, score_of):
    assert play(score_of(bars=40), 80.0, cancelled=lambda: True) == []
    asked = 0

    def after_a_while() -> bool:
        nonlocal asked
        asked += 1
        return asked > 60

    blocks = play(score_of(bars=40), 80.0, cancelled=after_a_while)
    assert sum(block.mix.shape[1] for block in blocks) < 30 * 22_050


def test_closing_the_stream_leaves_no_thread(score_of, profile, rate, voice):
    before = threading.active_count()
    stream = render(score_of(bars=20), profile, rate, 40.0, False, 7, lambda: False, render_key=voice)
    next(stream)
    stream.close()
    assert threading.active_count() == before


def test_an_error_in_the_synth_is_raised(score_of, profile, rate):
    def broken(key, sample_rate):
        raise ValueError(f"no {key.source}")

    with pytest.raises(ValueError, match="no "):
        list(render(score_of(), profile, rate, 2.0, False, 7, lambda: False, render_key=broken))


def test_nothing_clips_with_headroom_to_spare(play, score_of):
    peak = float(np.abs(joined(play(score_of(), 4.0))).max())
    assert 0.1 < peak < 1.2
