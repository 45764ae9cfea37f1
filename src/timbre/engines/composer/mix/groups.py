"""The buses of a mix: drums, music and the whole, each over the channels that run into it.

Knows nothing of channels' insides; levels are expected from the faders, not measured, so a mix can be streamed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from timbre.audio.bus import NOMINAL_DBFS, Bus
from timbre.audio.effects import Effect
from timbre.engines.composer.mix.profile import DRUM_PARTS, MixProfile
from timbre.engines.composer.mix.staging import NOMINAL_LUFS
from timbre.engines.composer.mix.strip import HEADROOM_DB
from timbre.engines.composer.mix.varispeed import Wow
from timbre.model.clip import Samples

COLOUR_SHARE = 0.7
"""How much of the mix goes through a colour's saturation."""


def expected_lufs(profile: MixProfile, names: Iterable[str]) -> float:
    """Loudness of the channels `names` together while all of them play, as their faders stand; −∞ for none."""
    power = sum(10 ** ((NOMINAL_LUFS + HEADROOM_DB + profile.strip(name).level_db) / 10) for name in names)
    return 10 * math.log10(power) if power else -math.inf


class Groups:
    """The drum bus and the music bus."""

    def __init__(
        self, profile: MixProfile, stems: Mapping[str, str], sample_rate: int, period: int | None
    ) -> None:
        """`stems`: channel → the stem it is part of."""
        drums = [name for name, stem in stems.items() if stem in DRUM_PARTS]
        music = [name for name, stem in stems.items() if stem not in DRUM_PARTS]

        def level(members: list[str]) -> float:
            return _level(profile, dict.fromkeys(stems[name] for name in members))

        self._buses = [
            (members, Bus(chained.chain, sample_rate, len(members), level(members), period))
            for members, chained in ((drums, profile.buses.drums), (music, profile.buses.music))
            if members and chained.chain
        ]

    def process(self, signals: dict[str, Samples], start: int) -> dict[str, Samples]:
        """The channels' `signals` (name → [2, T], from sample `start`) after their buses."""
        result = dict(signals)
        for members, bus in self._buses:
            result.update(zip(members, bus.process([signals[name] for name in members], start)))
        return result


class MixBus:
    """The colour and the chain of the whole mix, over one signal or over the stems it is the sum of."""

    def __init__(
        self, profile: MixProfile, names: Iterable[str], members: int, sample_rate: int, period: int | None
    ) -> None:
        chain = profile.bus.chain
        if profile.colour.drive_db:
            settings = {"drive_db": profile.colour.drive_db, "mix": COLOUR_SHARE}
            chain = (Effect(effect="saturation", settings=settings), *chain)
        self._wow = Wow(profile.colour, members, sample_rate, period)
        self._bus = Bus(chain, sample_rate, members, _level(profile, names), period)

    def process(self, signals: list[Samples], start: int) -> list[Samples]:
        """`signals` [2, T] from sample `start`, which sum to the mix, after its bus: they sum to what it gives."""
        if not signals:
            return signals
        return self._bus.process(self._wow.process(signals, start), start)


def _level(profile: MixProfile, names: Iterable[str]) -> float:
    expected = expected_lufs(profile, names)
    return NOMINAL_DBFS - expected if math.isfinite(expected) else 0.0
