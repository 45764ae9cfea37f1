"""One slip is forgiven; everyday words are left alone."""

from __future__ import annotations

import pytest

from timbre.language.explain import explain
from timbre.language.parse import parse


@pytest.mark.parametrize(
    ("prompt", "field", "value"),
    [
        ("sythwave", "style", "synthwave"),
        ("tehcno", "style", "techno"),
        ("reggea", "style", "reggae"),
        ("dubsetp", "style", "dubstep"),
        ("ambinet", "style", "ambient"),
        ("cinematc", "style", "cinematic"),
        ("acousitc guitar", "instruments", ("acoustic guitar",)),
        ("ukelele", "instruments", ("ukulele",)),
        ("saxaphone", "instruments", ("saxophone",)),
        ("trumpt", "instruments", ("trumpet",)),
        ("melancolic", "moods", ("melancholic",)),
        ("mysterous", "moods", ("mysterious",)),
        ("nostalgc", "moods", ("nostalgic",)),
    ],
)
def test_one_slip_is_mended(prompt: str, field: str, value: object) -> None:
    assert getattr(parse(prompt), field) == value


def test_mending_is_told() -> None:
    assert "“sythwave” was read as “synthwave”." in explain("sythwave").notes
    assert not explain("synthwave, pianos, steeldrums, softly").notes


EVERYDAY = (
    "horse mouse message branch market marker summary massage credit transition bullet recover neural shares bridge "
    "trial confuse growls lawyers dessert carton watches bunch raising shipping discover sorting expensive story "
    "table chair window winter water people number letter butter matter paper tiger finger ginger lemon orange "
    "doctor nurse school teacher student office email phone screen mirror kitchen garden flower forward towards"
)


def test_everyday_words_become_no_genre_or_instrument() -> None:
    for word in EVERYDAY.split():
        brief = parse(word)
        assert not brief.genres, word
        assert not brief.instruments, word


@pytest.mark.parametrize("prompt", ["jaz", "rok", "fok"])
def test_short_words_are_not_guessed(prompt: str) -> None:
    assert parse(prompt).ignored == (prompt,)
