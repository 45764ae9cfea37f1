"""Technique 13: a bass that is written "k" plays where the kick does."""

from timbre.engines.composer.parts.bass import play_bass
from timbre.engines.composer.patterns import Pattern
from timbre.model.stream import Stream


def test_locked_bass_notes_fall_on_kicks(plan) -> None:
    made = plan("rock", seconds=30.0)
    part = made.style.bass.model_copy(update={"patterns": (Pattern(bars="k--- ---- k--- ----"),)})
    object.__setattr__(made, "style", made.style.model_copy(update={"bass": part}))
    bars = [bar for bar in made.bars if made.plays("bass", bar) and made.kicks(bar)]
    kicks = {bar.start + hit.at for bar in bars for hit in made.kicks(bar)}
    starts = {
        t.start for t in play_bass(made, Stream(1, "b")) if any(b.start <= t.start < b.end for b in bars)
    }
    assert len(kicks) >= 8
    assert kicks <= starts
    changes = {span.start for span in made.spans} | {bar.start for bar in bars}
    assert starts - kicks <= changes
