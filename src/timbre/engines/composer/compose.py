"""compose(request) → Score: a plan is made, then every part plays its own, from its own stream.

Pure and quick. Knows nothing of sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from timbre.engines.composer.controls import controls_of
from timbre.engines.composer.parts.arp import play_arp
from timbre.engines.composer.parts.bass import play_bass
from timbre.engines.composer.parts.chords import play_chords
from timbre.engines.composer.parts.counter import play_counter
from timbre.engines.composer.parts.drums import play_drums, play_percussion
from timbre.engines.composer.parts.fx import play_fx
from timbre.engines.composer.parts.melody import play_melody
from timbre.engines.composer.parts.pad import play_pad
from timbre.engines.composer.patterns import LANES, TIMEKEEPERS
from timbre.engines.composer.performance import perform
from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.players import Player, players
from timbre.engines.composer.score import ChordSpan, Part, Score, Section
from timbre.engines.composer.style_parts import ROLES
from timbre.model.request import GenerationRequest

_PARTS: dict[str, Callable[[Plan], list[Tone]]] = {
    "drums": play_drums,
    "percussion": play_percussion,
    "bass": play_bass,
    "chords": play_chords,
    "pad": play_pad,
    "arp": play_arp,
    "melody": play_melody,
    "counter": play_counter,
    "fx": play_fx,
}
_SINGLE_LINES = ("melody", "counter", "bass")
_STOPPING = {LANES[lane] for lane in ("kick", "open", *TIMEKEEPERS)}


def compose(request: GenerationRequest) -> Score:
    """The whole piece for a request.

    Raises UnknownNameError for an unknown `brief.style`, InvalidInputError for an unreadable key, chord or metre.
    """
    plan = make_plan(request)
    parts: list[Part] = []
    for role in ROLES:
        if role not in plan.cast.lead:
            continue
        tones = _with_stops(plan, role, _pedalled(plan, role, _PARTS[role](plan)))
        parts += _played(plan, role, tones)
        sharing = [name for shared, name in plan.cast.extra if shared == role]
        for number, name in enumerate(sharing):
            parts += _doubled(plan, role, name, tones, number, len(sharing))
    timing = plan.timing
    return Score(
        bpm=timing.bpm,
        key=plan.key.name,
        metre=str(timing.metre),
        style=plan.style.name,
        tempo_map=timing.tempo_map,
        sections=_sections(plan),
        chords=tuple(ChordSpan(span.start, span.duration, span.chord.symbol) for span in plan.spans),
        parts=tuple(parts),
        end=timing.end,
        loop=request.brief.loop,
        notes=plan.notes,
    )


def _played(plan: Plan, role: str, tones: list[Tone]) -> list[Part]:
    """The part as played, nothing when it has no notes."""
    notes = perform(plan, role, tones)
    return [Part(role, plan.cast.lead[role], notes, controls_of(plan, role, tones))] if notes else []


def _doubled(plan: Plan, role: str, name: str, tones: list[Tone], number: int, sharing: int) -> list[Part]:
    """A further instrument in a role: it takes its turn to double the line an octave or unison, or plays chords."""
    plan = replace(plan, cast=replace(plan.cast, lead={**plan.cast.lead, role: name}))
    if role in _SINGLE_LINES:
        copied = _fitted(tones, players()[name])
    else:
        copied = _with_stops(plan, role, _PARTS[role](plan))
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
    """The rhythm section leaves out the stops; fills (snare, clap, toms) and held parts go on."""
    if not plan.stops or role not in ("drums", "percussion", "bass", "chords"):
        return tones
    kept: list[Tone] = []
    for tone in tones:
        if plan.stopped(tone.start) and (role != "drums" or tone.pitch in _STOPPING):
            continue
        cut = [start for start, _ in plan.stops if tone.start < start < tone.end]
        kept.append(replace(tone, duration=cut[0] - tone.start) if cut and role != "drums" else tone)
    return kept


def _sections(plan: Plan) -> tuple[Section, ...]:
    """The form for the score; the final bar belongs to the last section."""
    bar_ticks = plan.timing.bar_ticks
    if not plan.sections:
        return (Section("ending", 0, 1, 0.6),)
    closing = 1 if plan.final_span is not None else 0
    return tuple(
        Section(s.name, s.start * bar_ticks, s.bars + (closing if s.last else 0), round(s.energy, 3))
        for s in plan.sections
    )
