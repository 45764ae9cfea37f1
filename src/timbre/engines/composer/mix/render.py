"""From a Score to sound: notes, channels, sends and stems, streamed in blocks of constant memory.

Knows nothing of styles or mastering. Buses give every stem the gain they work out for their sum, so stems add up.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.mix.branches import Branch, channels_of, stems_of
from timbre.engines.composer.mix.buses import Sends
from timbre.engines.composer.mix.channel import Channel
from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.ducking import Ducking
from timbre.engines.composer.mix.envelope import Envelope
from timbre.engines.composer.mix.groups import Groups, MixBus, expected_lufs
from timbre.engines.composer.mix.noise import NoiseBed
from timbre.engines.composer.mix.player import Placed, Player, place
from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.mix.reverb import decay_seconds, impulse_response
from timbre.engines.composer.mix.staging import trim_db
from timbre.engines.composer.mix.voices import VoiceCache, VoiceKey
from timbre.engines.composer.score import Score
from timbre.errors import CancelledError
from timbre.model.clip import Samples
from timbre.model.engine import Cancelled

FIRST_BLOCK_SECONDS = 0.75
BLOCK_SECONDS = 3.0
MAX_THREADS = 4
PREROLL_SECONDS, LONGEST_PREROLL_SECONDS = 8.0, 30.0
MIN_BLOCK_SAMPLES = 256
NOISE_SHIFT_DB = 20.0
"""The most a noise bed goes down with the faders."""


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
    branches: Sequence[Branch] = (),
) -> Iterator[Block]:
    """Yield the piece in order, round(seconds · sample_rate) samples in all, before mastering.

    A piece fades out over `fade_seconds` (0: only what still rings at the end fades). A loop (`score.loop`;
    `seconds` are then whole bars) is not faded: its tail sounds under its beginning. With `stems` every stem
    has its own sends and the mix is their float32 sum; without, all share one set: the same to about −110 dB.
    The division into blocks (`block_seconds`) cannot be heard. Stops early when `cancelled()`.
    `branches`: players with a channel of their own; their stem is the sum of its channels.
    `render_key` (key, sample rate) replaces the synth: a SoundFont's instruments, or a test's.
    """
    total = round(seconds * sample_rate)
    threads = max(1, min(MAX_THREADS, os.cpu_count() or 1))
    pool = ThreadPoolExecutor(threads, thread_name_prefix="timbre-mix")
    make = render_key or synthesise
    try:
        mixer = _Mixer(
            score, profile, sample_rate, total, stems, seed, cancelled, fade_seconds, pool, make, branches
        )
        yield from mixer.blocks(block_seconds)
    except CancelledError:
        return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def synthesise(key: VoiceKey, sample_rate: int) -> Samples:
    """The sound of `key` from the synth: [2, T]."""
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
        branches: Sequence[Branch],
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
        self._begin = -round(preroll_seconds(profile, score.bpm) * sample_rate) if score.loop else 0
        self._envelope = Envelope(score, clock, total, fade_seconds)
        self._ducking = Ducking(score.parts, clock, profile.sidechain_release_ms, period)
        stems_parts = stems_of(score.parts)
        trims = {name: trim_db(parts, _is_sustained, clock) for name, parts in stems_parts.items()}
        channels = channels_of(score.parts, branches)
        sounds = {name: place(parts, clock, trims[stem]) for name, (stem, parts) in channels.items()}
        uses = None if score.loop else _uses(sounds.values())
        cache = VoiceCache(lambda key: make(key, sample_rate), pool, cancelled, uses)
        self._channels = [
            Channel(
                name,
                parts,
                Player(sounds[name], cache, clock, self._begin, period),
                profile,
                score,
                clock,
                period,
                stem,
            )
            for name, (stem, parts) in channels.items()
        ]
        self._sends = self._make_sends(profile, score.bpm)
        self._noise = None
        if profile.noise != "none":
            level_db = profile.noise_db + max(-NOISE_SHIFT_DB, expected_lufs(profile, stems_parts) + 20.0)
            self._noise = NoiseBed(profile.noise, level_db, seed, sample_rate, self._begin, period)
        self._groups = Groups(
            profile, {name: stem for name, (stem, _) in channels.items()}, sample_rate, period
        )
        members = len(channels) + (self._noise is not None) if stems else 1
        self._bus = MixBus(profile, stems_parts, members, sample_rate, period)

    def _make_sends(self, profile: MixProfile, bpm: float) -> dict[str, Sends]:
        """Sends by stem, or under "" one set for all."""
        users = [channel.name for channel in self._channels if channel.uses_sends]
        if not users:
            return {}
        hall, room = (impulse_response(space, self._rate) for space in (profile.reverb, profile.room))
        names = users if self._stems else [""]
        return {name: Sends(profile, hall, room, bpm, self._rate) for name in names}

    def blocks(self, block_seconds: float) -> Iterator[Block]:
        """Work one block ahead of the caller: channels in the pool, buses and sum here."""
        spans = list(self._spans(block_seconds))
        working = self._start(*spans[0])
        for n, (start, count) in enumerate(spans):
            dry = {channel.name: future.result() for channel, future in zip(self._channels, working)}
            signals = self._groups.process(dry, start)
            returns = self._return(signals, start) if self._stems else {}
            if n + 1 < len(spans):
                working = self._start(*spans[n + 1])
            block = self._finish(start, count, signals, returns)
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
            if stop - at - count < MIN_BLOCK_SAMPLES:
                count = stop - at
            yield at, count
            at += count

    def _start(self, start: int, count: int) -> list[Future[Samples]]:
        for channel in self._channels:
            channel.player.look_ahead(count)
        return [
            self._pool.submit(channel.process, start, count, self._ducking, self._cancelled)
            for channel in self._channels
        ]

    def _return(self, signals: dict[str, Samples], start: int) -> dict[str, Future[Samples]]:
        """What comes back of each stem's own sends, in the pool."""
        return {
            channel.name: self._pool.submit(
                self._sends[channel.name].process, [channel.feed(signals[channel.name], start)]
            )
            for channel in self._channels
            if channel.name in self._sends
        }

    def _finish(
        self, start: int, count: int, signals: dict[str, Samples], returns: dict[str, Future[Samples]]
    ) -> Block:
        named = {
            name: signal + returns[name].result() if name in returns else signal
            for name, signal in signals.items()
        }
        if self._noise is not None:
            named["noise"] = self._noise.read(count)
        gain = self._envelope.values(start, count)
        if self._stems:
            faded = self._summed(dict(zip(named, self._faded(list(named.values()), start, gain))))
            return Block(_total(list(faded.values()), count), faded)
        if "" in self._sends:
            feeds = [channel.feed(signals[channel.name], start) for channel in self._channels]
            named["sends"] = self._sends[""].process(feeds)
        return Block(self._faded([_total(list(named.values()), count)], start, gain)[0])

    def _summed(self, signals: dict[str, Samples]) -> dict[str, Samples]:
        """Stems from the signals of their channels."""
        stems = {channel.name: channel.stem for channel in self._channels}
        result: dict[str, Samples] = {}
        for name, signal in signals.items():
            stem = stems.get(name, name)
            result[stem] = result[stem] + signal if stem in result else signal
        return result

    def _faded(self, signals: list[Samples], start: int, gain: NDArray[np.float32] | None) -> list[Samples]:
        """`signals` through the mix bus, then the fade-out."""
        mixed = self._bus.process(signals, start)
        return mixed if gain is None else [signal * gain for signal in mixed]


def preroll_seconds(profile: MixProfile, bpm: float) -> float:
    """How long a loop is played before its beginning, so that its own echoes and tail already sound there.

    Until the echo has fallen by 80 dB, and then for as long as the hall rings.
    """
    echoes = math.ceil(math.log(1e-4) / math.log(max(profile.delay.feedback, 1e-3)))
    echo_seconds = echoes * profile.delay.beats * 60 / bpm
    return min(LONGEST_PREROLL_SECONDS, max(PREROLL_SECONDS, echo_seconds + decay_seconds(profile.reverb)))


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
