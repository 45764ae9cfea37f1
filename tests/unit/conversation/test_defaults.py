"""`/set` values and what the defaults of a session add up to."""

import pytest

from timbre.conversation.defaults import FIELDS, read_value, with_overrides
from timbre.conversation.requesting import Wishes, idea_request
from timbre.errors import InvalidInputError, UnknownNameError


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("bpm", "92.5", 92.5),
        ("key", "f#m", "F# minor"),
        ("metre", "06/8", "6/8"),
        ("seconds", "2:30", 150.0),
        ("seconds", "45s", 45.0),
        ("seed", "7", 7),
        ("stems", "on", True),
        ("format", "FLAC", "flac"),
        ("lufs", "-9", -9.0),
        ("style", "Lo-fi Hip Hop", "lo-fi-hip-hop"),
    ],
)
def test_values_are_read(name, text, value):
    assert read_value(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bpm", "999"),
        ("bpm", "nan"),
        ("key", "H sharp"),
        ("metre", "4/5"),
        ("seconds", "1000"),
        ("seconds", "1:99"),
        ("seed", "1.5"),
        ("trim", "maybe"),
        ("bits", "8"),
        ("top_k", "9" * 400),
    ],
)
def test_bad_values_name_what_is_valid(name, text):
    with pytest.raises(InvalidInputError) as raised:
        read_value(name, text)
    assert FIELDS[name].valid in raised.value.message


def test_an_unknown_field_is_guessed():
    with pytest.raises(UnknownNameError, match="'bpm'"):
        read_value("bmp", "90")


def test_overrides_beat_options_and_odd_ones_are_passed_over():
    options = Wishes(bpm=100, engine="other", model="big", presets=("campfire",))
    wishes = with_overrides(
        options, {"bpm": 120.0, "engine": "composer", "stems": True, "lufs": -9.0, "gone": 1}, ("island",)
    )
    assert (wishes.bpm, wishes.engine, wishes.model) == (120.0, "composer", None)
    assert (wishes.outputs.stems, wishes.post.lufs) == (True, -9.0)
    assert wishes.presets == ("campfire", "island")


def test_words_beat_the_defaults_of_a_session():
    defaults = Wishes(bpm=100, key="D minor", default_seconds=12.0)
    said = idea_request("house at 124 bpm, 40 seconds", defaults, 1)
    assert (said.brief.bpm, said.brief.key, said.seconds) == (124.0, "D minor", 40.0)
    assert idea_request("house", defaults, 1).seconds == 12.0
    assert idea_request("house", Wishes(seconds=9.0), 1).seconds == 9.0


def test_a_loop_by_default_gives_way_to_seconds_in_words():
    defaults = Wishes(loop_bars=4)
    assert idea_request("house", defaults, 1).brief.bars == 4
    assert idea_request("house, 20 seconds", defaults, 1).seconds == 20.0
