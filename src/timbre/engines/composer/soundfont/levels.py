"""How loud a preset is, measured, so that it can stand where the synth's instruments stand.

The synth's are calibrated note by note to one loudness (its gains.toml); a preset gets the gains that do the same at a
few pitches of the instrument's range. Knows nothing of files or mixes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from timbre.audio.loudness import LoudnessMeter
from timbre.engines.composer.soundfont.sampler import Stroke
from timbre.model.clip import Samples

SAMPLE_RATE_HZ = 44_100
TARGET_LUFS = -18.0
VELOCITY = 96
WINDOW_SLOTS = 25
"""Loudest quarter of a second, in slots of 10 ms: as the synth is calibrated."""
PLACES = (0.15, 0.5, 0.85)
"""Where in an instrument's range it is measured."""
NOTE_SECONDS = 0.7
MOST_DB = 36.0
APART_DB = 6.0
"""A pitch may be corrected by so much more than the middle one."""
HITS_LUFS = {36: -21.0, 38: -22.5, 42: -30.0, 45: -21.5, 49: -20.0}
"""Drum keys and their loudness at velocity 100 in the synth's kits (mix.staging), in a block of 400 ms."""
HIT_WINDOW_SLOTS = 40
SILENT_LUFS = -70.0

Play = Callable[[Stroke], Samples]


def note_gains_db(play: Play, low: int, high: int) -> tuple[tuple[int, float], ...]:
    """(pitch, gain) at PLACES of the range low..high; 0 dB where nothing is heard."""
    pitches = [round(low + (high - low) * place) for place in PLACES]
    gains = []
    for pitch in pitches:
        loudness = loudest_lufs(play(Stroke(pitch, VELOCITY, NOTE_SECONDS, "", 0)), WINDOW_SLOTS)
        gains.append(TARGET_LUFS - loudness if loudness > SILENT_LUFS else 0.0)
    middle = gains[len(gains) // 2]
    tamed = [min(max(gain, middle - APART_DB, -MOST_DB), middle + APART_DB, MOST_DB) for gain in gains]
    return tuple((pitch, round(gain, 1)) for pitch, gain in zip(pitches, tamed, strict=True))


def kit_gain_db(play: Play) -> float:
    """One gain for a whole kit, so that its own balance stays: the mean over a few pieces."""
    gains = []
    for key, wanted in HITS_LUFS.items():
        loudness = loudest_lufs(play(Stroke(key, 100, 0.0, "", 0)), HIT_WINDOW_SLOTS)
        if loudness > SILENT_LUFS:
            gains.append(wanted - loudness)
    return round(float(np.clip(np.mean(gains), -MOST_DB, MOST_DB)), 1) if gains else 0.0


def loudest_lufs(samples: Samples, slots: int) -> float:
    """Loudest stretch of so many 10 ms slots of [2, T], K-weighted (ITU-R BS.1770)."""
    meter = LoudnessMeter(2, SAMPLE_RATE_HZ)
    longest = round(2 * NOTE_SECONDS * SAMPLE_RATE_HZ)
    meter.push(np.pad(samples[:, :longest], ((0, 0), (0, SAMPLE_RATE_HZ // 2))))
    sums = np.convolve(meter.slots(), np.ones(slots), "valid") / slots
    return float(-0.691 + 10 * np.log10(sums.max() + 1e-12))
