"""Orders: what every player does in every bar, as the wishes for places want it; later wishes win.

Knows nothing of notes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from timbre.engines.composer.plan import Plan
from timbre.engines.composer.style_parts import ROLES
from timbre.engines.composer.wishes.naming import (
    Seat,
    is_meant,
    keys_named,
    newcomer,
    role_named,
    seats_meant,
)
from timbre.engines.composer.wishes.places import bars_of
from timbre.model.brief import Brief, PlaceWish

ON, OFF, AS_PLANNED = "on", "off", ""
_ALONE = 2
"""A player the style brought keeps silent outside the place they were asked for in, if so many others play chords or
a tune."""


@dataclass
class Orders:
    """One entry for each bar of the body."""

    seats: list[Seat]
    """Everybody, those who come in for a place only at the end."""
    new: tuple[Seat, ...]
    play: dict[Seat, list[str]]
    silent: dict[Seat, list[frozenset[int]]]
    """Drum keys that are left out."""
    alone: dict[Seat, list[frozenset[int]]]
    """Drum keys that are all that is left; empty: all keys."""
    energy: list[float]
    shift: list[int]
    """Semitones."""
    notes: list[str] = field(default_factory=list)

    def is_changed(self, seat: Seat) -> bool:
        """Whether anything is asked of `seat` at all."""
        return (
            any(self.play[seat])
            or any(self.silent[seat])
            or any(self.alone[seat])
            or any(self.energy)
            or any(self.shift)
        )


def has_places(brief: Brief) -> bool:
    """Whether the brief wants anything of single places."""
    return any(w.only or w.add or w.without or w.energy or w.semitones for w in brief.places)


def orders_for(plan: Plan, seats: Iterable[Seat]) -> Orders:
    """The orders for a planned piece and those who play in it."""
    bars = len(plan.bars)
    found = list(dict.fromkeys(seats))
    new = _newcomers(plan, tuple(found))
    everybody = [*found, *new]
    orders = Orders(
        everybody,
        new,
        {seat: [OFF if seat in new else AS_PLANNED] * bars for seat in everybody},
        {seat: [frozenset()] * bars for seat in everybody},
        {seat: [frozenset()] * bars for seat in everybody},
        [0.0] * bars,
        [0] * bars,
    )
    _hold_back(plan, orders)
    bar_seconds = plan.timing.bar_ticks * 60.0 / (plan.timing.bpm * 960)
    for wish in plan.request.brief.places:
        place = [bar for bar in bars_of(wish, plan.sections, bars, bar_seconds) if 0 <= bar < bars]
        if not place:
            continue
        _obey(orders, wish, place)
        if wish.seconds is not None and wish.where == "start" and wish.without:
            _let_in(plan, orders, wish, place[-1] + 1)
    return orders


def _newcomers(plan: Plan, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """Those who are wanted somewhere and are not in the cast."""
    lead = dict(plan.cast.lead)
    new: list[Seat] = []
    for wish in plan.request.brief.places:
        for name in (*wish.only, *wish.add):
            if seats_meant(name, (*seats, *new)):
                continue
            seat = newcomer(name, lead, plan.style)
            if seat is not None:
                new.append(seat)
                lead.setdefault(*seat)
    return tuple(new)


def _hold_back(plan: Plan, orders: Orders) -> None:
    """An instrument named for a place only, whom the style would have brought, is silent in all other places."""
    brief = plan.request.brief
    for wish in brief.places:
        for name in wish.add:
            if role_named(name) is not None or keys_named(name) or _asked(name, brief):
                continue
            held = [seat for seat in seats_meant(name, tuple(orders.seats)) if seat not in orders.new]
            others = {
                role for role, _ in orders.seats if role in ("bass", "chords", "pad", "arp", "melody")
            } - {role for role, _ in held}
            if len(others) >= _ALONE:
                for seat in held:
                    orders.play[seat] = [OFF] * len(plan.bars)


def _asked(name: str, brief: Brief) -> bool:
    return any(one == name or is_meant(name, ("", one)) for one in brief.instruments)


def _obey(orders: Orders, wish: PlaceWish, place: list[int]) -> None:
    everybody = tuple(orders.seats)
    if wish.only:
        chosen = {
            seat: _keys(wish.only, seat, everybody)
            for name in wish.only
            for seat in seats_meant(name, everybody)
        }
        for seat in everybody if chosen else ():
            for bar in place:
                orders.play[seat][bar] = ON if seat in chosen else OFF
                orders.alone[seat][bar] = chosen.get(seat, frozenset())
    for name in wish.add:
        for seat in seats_meant(name, everybody):
            for bar in place:
                _add(orders, seat, bar, keys_named(name))
    for name in wish.without:
        for seat in seats_meant(name, everybody):
            for bar in place:
                if keys_named(name):
                    orders.silent[seat][bar] |= keys_named(name)
                else:
                    orders.play[seat][bar] = OFF
    for bar in place:
        orders.energy[bar] = wish.energy or orders.energy[bar]
        orders.shift[bar] = wish.semitones or orders.shift[bar]


def _add(orders: Orders, seat: Seat, bar: int, keys: frozenset[int]) -> None:
    """`seat` plays in `bar`: all of the kit, or, when they were silent, the pieces `keys` of it."""
    silent, alone = orders.silent[seat], orders.alone[seat]
    if keys and (orders.play[seat][bar] == OFF or alone[bar]):
        alone[bar] |= keys
    elif not keys:
        alone[bar] = frozenset()
    silent[bar] = silent[bar] - keys if keys else frozenset()
    orders.play[seat][bar] = ON


def _keys(names: tuple[str, ...], seat: Seat, everybody: tuple[Seat, ...]) -> frozenset[int]:
    """The pieces of the kit that `names` leave to `seat`; empty when they name all of it."""
    about = [name for name in names if seat in seats_meant(name, everybody)]
    if any(not keys_named(name) for name in about):
        return frozenset()
    return frozenset(key for name in about for key in keys_named(name))


def _let_in(plan: Plan, orders: Orders, wish: PlaceWish, first: int) -> None:
    """Whoever was kept out up to a moment comes in at that moment: to the end of the section it falls into."""
    if first >= len(plan.bars):
        return
    section = plan.bars[first].section
    for name in wish.without:
        for seat in () if keys_named(name) else seats_meant(name, tuple(orders.seats)):
            for bar in range(first, min(section.start + section.bars, len(plan.bars))):
                orders.play[seat][bar] = ON


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """Seats by the usual order of parts, those of one part as they come."""
    return sorted(seats, key=lambda seat: ROLES.index(seat[0]))
