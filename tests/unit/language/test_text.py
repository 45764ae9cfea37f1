"""Folding a prompt and finding the way back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.language.text import fold, read_text, words_of


def test_folding_evens_out_spelling() -> None:
    assert fold("Café “Ｂ♭” — naïve") == 'Cafe "Bb" - naive'
    assert words_of("R&B 80's Rock'n'Roll") == ("r", "and", "b", "80s", "rocknroll")
    assert words_of("ジャズpiano") == ("ジ", "ャ", "ズ", "piano")


def test_offsets_lead_back_to_the_prompt() -> None:
    prompt = "stra\u00dfe e\u0301te\u0301 \u200bjazz \U0001f3b5 \uff11\uff12"
    text = read_text(prompt)
    start = text.folded.index("jazz")
    assert prompt[slice(*text.span(start, start + 4))] == "jazz"
    assert text.folded.startswith("strasse ete jazz")


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_every_token_has_a_place(prompt: str) -> None:
    text = read_text(prompt)
    assert len(text.plain) == len(text.folded)
    for token in text.tokens:
        assert 0 <= token.start < token.end <= len(text)
        start, end = text.span(token.start, token.end)
        assert 0 <= start < end <= len(prompt)
