"""Placing: the band plays what it would have played, but in the places that were wished otherwise.

What is not named stays note for note: the piece is planned twice, as it would have been and as it is wished, and each
bar of each player is taken from one or the other. Knows nothing of how a place is found (`places`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from timbre.engines.composer.controls import controls_of
from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.parts.band import Take, double_take, joined, lead_take
from timbre.engines.composer.parts.counter import counters
from timbre.engines.composer.parts.solo.player import play_alone
from timbre.engines.composer.performance import perform, tidy
from timbre.engines.composer.plan import Bar, Plan, Tone, fitting
from timbre.engines.composer.players import players
from timbre.engines.composer.score import TICKS_PER_BEAT, Note, Part
from timbre.engines.composer.wishes.naming import Seat
from timbre.engines.composer.wishes.orders import AS_PLANNED, OFF, ON, Orders, in_order
from timbre.model.stream import Stream

_SHORTEST_REST = TICKS_PER_BEAT // 2
"""What is left of a held note after a cut is struck again when it lasts at least so long."""
_BIGGER, _SMALLER, _MUCH_SMALLER = 0.2, -0.2, -0.6
_COLOURS = ("counter", "percussion", "arp", "fx")


def play_placed(plan: Plan, orders: Orders, base: Sequence[Take]) -> tuple[Part, ...]:
    """All parts of the piece with `orders` obeyed; `base` is what the band plays without them."""
    wished = wished_plan(plan, orders)
    before = {(take.role, take.name): take for take in reversed(base)}
    parts: list[Part] = []
    for seat in in_order(orders.seats):
        take = before.get(seat)
        fresh = _fresh_bars(plan, orders, seat, take)
        anew = _anew(wished, seat, seat in orders.new, base) if any(fresh) else None
        part = _played(plan, orders, seat, (take, anew), fresh)
        if part is not None:
            parts.append(part)
    return tuple(parts)


def wished_plan(plan: Plan, orders: Orders) -> Plan:
    """The plan in which everybody who is wanted in a section plays in it, as big as it is wished."""
    sections = tuple(_wished_section(plan, section, orders) for section in plan.sections)
    changed = {old.start: new for old, new in zip(plan.sections, sections)}
    bars = tuple(_wished_bar(plan, bar, changed[bar.section.start], orders) for bar in plan.bars)
    return replace(plan, sections=sections, bars=bars)


def _wished_section(plan: Plan, section: SectionPlan, orders: Orders) -> SectionPlan:
    within = range(section.start, min(section.start + section.bars, len(plan.bars)))
    energy = next((orders.energy[bar] for bar in reversed(within) if orders.energy[bar]), 0.0)
    layers = dict.fromkeys(section.layers)
    came = {role for (role, _), play in orders.play.items() if any(play[bar] == ON for bar in within)}
    if energy >= _BIGGER:
        came |= {role for role in plan.cast.lead if role != "fx"}
        layers.update(dict.fromkeys(section.late))
    if energy <= _SMALLER:
        gone = (*_COLOURS, "drums") if energy <= _MUCH_SMALLER else _COLOURS
        left = [role for role in layers if role not in gone and role in plan.cast.lead]
        layers = dict.fromkeys(left) if left else layers
    if not energy and not came:
        return section
    layers.update(dict.fromkeys(sorted(came)))
    return replace(
        section,
        layers=tuple(layers),
        late=() if energy else tuple(role for role in section.late if role not in came),
        enters=() if energy >= _BIGGER else tuple(pair for pair in section.enters if pair[0] not in came),
        leaves=() if energy >= _BIGGER else tuple(pair for pair in section.leaves if pair[0] not in came),
        energy=min(1.0, max(0.05, section.energy + energy)),
    )


def _wished_bar(plan: Plan, bar: Bar, section: SectionPlan, orders: Orders) -> Bar:
    if section is bar.section:
        return bar
    groove = bar.groove
    options = fitting(plan.style.drums.grooves, section)
    if orders.energy[bar.index] and options and groove not in options:
        stream = Stream(plan.request.seed, f"groove of the place {section.start}")
        groove = stream.choice(options, [option.weight for option in options])
    return replace(bar, section=section, groove=groove)


def _fresh_bars(plan: Plan, orders: Orders, seat: Seat, take: Take | None) -> list[bool]:
    """Which bars are played as the wished plan has them: where somebody comes in, and where the energy is another."""
    length = plan.timing.bar_ticks
    heard = {
        bar
        for tone in (take.tones if take else ())
        for bar in range(tone.start // length, max(tone.start, tone.end - 1) // length + 1)
    }
    leads = take is not None and plan.cast.lead.get(seat[0]) == seat[1]
    fresh = [bool(energy) for energy in orders.energy]
    for wanted, group in groupby(range(len(plan.bars)), key=lambda bar: orders.play[seat][bar] == ON):
        bars = list(group)
        if not wanted:
            continue
        there = all(_is_there(plan, seat[0], plan.bars[bar]) if leads else bar in heard for bar in bars)
        if not there:
            for bar in bars:
                fresh[bar] = True
    return fresh


def _is_there(plan: Plan, role: str, bar: Bar) -> bool:
    if plan.cast.solo and len(plan.cast.lead) == 1:
        return True
    return counters(plan, bar) if role == "counter" else plan.plays(role, bar)


def _anew(wished: Plan, seat: Seat, new: bool, base: Sequence[Take]) -> Take:
    """What `seat` plays by the wished plan."""
    role, name = seat
    alone = play_alone(wished) if not new else None
    if alone is not None:
        return joined(wished, role, alone[1])
    cast = wished.cast
    if new:
        lead = {**cast.lead, role: cast.lead.get(role, name)}
        wished = replace(wished, cast=replace(cast, lead=lead, solo=False))
    if wished.cast.lead.get(role) == name:
        return joined(wished, role, lead_take(wished, role))
    if cast.solo:
        line = [tone for take in base if take.role == role for tone in take.tones]
        return double_take(wished, role, name, line)
    return double_take(wished, role, name, lead_take(wished, role))


def _played(
    plan: Plan, orders: Orders, seat: Seat, sources: tuple[Take | None, Take | None], fresh: list[bool]
) -> Part | None:
    """The player's bars from both sources, as one part."""
    notes: list[Note] = []
    tones: list[Tone] = []
    shown: Take | None = None
    for take, wanted in zip(sources, (False, True)):
        if take is None:
            continue
        cut = _Cut(plan, orders, seat, [one is wanted for one in fresh])
        notes += perform(take.plan, take.role, take.tones, cut)
        tones += [piece for tone in take.tones for piece in cut(tone)]
        shown = shown or take
    if not notes or shown is None:
        return None
    tones.sort(key=lambda tone: (tone.start, tone.pitch))
    return Part(*seat, tidy(notes, plan.timing.end), controls_of(shown.plan, seat[0], tones))


