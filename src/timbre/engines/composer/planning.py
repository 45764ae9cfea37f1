"""Planning: from a request to the Plan every part reads. Upstream streams depend on the request's own seed only.

Knows nothing of the notes the parts will play.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from timbre.engines.composer.choosing import choose_key, choose_style
from timbre.engines.composer.density import as_dense
from timbre.engines.composer.form import SectionPlan, plan_form
from timbre.engines.composer.guide import arrange
from timbre.engines.composer.harmony import Span, choose_colour, plan_harmony
from timbre.engines.composer.metres import in_metre, metre_note
from timbre.engines.composer.orchestration import alone_in, cast_players, soloist, with_melody
from timbre.engines.composer.parts.drums import PLAIN_GROOVES
from timbre.engines.composer.parts.solo.idiom import idiom_of
from timbre.engines.composer.patterns import Groove
from timbre.engines.composer.plan import Bar, Plan, fitting
from timbre.engines.composer.players import players
from timbre.engines.composer.rhythm import SIXTEENTH, Grid
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.engines.composer.style import Style
from timbre.engines.composer.timing import Timing, plan_timing
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest
from timbre.model.stream import Stream
from timbre.theory.guide import Guide
from timbre.theory.key import Key
from timbre.theory.metre import parse_metre
from timbre.theory.roman import read_chords
from timbre.theory.voicing import lead

_SHORTEST_STEP_SECONDS = 0.068
"""Steps quicker than this are left out: at extreme tempos sixteenths become eighths."""


def make_plan(request: GenerationRequest, guide: Guide | None = None) -> Plan:
    """Style, time, form, harmony, cast and groove; with a `guide`, form and harmony are the tune's.

    Raises UnknownNameError, InvalidInputError.
    """
    brief, seed = request.brief, request.seed
    style = alone_in(choose_style(brief, seed), brief)
    metre = parse_metre(brief.metre or style.metre)
    style = as_dense(_ending(in_metre(style, str(metre)), Stream(seed, "ending")), brief.density)
    key = choose_key(brief, style, Stream(seed, f"key {style.name}"))
    stated = read_chords(brief.chords, key)
    timing = plan_timing(_at_ease(request, style), style, metre)
    arrangement = arrange(guide, key, timing) if guide is not None else None
    wanted = brief if arrangement is None else arrangement.brief_for(brief)
    sections = plan_form(style, wanted, timing.bars, Stream(seed, "form"), loop=timing.final is None)
    cast = cast_players(style, brief, seed, request.seats)
    colour = choose_colour(style, Stream(seed, "colour"))
    if arrangement is not None:
        sections, cast = arrangement.sections(sections), with_melody(cast, style)
    if arrangement is not None and not stated:
        chords = arrangement.spans(style, timing, colour)
    else:
        chords = plan_harmony(style, key, timing, sections, stated, colour, seed, brief.key is not None)
    accompanist = cast.lead.get("chords") or dict(reversed(request.seats)).get("chords", "")
    spans = _voiced(chords, style, accompanist, key)
    return Plan(
        request=request,
        style=style,
        key=key,
        timing=timing,
        grid=_grid(request, style, timing),
        sections=sections,
        bars=_bars(style, timing, sections, Stream(seed, "groove")),
        spans=spans,
        cast=cast,
        arrangement=arrangement,
        notes=(*cast.notes, *metre_note(style, str(metre)), *_form_notes(brief, sections, timing)),
        stops=(
            *_stops(style, timing, sections, Stream(seed, "stops")),
            *_last_breath(style, brief, timing),
        ),
    )


def _at_ease(request: GenerationRequest, style: Style) -> GenerationRequest:
    """The request with a tempo that only a genre implied brought into the range that suits whoever plays alone."""
    brief = request.brief
    name = soloist(style, brief)
    if brief.bpm is None or brief.source_of("bpm").kind != "implied" or not name or idiom_of(name) is None:
        return request
    suited = min(style.tempo.high, max(style.tempo.low, brief.bpm))
    return request.model_copy(update={"brief": brief.model_copy(update={"bpm": suited})})


def _ending(style: Style, stream: Stream) -> Style:
    """The style with one of its endings chosen for this piece."""
    endings = style.form.endings
    if not endings:
        return style
    ending = stream.choice(list(endings), list(endings.values()))
    return style.model_copy(update={"form": style.form.model_copy(update={"ending": ending})})


def _form_notes(brief: Brief, sections: tuple[SectionPlan, ...], timing: Timing) -> tuple[str, ...]:
    """A word to the user when the stated sections did not fit the length as stated."""
    made = [section.bars for section in sections]
    if made and timing.final is not None:
        made[-1] += 1
    asked = [wish.bars for wish in brief.form]
    if len(made) == len(asked) and all(want in (None, have, have - 1) for want, have in zip(asked, made)):
        return ()
    if not brief.form or not sections:
        return ()
    shown = ", ".join(f"{section.name} {bars}" for section, bars in zip(sections, made))
    return (f"The sections were fitted to the length (bars): {shown}.",)


def _grid(request: GenerationRequest, style: Style, timing: Timing) -> Grid:
    """Swing as stated, or the style's, evened out as the tempo rises (Friberg and Sundström 2002)."""
    swing = request.brief.swing
    if swing is None:
        beat_seconds = 60.0 / timing.bpm
        limit = 0.36 if style.swing.unit == 8 else 0.5
        swing = style.swing.amount * min(1.0, max(0.25, beat_seconds / limit))
    shortest = int(_SHORTEST_STEP_SECONDS * timing.bpm * TICKS_PER_BEAT / 60)
    return Grid(timing.metre, int(swing * 1000), style.swing.unit, shortest)


