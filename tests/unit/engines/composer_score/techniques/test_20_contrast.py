"""Technique 20: sections differ in register, drum voice and who plays."""

from dataclasses import replace

from timbre.engines.composer.parts.drums import play_drums
from timbre.engines.composer.parts.melody import play_melody
from timbre.engines.composer.patterns import Groove
from timbre.model.stream import Stream


def test_the_chorus_lies_higher_than_the_verse(plan) -> None:
    higher = 0
    for seed in range(6):
        made = plan("rock", seed=seed, seconds=90.0)
        mean = {}
        for kind in ("verse", "chorus"):
            bars = [bar for bar in made.bars if bar.section.kind == kind]
            line = [t.pitch for t in play_melody(made) if any(b.start <= t.start < b.end for b in bars)]
            mean[kind] = sum(line) / max(1, len(line))
        higher += mean["chorus"] > mean["verse"]
    assert higher >= 4


def test_a_returning_chorus_takes_the_ride(plan) -> None:
    made = plan("pop", seconds=150.0, instruments=("acoustic kit",))
    hats = Groove(lanes={"hat": "x.x. x.x. x.x. x.x."})
    object.__setattr__(made, "bars", tuple(replace(bar, groove=hats) for bar in made.bars))
    tones = play_drums(made, Stream(1, "d"))
    for occurrence, lane in ((0, 42), (1, 51)):
        bars = [b for b in made.bars if b.section.kind == "chorus" and b.section.occurrence == occurrence]
        played = [t.pitch for b in bars for t in tones if b.start < t.start < b.end and t.pitch in (42, 51)]
        assert len(played) > 10
        assert set(played) == {lane}
