"""Metre, length, sections, endings and loops."""

from __future__ import annotations

import pytest

from timbre.language.explain import explain
from timbre.language.parse import parse


@pytest.mark.parametrize(
    ("prompt", "metre"),
    [
        ("3/4", "3/4"),
        ("in 6/8 time", "6/8"),
        ("the time signature is 7/8", "7/8"),
        ("12/8 blues", "12/8"),
        ("5/4 jazz", "5/4"),
        ("The beat counts to 3.", "3/4"),
        ("The beat is 2. The tempo is 90 bpm", "2/4"),
        ("with the beat in 4 and a Presto pace", "4/4"),
        ("with a beat of 3, 99 bpm", "3/4"),
        ("counting to 4, tempo 150", "4/4"),
        ("a slow beat counting to 3", "3/4"),
        ("follows a 4 beat count at 130 bpm", "4/4"),
        ("a beat count of three", "3/4"),
        ("a three-count beat", "3/4"),
        ("the 3-beat rhythm", "3/4"),
        ("a 4-beat tempo of 104 bpm", "4/4"),
        ("3 beats per bar", "3/4"),
        ("in five", "5/4"),
        ("in 7, odd and proud", "7/8"),
        ("in three time", "3/4"),
        ("common time", "4/4"),
        ("cut time", "2/2"),
        ("waltz time", "3/4"),
        ("six-eight feel", "6/8"),
        ("Dreivierteltakt", "3/4"),
        ("3/4拍", "3/4"),
    ],
)
def test_stated_metre(prompt: str, metre: str) -> None:
    brief = parse(prompt)
    assert brief.metre == metre
    assert brief.stated("metre")


WAYS = [
    "with a {n}-beat count",
    "a beat that counts to {w}",
    "a beat counting up to {n}",
    "counted in {n}",
    "has {n} beats per measure",
    "with {w} beats per bar",
    "its beat is in {n}/4",
    "a {w}-beat rhythm",
    "The beats in the song count to {n}",
    "played in a beat of {n}",
    "with a count of {n}",
    "The beat has {n} counts",
    "Counting {n} beats",
    "a steady {n}-count",
    "{w} counts per bar",
    "on a {n} beat",
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("number", "word"), [(2, "two"), (3, "three"), (4, "four")])
def test_ways_of_counting_beats(way: str, number: int, word: str) -> None:
    said = way.format(n=number, w=word)
    assert parse(f"A soft song, {said}, and a tempo of 99 bpm in A minor.").metre == f"{number}/4"


@pytest.mark.parametrize(
    ("prompt", "metre"),
    [
        ("waltz", "3/4"),
        ("Walzer", "3/4"),
        ("polka", "2/4"),
        ("four on the floor", "4/4"),
        ("odd time signatures", "7/8"),
    ],
)
def test_implied_metre(prompt: str, metre: str) -> None:
    brief = parse(prompt)
    assert brief.metre == metre
    assert not brief.stated("metre")


@pytest.mark.parametrize(
    "prompt",
    [
        "1/4 notes",
        "24/7",
        "9/11",
        "in 3 parts",
        "for 4 beats",
        "in five minutes",
        "3/4 of the way",
        "the last 3 beats",
        "3 guitars",
        "waltz-free",
        "1/8 delay",
    ],
)
def test_no_metre(prompt: str) -> None:
    assert not parse(prompt).stated("metre")


def test_a_stated_metre_beats_the_waltz() -> None:
    assert parse("waltz in 6/8").metre == "6/8"


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [
        ("30 seconds of rain", 30),
        ("a 30-second jingle", 30),
        ("30s", 30),
        ("45s clip", 45),
        ("12 sec", 12),
        ("2:30 of deep house", 150),
        ("0:45", 45),
        ("two minutes", 120),
        ("2 min", 120),
        ("1.5 minutes", 90),
        ("2 and a half minutes", 150),
        ("2 minutes and 15 seconds", 135),
        ("1m30s", 90),
        ("half a minute", 30),
        ("a minute long", 60),
        ("a couple of minutes", 120),
        ("thirty seconds", 30),
        ("length: 60s", 60),
        ("a 60s loop", 60),
        ("for 90 secs", 90),
        ("zwei Minuten, 2 Minuten", 120),
        ("30秒", 30),
        ("3 minutos", 180),
        ("lasting 75 seconds", 75),
    ],
)
def test_seconds(prompt: str, seconds: float) -> None:
    brief = parse(prompt)
    assert brief.seconds == seconds
    assert brief.stated("seconds")


