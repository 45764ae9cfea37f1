"""Which name is meant by one that nobody answers to, and how the valid ones are told."""

from __future__ import annotations

import pytest

from timbre.errors import UnknownNameError, nearest


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("jaz", "jazz-swing"),
        ("watlz", "waltz"),
        ("HOUS", "house"),
        ("pian", "Piano"),
        ("solpiano", "solo-piano"),
        ("x", None),
        ("", None),
    ],
)
def test_the_nearest_name(said: str, meant: str | None) -> None:
    names = ["house", "jazz-swing", "jazz-swing-slow", "Piano", "solo-piano", "waltz"]
    assert nearest(said, names) == meant


def test_few_names_are_all_told_and_of_many_how_many_are_not() -> None:
    few = UnknownNameError.among("style", "q", [f"s{n}" for n in range(60)])
    assert "s59" in few.hint
    assert "more" not in few.hint
    many = UnknownNameError.among("style", "q", [f"s{n:02}" for n in range(63)])
    assert many.hint.endswith("s59 and 3 more.")
