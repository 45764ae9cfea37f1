"""Plans of every style at every length: chords without gaps, keys in order, sections that fill their bars."""

from collections import Counter
from itertools import pairwise

import pytest

from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.style import style_names
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest
from timbre.theory.chord import parse_chord

SEEDS = 25
LENGTHS = (4, 8, 15, 30, 60, 180, 300, 600)
METRES = (None, None, None, "3/4", "5/4", "6/8", "7/8", "12/8", "2/4")


@pytest.mark.torture
@pytest.mark.parametrize("style", style_names())
def test_every_plan_is_whole(style: str) -> None:
    for seed in range(SEEDS):
        for number, seconds in enumerate(LENGTHS):
            metre = METRES[(seed + number) % len(METRES)]
            brief = Brief(style=style, metre=metre)
            plan = make_plan(GenerationRequest(prompt="x", brief=brief, seed=seed, seconds=seconds))
            where = (seed, seconds, metre)
            assert all(one.end == two.start for one, two in pairwise(plan.spans)), where
            assert (plan.spans[0].start, plan.spans[-1].end) == (0, plan.timing.end), where
            assert sum(section.bars for section in plan.sections) == plan.timing.bars, where
            assert all(parse_chord(span.chord.symbol).bass == span.chord.bass for span in plan.spans), where
            assert plan.spans[-1].chord.root == plan.spans[-1].key.tonic_class, where
            assert plan.spans[0].key == plan.key, where
            home = sum(span.duration for span in plan.spans if span.key == plan.key)
            assert 2 * home >= plan.timing.end - plan.timing.bar_ticks, where
            assert seconds >= 60 or len(plan.key_changes) == 1, where


@pytest.mark.torture
@pytest.mark.parametrize("style", style_names())
def test_seeds_take_several_forms(style: str) -> None:
    counts = []
    for seconds in (60, 180, 600):
        forms = Counter(
            tuple(
                (section.kind, section.bars)
                for section in make_plan(
                    GenerationRequest(prompt="x", brief=Brief(style=style), seed=seed, seconds=seconds)
                ).sections
            )
            for seed in range(30)
        )
        counts.append(len(forms))
    assert max(counts) >= 2, counts
