"""The delay pattern: there and back, and the same figures as in the paper and the reference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.engines.musicgen.delay import UNKNOWN, DelayPattern
from timbre.errors import EngineError

BOS = 99
MONO = DelayPattern((0, 1, 2, 3))
STEREO = DelayPattern((0, 0, 1, 1, 2, 2, 3, 3))


@st.composite
def patterns(draw):
    rises = draw(st.lists(st.integers(0, 3), max_size=8))
    return DelayPattern((0, *np.cumsum(rises, dtype=int).tolist()))


@st.composite
def pieces(draw):
    pattern = draw(patterns())
    frames = draw(st.integers(0, 12))
    codes = draw(
        st.lists(
            st.lists(st.integers(0, BOS - 1), min_size=frames, max_size=frames),
            min_size=pattern.codebooks,
            max_size=pattern.codebooks,
        )
    )
    return pattern, np.array(codes, np.int64).reshape(pattern.codebooks, frames)


def test_mono_looks_as_in_the_paper():
    codes = np.array([[1, 2], [3, 4], [5, 6], [7, 8]])
    assert MONO.delay(codes, BOS).tolist() == [
        [1, 2, BOS, BOS, BOS],
        [BOS, 3, 4, BOS, BOS],
        [BOS, BOS, 5, 6, BOS],
        [BOS, BOS, BOS, 7, 8],
    ]


def test_stereo_pairs_share_a_delay():
    codes = np.arange(8)[:, None]
    delayed = STEREO.delay(codes, BOS)
    assert delayed.shape == (8, 4)
    assert [np.flatnonzero(row != BOS).tolist() for row in delayed] == [
        [0], [0], [1], [1], [2], [2], [3], [3],
    ]  # fmt: skip


@settings(deadline=None)
@given(pieces())
def test_there_and_back(piece):
    pattern, codes = piece
    delayed = pattern.delay(codes, BOS)
    assert delayed.shape == (pattern.codebooks, codes.shape[1] + pattern.depth)
    assert pattern.undelay(delayed).tolist() == codes.tolist()
    assert np.count_nonzero(delayed != BOS) == codes.size


@settings(deadline=None)
@given(pieces(), st.data())
def test_any_run_of_steps_gives_the_frames_that_are_whole_in_it(piece, data):
    pattern, codes = piece
    delayed = pattern.delay(codes, BOS)
    first = data.draw(st.integers(0, codes.shape[1]))
    last = data.draw(st.integers(first, delayed.shape[1]))
    found = pattern.undelay(delayed[:, first:last])
    count = pattern.complete(last - first)
    assert found.tolist() == codes[:, first : first + count].tolist()


@settings(deadline=None)
@given(pieces())
def test_forced_is_where_a_delayed_piece_has_bos(piece):
    pattern, codes = piece
    delayed = pattern.delay(codes, BOS)
    for step, column in enumerate(delayed.T):
        assert pattern.forced(step, codes.shape[1]).tolist() == (column == BOS).tolist()


def test_frames_complete_after_steps():
    assert [MONO.complete(steps) for steps in (0, 3, 4, 503)] == [0, 0, 1, 500]
    assert DelayPattern((0, 0)).complete(1) == 1


def test_a_sheet_keeps_the_whole_context_and_asks_for_the_rest():
    context = np.array([[1, 2], [3, 4], [5, 6], [7, 8]])
    u = UNKNOWN
    assert MONO.sheet(context, 4, BOS).tolist() == [
        [BOS, 1, 2, u, u, BOS, BOS, BOS],
        [BOS, BOS, 3, 4, u, u, BOS, BOS],
        [BOS, BOS, BOS, 5, 6, u, u, BOS],
        [BOS, BOS, BOS, BOS, 7, 8, u, u],
    ]


def test_a_sheet_without_context():
    sheet = MONO.sheet(np.empty((4, 0), np.int64), 1, BOS)
    assert np.argwhere(sheet == UNKNOWN).tolist() == [[0, 1], [1, 2], [2, 3], [3, 4]]
    assert np.count_nonzero(sheet == BOS) == sheet.size - 4


@pytest.mark.parametrize("delays", [(), (1, 2), (0, 2, 1), (0, -1)])
def test_other_delays_are_refused(delays):
    with pytest.raises(EngineError, match="delay pattern"):
        DelayPattern(delays)
