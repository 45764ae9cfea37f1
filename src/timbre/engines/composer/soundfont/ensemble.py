"""The sound of a score with a SoundFont: each note from its preset at the synth's loudness, the rest from the synth.

Plugs into the mix where the synth does. Knows nothing of files, or of when notes sound.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np

from timbre.engines.composer.mix.voices import VoiceKey
from timbre.engines.composer.players import players
from timbre.engines.composer.score import Part
from timbre.engines.composer.soundfont.casting import Casting, cast
from timbre.engines.composer.soundfont.font import Preset, SoundFont
from timbre.engines.composer.soundfont.levels import SAMPLE_RATE_HZ, kit_gain_db, note_gains_db
from timbre.engines.composer.soundfont.sampler import Sampler, Stroke
from timbre.model.clip import Samples
from timbre.model.text import shortened

Synthesise = Callable[[VoiceKey, int], Samples]
_ANY_RANGE = (36, 84)
_RIGHTS_CHARACTERS = 80
_Reach = tuple[Preset, tuple[int, int] | None]
_Gains = tuple[tuple[int, float], ...]


class Band:
    """A font's sampler, and how loud its presets were found to be: each is measured once, when it is first heard."""

    def __init__(self, font: SoundFont) -> None:
        self.sampler = Sampler(font)
        self._lock = threading.Lock()
        self._turns: dict[_Reach, threading.Lock] = {}
        self._gains: dict[_Reach, _Gains] = {}

    def gain_db(self, preset: Preset, key: VoiceKey) -> float:
        """The gain that brings a note or hit to where the synth's would be."""
        if key.seconds == 0:
            return self._measured(preset, None)[0][1]
        player = players().get(key.source)
        gains = self._measured(preset, _ANY_RANGE if player is None else (player.low, player.high))
        return float(np.interp(key.pitch, [pitch for pitch, _ in gains], [gain for _, gain in gains]))

    def answers(self, preset: Preset, key: VoiceKey) -> bool:
        """Whether `preset` has the note: any note of an instrument that is not empty, but not any drum."""
        if key.seconds == 0:
            return self.sampler.answers(preset, key.pitch)
        return bool(self.sampler.font.regions(preset))

    def _measured(self, preset: Preset, reach: tuple[int, int] | None) -> _Gains:
        """Gains over a range of pitches, or that of a kit."""
        with self._lock:
            turn = self._turns.setdefault((preset, reach), threading.Lock())
        with turn:
            if (preset, reach) not in self._gains:

                def play(stroke: Stroke) -> Samples:
                    return self.sampler.render(preset, stroke, SAMPLE_RATE_HZ)

                self._gains[preset, reach] = (
                    ((0, kit_gain_db(play)),) if reach is None else note_gains_db(play, *reach)
                )
            return self._gains[preset, reach]


@lru_cache(maxsize=2)
def band_of(font: SoundFont) -> Band:
    """The band of `font`, with what it has read and measured already."""
    return Band(font)


class Ensemble:
    """Renders the voices of one score. `casting` says who plays what."""

    def __init__(
        self, font: SoundFont, parts: Iterable[Part], voices: Mapping[str, str], synthesise: Synthesise
    ) -> None:
        """`synthesise` (key, sample rate) is the synth. Raises UnknownNameError for a preset that is not there."""
        self._band, self._synthesise, self._font = band_of(font), synthesise, font
        self.casting: Casting = cast(font, parts, voices)

    def __call__(self, key: VoiceKey, sample_rate: int) -> Samples:
        """The sound of `key`: [2, T] float32. Raises InvalidInputError for a damaged file."""
        preset = self.casting.preset(key.source, key.articulation)
        if preset is None or not self._band.answers(preset, key):
            return self._synthesise(key, sample_rate)
        stroke = Stroke(key.pitch, key.velocity, key.seconds, key.articulation, key.round_robin)
        gain = float(10 ** (self._band.gain_db(preset, key) / 20))
        return self._band.sampler.render(preset, stroke, sample_rate, gain)

    @property
    def title(self) -> str:
        """The file's name, its own title and whose it is, on one line."""
        rights = shortened(self._font.rights, _RIGHTS_CHARACTERS) if self._font.rights else ""
        return f"{self._font.path.name}: {self._font.name}" + (f" ({rights})" if rights else "")

    @property
    def licence(self) -> str | None:
        """What may be done with the take; None where the synth alone plays, and the file has no say in it."""
        name = shortened(self._font.name, _RIGHTS_CHARACTERS)
        return f"yours; sounds from {name}: its own terms apply" if self.casting.presets else None

    def notes(self) -> tuple[str, ...]:
        """What to tell the user."""
        told = []
        if self.casting.lacking:
            told.append(
                f"{self._font.path.name} has no {', '.join(self.casting.lacking)}: played by the synth."
            )
        if self.casting.torn:
            told.append(
                f"{', '.join(self.casting.torn)} plays in several parts, all with the sound of the first."
            )
        return tuple(told)
