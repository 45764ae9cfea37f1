"""The band: every role of the cast plays its part, doubled, pedalled and stopped as plan and style ask.

Knows nothing of how any one part finds its notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from timbre.engines.composer.controls import controls_of
from timbre.engines.composer.parts.arp import play_arp
from timbre.engines.composer.parts.bass import play_bass
from timbre.engines.composer.parts.candidates import (
    best_of,
    judge_bass,
    judge_chords,
    judge_counter,
    judge_drums,
)
from timbre.engines.composer.parts.chords import play_chords
from timbre.engines.composer.parts.counter import play_counter
from timbre.engines.composer.parts.drums import play_drums, play_percussion
from timbre.engines.composer.parts.fx import play_fx
from timbre.engines.composer.parts.lanes import in_lane
from timbre.engines.composer.parts.melody import play_melody
from timbre.engines.composer.parts.pad import play_pad
from timbre.engines.composer.parts.slurs import slurred
from timbre.engines.composer.parts.solo.player import play_alone
from timbre.engines.composer.patterns import LANES, TIMEKEEPERS
from timbre.engines.composer.performance import perform
from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.players import Player, players
from timbre.engines.composer.score import Part
from timbre.engines.composer.style_parts import ROLES

_PARTS: dict[str, Callable[[Plan], list[Tone]]] = {
    "drums": lambda plan: best_of(plan, "drums", play_drums, judge_drums),
    "percussion": play_percussion,
    "bass": lambda plan: best_of(plan, "bass", play_bass, judge_bass),
    "chords": lambda plan: best_of(plan, "chords", play_chords, judge_chords),
    "pad": play_pad,
    "arp": play_arp,
    "melody": play_melody,
    "counter": lambda plan: best_of(plan, "counter", play_counter, judge_counter),
    "fx": play_fx,
}
_SINGLE_LINES = ("melody", "counter", "bass")
_STOPPING = {LANES[lane] for lane in ("kick", "open", *TIMEKEEPERS)}


def play_band(plan: Plan) -> tuple[Part, ...]:
    """All parts of the piece, one for each player that has notes."""
    alone = play_alone(plan)
    if alone is not None:
        role, tones = alone
        return tuple(_played(plan, role, tones))
    parts: list[Part] = []
    for role in ROLES:
        if role not in plan.cast.lead:
            continue
        tones = _with_stops(plan, role, _pedalled(plan, role, in_lane(plan, role, _PARTS[role](plan))))
        parts += _played(plan, role, tones)
        sharing = [name for shared, name in plan.cast.extra if shared == role]
        for number, name in enumerate(sharing):
            parts += _doubled(plan, role, name, tones, number, len(sharing))
    return tuple(parts)


def _played(plan: Plan, role: str, tones: list[Tone]) -> list[Part]:
    """The part as played, nothing when it has no notes."""
    if role in ("melody", "counter"):
        tones = slurred(tones, plan.player(role))
    notes = perform(plan, role, tones)
    return [Part(role, plan.cast.lead[role], notes, controls_of(plan, role, tones))] if notes else []


def _doubled(plan: Plan, role: str, name: str, tones: list[Tone], number: int, sharing: int) -> list[Part]:
    """A further instrument in a role: it takes its turn to double the line an octave or unison, or plays chords."""
    plan = replace(plan, cast=replace(plan.cast, lead={**plan.cast.lead, role: name}))
    if role in _SINGLE_LINES:
        copied = in_lane(plan, role, _fitted(tones, players()[name]))
    else:
        copied = _with_stops(plan, role, in_lane(plan, role, _PARTS[role](plan)))
    turn = max(1, min(4, plan.timing.bars // (sharing + 1))) * plan.timing.bar_ticks
    mine = [tone for tone in copied if (tone.start // turn) % (sharing + 1) == (number + 1) % (sharing + 1)]
    return _played(plan, role, mine or copied)


def _fitted(tones: list[Tone], player: Player) -> list[Tone]:
    """The same line moved by octaves into the player's range; notes that still lie outside are left out."""
    if not tones:
        return []
    middle = sum(tone.pitch for tone in tones) // len(tones)
    shift = 12 * round(((player.low + player.high) // 2 - middle) / 12)
    if all(player.low <= tone.pitch <= player.high for tone in tones):
        shift = 0
    moved = [replace(tone, pitch=tone.pitch + shift) for tone in tones]
    return [tone for tone in moved if player.low <= tone.pitch <= player.high]


def _pedalled(plan: Plan, role: str, tones: list[Tone]) -> list[Tone]:
    """With the pedal down notes ring on until the chord changes, two bars at most."""
    style = plan.style
    pedals = {"bass": style.bass.pedal, "chords": style.chords.pedal, "arp": style.arp.pedal}
    if not pedals.get(role, False) or plan.player(role).sustained:
        return tones
    longest = 2 * plan.timing.bar_ticks
    return [
        replace(tone, duration=max(tone.duration, min(longest, plan.span_at(tone.start).end - tone.start)))
        if tone.articulation not in ("staccato", "mute", "ghost")
        else tone
        for tone in tones
    ]


def _with_stops(plan: Plan, role: str, tones: list[Tone]) -> list[Tone]:
    """The rhythm section leaves out the stops; fills (snare, clap, toms) and held parts go on, but for the last one."""
    final = plan.final_span.start if plan.final_span is not None else None
    rhythm = role in ("drums", "percussion", "bass", "chords")
    stops = [stop for stop in plan.stops if rhythm or stop[1] == final]
    kept: list[Tone] = []
    for tone in tones:
        within = [end for start, end in stops if start <= tone.start < end]
        if within and (final in within or role != "drums" or tone.pitch in _STOPPING):
            continue
        cut = [start for start, _ in stops if tone.start < start < tone.end]
        kept.append(replace(tone, duration=cut[0] - tone.start) if cut and role != "drums" else tone)
        if cut and role != "drums" and final is not None and tone.end > final > cut[-1]:
            kept.append(replace(tone, start=final, duration=tone.end - final))
    return kept