@pytest.mark.parametrize(
    "prompt",
    [
        "60s rock",
        "the 30s",
        "80s",
        "a crescendo from 3.2 seconds on",
        "by 6.5 seconds it fades",
        "after 8.1 seconds the pitch changes",
        "starting at 2.4 seconds",
        "until 5.5 seconds",
        "a 2 second delay",
        "every 10 seconds",
        "10 second intro",
        "the first 5 seconds",
        "808s",
        "at 1:15 the drop",
        "at 11:30 pm",
        "1990s",
        "5 minutes ago",
        "3/4",
    ],
)
def test_no_length(prompt: str) -> None:
    assert parse(prompt).seconds is None


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [("a short song", 20), ("very short jingle", 10), ("a full-length track", 150), ("podcast intro", 15)],
)
def test_implied_length(prompt: str, seconds: float) -> None:
    brief = parse(prompt)
    assert brief.seconds == seconds
    assert not brief.stated("seconds")


def test_a_limit_is_a_length() -> None:
    assert parse("no longer than 30 seconds").seconds == 30


@pytest.mark.parametrize("prompt", ["10 hours of rain", "an hour", "0 seconds", "0.2 seconds", "16 minutes"])
def test_impossible_length_is_left_out_and_said_so(prompt: str) -> None:
    brief = parse(prompt)
    assert brief.seconds is None
    assert brief.ignored
    assert any("1 to 900" in note for note in explain(prompt).notes)


@pytest.mark.parametrize(
    ("prompt", "bars"),
    [
        ("16 bars", 16),
        ("an 8-bar loop", 8),
        ("sixteen bars", 16),
        ("4 measures", 4),
        ("12 Takte", 12),
        ("short loop", 8),
    ],
)
def test_bars(prompt: str, bars: int) -> None:
    assert parse(prompt).bars == bars


@pytest.mark.parametrize("prompt", ["every 4 bars", "8-bar intro", "12 bar blues", "4 bar phrase"])
def test_bars_of_something_else(prompt: str) -> None:
    assert parse(prompt).bars is None


@pytest.mark.parametrize(
    ("prompt", "form"),
    [
        ("intro, verse, chorus, verse, chorus, outro", "intro verse chorus verse chorus outro"),
        ("verse-chorus-verse", "verse chorus verse"),
        ("intro then build-up then a big drop", "intro build drop"),
        ("intro (4 bars), verse (8 bars)", "intro:4 verse:8"),
        ("intro 4 bars, chorus 8 bars", "intro:4 chorus:8"),
        ("an 8 bar intro", "intro:8"),
        ("builds up to a drop", "build drop"),
        ("AABA form", "verse verse chorus verse"),
        ("a breakdown", "breakdown"),
    ],
)
def test_form(prompt: str, form: str) -> None:
    wishes = [f"{wish.name}:{wish.bars}" if wish.bars else wish.name for wish in parse(prompt).form]
    assert wishes == form.split()


@pytest.mark.parametrize(
    "prompt",
    ["guitar solo", "solo piano", "drop the drums", "a drop of rain", "break my heart", "drop D tuning"],
)
def test_no_form(prompt: str) -> None:
    assert parse(prompt).form == ()


@pytest.mark.parametrize(
    ("prompt", "ending"),
    [
        ("ends abruptly", "abrupt"),
        ("a sudden stop", "abrupt"),
        ("fade out", "fade"),
        ("fading away", "fade"),
        ("with a natural ending", "natural"),
        ("no fade out", None),
        ("piano", None),
    ],
)
def test_ending(prompt: str, ending: str | None) -> None:
    assert parse(prompt).ending == ending


@pytest.mark.parametrize(
    ("prompt", "loop"),
    [
        ("a seamless loop", True),
        ("loopable drums", True),
        ("drum loop", True),
        ("en boucle", True),
        ("ループ", True),
        ("not a loop", False),
        ("tape loops", False),
        ("piano", False),
    ],
)
def test_loop(prompt: str, loop: bool) -> None:
    assert parse(prompt).loop is loop
