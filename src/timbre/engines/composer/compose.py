"""compose(request) → Score: style, timing, form, harmony and groove are planned, then every part plays its own.

Pure and quick. Knows nothing of sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from timbre.engines.composer.choosing import choose_key, choose_style
from timbre.engines.composer.form import SectionPlan, plan_form
from timbre.engines.composer.harmony import Span, choose_colour, plan_harmony
from timbre.engines.composer.orchestration import Cast, cast_players
from timbre.engines.composer.parts.arp import arp_controls, play_arp
from timbre.engines.composer.parts.bass import play_bass
from timbre.engines.composer.parts.chords import play_chords
from timbre.engines.composer.parts.counter import play_counter
from timbre.engines.composer.parts.drums import play_drums, play_percussion
from timbre.engines.composer.parts.fx import play_fx
from timbre.engines.composer.parts.melody import play_melody
from timbre.engines.composer.parts.pad import pad_controls, play_pad
from timbre.engines.composer.performance import perform
from timbre.engines.composer.plan import Bar, Plan, Tone, fitting
from timbre.engines.composer.players import players
from timbre.engines.composer.rhythm import Grid
from timbre.engines.composer.score import ChordSpan, Control, Part, Score, Section
from timbre.engines.composer.style import ROLES, Groove, Style
from timbre.engines.composer.timing import Timing, plan_timing
from timbre.model.request import GenerationRequest
from timbre.model.stream import Stream
from timbre.theory.metre import parse_metre
from timbre.theory.roman import read_chords
from timbre.theory.voicing import lead

Player = Callable[[Plan], list[Tone]]
_PLAYERS: dict[str, Player] = {
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
_SHORTEST_STEP_SECONDS = 0.068


def compose(request: GenerationRequest) -> Score:
    """The whole piece for a request.

    Raises UnknownNameError for an unknown `brief.style`, InvalidInputError for an unreadable key, chord or metre.
    """
    plan = make_plan(request)
    parts: list[Part] = []
    for role in ROLES:
        if role not in plan.cast.lead:
            continue
        notes = perform(plan, role, _PLAYERS[role](plan))
        if notes:
            parts.append(Part(role, plan.cast.lead[role], notes, _controls(plan, role)))
    for number, (role, instrument) in enumerate(plan.cast.extra):
        doubled = replace(plan, cast=replace(plan.cast, lead={**plan.cast.lead, role: instrument}))
        tones = _shared(doubled, _PLAYERS[role](doubled), number)
        notes = perform(doubled, role, tones)
        if notes:
            parts.append(Part(role, instrument, notes))
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
        notes=plan.cast.notes,
    )


def make_plan(request: GenerationRequest) -> Plan:
    """Everything the parts agree on. Upstream streams depend on the request's own seed only."""
    brief, seed = request.brief, request.seed
    style = choose_style(brief)
    metre = parse_metre(brief.metre or style.metre)
    key = choose_key(brief, style, Stream(seed, "key"))
    stated = read_chords(brief.chords, key)
    timing = plan_timing(request, style, metre)
    loop = timing.final is None
    sections = plan_form(style, brief, timing.bars, Stream(seed, "form"), loop)
    cast = cast_players(style, brief, seed)
    colour = choose_colour(style, Stream(seed, "colour"))
    spans = plan_harmony(style, key, timing, sections, stated, colour, seed)
    spans = _voiced(spans, style, cast)
    bars = _bars(style, timing, sections, Stream(seed, "groove"))
    return Plan(request, style, key, timing, _grid(request, style, timing), sections, bars, spans, cast)


def _grid(request: GenerationRequest, style: Style, timing: Timing) -> Grid:
    swing = request.brief.swing if request.brief.swing is not None else style.swing.amount
    if request.brief.swing is None:
        seconds = 60.0 / timing.bpm
        swing *= min(1.0, max(0.25, seconds / 0.36)) if style.swing.unit == 8 else min(1.0, seconds / 0.5)
    shortest = int(_SHORTEST_STEP_SECONDS * timing.bpm * 960 / 60)
    return Grid(timing.metre, int(swing * 1000), style.swing.unit, shortest)


def _voiced(spans: tuple[Span, ...], style: Style, cast: Cast) -> tuple[Span, ...]:
    """Chord-lane voicings, led through the whole piece."""
    part = style.chords
    low, high = part.low, part.high
    player = players().get(cast.lead.get("chords", ""))
    if player is not None:
        low, high = max(low, player.low), min(high, player.high)
        if high - low < 12:
            low, high = player.low, min(player.high, player.low + 17)
    if cast.solo and player is not None and "bass" not in cast.lead:
        low = max(player.low, min(low, 45))
    voicings = lead([span.chord for span in spans], part.voicing, low, high, part.voices)
    return tuple(replace(span, voicing=voicing) for span, voicing in zip(spans, voicings))


def _bars(style: Style, timing: Timing, sections: tuple[SectionPlan, ...], stream: Stream) -> tuple[Bar, ...]:
    """The body bar by bar, with the groove every rhythm part shares."""
    bars: list[Bar] = []
    chosen: dict[str, tuple[Groove, Groove]] = {}
    for section in sections:
        key = f"{section.kind} {min(section.occurrence, 3) // 2}"
        options = fitting(style.drums.grooves, section)
        if options and key not in chosen:
            main = stream.choice(options, [g.weight for g in options])
            rest = [g for g in options if g is not main] or [main]
            chosen[key] = main, stream.choice(rest, [g.weight for g in rest])
        for at in range(section.bars):
            index = section.start + at
            start = index * timing.bar_ticks
            length = min(timing.bar_ticks, timing.body - start)
            if length <= 0:
                break
            groove, number = None, at
            if key in chosen:
                main, other = chosen[key]
                groove = other if at % 8 == 7 or (at % 8 == 3 and section.energy > 0.6) else main
            bars.append(Bar(index, start, length, section, at, groove, number))
    return tuple(bars)


def _controls(plan: Plan, role: str) -> tuple[Control, ...]:
    if role == "pad":
        return tuple(sorted(pad_controls(plan), key=lambda c: (c.tick, c.controller)))
    if role == "arp":
        return tuple(arp_controls(plan))
    return ()


def _shared(plan: Plan, tones: list[Tone], number: int) -> list[Tone]:
    """A doubling instrument plays every other phrase of four bars, so that it is heard and does not just thicken."""
    four = 4 * plan.timing.bar_ticks
    kept = [tone for tone in tones if (tone.start // four + number) % 2 == 0]
    return kept or tones


def _sections(plan: Plan) -> tuple[Section, ...]:
    bar_ticks = plan.timing.bar_ticks
    if not plan.sections:
        return (Section("ending", 0, 1, 0.6),)
    closing = 1 if plan.final_span is not None else 0
    return tuple(
        Section(s.name, s.start * bar_ticks, s.bars + (closing if s.last else 0), round(s.energy, 3))
        for s in plan.sections
    )
