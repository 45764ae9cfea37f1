"""Drum kits: one hit of one piece as a pure function of its arguments.

Knows nothing of patterns or mixes.
"""

from __future__ import annotations

import numpy as np

from timbre.engines.composer.synth.allocation import keep_freed_memory
from timbre.engines.composer.synth.drums.colour import paint
from timbre.engines.composer.synth.drums.kit import KITS, Kit, colour, known_kit, piece
from timbre.engines.composer.synth.finishing import check_touch, finish
from timbre.engines.composer.synth.tone import Signal, Tone
from timbre.errors import InvalidInputError
from timbre.model.clip import Samples

__all__ = ["KITS", "Kit", "render_hit"]

_WINDOW_SECONDS = 0.05


def render_hit(kit: str, key: int, velocity: int, sample_rate: int, round_robin: int) -> Samples:
    """One hit: [2, T] float32 that starts and ends at zero.

    `key` is a General MIDI drum key (27..87), `velocity` 1..127, `round_robin` ≥ 0 varies the stroke. Same arguments,
    same bits. Raises UnknownNameError for an unknown kit, InvalidInputError for a value out of range.
    """
    keep_freed_memory()
    known_kit(kit)
    check_touch(velocity, sample_rate, round_robin)
    chosen = piece(kit, key)
    if chosen is None:
        raise InvalidInputError(f"Drum key {key} is not one the {kit} answers to.", "Use General MIDI keys 27 to 87.")
    tone = Tone(kit, key, velocity, 0.0, "", sample_rate, round_robin)
    samples = paint(colour(kit), chosen.sound(tone), sample_rate)
    stroke = (velocity / 127) ** 1.5
    gain = 10 ** (chosen.level_db / 20) * stroke / max(_loudest(samples, sample_rate), 1e-6)
    return finish(samples, gain, sample_rate)


def _loudest(samples: Signal, sample_rate: int) -> float:
    """RMS of the loudest 50 ms of [2, T]."""
    window = round(_WINDOW_SECONDS * sample_rate)
    total = np.concatenate([[0.0], np.cumsum(np.mean(np.square(samples), axis=0), dtype=np.float64)])
    if len(total) <= window:
        return float(np.sqrt(total[-1] / window))
    return float(np.sqrt(np.max(total[window:] - total[:-window]) / window))
