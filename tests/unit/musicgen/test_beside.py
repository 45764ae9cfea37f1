"""The codec on a thread of its own: same samples, in order, and nothing left running."""

from __future__ import annotations

import threading
from contextlib import closing

import numpy as np
import pytest

from timbre.engines.musicgen.beside import StreamBeside
from timbre.errors import EngineError


class Counting:
    """Gives each block back as samples, two a frame; `gate` holds it up."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.pushed = 0

    def push(self, codes: np.ndarray) -> np.ndarray:
        assert self.gate.wait(10)
        self.pushed += 1
        return np.repeat(codes[:1].astype(np.float32), 2, axis=1)

    def finish(self) -> np.ndarray:
        return np.full((1, 1), -1, np.float32)


def block(*values: int) -> np.ndarray:
    return np.array([values, values])


def test_all_samples_come_in_order_whenever_they_are_asked_for() -> None:
    stream = Counting()
    with closing(StreamBeside(stream, 1)) as beside:
        parts = [beside.push(block(1, 2)), beside.push(block(3)), beside.finish()]
    assert np.concatenate(parts, axis=1)[0].tolist() == [1, 1, 2, 2, 3, 3, -1]


def test_pushing_does_not_wait_for_the_codec() -> None:
    stream = Counting()
    stream.gate.clear()
    with closing(StreamBeside(stream, 2)) as beside:
        assert beside.push(block(1)).shape == (2, 0)
        assert beside.push(block(2)).shape == (2, 0)
        stream.gate.set()


def test_closing_drops_what_has_not_begun() -> None:
    stream = Counting()
    stream.gate.clear()
    beside = StreamBeside(stream, 1)
    for value in range(5):
        beside.push(block(value))
    opener = threading.Timer(0.05, stream.gate.set)
    opener.start()
    beside.close()
    opener.join()
    assert stream.pushed == 1


def test_an_error_of_the_codec_reaches_the_caller() -> None:
    class Broken(Counting):
        def push(self, codes: np.ndarray) -> np.ndarray:
            raise EngineError("no memory left")

    with closing(StreamBeside(Broken(), 1)) as beside, pytest.raises(EngineError, match="no memory"):
        _all_of(beside)


def _all_of(beside: StreamBeside) -> None:
    beside.push(block(1))
    beside.finish()
