"""Loudness by ITU-R BS.1770-5: K-weighting, gating, integrated, momentary and short-term; and true peak.

Knows nothing of files or of what the loudness should be.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.audio.blocks import BLOCK_SAMPLES, blocks, check_signal
from timbre.audio.true_peak import true_peak_dbtp
from timbre.model.clip import Samples

__all__ = ["LoudnessMeter", "gated_lufs", "integrated_lufs", "k_response", "true_peak_dbtp"]

ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
OFFSET_LUFS = -0.691
TABLE_GAIN = 1.0049948987146884
"""Pass-band gain of the standard's high-pass table (numerator 1, −2, 1 over a normalised denominator) at 48 kHz."""
SLOTS_PER_BLOCK = 40
"""A 400 ms gating block in 10 ms energy slots; blocks start every 10 slots (75 % overlap)."""
SLOTS_PER_STEP = 10
SLOTS_PER_SHORT_TERM = 300


def k_response(frequencies_hz: NDArray[np.floating[Any]], sample_rate: int) -> NDArray[np.complex128]:
    """Complex frequency response of the K-weighting filter at `sample_rate`.

    BS.1770-5 annex 1: a high shelf (the head) and a second-order high-pass (RLB). The standard tabulates them
    at 48 kHz; the analogue prototypes behind that table (shelf 1681.97 Hz, +4 dB, Q 0.7072; high-pass 38.135
    Hz, Q 0.5003) are taken to `sample_rate` by the bilinear transform. The high-pass keeps the pass-band gain
    of the table (+0.043 dB), so that the same sound measures the same at every rate.
    """
    z = np.exp(-2j * np.pi * frequencies_hz / sample_rate)
    k, q = math.tan(math.pi * 1681.974450955533 / sample_rate), 0.7071752369554196
    gain = 10.0 ** (3.999843853973347 / 20.0)
    half = gain**0.4996667741545416
    shelf = (
        (gain + half * k / q + k * k) + 2.0 * (k * k - gain) * z + (gain - half * k / q + k * k) * z * z
    ) / ((1.0 + k / q + k * k) + 2.0 * (k * k - 1.0) * z + (1.0 - k / q + k * k) * z * z)
    k, q = math.tan(math.pi * 38.13547087602444 / sample_rate), 0.5003270373238773
    high_pass = (
        TABLE_GAIN
        * (1.0 - 2.0 * z + z * z)
        / ((1.0 + k / q + k * k) + 2.0 * (k * k - 1.0) * z + (1.0 - k / q + k * k) * z * z)
    )
    response: NDArray[np.complex128] = shelf * high_pass
    return response


def channel_weights(channels: int) -> NDArray[np.float64]:
    """BS.1770 channel weights: 1, surrounds of 5.0 and 5.1 layouts 1.41, their LFE 0."""
    surround = {5: [1, 1, 1, 1.41, 1.41], 6: [1, 1, 1, 0, 1.41, 1.41]}
    return np.array(surround.get(channels, [1.0] * channels), dtype=np.float64)


class LoudnessMeter:
    """Measures a signal that arrives in blocks. Memory: one FFT frame and one number per 10 ms."""

    def __init__(self, channels: int, sample_rate: int) -> None:
        self.slot_samples = max(1, round(sample_rate / 100))
        frame = 1 << math.ceil(math.log2(0.5 * sample_rate))
        self._step = frame * 3 // 4 // self.slot_samples * self.slot_samples
        self._overlap = frame - self._step  # longer than the filter rings: 0.12 s at least
        frequencies_hz = np.fft.rfftfreq(frame, 1.0 / sample_rate)
        self._response = k_response(frequencies_hz, sample_rate).astype(np.complex64)
        self._weights = channel_weights(channels)
        self._frame = np.zeros((channels, frame), np.float32)
        self._filled = self._overlap
        self._samples = 0
        self._slots: list[NDArray[np.float64]] = []

    def push(self, block: Samples) -> None:
        """Take in the next `block` [C, n]."""
        position, length = 0, block.shape[1]
        self._samples += length
        while position < length:
            count = min(length - position, self._frame.shape[1] - self._filled)
            self._frame[:, self._filled : self._filled + count] = block[:, position : position + count]
            position += count
            self._filled += count
            if self._filled == self._frame.shape[1]:
                self._slots.append(self._energies())
                self._frame[:, : self._overlap] = self._frame[:, -self._overlap :]
                self._filled = self._overlap

    def _energies(self) -> NDArray[np.float64]:
        """Weighted energy of each 10 ms slot of the frame, by overlap-save filtering."""
        spectrum = np.fft.rfft(self._frame)
        spectrum *= self._response
        weighted = np.fft.irfft(spectrum, n=self._frame.shape[1])[:, self._overlap :]
        slots = weighted.reshape(len(weighted), -1, self.slot_samples)
        return np.asarray(self._weights @ np.einsum("csn,csn->cs", slots, slots))

    def slots(self) -> NDArray[np.float64]:
        """Mean square of every 10 ms slot so far, K- and channel-weighted; a last part slot is left out."""
        filled = self._filled
        tail: NDArray[np.float64] = np.zeros(0)
        if filled > self._overlap:
            self._frame[:, filled:] = 0.0
            tail = self._energies()
        energies = np.concatenate([*self._slots, tail]) / self.slot_samples
        return energies[: self._samples // self.slot_samples]

    def integrated_lufs(self) -> float | None:
        """Gated loudness of everything so far; None for silence or less than 400 ms."""
        return gated_lufs(self.slots())

    def momentary_max_lufs(self) -> float | None:
        """Loudest 400 ms; None for silence or less than 400 ms."""
        return _loudest(self.slots(), SLOTS_PER_BLOCK)

    def short_term_max_lufs(self) -> float | None:
        """Loudest 3 s; None for silence or less than 3 s."""
        return _loudest(self.slots(), SLOTS_PER_SHORT_TERM)


def gated_lufs(slots: NDArray[np.float64]) -> float | None:
    """Integrated loudness of 10 ms energy `slots` with both gates of BS.1770-5; None where nothing passes."""
    blocks_ = _windows(slots, SLOTS_PER_BLOCK)[::SLOTS_PER_STEP]
    gated = blocks_[blocks_ > _energy(ABSOLUTE_GATE_LUFS)]
    if not len(gated):
        return None
    gated = gated[gated > float(gated.mean()) * 10.0 ** (RELATIVE_GATE_LU / 10.0)]
    return _lufs(float(gated.mean()))


def integrated_lufs(samples: Samples, sample_rate: int) -> float | None:
    """Integrated loudness of `samples` [C, T] in LUFS; None for silence or less than 400 ms.

    Raises InvalidInputError for what is not audio.
    """
    check_signal(samples, sample_rate)
    meter = LoudnessMeter(samples.shape[0], sample_rate)
    for block in blocks(samples, BLOCK_SAMPLES):
        meter.push(block)
    return meter.integrated_lufs()


def _windows(slots: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Mean of every run of `length` slots."""
    if len(slots) < length:
        return np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(slots)])
    means: NDArray[np.float64] = (sums[length:] - sums[:-length]) / length
    return means


def _loudest(slots: NDArray[np.float64], length: int) -> float | None:
    loudest = float(_windows(slots, length).max(initial=0.0))
    return _lufs(loudest) if loudest > _energy(ABSOLUTE_GATE_LUFS) else None


def _energy(lufs: float) -> float:
    return float(10.0 ** ((lufs - OFFSET_LUFS) / 10.0))


def _lufs(energy: float) -> float:
    return OFFSET_LUFS + 10.0 * math.log10(energy)
