"""Technique 3: the rhythm comes first: another melody stream changes pitches within a phrase's rhythm cell."""

from timbre.engines.composer.parts.motif import onsets
from timbre.engines.composer.parts.tune import Tune
from timbre.model.stream import Stream


def test_one_cell_rules_a_section(plan) -> None:
    made = plan("folk")
    for number in range(5):
        tune = Tune(made, made.sections[0], Stream(number, "t"), None)
        rhythms = [unit.motif.rhythm for unit in tune.units if unit.letter == "a"]
        assert len(rhythms) >= 2
        assert len(set(rhythms)) <= 2
        for unit in tune.units:
            assert len(unit.motif.steps) == max(0, onsets(unit.motif.rhythm) - 1)
