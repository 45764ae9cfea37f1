"""Effects: risers and reversed cymbals that lead into the next section.

Knows nothing of other parts' notes.
"""

from __future__ import annotations

from timbre.engines.composer.plan import Plan, Tone


def play_fx(plan: Plan) -> list[Tone]:
    """The fx part: one rising sound before every section that is clearly louder than the one before."""
    stream = plan.stream("fx")
    tones: list[Tone] = []
    instrument = plan.cast.lead["fx"]
    asked = "fx" in plan.cast.asked
    for before, after in zip(plan.sections, plan.sections[1:]):
        draw = stream.chance(0.9 if after.energy - before.energy >= 0.15 else 0.25)
        if not (draw or asked) or (after.energy < 0.4 and not asked):
            continue
        bars = 1 if instrument == "reverse cymbal" else 2 if before.bars >= 4 else 1
        bars = min(bars, before.bars)
        end = min(after.start * plan.timing.bar_ticks, plan.timing.body)
        start = max(0, end - bars * plan.timing.bar_ticks)
        if end > start:
            tones.append(Tone(start, end - start, 60, 100, "", 1))
    if asked and not tones and plan.bars:
        start = max(0, plan.timing.body - plan.timing.bar_ticks)
        tones.append(Tone(start, plan.timing.body - start, 60, 100, "", 1))
    return tones
