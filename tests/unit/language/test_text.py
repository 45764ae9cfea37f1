"""Folding a prompt and finding the way back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.language.numbers import eastern_number, read_numbers
from timbre.language.text import MOST_TOKENS, fold, read_text, words_of


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


def test_fractions_are_spelt_out() -> None:
    assert fold("2½ minutes, ¾ time") == "2 1/2 minutes,  3/4 time"


def test_only_so_many_words_are_looked_up() -> None:
    assert len(read_text("word " * (MOST_TOKENS + 5)).tokens) == MOST_TOKENS


def test_numbers_in_digits_and_words_with_their_places() -> None:
    text = read_text("131,5 or 2:30, one twenty-eight, a hundred and five, verse one, twenty")
    found = [(number.value, text.folded[number.start : number.end]) for number in read_numbers(text)]
    assert found == [
        (131.5, "131,5"),
        (2, "2"),
        (128, "one twenty-eight"),
        (105, "a hundred and five"),
        (1, "one"),
        (20, "twenty"),
    ]


def test_chinese_and_japanese_numbers() -> None:
    assert [eastern_number(written) for written in ("三", "十", "三十", "二十五", "两", "三三")] == [
        3,
        10,
        30,
        25,
        2,
        None,
    ]
