"""From a preset to its regions: which sample sounds for which keys and velocities, with every number worked out.

A preset's numbers are added to its instruments'; global zones come first. Source: SoundFont Technical Specification
2.04, sections 7 and 9.4. Knows nothing of sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from timbre.engines.composer.soundfont.generators import (
    COUNT,
    INSTRUMENT_ONLY,
    Gen,
    Numbers,
    clipped,
    defaults,
)
from timbre.engines.composer.soundfont.modulators import DEFAULTS, Modulator, together
from timbre.engines.composer.soundfont.records import Records, Tables
from timbre.engines.composer.soundfont.riff import DamagedError

MOST_REGIONS, MOST_MODULATORS = 20_000, 200
WHOLE = (0, 127)
_RANGES = (Gen.KEY_RANGE, Gen.VELOCITY_RANGE)
_NOT_ADDED = INSTRUMENT_ONLY | {Gen.INSTRUMENT, Gen.SAMPLE, *_RANGES}


@dataclass(frozen=True, eq=False)
class Region:
    """One sample of a preset and how it sounds. `keys` and `velocities` are inclusive ranges."""

    keys: tuple[int, int]
    velocities: tuple[int, int]
    sample: int
    numbers: Numbers
    modulators: tuple[Modulator, ...]

    def answers(self, key: int, velocity: int) -> bool:
        """Whether a note makes it sound."""
        return self.keys[0] <= key <= self.keys[1] and self.velocities[0] <= velocity <= self.velocities[1]

    def number(self, generator: Gen) -> int:
        """The generator's value, inside its range."""
        return int(clipped(generator, float(self.numbers[generator])))


class _Zone(NamedTuple):
    keys: tuple[int, int]
    velocities: tuple[int, int]
    values: dict[int, int]
    modulators: tuple[Modulator, ...]
    end: int
    """The instrument or sample it leads to; −1 for a global zone."""


def regions(tables: Tables, preset: int) -> tuple[Region, ...]:
    """All regions of the preset with index `preset`, in the file's order. Raises DamagedError."""
    found: list[Region] = []
    parts: dict[int, tuple[_Zone, ...]] = {}
    met = 0
    for outer in _zones(tables.phdr, tables.pbag, tables.pgen, tables.pmod, preset, Gen.INSTRUMENT):
        if outer.end >= len(tables.inst) - 1:
            raise DamagedError(f"a preset uses instrument {outer.end}, which is not there")
        if outer.end not in parts:
            parts[outer.end] = _instrument(tables, outer.end)
        met += len(parts[outer.end])
        if met > MOST_REGIONS:
            raise DamagedError(f"a preset has more than {MOST_REGIONS} parts")
        joined = (_joined(outer, inner) for inner in parts[outer.end])
        found += [both for both in joined if both is not None]
    return tuple(found)


def _instrument(tables: Tables, index: int) -> tuple[_Zone, ...]:
    zones = tuple(_zones(tables.inst, tables.ibag, tables.igen, tables.imod, index, Gen.SAMPLE))
    for zone in zones:
        if zone.end >= len(tables.shdr) - 1:
            raise DamagedError(f"an instrument uses sample {zone.end}, which is not there")
    return tuple(zone._replace(modulators=together(DEFAULTS, zone.modulators)) for zone in zones)


def _joined(outer: _Zone, inner: _Zone) -> Region | None:
    keys, velocities = _overlap(outer.keys, inner.keys), _overlap(outer.velocities, inner.velocities)
    if keys is None or velocities is None:
        return None
    numbers = defaults()
    for number, value in inner.values.items():
        numbers[number] = value
    for number, value in outer.values.items():
        if number not in _NOT_ADDED:
            numbers[number] += value
    return Region(keys, velocities, inner.end, numbers, (*inner.modulators, *outer.modulators))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int] | None:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def _zones(
    heads: Records, bags: Records, gens: Records, mods: Records, index: int, terminal: Gen
) -> Iterator[_Zone]:
    """The zones of one preset or instrument, the global zone's numbers already in each."""
    common = _Zone(WHOLE, WHOLE, {}, (), -1)
    first, last = int(heads["bag"][index]), int(heads["bag"][index + 1])
    for at in range(first, min(last, len(bags) - 1)):
        zone = _zone(bags, gens, mods, at, terminal, common)
        if zone.end >= 0:
            yield zone
        elif at == first:
            common = zone


def _zone(bags: Records, gens: Records, mods: Records, at: int, terminal: Gen, common: _Zone) -> _Zone:
    ranges = {Gen.KEY_RANGE: common.keys, Gen.VELOCITY_RANGE: common.velocities}
    values = dict(common.values)
    end = -1
    for oper, amount in gens[int(bags["gen"][at]) : int(bags["gen"][at + 1])].tolist():
        if oper in _RANGES:
            ranges[Gen(oper)] = (amount & 0xFF, amount >> 8 & 0xFF)
        elif oper == terminal:
            end = amount & 0xFFFF
            break
        elif oper < COUNT:
            values[oper] = amount
    first, last = int(bags["mod"][at]), int(bags["mod"][at + 1])
    if last - first > MOST_MODULATORS:
        raise DamagedError(f"a part of it has more than {MOST_MODULATORS} modulators")
    own = (Modulator(*each) for each in mods[first:last].tolist())
    return _Zone(
        ranges[Gen.KEY_RANGE], ranges[Gen.VELOCITY_RANGE], values, together(common.modulators, own), end
    )
