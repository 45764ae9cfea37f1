"""One stem's channel: its notes, its strip and what it sends. Knows nothing of other channels or of buses."""

from __future__ import annotations

from collections.abc import Sequence

from timbre.audio.effects import Effect
from timbre.engines.composer.mix.automation import Moves
from timbre.engines.composer.mix.buses import Feed, send_gain
from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.ducking import Ducking
from timbre.engines.composer.mix.player import Player
from timbre.engines.composer.mix.profile import MixProfile, Strip
from timbre.engines.composer.mix.shaping import Values
from timbre.engines.composer.mix.strip import ChannelStrip
from timbre.engines.composer.score import Part, Score
from timbre.errors import CancelledError
from timbre.model.clip import Samples
from timbre.model.engine import Cancelled

DRIVEN = ("distorted guitar", "overdriven guitar")
AMPLIFIER = (
    Effect(effect="saturation", settings={"drive_db": 8.0}),
    Effect(effect="lowpass", settings={"cutoff_frequency_hz": 6500.0}),
)
DIRT = ("saturation", "distortion")


def amplified(strip: Strip, parts: Sequence[Part]) -> Strip:
    """`strip` with an amplifier in front where driven guitars play and it has no dirt of its own.

    The synth drives each note by itself; only together through one curve do the notes of a chord growl.
    """
    driven = all(part.instrument in DRIVEN for part in parts)
    if not driven or any(effect.effect in DIRT for effect in strip.inserts):
        return strip
    return strip.model_copy(update={"inserts": (*AMPLIFIER, *strip.inserts)})


class Channel:
    """The players of one stem through one strip; blocks go through in order."""

    def __init__(
        self,
        name: str,
        parts: Sequence[Part],
        player: Player,
        profile: MixProfile,
        score: Score,
        clock: Clock,
        period: int | None,
        stem: str | None = None,
    ) -> None:
        self.name, self.player = name, player
        self.stem = stem or name
        """The stem it is part of: its own name, but for the channels of single players."""
        settings = amplified(profile.strip(name), parts)
        self._ducked = settings.sidechain_db > 0
        self._moves = Moves(profile.automation, self.stem, score, clock, period)
        controls = [control for part in parts for control in part.controls]
        self._strip = ChannelStrip(settings, controls, clock, period, self._moves)
        self._hall, self._room = send_gain(settings.reverb_db), send_gain(profile.room_db(name))
        self._echo = send_gain(settings.delay_db)

    @property
    def uses_sends(self) -> bool:
        """Whether it ever sends anything anywhere."""
        sends = (self._hall, self._room, self._echo)
        return any(gain is not None for gain in sends) or self._moves.has_throws

    def process(self, start: int, count: int, ducking: Ducking, cancelled: Cancelled) -> Samples:
        """The stem before buses and sends from sample `start`, [2, count]. Raises CancelledError."""
        dry = self.player.read(count)
        if cancelled():
            raise CancelledError("Stopped while mixing.")
        return self._strip.process(dry, start, ducking.envelope(start, count) if self._ducked else None)

    def feed(self, signal: Samples, start: int) -> Feed:
        """What of `signal` [2, T] goes into hall, room and echo."""
        count = signal.shape[1]
        wet = self._moves.gain("reverb_db", start, count)
        echo: Values | None = (
            None if self._echo is None else self._echo * self._moves.gain("delay_db", start, count)
        )
        if self._moves.has_throws:
            thrown = self._moves.throw(start, count)
            echo = thrown if echo is None else echo + thrown
        return Feed(
            signal,
            None if self._hall is None else self._hall * wet,
            None if self._room is None else self._room * wet,
            echo,
        )
