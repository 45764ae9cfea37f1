"""Technique 12: the bass leads into a new chord by a step on the last subdivision."""

from timbre.engines.composer.parts.bass import play_bass
from timbre.model.stream import Stream


def test_new_chords_are_often_approached_by_step(plan) -> None:
    led = changes = 0
    for seed in range(4):
        made = plan("jazz-swing", seed=seed)
        tones = [tone for tone in play_bass(made, Stream(seed, "b")) if tone.articulation != "ghost"]
        for before, after in zip(made.spans, made.spans[1:]):
            first = next((t for t in tones if t.start == after.start), None)
            last = [t for t in tones if before.start <= t.start < after.start]
            if first is not None and last and before.chord.bass != after.chord.bass:
                changes += 1
                led += abs(last[-1].pitch - first.pitch) in (1, 2)
    assert changes > 20
    assert led >= 0.5 * changes
