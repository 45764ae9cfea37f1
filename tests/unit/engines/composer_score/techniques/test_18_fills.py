"""Technique 18: fills at the ends of sections and long phrases; after them crash and kick together."""

from dataclasses import replace

from timbre.engines.composer.parts.drums import play_drums
from timbre.engines.composer.patterns import Groove
from timbre.model.stream import Stream

CRASH, KICK, HAT, RIDE = 49, 36, 42, 51
HATS = Groove(lanes={"hat": "x.x. x.x. x.x. x.x."})


def with_hats_only(made):
    """The plan with hats as its only groove: whatever else is played is a fill, or follows one."""
    object.__setattr__(made, "bars", tuple(replace(bar, groove=HATS) for bar in made.bars))
    return made


def test_fills_close_sections_and_long_phrases_and_crash_and_kick_follow(plan) -> None:
    filled = ends = phrases = phrase_fills = crashes = 0
    for seed in range(6):
        made = with_hats_only(plan("rock", seed=seed, seconds=90.0))
        tones = play_drums(made, Stream(seed, "d"))
        for bar in made.bars[1:-1]:
            played = {t.pitch for t in tones if bar.start < t.start < bar.end} - {HAT, 46, RIDE}
            if bar.from_end == 0 and made.plays("drums", made.bars[bar.index + 1]):
                ends += made.plays("drums", bar)
                filled += bool(played)
            elif bar.at % 8 == 7:
                phrases += made.plays("drums", bar)
                phrase_fills += bool(played)
            elif bar.at % 4 != 3:
                assert not played
        for tone in tones:
            if tone.pitch == CRASH:
                crashes += 1
                assert any(t.pitch == KICK and t.start == tone.start for t in tones)
    assert ends >= 6
    assert filled >= 0.75 * ends
    assert phrase_fills >= 0.3 * phrases
    assert crashes >= 6
