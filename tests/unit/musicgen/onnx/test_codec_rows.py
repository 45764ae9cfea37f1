"""The index tables: EnCodec's padding, written out for short and long stretches."""

import numpy as np
import pytest

from fakes.codec_stages import ODD, SMALL
from timbre.engines.musicgen.codec import padding
from timbre.engines.musicgen.runtimes.onnx.codec_rows import (
    Span,
    cached_tables,
    counted_windows,
    halves,
    pairs,
    windows,
)


def test_a_transposed_convolution_reads_each_row_with_the_one_before_it():
    nothing = 5
    assert pairs(Span(2, before=2, after=1)).tolist() == [[nothing, 2], [2, 3], [3, nothing]]


@pytest.mark.parametrize("length", range(1, 9))
@pytest.mark.parametrize(("kernel", "dilation"), [(7, 1), (3, 1), (3, 3), (4, 1), (1, 1), (2, 1)])
def test_ends_are_reflected_and_short_stretches_filled_up_with_nothing(length, kernel, dilation):
    left, right = padding(kernel, dilation)
    values = np.arange(1.0, length + 1)
    extra = max(0, max(left, right) + 1 - length)
    padded = np.pad(np.pad(values, (0, extra)), (left, right), "reflect")
    expected = [[padded[row + tap * dilation] for tap in range(kernel)] for row in range(length)]
    rows = counted_windows(Span(length, before=2, after=1), kernel) if dilation == 1 else None
    found = windows(Span(length, before=2, after=1), kernel, dilation)
    assert found.shape == (length + 3, kernel)
    memory = np.concatenate([[np.nan] * 2, values, [np.nan], [0.0]])
    assert memory[found[2:-1]].tolist() == expected
    assert rows is None or memory[rows].tolist() == expected


@pytest.mark.parametrize("before", [0, 1, 4])
def test_no_row_lies_outside_the_memory(before):
    for length in range(1, 12):
        span = Span(length, before, before)
        for kernel in (1, 2, 3, 7, 15):
            found = windows(span, kernel, 2)
            assert found.min() >= 0
            assert found.max() <= span.nothing


@pytest.mark.parametrize("config", [SMALL, *ODD])
def test_every_level_belongs_to_one_half(config):
    first, second = halves(config)
    assert [*first, *second] == list(range(len(config.upsampling_ratios)))
    assert len(first) > 0
    assert cached_tables(config, 1, 6)["last"].shape[1] == config.last_kernel_size
