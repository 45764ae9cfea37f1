"""Technique 1: eight bars are an antecedent that stays open and a consequent that closes."""

from timbre.engines.composer.parts.tune import Tune


def test_the_first_phrase_closes_half_and_the_second_fully(plan) -> None:
    made = plan("pop")
    for number in range(6):
        tune = Tune(made, made.sections[0], made.stream("melody", f"t{number}"), None)
        closes = [unit.close for unit in tune.units]
        assert len(closes) == 8
        assert [bool(close) for close in closes] == [False, False, False, True] * 2
        assert (closes[3], closes[7]) == ("half", "full")
