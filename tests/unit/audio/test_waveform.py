"""Waveform text: the right size, the right shape, also for odd signals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.audio.waveform import ascii_peaks, block_peaks, braille, braille_peaks, peaks

from .signals import noise


def test_peaks_are_the_extremes_of_each_stretch() -> None:
    sound = noise(2.0, 0.1)
    found = peaks(sound, 100)
    edges = np.arange(101) * sound.shape[1] // 100
    for index in (0, 37, 99):
        part = sound[:, edges[index] : edges[index + 1]]
        assert found[0, index] == part.min()
        assert found[1, index] == part.max()


def test_braille_grows_with_the_sound() -> None:
    sound = noise(2.0, 0.2) * np.linspace(0.0, 1.0, 88_200, dtype=np.float32)
    dots = [
        sum(bin(ord(c) - 0x2800).count("1") for c in column)
        for column in zip(*braille(sound, 40, 4).splitlines())
    ]
    assert sum(dots[30:]) > 2 * sum(dots[:10])
    assert max(dots) >= 12


def test_silence_is_a_thin_line() -> None:
    text = braille(np.zeros((2, 1000), np.float32), 10, 4)
    assert {c for line in text.splitlines() for c in line} <= {"⠀", "⣀", "⠉", "⠤", "⠒"}
    assert block_peaks(peaks(np.zeros((1, 100), np.float32), 10), 10, 1) == " " * 10


def test_one_cell_by_hand() -> None:
    full = np.array([[-1.0, 0.0], [1.0, 0.0]], np.float32)
    assert braille_peaks(full, 1, 1) == chr(0x2800 | 0x01 | 0x02 | 0x04 | 0x40 | 0x20)
    assert block_peaks(full, 2, 1) == "█ "
    assert ascii_peaks(full, 2, 2) == "# \n# "


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 3000), st.integers(1, 100), st.integers(1, 6), st.integers(1, 2))
def test_always_the_size_that_was_asked_for(length: int, columns: int, rows: int, channels: int) -> None:
    sound = noise(0.1, 0.3, channels=channels)[:, :length]
    found = peaks(sound, columns * 2)
    for text in (
        braille(sound, columns, rows),
        block_peaks(found, columns, rows),
        ascii_peaks(found, columns, rows),
    ):
        assert [len(line) for line in text.split("\n")] == [columns] * rows


def test_nan_and_infinity_draw_something() -> None:
    odd = noise(0.5)
    odd[0, 100], odd[1, 200] = np.nan, np.inf
    assert len(braille(odd, 20, 2)) == 41


@pytest.mark.parametrize("count", [1, 7, 800])
def test_more_columns_than_stretches(count: int) -> None:
    assert len(braille_peaks(peaks(noise(0.5), count), 60, 1)) == 60
