"""compose(request) → Score: a plan is made, then every part plays its own, from its own stream.

Pure and quick. Knows nothing of sound.
"""

from __future__ import annotations

from timbre.engines.composer.exclusions import without_pieces
from timbre.engines.composer.parts.band import play_band
from timbre.engines.composer.plan import Plan
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.score import ChordSpan, Score, Section
from timbre.model.request import GenerationRequest
from timbre.theory.guide import Guide


def compose(request: GenerationRequest, guide: Guide | None = None) -> Score:
    """The whole piece for a request, on the tune of `guide` if there is one.

    Raises UnknownNameError for an unknown `brief.style`, InvalidInputError for an unreadable key, chord or metre.
    """
    plan = make_plan(request, guide)
    timing = plan.timing
    return Score(
        bpm=timing.bpm,
        key=plan.key.name,
        metre=str(timing.metre),
        style=plan.style.name,
        tempo_map=timing.tempo_map,
        sections=_sections(plan),
        chords=tuple(ChordSpan(span.start, span.duration, span.chord.symbol) for span in plan.spans),
        parts=without_pieces(play_band(plan), request.brief),
        end=timing.end,
        loop=request.brief.loop,
        repeat_bars=plan.style.critic.repeat_bars,
        threshold=plan.style.critic.threshold,
        notes=plan.notes,
        key_changes=tuple((tick, key.name) for tick, key in plan.key_changes[1:]),
    )


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
