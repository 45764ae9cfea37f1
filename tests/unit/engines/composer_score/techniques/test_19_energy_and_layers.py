"""Technique 19: an energy curve, intros that add and outros that take away."""

import pytest


@pytest.mark.parametrize("style", ["house", "synthwave", "pop", "cinematic"])
def test_energy_rises_to_the_chorus_and_falls_in_the_outro(plan, style: str) -> None:
    sections = plan(style, seconds=200.0).sections
    energy = {kind: [s.energy for s in sections if s.kind == kind] for kind in {s.kind for s in sections}}
    assert max(energy["chorus"]) == max(section.energy for section in sections)
    assert energy.get("intro", [0.0])[0] < energy["verse"][0] < energy["chorus"][0]
    assert max(energy.get("outro", [0.0])) < energy["verse"][-1]
    assert energy["chorus"][-1] >= energy["chorus"][0]


def test_intros_add_and_outros_take_away(plan) -> None:
    grown = shrunk = 0
    for seed in range(12):
        made = plan("house", seed=seed, seconds=240.0)
        first, last = made.sections[0], made.sections[-1]
        roles = [role for role in made.cast.lead if first.plays(role, first.bars - 1)]
        if first.kind == "intro" and first.opening == "build" and first.bars >= 8:
            counts = [sum(first.plays(role, bar) for role in roles) for bar in range(first.bars)]
            assert counts == sorted(counts)
            grown += counts[0] < counts[-1]
        if last.kind == "outro" and last.bars >= 8:
            counts = [sum(last.plays(role, bar) for role in made.cast.lead) for bar in range(last.bars)]
            assert counts == sorted(counts, reverse=True)
            shrunk += counts[0] > counts[-1]
    assert grown
    assert shrunk
