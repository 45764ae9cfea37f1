"""Technique 2: a motif and its transformations; the piece's other tunes grow out of it."""

from timbre.engines.composer.parts.motif import (
    Motif,
    augmented,
    fragment,
    inverted,
    onsets,
    retrograde,
    rhythm_only,
    tail_changed,
)
from timbre.engines.composer.parts.tune import Tune, kin_of
from timbre.model.stream import Stream

MOTIF = Motif((("x-x-", "x---", "x-x.", "x---"),), (1, 2, -1, -1, 3))


def test_transformations_change_what_their_name_says() -> None:
    assert inverted(MOTIF).steps == (-1, -2, 1, 1, -3)
    assert retrograde(MOTIF).steps == (-3, 1, 1, -2, -1)
    assert inverted(MOTIF).rhythm == retrograde(MOTIF).rhythm == MOTIF.rhythm
    other = rhythm_only(MOTIF, Stream(1, "t"))
    assert other.rhythm == MOTIF.rhythm
    assert other.steps != MOTIF.steps
    assert fragment(MOTIF).rhythm == (("x-x-", "x---", "x-x-", "x---"),)
    assert tail_changed(MOTIF, Stream(1, "t")).steps[:3] == MOTIF.steps[:3]


def test_augmentation_doubles_every_length() -> None:
    first, second = augmented(MOTIF)
    assert first.rhythm == (("x---", "x---", "x---", "----"),)
    assert second.rhythm == (("x---", "x-..", "x---", "----"),)
    assert onsets(first.rhythm) + onsets(second.rhythm) == onsets(MOTIF.rhythm)
    assert first.steps == MOTIF.steps[:2]
    assert second.steps == MOTIF.steps[3:]


def test_kin_share_rhythm_or_contour_with_the_theme() -> None:
    kinds = {kin_of(MOTIF, Stream(n, "kin")).steps for n in range(40)}
    assert {MOTIF.steps, inverted(MOTIF).steps, retrograde(MOTIF).steps} <= kinds
    assert all(kin_of(MOTIF, Stream(n, "kin")).rhythm == MOTIF.rhythm for n in range(40))


def test_a_break_takes_the_theme_at_half_speed(plan) -> None:
    made = plan("rock", seconds=150.0)
    section = next(s for s in made.sections if s.kind == "break")
    tune = Tune(made, section, Stream(3, "t"), MOTIF)
    assert tune.units[0].motif.rhythm == augmented(MOTIF)[0].rhythm
