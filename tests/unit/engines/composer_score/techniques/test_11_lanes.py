"""Technique 11: nothing but the bass below C3 when it plays; the melody at least a third above the pad."""

from timbre.engines.composer.parts.lanes import BASS_LANE_TOP, in_lane
from timbre.engines.composer.parts.melody import melody_range, play_melody
from timbre.engines.composer.parts.pad import play_pad
from timbre.engines.composer.plan import Tone


def test_strays_move_up_by_octaves_while_a_bass_plays(plan) -> None:
    assert BASS_LANE_TOP == 48
    made = plan("pop")
    tones = [Tone(0, 960, 40), Tone(0, 960, 47), Tone(0, 960, 60)]
    assert [t.pitch for t in in_lane(made, "chords", tones)] == [52, 59, 60]
    assert [t.pitch for t in in_lane(made, "bass", tones[:1])] == [40]
    without = plan("pop", without=("bass",))
    assert [t.pitch for t in in_lane(without, "chords", tones)][1:] == [47, 60]


def test_a_pad_keeps_a_third_below_where_the_tune_begins(plan) -> None:
    for style in ("synthwave", "pop", "cinematic"):
        made = plan(style)
        pad = made.style.pad.model_copy(update={"low": 50, "high": 88, "voices": 6})
        object.__setattr__(made, "style", made.style.model_copy(update={"pad": pad}))
        floor = melody_range(made)[0]
        assert max(tone.pitch for tone in play_pad(made)) <= max(floor - 3, 50 + 14)


def test_tunes_lie_a_third_above_the_pad(plan) -> None:
    good = total = 0
    for style in ("synthwave", "pop", "cinematic"):
        made = plan(style)
        pad = play_pad(made)
        for tone in play_melody(made):
            under = [p.pitch for p in pad if p.start <= tone.start < p.end]
            total += bool(under)
            good += bool(under) and tone.pitch >= max(under) + 3
    assert total > 20
    assert good >= 0.9 * total
