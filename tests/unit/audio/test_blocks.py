"""Blocks cover a signal exactly, and a memory map is given back without losing anything."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from timbre.audio.blocks import RELEASE_SAMPLES, blocks, from_db, release, starts, to_db


@pytest.mark.parametrize("length", [0, 1, 99, 100, 101, 1000])
def test_blocks_cover_everything_once(length: int) -> None:
    samples = np.arange(2 * length, dtype=np.float32).reshape(2, length)
    parts = list(blocks(samples, 100))
    assert all(part.shape[1] <= 100 and part.flags.c_contiguous for part in parts)
    joined = np.concatenate([np.zeros((2, 0), np.float32), *parts], axis=1)
    np.testing.assert_array_equal(joined, samples)


def test_a_released_map_keeps_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x.f32"
    mapped = np.memmap(path, "<f4", "w+", shape=(50_000, 2)).T
    for start in starts(mapped, 1000):
        mapped[:, start : start + 1000] = start
        release(mapped)
    expected = np.repeat(np.arange(0, 50_000, 1000, dtype=np.float32), 1000)
    np.testing.assert_array_equal(mapped, np.stack([expected, expected]))
    mapped.flush()
    np.testing.assert_array_equal(np.fromfile(path, "<f4").reshape(-1, 2).T, mapped)


def test_private_maps_and_arrays_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.f32"
    np.zeros(10_000, "<f4").tofile(path)
    private = np.memmap(path, "<f4", "c")
    private[:] = 1.0
    release(private)
    assert (private == 1.0).all()
    release(np.zeros((2, 5), np.float32))


def test_releases_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    released: list[int] = []
    monkeypatch.setattr("timbre.audio.blocks.release", lambda samples: released.append(1))
    long = np.broadcast_to(np.float32(0.0), (1, 3 * RELEASE_SAMPLES))
    assert sum(1 for _ in starts(long, RELEASE_SAMPLES // 4)) == 12
    assert len(released) == 4


def test_decibels() -> None:
    assert to_db(0.0) == -math.inf
    assert to_db(from_db(-12.5)) == pytest.approx(-12.5)
