"""The numbers codes are drawn with: fixed for ever, and independent of how they are asked for."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.engines.musicgen.random import Uniforms
from timbre.model.stream import Stream

# Part of every recipe: if these change, no take can be made again.
GOLDEN = [
    [0.19288773203822718, 0.33848377606930924],
    [0.957525034718258, 0.8095038027793179],
    [0.17167416512144584, 0.2842699048755589],
]


def test_the_numbers_never_change():
    assert Uniforms(7, 2).steps(0, 3).tolist() == GOLDEN


def test_they_are_the_named_stream_row_by_row():
    stream = Stream(5, "musicgen codes")
    assert Uniforms(5, 4).steps(0, 70).ravel().tolist() == [stream.uniform() for _ in range(280)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 100)), max_size=6), st.sampled_from([1, 4, 8]))
def test_any_order_and_any_chunks_give_the_same(asked, codebooks):
    whole = Uniforms(1, codebooks).steps(0, 400)
    uniforms = Uniforms(1, codebooks)
    for first, count in asked:
        found = uniforms.steps(first, count)
        assert found.shape == (count, codebooks)
        assert found.tolist() == whole[first : first + count].tolist()


def test_seeds_differ_and_numbers_fill_the_unit_interval_evenly():
    numbers = Uniforms(3, 4).steps(0, 1000)
    assert numbers.dtype == np.float64
    assert numbers.min() >= 0
    assert numbers.max() < 1
    counts, _ = np.histogram(numbers, bins=10, range=(0, 1))
    assert counts.min() > 320
    assert counts.max() < 480
    assert Uniforms(4, 4).steps(0).tolist() != Uniforms(3, 4).steps(0).tolist()
