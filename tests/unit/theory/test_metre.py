"""Metres: groups, accents, and what a tempo counts."""

import pytest

from timbre.errors import InvalidInputError
from timbre.theory.metre import felt_bpm, parse_metre, quarter_bpm


@pytest.mark.parametrize("text", [f"{n}/{d}" for n in range(1, 20) for d in (2, 4, 8, 16)])
def test_groups_fill_every_bar(text: str) -> None:
    metre = parse_metre(text)
    at = 0
    for group in metre.groups:
        assert group.start == at
        at += group.length
    assert at == metre.bar_sixteenths
    assert metre.groups[0].strength == 3
    assert all(group.strength < 3 for group in metre.groups[1:])


def test_kinds_of_metre() -> None:
    assert [g.length for g in parse_metre("7/8").groups] == [4, 4, 6]
    assert [g.kind for g in parse_metre("6/8").groups] == ["compound", "compound"]
    assert parse_metre("12/8").is_compound
    assert not parse_metre("3/8").is_compound
    assert parse_metre("5/8").is_additive
    assert len(parse_metre("2/2").groups) == 4


@pytest.mark.parametrize(
    ("text", "quarters"),
    [("4/4", 60), ("6/8", 90), ("12/8", 90), ("2/2", 120), ("3/8", 30), ("7/8", 60), ("5/4", 60)],
)
def test_bpm_counts_the_felt_beat(text: str, quarters: float) -> None:
    metre = parse_metre(text)
    assert quarter_bpm(60, metre) == quarters
    assert felt_bpm(quarters, metre) == 60


@pytest.mark.parametrize("text", ["", "0/4", "4/3", "20/4", "4", "four/four", "3 / 4 x"])
def test_other_text_is_no_metre(text: str) -> None:
    with pytest.raises(InvalidInputError, match="not a metre"):
        parse_metre(text)
