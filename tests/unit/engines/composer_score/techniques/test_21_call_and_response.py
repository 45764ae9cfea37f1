"""Technique 21: the counter answers in the melody's rests, and is there when the chorus returns."""

from dataclasses import replace

from timbre.engines.composer.parts.counter import counters, play_counter
from timbre.engines.composer.parts.melody import play_melody
from timbre.engines.composer.parts.phrasing import breath
from timbre.model.stream import Stream


def answering(plan, **fields):
    made = plan("pop", seconds=60.0, instruments=("piano", "violin", "trumpet"), **fields)
    part = made.style.counter.model_copy(update={"mode": "answer", "patterns": ()})
    object.__setattr__(made, "style", made.style.model_copy(update={"counter": part}))
    assert "counter" in made.cast.lead
    return made


def test_answers_fall_into_the_rests_whatever_the_melody(plan) -> None:
    for seed in range(3):
        heard = []
        for other in ({}, {"melody": 99}):
            made = answering(plan, seed=seed, part_seeds=other)
            melody = [t for t in play_melody(made) if t.force >= 80]
            answers = [t for t in play_counter(made, Stream(seed, "c")) if t.start < made.timing.body]
            bars = [b for b in made.bars if made.plays("melody", b)]
            answers = [t for t in answers if any(b.start <= t.start < b.end for b in bars)]
            clashes = sum(any(m.start < t.end and t.start < m.end for m in melody) for t in answers)
            heard.append(answers)
            assert len(answers) >= 4
            assert clashes <= 0.05 * len(answers)
        assert heard[0] == heard[1]


def test_a_returning_chorus_has_a_counter_line_even_where_the_form_has_none(plan) -> None:
    made = plan("cinematic", seconds=150.0)
    assert "counter" in made.cast.lead
    bar = next(bar for bar in made.bars if bar.section.kind == "chorus")
    bare = replace(bar.section, layers=("melody",), late=())
    assert counters(made, replace(bar, section=replace(bare, occurrence=1)))
    assert not counters(made, replace(bar, section=replace(bare, occurrence=0)))


def test_a_letter_rests_in_the_same_places_whenever_it_returns(plan) -> None:
    made = plan("pop", seconds=150.0, seed=3)
    rests: dict[tuple[str, int], set[int]] = {}
    for bar in made.bars[:-1]:
        begin = breath(made, bar)
        if bar.at % 4 == 3 and begin is not None:
            rests.setdefault((bar.section.material, bar.at % 8), set()).add(begin - bar.start)
    assert len(rests) >= 4
    assert all(len(places) == 1 for places in rests.values())
    assert len(set.union(*rests.values())) == 2
