"""A piece decoded in blocks sounds as it does decoded at once, whatever the blocks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.codec_stages import BOOKS, ODD, REAL, SMALL, PlainStages
from timbre.engines.musicgen.codec import CodecStream, padding, reach


def random_codes(frames, books=BOOKS, seed=5):
    return np.random.default_rng(seed).integers(0, SMALL.codebook_size, (books, frames))


def at_once(config, codes):
    stages = PlainStages(config)
    return stages.upsample(stages.recur(stages.latents(codes), None)[0])


def in_blocks(stages, config, codes, sizes, channels=1):
    stream, parts, start = CodecStream(stages, config, channels), [], 0
    for size in sizes:
        parts.append(stream.push(codes[:, start : start + size]))
        start += size
    assert start == codes.shape[1]
    return np.concatenate([*parts, stream.finish()], axis=1)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from((SMALL, *ODD)), st.lists(st.integers(0, 7), min_size=1, max_size=6))
def test_any_blocks_give_what_the_whole_gives(config, sizes):
    frames = sum(sizes)
    codes = random_codes(frames)
    stages = PlainStages(config)
    found = in_blocks(stages, config, codes, sizes)
    assert found.shape == (1, frames * config.hop_samples)
    if frames:
        np.testing.assert_allclose(found[0], at_once(config, codes), rtol=0, atol=1e-6)
    assert stages.through == frames, "each frame goes through the LSTM once"


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 5, 9])
def test_one_frame_at_a_time(frames):
    codes = random_codes(frames)
    found = in_blocks(PlainStages(SMALL), SMALL, codes, [1] * frames)
    np.testing.assert_allclose(found[0], at_once(SMALL, codes), rtol=0, atol=1e-6)


def test_the_two_sides_of_a_stereo_piece_are_decoded_apart():
    codes = random_codes(9, books=2 * BOOKS)
    found = in_blocks(PlainStages(SMALL), SMALL, codes, [4, 5], channels=2)
    left, right = at_once(SMALL, codes[::2]), at_once(SMALL, codes[1::2])
    assert np.abs(left - right).max() > 0.1
    np.testing.assert_allclose(found, np.stack([left, right]), rtol=0, atol=1e-6)


def test_only_the_frames_that_may_still_change_are_held_back():
    config = replace(SMALL, upsampling_ratios=REAL.upsampling_ratios, num_filters=1, compress=1)
    stream = CodecStream(PlainStages(config), config)
    given_out = [
        stream.push(random_codes(1, seed=frame)).shape[1] // config.hop_samples for frame in range(7)
    ]
    assert given_out == [0, 0, 0, 0, 1, 1, 1], (
        "three for the first convolution, one for the layers after the LSTM"
    )
    assert stream.finish().shape == (1, 4 * config.hop_samples)


def test_a_piece_of_nothing_has_no_samples():
    assert CodecStream(PlainStages(SMALL), SMALL, 2).finish().shape == (2, 0)


@pytest.mark.parametrize("config", [SMALL, *ODD])
def test_the_reach_is_as_far_as_the_layers_look(config):
    """Changing one frame changes samples up to `reach` frames away (one less where paddings are lopsided)."""
    frames, width = 40, config.num_filters * 2 ** len(config.upsampling_ratios)
    calm = np.random.default_rng(8).standard_normal((1, width, frames)).astype(np.float32)
    moved = calm.copy()
    moved[:, :, 20] += 1
    stages = PlainStages(config)
    changed = np.flatnonzero(stages.upsample(calm) != stages.upsample(moved)) // config.hop_samples
    furthest = max(20 - changed.min(), changed.max() - 20)
    lopsided = any(size % 2 == 0 for size in (config.last_kernel_size, config.residual_kernel_size))
    assert reach(config) - lopsided <= furthest <= reach(config)


def test_the_reach_at_the_real_sizes():
    assert reach(REAL) == 1
    assert reach(REAL, 2) == 2, "rows of 1/40 frame"
    assert padding(7) == (3, 3)
    assert padding(4, 3) == (5, 4), "the left gets the odd one"
