"""What playing does to a sound: modulators, worked out once at the start of a note.

Controllers stand where they are after a reset, so only key and velocity vary. Source: SoundFont Technical
Specification 2.04, sections 8.2 to 8.4 and 9.5. Knows nothing of files.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from timbre.engines.composer.soundfont.generators import Gen

_VELOCITY, _KEY, _WHEEL, _WHEEL_RANGE = 2, 3, 14, 16
_AT_REST = {7: 100, 10: 64, 11: 127}
_CONCAVE_SLOPE = 40 / 96


class Modulator(NamedTuple):
    """`amount` times source times `by` is added to generator `target`."""

    source: int
    target: int
    amount: int
    by: int
    transform: int

    @property
    def identity(self) -> tuple[int, int, int, int]:
        """What has to agree for one modulator to stand in for another."""
        return self.source, self.target, self.by, self.transform


DEFAULTS = (
    Modulator(0x0502, Gen.ATTENUATION, 960, 0, 0),
    Modulator(0x0102, Gen.FILTER_FC, -2400, 0, 0),
)
"""Softer is quieter (40 dB each halving twice: the square of velocity) and duller."""
_OLD_FILTER_BY = 0x0D02
"""In version 2.01 the second of them had velocity as its other source, too."""


def together(*levels: Iterable[Modulator]) -> tuple[Modulator, ...]:
    """Modulators of ever more local levels: an identical one replaces the one before."""
    found: dict[tuple[int, int, int, int], Modulator] = {}
    for level in levels:
        for each in level:
            if each.target == Gen.FILTER_FC and each.by == _OLD_FILTER_BY and each.source == 0x0102:
                each = each._replace(by=0)
            found[each.identity] = each
    return tuple(found.values())


def change(modulators: Iterable[Modulator], target: int, key: int, velocity: int) -> float:
    """What `modulators` add to generator `target` for a note, in the generator's unit."""
    total = 0.0
    for each in modulators:
        if each.target == target and each.source:
            value = each.amount * _value(each.source, key, velocity)
            if each.by:
                value *= _value(each.by, key, velocity)
            total += abs(value) if each.transform == 2 else value
    return total


def _value(source: int, key: int, velocity: int) -> float:
    """A source's value: 0..1, or −1..1 when bipolar."""
    shape, bipolar, falling = source >> 10, source & 0x200, source & 0x100
    place = _place(source & 0x7F, bool(source & 0x80), key, velocity)
    if falling:
        place = 1.0 - place
    if not bipolar:
        return _curve(shape, place)
    if shape == 3:
        return 1.0 if place >= 0.5 else -1.0
    place = 2.0 * place - 1.0
    return math.copysign(_curve(shape, abs(place)), place)


def _place(index: int, is_controller: bool, key: int, velocity: int) -> float:
    if is_controller:
        return _AT_REST.get(index, 0) / 127 if index != 10 else 0.5
    return {0: 1.0, _VELOCITY: velocity / 127, _KEY: key / 127, _WHEEL: 0.5, _WHEEL_RANGE: 2 / 127}.get(
        index, 0.0
    )


def _curve(shape: int, place: float) -> float:
    """Linear, concave, convex or switch, 0..1 → 0..1."""
    if shape == 1:
        return 1.0 if place >= 1.0 else min(1.0, -_CONCAVE_SLOPE * math.log10(1.0 - place))
    if shape == 2:
        return 0.0 if place <= 0.0 else max(0.0, 1.0 + _CONCAVE_SLOPE * math.log10(place))
    if shape == 3:
        return 1.0 if place >= 0.5 else 0.0
    return place
