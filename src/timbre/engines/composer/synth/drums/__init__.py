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

_SLOT_SECONDS, _SLOTS = 0.005, 10
"""The window a hit's level is measured in: ten slots of 5 ms."""


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
        raise InvalidInputError(
            f"Drum key {key} is not one the {kit} answers to.", "Use General MIDI keys 27 to 87."
        )
    tone = Tone(kit, key, velocity, 0.0, "", sample_rate, round_robin)
    samples = paint(colour(kit), chosen.sound(tone), sample_rate)
    stroke = (velocity / 127) ** 1.5
    gain = 10 ** (chosen.level_db / 20) * stroke / max(_loudest(samples, sample_rate), 1e-6)
    return finish(samples, gain, sample_rate)


def _loudest(samples: Signal, sample_rate: int) -> float:
    """RMS of the loudest 50 ms or so of [2, T]."""
    slot = round(_SLOT_SECONDS * sample_rate)
    whole = samples.shape[1] // slot * slot
    slots = np.einsum("csn,csn->s", *(2 * [samples[:, :whole].reshape(2, -1, slot)])).astype(np.float64)
    if len(slots) <= _SLOTS:
        return float(np.sqrt(np.sum(np.square(samples), dtype=np.float64) / (2 * slot * _SLOTS)))
    sums = np.convolve(slots, np.ones(_SLOTS), "valid")
    return float(np.sqrt(sums.max() / (2 * slot * _SLOTS)))
