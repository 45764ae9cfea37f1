"""The transport: turns a source into exactly the frames a device asks for, without gaps and without clicks.

Pure but for its lock; knows nothing of devices and reads no clock.
"""

from __future__ import annotations

import math
import threading

import numpy as np
from numpy.typing import NDArray

from timbre.audio.playback.source import Source
from timbre.errors import InvalidInputError
from timbre.model.clip import Samples

RAMP_SECONDS = 0.01
"""Every change of level, and every start or stop in mid-sound, takes this long."""
READY_SECONDS = 0.3
"""How much of an unfinished source must be there to begin, or to go on after it ran dry."""


class Transport:
    """Volume, pause, loop, seek and stop for one source. `fill` is the device's thread; the rest is anyone's.

    At full volume what a source gives passes through bit for bit, but for the ramps around interruptions.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.done = threading.Event()
        """Set when the end has been handed over (never while it loops)."""
        self.silent = threading.Event()
        """Set when a fade asked for by `fade_out` is over."""
        self._lock = threading.Lock()
        self._step = 1.0 / max(1, round(RAMP_SECONDS * source.sample_rate))
        self._loop = False
        self._paused = False
        self._target = self._level = 1.0
        self._closed = True
        self._asked = 0
        self._reset()

    def _reset(self) -> None:
        self.done.clear()
        self.silent.clear()
        self._stopping = False
        self._open = 1.0
        self._short = True
        self._jump: int | None = None
        self._level = self._target

    def begin(self, frame: int = 0, paused: bool = False) -> None:
        """Start afresh from `frame`, holding there if `paused`. Raises FileError."""
        with self._lock:
            self.source.open()
            self._reset()
            self._paused = paused
            self._closed = False
            if frame > 0:
                self.source.seek(frame)
            if frame > 0 or paused:
                self._open = 0.0

    def end(self) -> None:
        """Give nothing but silence from now on, and close the source."""
        with self._lock:
            self._closed = True
            self.source.close()

    def seek(self, frame: int) -> None:
        """Go on from `frame`, held within what is there, with a short dip in between."""
        with self._lock:
            self._jump = max(0, min(frame, self.source.frames))
            self.done.clear()

    def fade_out(self) -> None:
        """Fall silent and stay so; `silent` is set when it is."""
        with self._lock:
            self._stopping = True

    @property
    def paused(self) -> bool:
        """Whether playback holds where it is."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        with self._lock:
            self._paused = paused

    @property
    def loop(self) -> bool:
        """Whether the end runs on into the beginning."""
        return self._loop

    @loop.setter
    def loop(self, loop: bool) -> None:
        with self._lock:
            self._loop = loop

    @property
    def volume_percent(self) -> float:
        """0 to 100. The amplitude is its square, so that half way sounds about half as loud (−12 dB)."""
        return 100.0 * math.sqrt(self._target)

    @volume_percent.setter
    def volume_percent(self, percent: float) -> None:
        if not 0.0 <= percent <= 100.0:
            raise InvalidInputError(
                f"A volume of {percent} % cannot be played; it must be 0 to 100.",
                "100 leaves the sound as it is.",
            )
        with self._lock:
            self._target = (percent / 100.0) ** 2

    @property
    def position(self) -> int:
        """The next frame to be handed over."""
        with self._lock:
            return self.source.position if self._jump is None else self._jump

    @property
    def asked(self) -> int:
        """How many frames a device has asked for so far. One that asks no more has gone."""
        return self._asked

    @property
    def waiting(self) -> bool:
        """Whether it is silent because too little of the source has arrived."""
        with self._lock:
            return not self._closed and self._short and not self._enough()

    def fill(self, count: int) -> Samples:
        """Exactly `count` frames [count, C] float32: sound, and silence where there is none."""
        out = np.zeros((count, self.source.channels), np.float32)
        self._asked += count
        with self._lock:
            if self._closed:
                return out
            held = self._paused or self._stopping
            left = self._leave(out) if self._jump is not None else 0
            if left < count:
                self._sound(out[left:], held)
            if self._stopping and (self._open == 0.0 or self._short or self.done.is_set()):
                self.silent.set()
        return out

    def _leave(self, out: Samples) -> int:
        """Fade out in place, into `out`, then jump; how many frames that took, all of them if it is not over."""
        used = 0
        if self._open > 0.0 and not self._short:
            used = self._sound(out, held=True)
            if used == len(out) and self._open > 0.0 and not self._short:
                return used
        self.source.seek(self._jump or 0)
        self._jump = None
        self._open = 0.0
        self._short = True
        return used

    def _sound(self, out: Samples, held: bool) -> int:
        """Write the next frames into `out`, which is silent; fading out when `held`. How many there were."""
        count = min(len(out), math.ceil(self._open / self._step)) if held else len(out)
        if count == 0 or (self._short and (self._stopping or not self._enough())):
            return 0
        complete = self.source.complete
        there = self.source.frames - self.source.position
        ramp = round(1.0 / self._step)
        self._short = not complete and there < count + ramp
        block = self._read(count if complete else min(count, there))
        if complete and len(block) < count and self._jump is None:
            self.done.set()
        shaped = block * self._gain(len(block), 0.0 if held else 1.0)
        if self._short:
            tail = min(len(shaped), ramp)
            shaped[len(shaped) - tail :] *= _line(1.0, -1.0 / max(1, tail), tail)
            self._open = 0.0
        out[: len(shaped)] = shaped
        return len(shaped)

    def _enough(self) -> bool:
        if self.source.complete:
            return True
        return self.source.frames - self.source.position >= READY_SECONDS * self.source.sample_rate

    def _read(self, count: int) -> Samples:
        """Up to `count` frames; the end runs on into the beginning when looping."""
        block = self.source.read(count)
        parts, missing = [block], count - len(block)
        while missing > 0 and self._loop and self.source.complete:
            self.source.seek(0)
            block = self.source.read(missing)
            if not len(block):
                break
            parts.append(block)
            missing -= len(block)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _gain(self, count: int, open_target: float) -> Samples | np.float32:
        """Gain of the next `count` frames, [count, 1] or one number, and move on."""
        opening, self._open = _towards(self._open, open_target, self._step, count)
        level, self._level = _towards(self._level, self._target, self._step, count)
        gain: NDArray[np.float32] | np.float32 = opening * level
        return gain


def _towards(
    value: float, target: float, step: float, count: int
) -> tuple[NDArray[np.float32] | np.float32, float]:
    """A straight line of `count` values from `value` to `target`, at most `step` apart, and where it arrives."""
    if value == target or count == 0:
        return np.float32(value), value
    if value < target:
        line = np.minimum(_line(value, step, count), np.float32(target))
    else:
        line = np.maximum(_line(value, -step, count), np.float32(target))
    arrived = float(line[-1, 0])
    return line, target if math.isclose(arrived, target, abs_tol=step / 2) else arrived


def _line(value: float, step: float, count: int) -> NDArray[np.float32]:
    """`count` values [count, 1], `step` apart, the first one step from `value`."""
    return (value + step * np.arange(1, count + 1)[:, None]).astype(np.float32)
