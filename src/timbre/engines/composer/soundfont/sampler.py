"""Notes and drum hits from a SoundFont's presets, as the synth makes them from its patches.

Knows nothing of which instrument plays which preset, or of how loud it should be: the gain comes in.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from timbre.engines.composer.soundfont.font import Preset, SoundFont
from timbre.engines.composer.soundfont.note import Reader, Touch
from timbre.engines.composer.soundfont.regions import Region
from timbre.engines.composer.synth.allocation import keep_freed_memory
from timbre.engines.composer.synth.finishing import finish
from timbre.engines.composer.synth.tone import Tone
from timbre.model.clip import Samples

MOST_LAYERS = 48
_CENTS = (0.0, 2.3, -2.3)
"""How far a round robin is out of tune."""


class Stroke(NamedTuple):
    """What is played. `seconds` until note-off, 0 for a drum hit; `velocity` 1..127, `round_robin` ≥ 0."""

    pitch: int
    velocity: int
    seconds: float
    articulation: str
    round_robin: int


class Sampler:
    """Plays the presets of one font. Same arguments, same bits, whichever thread asks."""

    def __init__(self, font: SoundFont) -> None:
        self.font = font
        self._reader = Reader(font)

    def answers(self, preset: Preset, pitch: int) -> bool:
        """Whether `preset` has a sound for this key."""
        return any(region.keys[0] <= pitch <= region.keys[1] for region in self.font.regions(preset))

    def render(self, preset: Preset, stroke: Stroke, sample_rate: int, gain: float = 1.0) -> Samples:
        """One note or hit: [2, T] float32 that starts and ends at zero, tail included. Raises InvalidInputError."""
        keep_freed_memory()
        touch = _touch(stroke, sample_rate)
        regions = self._regions(preset, touch)[:MOST_LAYERS]
        sounds = [self._reader.sound(region, touch) for region in regions]
        frames = max((len(sound) for sound, _ in sounds), default=0)
        out = np.zeros((2, max(frames, sample_rate // 50)), dtype=np.float32)
        for sound, place in sounds:
            angle = (place + 1) * math.pi / 4
            out[0, : len(sound)] += sound * np.float32(math.cos(angle))
            out[1, : len(sound)] += sound * np.float32(math.sin(angle))
        return finish(out, gain, sample_rate)

    def _regions(self, preset: Preset, touch: Touch) -> list[Region]:
        """The regions that sound; where a preset has none for the note, those nearest to it."""
        regions = self.font.regions(preset)
        found = [region for region in regions if region.answers(touch.key, touch.velocity)]
        if found or not regions:
            return found
        nearest = min(_distance(region, touch) for region in regions)
        return [region for region in regions if _distance(region, touch) == nearest]


def _touch(stroke: Stroke, sample_rate: int) -> Touch:
    tone = Tone(
        "",
        stroke.pitch,
        stroke.velocity,
        stroke.seconds,
        stroke.articulation,
        sample_rate,
        stroke.round_robin,
    )
    return Touch(
        stroke.pitch,
        max(1, min(127, round(tone.strength * 127))),
        tone.gate_seconds if stroke.seconds > 0 else None,
        tone.release_scale,
        _CENTS[stroke.round_robin % len(_CENTS)],
        sample_rate,
    )


def _distance(region: Region, touch: Touch) -> tuple[int, int]:
    def outside(value: int, low: int, high: int) -> int:
        return max(low - value, value - high, 0)

    return outside(touch.key, *region.keys), outside(touch.velocity, *region.velocities)
