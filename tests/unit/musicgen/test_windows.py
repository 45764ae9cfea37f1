"""Windows of long pieces: they add up, they fit, and they are the authors'."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.musicgen_runtime import toy_config
from timbre.engines.musicgen.windows import Window, plan, window_sizes
from timbre.errors import EngineError


@settings(deadline=None)
@given(st.integers(0, 5000), st.integers(2, 1500), st.data())
def test_new_frames_add_up_and_every_window_fits(frames, window, data):
    stride = data.draw(st.integers(1, window - 1))
    windows = plan(frames, window, stride)
    assert sum(each.new for each in windows) == frames
    assert all(each.new >= 1 and each.frames <= window for each in windows)
    assert [each.context for each in windows] == [0] * bool(windows) + [window - stride] * (len(windows) - 1)
    assert all(each.frames == window for each in windows[:-1])


def by_the_authors(frames, window, stride):
    """The loop of audiocraft's `_generate_tokens`, counted instead of sung."""
    offset = context = 0
    found = []
    while offset + context < frames:
        length = min(frames - offset, window)
        found.append((context, length - context))
        context = max(0, length - stride)
        offset += stride
    return found


@pytest.mark.parametrize("frames", [1501, 2400, 2401, 3000, 9000])
def test_the_same_windows_as_the_reference(frames):
    ours = [(each.context, each.new) for each in plan(frames, 1500, 900)]
    assert ours == by_the_authors(frames, 1500, 900)


def test_thirty_seconds_are_one_window_and_a_minute_three():
    assert plan(1500, 1500, 900) == (Window(0, 1500),)
    assert plan(3000, 1500, 900) == (Window(0, 1500), Window(600, 900), Window(600, 600))
    assert plan(0, 1500, 900) == ()


def test_sizes_are_the_authors_for_a_real_checkpoint():
    assert window_sizes(toy_config(positions=2048)) == (1500, 900)
    assert window_sizes(toy_config(codebooks=8, channels=2, positions=2048)) == (1500, 900)


def test_sizes_shrink_with_the_positions():
    assert window_sizes(toy_config(positions=64)) == (61, 36)
    assert window_sizes(toy_config(positions=5)) == (2, 1)


def test_too_few_positions_are_refused():
    with pytest.raises(EngineError, match="max_position_embeddings = 4"):
        window_sizes(toy_config(positions=4))


@pytest.mark.parametrize("stride", [0, 10, 11])
def test_a_stride_outside_the_window_is_refused(stride):
    with pytest.raises(ValueError, match="stride"):
        plan(100, 10, stride)
