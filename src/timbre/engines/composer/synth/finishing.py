"""What every note and hit goes through: checks before, gain, soft ceiling and clean edges after.

Knows nothing of instruments.
"""

from __future__ import annotations

import numpy as np

from timbre.engines.composer.synth.envelopes import fade_edges
from timbre.engines.composer.synth.tone import Signal
from timbre.errors import InvalidInputError
from timbre.model.clip import Samples

SAMPLE_RATES_HZ = (8000, 192000)
_KNEE, _ROOM, _CEILING = 0.75, 0.24, 0.999
_SILENCE = 1.5e-5
_SHORTEST_SECONDS = 0.01
_TAIL_SECONDS = 0.006


def check_touch(velocity: int, sample_rate: int, round_robin: int) -> None:
    """Refuse a velocity, sample rate or round robin out of range (InvalidInputError)."""
    if not 1 <= velocity <= 127:
        raise InvalidInputError(f"Velocity {velocity} is out of range.", "Use 1 to 127.")
    low, high = SAMPLE_RATES_HZ
    if not low <= sample_rate <= high:
        raise InvalidInputError(
            f"A sample rate of {sample_rate} Hz is out of range.", f"Use {low} to {high}."
        )
    if round_robin < 0:
        raise InvalidInputError(f"Round robin {round_robin} is negative.", "Use 0 or more.")


def _trimmed(samples: Signal, sample_rate: int) -> Signal:
    """Without the inaudible end."""
    heard = np.flatnonzero(np.maximum(np.abs(samples[0]), np.abs(samples[1])) > _SILENCE)
    last = int(heard[-1]) if len(heard) else 0
    return samples[
        :, : max(last, round(_SHORTEST_SECONDS * sample_rate)) + round(_TAIL_SECONDS * sample_rate)
    ]


def finish(samples: Signal, gain: float, sample_rate: int) -> Samples:
    """Scale, keep under ±1 softly, bring both ends to zero and remove what is left of DC."""
    out = _trimmed(samples * np.float32(gain), sample_rate)
    peak = float(np.max(np.abs(out), initial=0.0))
    if peak > _KNEE:
        over = np.abs(out) > _KNEE
        out[over] = np.sign(out[over]) * (_KNEE + _ROOM * np.tanh((np.abs(out[over]) - _KNEE) / _ROOM))
    head, tail = 24 * sample_rate // 44100, round(_TAIL_SECONDS * sample_rate)
    out = fade_edges(out, head, tail)
    window = fade_edges(np.ones(out.shape[1], dtype=np.float32), head, tail)
    out -= window * (
        out.mean(axis=1, keepdims=True, dtype=np.float64) / window.mean(dtype=np.float64)
    ).astype(np.float32)
    peak = float(np.max(np.abs(out), initial=0.0))
    return np.asarray(out * np.float32(_CEILING / peak) if peak > _CEILING else out, dtype=np.float32)
