"""The band: every role of the cast plays its part, doubled, pedalled and stopped as plan and style ask.

Knows nothing of how any one part finds its notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

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


@dataclass(frozen=True)
class Take:
    """What one player plays, before it is performed; `plan` is the plan as this player sees it."""

    plan: Plan
    role: str
    tones: list[Tone]

    @property
    def name(self) -> str:
        """The instrument."""
        return self.plan.cast.lead[self.role]


def play_band(plan: Plan) -> tuple[Part, ...]:
    """All parts of the piece, one for each player that has notes."""
    return tuple(part for take in takes(plan) if (part := performed(take)) is not None)


def takes(plan: Plan) -> list[Take]:
    """What every player of the cast plays, in the order of parts."""
    alone = play_alone(plan)
    if alone is not None:
        role, tones = alone
        return [joined(plan, role, tones)]
    made: list[Take] = []
    for role in ROLES:
        if role not in plan.cast.lead:
            continue
        take = lead_take(plan, role)
        made.append(joined(plan, role, take))
        sharing = [name for shared, name in plan.cast.extra if shared == role]
        for number, name in enumerate(sharing):
            made.append(double_take(plan, role, name, take, number, len(sharing)))
    return made


def lead_take(plan: Plan, role: str) -> list[Tone]:
    """The tones of whoever leads a part."""
    return _with_stops(plan, role, _pedalled(plan, role, in_lane(plan, role, _PARTS[role](plan))))


def double_take(
    plan: Plan, role: str, name: str, tones: list[Tone], number: int = 0, sharing: int = 0
) -> Take:
    """A further instrument in a role: it doubles the line an octave or unison, or plays chords of its own.

    With several `sharing` the role, the lead included, it takes its turn, number `number`.
    """
    plan = replace(plan, cast=replace(plan.cast, lead={**plan.cast.lead, role: name}))
    if role in _SINGLE_LINES:
        copied = in_lane(plan, role, _fitted(tones, players()[name]))
    else:
        copied = _with_stops(plan, role, in_lane(plan, role, _PARTS[role](plan)))
    turn = max(1, min(4, plan.timing.bars // (sharing + 1))) * plan.timing.bar_ticks
    mine = [
        tone
        for tone in copied
        if not sharing or (tone.start // turn) % (sharing + 1) == (number + 1) % (sharing + 1)
    ]
    return joined(plan, role, mine or copied)


def joined(plan: Plan, role: str, tones: list[Tone]) -> Take:
    """The take, with slurs where the instrument joins its notes."""
    if role in ("melody", "counter"):
        tones = slurred(tones, plan.player(role))
    return Take(plan, role, tones)


def performed(take: Take) -> Part | None:
    """The part as played; None when it has no notes."""
    plan, role, tones = take.plan, take.role, take.tones
    notes = perform(plan, role, tones)
    return Part(role, take.name, notes, controls_of(plan, role, tones)) if notes else None


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