@dataclass(frozen=True)
class _Region:
    start: int
    end: int
    plays: bool
    shift: int


class _Cut:
    """What is left of a player's tones when only some bars count and some are transposed."""

    def __init__(self, plan: Plan, orders: Orders, seat: Seat, mine: list[bool]) -> None:
        self._length, self._last = plan.timing.bar_ticks, max(0, len(plan.bars) - 1)
        self._drums = seat[0] in ("drums", "percussion")
        self._fixed = self._drums or seat[0] == "fx"
        self._silent, self._alone = orders.silent[seat], orders.alone[seat]
        player = players().get(seat[1])
        self._range = (player.low, player.high) if player is not None else (0, 127)
        self._regions = _regions(plan, orders, seat, mine)

    def __call__(self, tone: Tone) -> list[Tone]:
        if self._drums and not self._is_struck(tone):
            return []
        pieces: list[Tone] = []
        before: _Region | None = None
        for region in self._regions:
            start, end = max(tone.start, region.start), min(tone.end, region.end)
            if start >= end:
                continue
            whole = start == tone.start
            if region.plays and (whole or (not self._fixed and end - start >= _SHORTEST_REST)):
                goes_on = before is not None and before.plays and before.shift == region.shift
                if not goes_on or not pieces:
                    pieces.append(
                        replace(tone, start=start, duration=end - start, pitch=self._moved(tone, region))
                    )
                else:
                    pieces[-1] = replace(pieces[-1], duration=end - pieces[-1].start)
            before = region
        if self._fixed and len(pieces) == 1:
            return [replace(pieces[0], duration=tone.duration)] if self._drums else pieces
        return pieces

    def _is_struck(self, tone: Tone) -> bool:
        bar = min(tone.start // self._length, self._last)
        only = self._alone[bar]
        return tone.pitch not in self._silent[bar] and (not only or tone.pitch in only)

    def _moved(self, tone: Tone, region: _Region) -> int:
        """The transposed pitch, an octave off where the instrument ends."""
        if self._fixed or not region.shift:
            return tone.pitch
        low, high = self._range
        octave = -12 if region.shift > 0 else 12
        options = (tone.pitch + region.shift, tone.pitch + region.shift + octave)
        return next((pitch for pitch in options if low <= pitch <= high), tone.pitch)


def _regions(plan: Plan, orders: Orders, seat: Seat, mine: list[bool]) -> list[_Region]:
    """Stretches of bars alike; the last one goes on for ever (the final chord is in it)."""
    play = orders.play[seat]
    new = seat in orders.new
    states = [
        (one and state != OFF and not (new and state == AS_PLANNED), shift)
        for one, state, shift in zip(mine, play, orders.shift)
    ]
    regions: list[_Region] = []
    at = 0
    for (plays, shift), group in groupby(states):
        bars = len(list(group))
        end = at + bars
        last = end == len(states)
        regions.append(
            _Region(
                at * plan.timing.bar_ticks,
                max(plan.timing.end, end * plan.timing.bar_ticks) if last else end * plan.timing.bar_ticks,
                plays,
                shift,
            )
        )
        at = end
    return regions
