"""Gain staging: how loud a stem will be, estimated from its notes, and the trim that brings it to a common level.

So a strip's `level_db` is how loud the part is, not how many notes it happens to play. Knows nothing of audio.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.hits import hit_lufs
from timbre.engines.composer.score import Note, Part

NOMINAL_LUFS = -19.0
"""Where every stem stands before its inserts: what the synth gives one held note at velocity 100."""
LIMIT_DB = 12.0
BLOCK_SECONDS = 0.4
GATE_DB = 10.0
STRUCK_SECONDS = (0.2, 0.55)
"""For how long a struck or plucked note is about as loud as at first: at least, and at most."""
RELEASE_SECONDS = 0.08
VELOCITY_EXPONENT = 0.8
"""Half of what velocity does to the sound: a part that is played softly stays softer, but less so."""


def trim_db(parts: Sequence[Part], sustained: Callable[[str], bool], clock: Clock) -> float:
    """Gain, in dB, that brings the stem of `parts` to NOMINAL_LUFS; at most LIMIT_DB either way, 0 without notes."""
    loudness = estimate_lufs(parts, sustained, clock)
    return 0.0 if loudness is None else float(np.clip(NOMINAL_LUFS - loudness, -LIMIT_DB, LIMIT_DB))


def estimate_lufs(parts: Sequence[Part], sustained: Callable[[str], bool], clock: Clock) -> float | None:
    """Loudness of the stem while it plays: energies of the notes in blocks, gated as in BS.1770. None when silent.

    `sustained` tells whether an instrument holds its notes. Within about 2 dB of what is then measured.
    """
    notes = [(note, part) for part in parts for note in part.notes]
    if not notes:
        return None
    starts = clock.seconds(note.start for note, _ in notes)
    lengths = clock.seconds(note.start + note.duration for note, _ in notes) - starts
    holds = {part.instrument: sustained(part.instrument) for part in parts if not part.is_drums}
    held = np.array(
        [
            BLOCK_SECONDS if part.is_drums else _held(length, holds[part.instrument])
            for length, (_, part) in zip(lengths, notes)
        ]
    )
    power = np.array([10 ** (_lufs(note, part) / 10) for note, part in notes])
    blocks = _blocks(starts, held, power)
    loud = blocks[blocks > blocks.mean() * 10 ** (-GATE_DB / 10)]
    return 10 * math.log10(float(loud.mean()))


def _held(seconds: float, sustained: bool) -> float:
    if sustained:
        return seconds + RELEASE_SECONDS
    shortest, longest = STRUCK_SECONDS
    return min(max(seconds + RELEASE_SECONDS, shortest), longest)


def _lufs(note: Note, part: Part) -> float:
    base = hit_lufs(part.instrument, note.pitch) if part.is_drums else NOMINAL_LUFS
    return base + 20 * VELOCITY_EXPONENT * math.log10(note.velocity / 100)


def _blocks(
    starts: NDArray[np.float64], held: NDArray[np.float64], power: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean power of the blocks in which something sounds."""
    edges = np.arange(0, float((starts + held).max()) + 2 * BLOCK_SECONDS, BLOCK_SECONDS)
    # Energy up to a time: each note adds its power from its start on and stops when it ends.
    times = np.concatenate((starts, starts + held))
    slopes = np.concatenate((power, -power))
    order = np.argsort(times, kind="stable")
    times, slopes = times[order], np.cumsum(slopes[order])
    energy = np.concatenate(([0.0], np.cumsum(slopes[:-1] * np.diff(times))))
    blocks = np.diff(np.interp(edges, times, energy, left=0.0)) / BLOCK_SECONDS
    return blocks[blocks > 1e-9]
