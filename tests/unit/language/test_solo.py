"""One instrument alone, in words: "solo cello" and its kin mean it; a solo inside a band piece does not."""

from __future__ import annotations

import pytest

from timbre.language.parse import parse


@pytest.mark.parametrize(
    ("prompt", "instrument"),
    [
        ("solo cello, unaccompanied", "cello"),
        ("unaccompanied violin", "violin"),
        ("solo flute", "flute"),
        ("flute solo", "flute"),
        ("cello, alone", "cello"),
        ("only a harp", "harp"),
        ("solo drums", "drums"),
        ("drum solo", "drums"),
        ("bass solo", "bass"),
        ("slow sad solo trumpet", "trumpet"),
        ("jazz solo saxophone", "saxophone"),
    ],
)
def test_alone(prompt: str, instrument: str) -> None:
    brief = parse(prompt)
    assert brief.instruments == (instrument,)
    assert "solo" in brief.production


@pytest.mark.parametrize(
    "prompt",
    [
        "rock with a guitar solo",
        "jazz with sax solo",
        "rock, guitar solo",
        "cello and piano",
        "solo cello and piano",
        "a lonely violin",
        "violin",
        "pop with a solo violin",
    ],
)
def test_not_alone(prompt: str) -> None:
    assert "solo" not in parse(prompt).production


def test_a_solo_piano_is_still_the_genre() -> None:
    assert parse("solo piano").style == "solo-piano"
    assert parse("piano solo").style == "solo-piano"


@pytest.mark.parametrize(
    ("prompt", "player"),
    [("drum loop 140", "drums"), ("house piano loop", "piano"), ("a 30 second violin loop", "violin")],
)
def test_a_loop_of_one_player_is_that_player_alone(prompt, player) -> None:
    brief = parse(prompt)
    assert brief.loop
    assert brief.instruments == (player,)
    assert "solo" in brief.production


def test_a_loop_with_company_is_not_alone() -> None:
    brief = parse("guitar loop with drums")
    assert len(brief.instruments) == 2
    assert "solo" not in brief.production
