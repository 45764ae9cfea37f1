"""From a Score to sound: notes, channels, sends and stems, streamed in blocks of constant memory.

Knows nothing of styles or mastering: the mix it yields is linear from the channels on, so stems add up to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from timbre.engines.composer.mix.buses import Sends, uses_sends
from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.ducking import Ducking
from timbre.engines.composer.mix.envelope import Envelope
from timbre.engines.composer.mix.noise import NoiseBed
from timbre.engines.composer.mix.player import Placed, Player, place
from timbre.engines.composer.mix.profile import MixProfile, Strip
from timbre.engines.composer.mix.reverb import impulse_response
from timbre.engines.composer.mix.staging import trim_db
from timbre.engines.composer.mix.strip import ChannelStrip
from timbre.engines.composer.mix.voices import VoiceCache, VoiceKey
from timbre.engines.composer.score import Part, Score
from timbre.errors import CancelledError
from timbre.model.clip import Samples
from timbre.model.engine import Cancelled

FIRST_BLOCK_SECONDS = 0.75
BLOCK_SECONDS = 3.0
MAX_THREADS = 4
PREROLL_SECONDS = 8.0
"""How long a loop is played before its beginning, so that its own tail is already sounding there."""


@dataclass(frozen=True)
class Block:
    """The next stretch: `mix` [2, T] float32 and, if asked for, `stems` (name → [2, T]), its exact parts."""

    mix: Samples
    stems: dict[str, Samples] = field(default_factory=dict)


def render(
    score: Score,
    profile: MixProfile,
    sample_rate: int,
    seconds: float,
    stems: bool,
    seed: int,
    cancelled: Cancelled,
    *,
    fade_seconds: float = 0.0,
    block_seconds: float = BLOCK_SECONDS,
    render_key: Callable[[VoiceKey, int], Samples] | None = None,
) -> Iterator[Block]:
    """Yield the piece in order, round(seconds · sample_rate) samples in all, before mastering.

    A piece fades out over `fade_seconds` (0: only what still rings at the end fades). A loop (`score.loop`;
    `seconds` are then whole bars) is not faded: its tail sounds under its beginning. With `stems` every stem
    has its own sends and the mix is their float32 sum; without, all share one set: the same to about −110 dB.
    The division into blocks (`block_seconds`) cannot be heard. Stops early when `cancelled()`.
    `render_key` (key, sample rate) replaces the synth in tests.
    """
    total = round(seconds * sample_rate)
    threads = max(1, min(MAX_THREADS, os.cpu_count() or 1))
    pool = ThreadPoolExecutor(threads, thread_name_prefix="timbre-mix")
    make = render_key or _synthesise
    try:
        mixer = _Mixer(score, profile, sample_rate, total, stems, seed, cancelled, fade_seconds, pool, make)
        yield from mixer.blocks(block_seconds)
    except CancelledError:
        return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _synthesise(key: VoiceKey, sample_rate: int) -> Samples:
    from timbre.engines.composer.synth import render_hit, render_note

    if key.seconds == 0:
        hit: Samples = render_hit(key.source, key.pitch, key.velocity, sample_rate, key.round_robin)
        return hit
    return render_note(
        key.source, key.pitch, key.velocity, key.seconds, key.articulation, sample_rate, key.round_robin
    )


def _is_sustained(instrument: str) -> bool:
    from timbre.engines.composer.synth import INSTRUMENTS

    return instrument not in INSTRUMENTS or INSTRUMENTS[instrument].sustained


class _Channel:
    """One stem: its player, strip and, with stems, its own sends."""

    def __init__(
        self, name: str, player: Player, strip: ChannelStrip, settings: Strip, sends: Sends | None
    ) -> None:
        self.name, self.player, self.settings = name, player, settings
        self._strip, self._sends = strip, sends

    def process(self, start: int, count: int, ducking: Ducking, cancelled: Cancelled) -> Samples:
        """The stem from sample `start`, [2, count]. Raises CancelledError."""
        dry = self.player.read(count)
        if cancelled():
            raise CancelledError("Stopped while mixing.")
        envelope = ducking.envelope(start, count) if self.settings.sidechain_db else None
        signal = self._strip.process(dry, start, envelope)
        return signal if self._sends is None else signal + self._sends.process([(signal, self.settings)])


class _Mixer:
    """All channels of one piece and the order in which they are worked."""

    def __init__(
        self,
        score: Score,
        profile: MixProfile,
        sample_rate: int,
        total: int,
        stems: bool,
        seed: int,
        cancelled: Cancelled,
        fade_seconds: float,
        pool: ThreadPoolExecutor,
        make: Callable[[VoiceKey, int], Samples],
    ) -> None:
        clock = Clock(score, sample_rate)
        period = total if score.loop else None
        self._total, self._rate, self._stems, self._cancelled, self._pool = (
            total,
            sample_rate,
            stems,
            cancelled,
            pool,
        )
        self._begin = -round(PREROLL_SECONDS * sample_rate) if score.loop else 0
        self._envelope = Envelope(score, clock, total, fade_seconds)
        self._ducking = Ducking(score.parts, clock, profile.sidechain_release_ms, period)
        response = impulse_response(profile.reverb, sample_rate)
        stems_parts = _stems_of(score)
        sounds = {
            name: place(parts, clock, trim_db(parts, _is_sustained, clock))
            for name, parts in stems_parts.items()
        }
        uses = None if score.loop else _uses(sounds.values())
        cache = VoiceCache(lambda key: make(key, sample_rate), pool, cancelled, uses)

        def sends() -> Sends:
            return Sends(profile, response, score.bpm, sample_rate)

        self._channels = []
        for name, parts in stems_parts.items():
            settings = profile.strip(name)
            player = Player(sounds[name], cache, clock, self._begin, period)
            controls = [control for part in parts for control in part.controls]
            own_sends = sends() if stems and uses_sends(settings) else None
            strip = ChannelStrip(settings, controls, clock, period)
            self._channels.append(_Channel(name, player, strip, settings, own_sends))
        self._shared_sends = (
            sends() if not stems and any(uses_sends(c.settings) for c in self._channels) else None
        )
        self._noise = None
        if profile.noise != "none":
            self._noise = NoiseBed(profile.noise, profile.noise_db, seed, sample_rate, self._begin, period)

    def blocks(self, block_seconds: float) -> Iterator[Block]:
        """Work one block ahead of the caller: channels in the pool, sends and sum here."""
        spans = list(self._spans(block_seconds))
        working = self._start(*spans[0])
        for n, (start, count) in enumerate(spans):
            signals = [future.result() for future in working]
            if n + 1 < len(spans):
                working = self._start(*spans[n + 1])
            block = self._finish(start, count, signals)
            if start >= 0:
                yield block
            if self._cancelled():
                return

    def _spans(self, block_seconds: float) -> Iterator[tuple[int, int]]:
        at = self._begin
        block = max(1, round(block_seconds * self._rate))
        first = min(block, round(FIRST_BLOCK_SECONDS * self._rate))
        while at < self._total:
            stop = 0 if at < 0 else self._total
            count = min(first if at == 0 else block, stop - at)
            yield at, count
            at += count

    def _start(self, start: int, count: int) -> list[Future[Samples]]:
        for channel in self._channels:
            channel.player.look_ahead(count)
        return [
            self._pool.submit(channel.process, start, count, self._ducking, self._cancelled)
            for channel in self._channels
        ]

    def _finish(self, start: int, count: int, signals: list[Samples]) -> Block:
        named = {channel.name: signal for channel, signal in zip(self._channels, signals)}
        if self._noise is not None:
            named["noise"] = self._noise.read(count)
        gain = self._envelope.values(start, count)
        if self._stems:
            faded = {name: signal if gain is None else signal * gain for name, signal in named.items()}
            return Block(_total(list(faded.values()), count), faded)
        if self._shared_sends is not None:
            channels = [(signal, channel.settings) for channel, signal in zip(self._channels, signals)]
            named["sends"] = self._shared_sends.process(channels)
        mix = _total(list(named.values()), count)
        return Block(mix if gain is None else mix * gain)


def _stems_of(score: Score) -> dict[str, list[Part]]:
    """Stem name → its players, in the score's order."""
    stems: dict[str, list[Part]] = {}
    for part in score.parts:
        stems.setdefault(part.name, []).append(part)
    return stems


def _uses(stems: Iterable[Sequence[Placed]]) -> dict[VoiceKey, list[int]]:
    """Every sound's onsets, ascending."""
    onsets: dict[VoiceKey, list[int]] = {}
    for sound in sorted((sound for stem in stems for sound in stem), key=lambda sound: sound.onset):
        onsets.setdefault(sound.key, []).append(sound.onset)
    return onsets


def _total(signals: list[Samples], count: int) -> Samples:
    """The float32 sum in the given order, [2, count]."""
    mix = np.zeros((2, count), dtype=np.float32)
    for signal in signals:
        mix += signal
    return mix
