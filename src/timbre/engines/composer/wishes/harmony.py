"""What wishes for places do to the chords, keys and sections that a score tells of: transposed, bigger, smaller.

Knows nothing of notes.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from timbre.engines.composer.plan import Plan
from timbre.engines.composer.score import ChordSpan, Section
from timbre.engines.composer.wishes.orders import Orders
from timbre.theory.chord import Chord, parse_chord
from timbre.theory.key import Key, key_at

SWELL_DB = 6.0
"""How much louder the whole band is in a place that is as big as can be (`energy` 1), beside how hard it plays."""


def placed_chords(plan: Plan, orders: Orders) -> tuple[ChordSpan, ...]:
    """Chord symbols as they sound."""
    spans: list[ChordSpan] = []
    for span in plan.spans:
        by = _at(plan, orders, span.start)
        symbol = transposed(span.chord, by, moved(span.key, by)) if by else span.chord.symbol
        spans.append(ChordSpan(span.start, span.duration, symbol))
    return tuple(spans)


def placed_key_changes(plan: Plan, orders: Orders, moved_by: int = 0) -> tuple[tuple[int, str], ...]:
    """(tick, key) of every change of key after the beginning, and at it when the piece begins elsewhere.

    `moved_by`: semitones that the whole piece is moved by.
    """
    changes: list[tuple[int, str]] = []
    now = moved(plan.key, moved_by).name
    for bar in plan.bars:
        key = moved(plan.key_at(bar.start), orders.shift[bar.index]).name
        if key != now:
            changes.append((bar.start, key))
            now = key
    return tuple(changes)


def placed_sections(plan: Plan, orders: Orders, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The form with the energy of every section as wished."""
    result: list[Section] = []
    for planned, section in zip(plan.sections, sections):
        inside = [bar.index for bar in plan.bars if bar.section.start == planned.start]
        by = sum(orders.energy[bar] for bar in inside) / max(1, len(inside))
        result.append(replace(section, energy=round(min(1.0, max(0.05, section.energy + by)), 3)))
    return tuple(result) or sections


def swells(plan: Plan, orders: Orders) -> tuple[tuple[int, int, float], ...]:
    """(start, end, dB) of the stretches in which everybody is louder or softer; the last one holds the final chord."""
    found: list[tuple[int, int, float]] = []
    at = 0
    for energy, group in groupby(orders.energy):
        end = at + len(list(group))
        if energy:
            until = plan.timing.end if end == len(orders.energy) else end * plan.timing.bar_ticks
            found.append((at * plan.timing.bar_ticks, until, round(SWELL_DB * energy, 2)))
        at = end
    return tuple(found)


def transposed(chord: Chord, semitones: int, key: Key) -> str:
    """The symbol of `chord` moved by `semitones`, spelt for `key`."""
    head, _, bass = chord.symbol.rpartition("/")
    body = head if bass[:1] in tuple("ABCDEFG") and head else chord.symbol
    name = key.spell((chord.root + semitones) % 12) + body[1:].lstrip("#b")
    if chord.is_slash:
        name += f"/{key.spell((chord.bass + semitones) % 12)}"
    return parse_chord(name).symbol


def moved(key: Key, semitones: int) -> Key:
    """`key` on another tonic."""
    return key_at(key.tonic_class + semitones, key.mode) if semitones else key


def _at(plan: Plan, orders: Orders, tick: int) -> int:
    if not orders.shift:
        return 0
    return orders.shift[min(tick // plan.timing.bar_ticks, len(orders.shift) - 1)]
