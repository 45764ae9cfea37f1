"""Technique 8: the harmony quickens before cadences."""

from timbre.engines.composer.harmony import cadences
from timbre.engines.composer.style import load_style
from timbre.model.stream import Stream
from timbre.theory.key import parse_key

LINE = "I | IV | V | I | IV | ii | V | I | IV | ii | V | V"


def quickened(chance: float) -> list[tuple[str, ...]]:
    style = load_style("folk")
    style = style.model_copy(update={"harmony": style.harmony.model_copy(update={"quicken": chance})})
    bars = [tuple(bar.split()) for bar in LINE.split("|")]
    return cadences.quickened(bars, style, parse_key("C major"), Stream(1, "x"))


def test_two_chords_share_the_bar_of_the_dominant() -> None:
    made = quickened(1.0)
    assert [len(bar) for bar in made] == [1, 1, 2, 1, 1, 1, 2, 1, 1, 1, 2, 1]
    for at in (2, 6, 10):
        prepared, dominant = made[at]
        assert dominant == "V"
        assert prepared in ("IV", "ii")
        assert (prepared,) != made[at - 1]


def test_nothing_changes_where_the_style_does_not_like_it() -> None:
    assert all(len(bar) == 1 for bar in quickened(0.0))
