"""Lines nobody could read are no new piece: what is there stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.language.edits.unread import is_unread_change

CHANGES = (
    "asdf qwer zxcv",
    "!!!???",
    "bpm 5000",
    "in Z major",
    "it drags",
    "can the drums come in later?",
    "could you make it a bit more like a film score?",
    "let the piano breathe",
    "Give the drummer some",
    "turn the bass up 1000 dB",
    "make it jazzyerer",
    "im Refrain ohne Schlagzeug",
    "it sounds cheesy",
    "the drums should play half time",
    "make the guitar acoustic",
)
IDEAS = (
    "jazz",
    "soft piano",
    "make a sad ballad for cello",
    "can you make me a house track",
    "give me some funk",
    "take the A train, swing jazz",
    "rainy night",
    "a song about letting the light in",
    "techno to start the day",
    "it's a rainy night",
    "start the day with sunny pop",
)


@pytest.mark.parametrize("line", CHANGES)
def test_what_asks_for_a_change_is_no_idea(line: str) -> None:
    assert is_unread_change(line)


@pytest.mark.parametrize("line", IDEAS)
def test_ideas_stay_ideas(line: str) -> None:
    assert not is_unread_change(line)


@given(st.text(max_size=300))
def test_any_text_can_be_asked(line: str) -> None:
    assert is_unread_change(line) in (True, False)
