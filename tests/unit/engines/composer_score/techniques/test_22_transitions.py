"""Technique 22: risers or reversed cymbals end where a louder section begins; the rhythm section drops out before."""

import pytest


@pytest.mark.parametrize("instrument", ["riser", "reverse cymbal", "noise sweep"])
def test_rising_sounds_end_on_the_section(make, instrument: str) -> None:
    score = make(style="house", instruments=(instrument,), seconds=90, seed=2)
    fx = next(part for part in score.parts if part.name == "fx")
    starts = {section.start for section in score.sections} | {score.chords[-1].start}
    assert fx.notes
    for note in fx.notes:
        assert min(abs(note.start + note.duration - start) for start in starts) < 120
        assert note.duration >= 3840 * 0.9


def test_drums_and_bass_hold_their_breath_before_a_drop(plan, ask) -> None:
    from timbre.engines.composer.compose import compose

    stops = 0
    for seed in range(4):
        made = plan("house", seed=seed, seconds=90.0)
        score = compose(ask(style="house", seed=seed, seconds=90.0))
        for start, end in made.stops:
            stops += 1
            for part in score.parts:
                if part.name in ("bass", "chords"):
                    assert not [n for n in part.notes if start + 60 <= n.start < end - 60], part.name
    assert stops >= 2