def _voiced(spans: tuple[Span, ...], style: Style, accompanist: str, key: Key) -> tuple[Span, ...]:
    """Chord-lane voicings for whoever plays (or played) the chords, led through the whole piece."""
    part = style.chords
    low, high = part.low, part.high
    player = players().get(accompanist)
    if player is not None:
        low, high = max(low, player.low), min(high, player.high)
        if high - low < 12:
            low, high = player.low, min(player.high, player.low + 17)
    voicings = lead(
        [span.chord for span in spans],
        part.voicing,
        low,
        high,
        part.voices,
        home=key.tonic_class,
        strict=style.harmony.strict,
    )
    return tuple(replace(span, voicing=voicing) for span, voicing in zip(spans, voicings))


def _bars(style: Style, timing: Timing, sections: tuple[SectionPlan, ...], stream: Stream) -> tuple[Bar, ...]:
    """The body bar by bar, with the groove every rhythm part shares; alternates close phrases."""
    bars: list[Bar] = []
    chosen: dict[str, tuple[Groove, Groove]] = {}
    for section in sections:
        key = f"{section.kind} {section.variant}"
        options = fitting(style.drums.grooves or PLAIN_GROOVES, section)
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
            groove = None
            if key in chosen:
                main, other = chosen[key]
                groove = other if at % 8 == 7 or (at % 8 == 3 and section.energy > 0.6) else main
            bars.append(Bar(index, start, length, section, at, groove, at))
    return tuple(bars)


def _last_breath(style: Style, brief: Brief, timing: Timing) -> tuple[tuple[int, int], ...]:
    """The beat of silence before a stinger."""
    beat = timing.metre.groups[-1]
    stings = style.form.ending == "stinger" and brief.ending is None and timing.final is not None
    if not stings or timing.bars < 3 or timing.body % timing.bar_ticks or len(timing.metre.groups) < 2:
        return ()
    return ((timing.body - timing.bar_ticks + beat.start * SIXTEENTH, timing.body),)


def _stops(
    style: Style, timing: Timing, sections: tuple[SectionPlan, ...], stream: Stream
) -> tuple[tuple[int, int], ...]:
    """The last beats before sections that are clearly louder, as often as the style likes it."""
    stops: list[tuple[int, int]] = []
    groups = timing.metre.groups
    for before, after in pairwise(sections):
        draw, long = stream.uniform(), stream.chance(0.4)
        louder = after.energy - before.energy >= 0.15
        if draw >= style.form.dropout or not louder or before.bars < 2 or len(groups) < 2:
            continue
        end = after.start * timing.bar_ticks
        first = groups[-max(1, len(groups) // 2)] if long else groups[-1]
        stops.append((end - timing.bar_ticks + first.start * SIXTEENTH, end))
    return tuple(stops)
