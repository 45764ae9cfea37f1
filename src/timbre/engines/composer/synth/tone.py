"""Tone: one note about to sound, with everything about its touch worked out.

Knows nothing of any instrument: models read it and make sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.model.stream import Stream

Signal = NDArray[np.float32]
"""Audio or a gain at audio rate: [T] or [C, T] float32."""
Values = NDArray[np.floating[Any]]
"""Frequencies, amplitudes, times: any float array."""

ARTICULATIONS = ("", "staccato", "legato", "accent", "mute", "ghost", "strum", "roll", "slide")
SLURS = {"legato up": 1, "legato down": -1}
"""A legato note that is reached from below, or from above."""

_GATE = {"staccato": 0.55, "mute": 0.7, "ghost": 0.7}
_RELEASE = {"staccato": 0.5, "mute": 0.6, "legato": 1.15}
_STRENGTH = {"accent": (1.10, 0.06), "ghost": (0.55, 0.0), "mute": (0.9, 0.0), "legato": (0.95, 0.0)}
_LOW_SIDE_HZ = (110.0, 240.0)


@dataclass(frozen=True)
class Tone:
    """A note for a model: MIDI `pitch`, `velocity` 1..127, `seconds` until note-off, `round_robin` ≥ 0."""

    instrument: str
    pitch: int
    velocity: int
    seconds: float
    articulation: str
    sample_rate: int
    round_robin: int
    slur: int = 0
    """Which way a legato note was reached: 1 up, −1 down, 0 not known."""

    def stream(self, purpose: str) -> Stream:
        """The random stream of this tone's `purpose`; another round robin gives another stream."""
        return Stream(self.round_robin, f"synth {self.instrument} {self.pitch} {purpose}")

    def character(self, purpose: str) -> Stream:
        """The random stream of this key of this instrument, the same for every stroke on it."""
        return Stream(0, f"synth {self.instrument} {self.pitch} {purpose}")

    @cached_property
    def hz(self) -> float:
        """Equal-tempered frequency (A4 = 440), a round robin up to 3 cents away."""
        cents = 0.0 if self.round_robin == 0 else self.stream("cents").uniform(-2.8, 2.8)
        return float(440.0 * 2.0 ** ((self.pitch - 69) / 12 + cents / 1200))

    @cached_property
    def brightness(self) -> float:
        """Factor near 1 (±5 %) on cutoffs and spectral slopes."""
        return 1.0 if self.round_robin == 0 else self.stream("brightness").uniform(0.95, 1.05)

    @cached_property
    def strength(self) -> float:
        """How hard the note is played, 0..1, the articulation counted in."""
        scale, offset = _STRENGTH.get(self.articulation, (1.0, 0.0))
        return min(1.0, self.velocity / 127 * scale + offset)

    @cached_property
    def gate_seconds(self) -> float:
        """Seconds from onset to note-off, the articulation counted in."""
        return max(0.02, self.seconds * _GATE.get(self.articulation, 1.0))

    @property
    def release_scale(self) -> float:
        """Factor on release times."""
        return _RELEASE.get(self.articulation, 1.0)

    @property
    def nyquist_hz(self) -> float:
        """The highest partial a model may make: below half the sample rate, and below 19 kHz."""
        return min(0.45 * self.sample_rate, 19000.0)

    @property
    def width(self) -> float:
        """Stereo width 0..1 for the whole note: 0 where its fundamental is too low to be spread."""
        low, high = _LOW_SIDE_HZ
        return float(np.clip((self.hz - low) / (high - low), 0.0, 1.0))

    def frames(self, seconds: float) -> int:
        """`seconds` in frames."""
        return max(1, round(seconds * self.sample_rate))


def scatter(stream: Stream, count: int) -> Values:
    """`count` random numbers [count] in −1..1."""
    return stream.noise(count).astype(np.float64)


def spread_width(hz: Values) -> Values:
    """Stereo width 0..1 of components at `hz`: below about 120 Hz everything is mono."""
    low, high = _LOW_SIDE_HZ
    return np.clip((hz - low) / (high - low), 0.0, 1.0)


def k_weight(hz: Values) -> Values:
    """Rough K-weighting gain (ITU-R BS.1770) at `hz`: high-pass at 38 Hz, +4 dB shelf above 1.7 kHz."""
    square = np.square(hz)
    return square / (square + 38.0**2) * (1.0 + 0.58 * square / (square + 1700.0**2))
