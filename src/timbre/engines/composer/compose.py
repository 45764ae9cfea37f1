"""compose(request) → Score: a plan is made, then every part plays its own, from its own stream.

Pure and quick. Knows nothing of sound.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.exclusions import without_pieces
from timbre.engines.composer.parts.band import play_band, takes
from timbre.engines.composer.plan import Plan
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.recasting import seats_of
from timbre.engines.composer.score import ChordSpan, Score, Section
from timbre.engines.composer.wishes.harmony import (
    moved,
    placed_chords,
    placed_key_changes,
    placed_sections,
    swells,
)
from timbre.engines.composer.wishes.orders import has_places, orders_for
from timbre.engines.composer.wishes.placing import play_placed
from timbre.engines.composer.wishes.playing import play_wished
from timbre.engines.composer.wishes.telling import unmet
from timbre.model.request import GenerationRequest
from timbre.theory.guide import Guide
from timbre.theory.key import parse_key


def compose(request: GenerationRequest, guide: Guide | None = None) -> Score:
    """The whole piece for a request, on the tune of `guide` if there is one.

    Raises UnknownNameError for an unknown `brief.style`, InvalidInputError for an unreadable key, chord or metre.
    """
    plan, moved_by = _planned(request, guide)
    request = plan.request
    timing = plan.timing
    score = Score(
        bpm=timing.bpm,
        key=plan.key.name,
        metre=str(timing.metre),
        style=plan.style.name,
        tempo_map=timing.tempo_map,
        sections=_sections(plan),
        chords=tuple(ChordSpan(span.start, span.duration, span.chord.symbol) for span in plan.spans),
        parts=(),
        end=timing.end,
        loop=request.brief.loop,
        repeat_bars=plan.style.critic.repeat_bars,
        threshold=plan.style.critic.threshold,
        notes=plan.notes,
        key_changes=tuple((tick, key.name) for tick, key in plan.key_changes[1:]),
        band=seats_of(plan.cast),
    )
    return _performed(plan, score, moved_by)


def _planned(request: GenerationRequest, guide: Guide | None) -> tuple[Plan, int]:
    """The plan in the key the piece was written in, and the semitones (−5 … 6) that the Brief's key is away from it.

    A piece with stated chords, or on a guide, is written in its own key.
    """
    brief, written = request.brief, request.written
    if written is None or brief.key is None or brief.chords or request.conditioning:
        return make_plan(request, guide), 0
    old, new = parse_key(written.key), parse_key(brief.key)
    by = (new.tonic_class - old.tonic_class) % 12
    if old.mode != new.mode or not by:
        return make_plan(request, guide), 0
    plan = make_plan(_in_key(request, None if written.chosen else written.key))
    if plan.key.name != written.key:  # something else was changed as well that would choose another
        plan = make_plan(_in_key(request, written.key))
    return plan, by if by <= 6 else by - 12


def _in_key(request: GenerationRequest, key: str | None) -> GenerationRequest:
    return request.model_copy(update={"brief": request.brief.model_copy(update={"key": key})})


def _performed(plan: Plan, score: Score, moved_by: int) -> Score:
    """`score` with its notes, moved by so many semitones, the wishes for single players and places obeyed."""
    brief = plan.request.brief
    if (has_places(brief) or moved_by) and plan.bars:
        made = takes(plan)
        orders = orders_for(plan, ((take.role, take.name) for take in made))
        orders.shift = [by + moved_by for by in orders.shift]
        parts = play_placed(plan, orders, made)
        score = replace(
            score,
            chords=placed_chords(plan, orders),
            sections=placed_sections(plan, orders, score.sections),
            key=moved(plan.key, moved_by).name,
            key_changes=placed_key_changes(plan, orders, moved_by),
            swells=swells(plan, orders),
        )
    else:
        parts = play_band(plan)
    parts = without_pieces(play_wished(plan, parts), brief)
    return replace(score, parts=parts, notes=(*score.notes, *unmet(plan, parts)))


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
