"""One part's notes placed in time: block after block of the dry, unmixed part, tails carried over.

Knows nothing of levels, effects or other parts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.slurs import slurs
from timbre.engines.composer.mix.voices import (
    LONG_NOTE_LAYERS,
    VoiceCache,
    VoiceKey,
    length_bucket,
    velocity_layer,
)
from timbre.engines.composer.score import Note, Part
from timbre.model.clip import Samples

HIT_ROUND_ROBINS = 3
NOTE_ROUND_ROBINS = 2
LONG_NOTE_SECONDS = 0.9
VELOCITY_EXPONENT = 1.5
"""Amplitude over velocity inside one layer (the synth does the rest)."""
LONGEST_TAIL_SECONDS = 12.0
CHOKE_SECONDS = 0.02
SLUR_SECONDS = 0.01
"""A note goes on for so long beside the one that is slurred to it."""
OPEN_HAT, CHOKING_HATS = 46, (42, 44, 46)


@dataclass(frozen=True, slots=True)
class Placed:
    """A sound at sample `onset`; cut short (smoothly) `choke` samples after it when something silences it."""

    onset: int
    key: VoiceKey
    gain: float
    choke: int | None = None


@dataclass(frozen=True, slots=True)
class _Ringing:
    onset: int
    audio: Samples
    gain: np.float32


def place(parts: Sequence[Part], clock: Clock, gain_db: float = 0.0) -> list[Placed]:
    """The sounds of `parts` (players of one stem) with `gain_db` on all of them, in order of onset. Pure."""
    gain = 10 ** (gain_db / 20)
    placed = [sound for part in parts for sound in _place_part(part, clock, gain)]
    return sorted(placed, key=lambda sound: sound.onset)


def _place_part(part: Part, clock: Clock, gain: float) -> Iterator[Placed]:
    notes = sorted(part.notes, key=lambda note: (note.start, note.pitch))
    starts = clock.samples(note.start for note in notes)
    ends = clock.seconds(note.start + note.duration for note in notes)
    seconds = ends - clock.seconds(note.start for note in notes)
    turns: Counter[int] = Counter()
    choking = [int(start) for start, note in zip(starts, notes) if note.pitch in CHOKING_HATS]
    ways = slurs(part, notes)
    for index, (note, start, length) in enumerate(zip(notes, starts, seconds)):
        choke = None
        if index + 1 < len(notes) and ways[index + 1]:
            choke = int(starts[index + 1]) - int(start) + round(SLUR_SECONDS * clock.sample_rate)
        if part.is_drums and note.pitch == OPEN_HAT:
            choke = next((at - int(start) for at in choking if at > start), None)
        key = _key(part, note, float(length), turns[note.pitch], ways[index])
        turns[note.pitch] += 1
        yield Placed(int(start), key, gain * (note.velocity / key.velocity) ** VELOCITY_EXPONENT, choke)


def _key(part: Part, note: Note, seconds: float, turn: int, slur: int = 0) -> VoiceKey:
    """What to render: long notes in fewer variants, for nobody hears them repeat and they cost most."""
    articulation = f"{note.articulation} {'up' if slur > 0 else 'down'}" if slur else note.articulation
    layer = velocity_layer(note.velocity)
    if part.is_drums:
        return VoiceKey(part.instrument, note.pitch, layer, 0.0, "", turn % HIT_ROUND_ROBINS)
    length, turn = length_bucket(seconds), turn % NOTE_ROUND_ROBINS
    if length > LONG_NOTE_SECONDS:
        layer, turn = velocity_layer(note.velocity, LONG_NOTE_LAYERS), 0
    return VoiceKey(part.instrument, note.pitch, layer, length, articulation, turn)


class Player:
    """Plays `sounds` from sample `start` on; with `period` again and again, also before sample 0."""

    def __init__(
        self,
        sounds: Sequence[Placed],
        cache: VoiceCache,
        clock: Clock,
        start: int = 0,
        period: int | None = None,
    ) -> None:
        self._cache, self._sample_rate = cache, clock.sample_rate
        self._position = start
        self._coming = _endless(sounds, start, period, clock.sample_rate) if period else iter(sounds)
        self._next = next(self._coming, None)
        self._queue: list[Placed] = []
        self._ringing: list[_Ringing] = []
        self._scratch = np.zeros((2, 0), dtype=np.float32)

    def look_ahead(self, count: int) -> None:
        """Ask the cache for every sound that begins in the next `count` samples."""
        while self._next is not None and self._next.onset < self._position + count:
            self._queue.append(self._next)
            self._cache.prefetch(self._next.key)
            self._next = next(self._coming, None)

    def read(self, count: int) -> Samples:
        """The next `count` samples of the dry part, [2, count] float32. Raises CancelledError."""
        self.look_ahead(count)
        self._ringing += [self._strike(sound) for sound in self._queue]
        self._queue.clear()
        block = np.zeros((2, count), dtype=np.float32)
        if self._scratch.shape[1] < count:
            self._scratch = np.zeros((2, count), dtype=np.float32)
        begin, end = self._position, self._position + count
        for sound in self._ringing:
            first, last = max(begin, sound.onset), min(end, sound.onset + sound.audio.shape[1])
            if first >= last:
                continue
            voice = sound.audio[:, first - sound.onset : last - sound.onset]
            louder = np.multiply(voice, sound.gain, out=self._scratch[: len(voice), : last - first])
            block[:, first - begin : last - begin] += louder
        self._position = end
        self._ringing = [sound for sound in self._ringing if sound.onset + sound.audio.shape[1] > end]
        return block

    def _strike(self, sound: Placed) -> _Ringing:
        audio = self._cache.take(sound.key)
        fade = round(CHOKE_SECONDS * self._sample_rate)
        if sound.choke is not None and audio.shape[1] > sound.choke + fade:
            audio = audio[:, : sound.choke + fade].copy()
            audio[:, sound.choke :] *= np.cos(np.linspace(0, math.pi / 2, fade, dtype=np.float32)) ** 2
        return _Ringing(sound.onset, audio, np.float32(sound.gain))


def _endless(sounds: Sequence[Placed], start: int, period: int, sample_rate: int) -> Iterator[Placed]:
    """`sounds` repeated every `period` samples, from those that may still ring at `start`."""
    if not sounds:
        return
    tail = round(LONGEST_TAIL_SECONDS * sample_rate)
    lap = start // period - 1
    while True:
        for sound in sounds:
            onset = sound.onset + lap * period
            if onset + round(sound.key.seconds * sample_rate) + tail > start:
                yield Placed(onset, sound.key, sound.gain, sound.choke)
        lap += 1
