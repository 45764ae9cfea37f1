"""clean() drops what could fool a terminal and keeps everything a person can read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.model.text import clean, counted, shortened, speed_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lo-fi piano", "lo-fi piano"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]0;title\x07x", "]0;titlex"),
        ("\x9b31m", "31m"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("line\u2028separator", "lineseparator"),
        ("tag\U000e0041", "tag"),
        ("ça va, 日本語, naïve é", "ça va, 日本語, naïve é"),
        ("", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_nothing_unsafe_survives_and_cleaning_twice_changes_nothing(text: str) -> None:
    result = clean(text)
    assert clean(result) == result
    assert all(
        character in "\t\n" or unicodedata.category(character) not in ("Cc", "Cs") for character in result
    )
    assert not any(
        0x202A <= ord(character) <= 0x202E or 0x2066 <= ord(character) <= 0x2069 for character in result
    )


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("warm piano", 10, "warm piano"),
        ("warm  piano\n", 10, "warm piano"),
        ("warm piano", 9, "warm pia…"),
        ("ab", 1, "…"),
    ],
)
def test_long_words_are_shortened(text: str, most: int, expected: str) -> None:
    assert shortened(text, most) == expected


@pytest.mark.parametrize(
    ("speed", "said"), [(12.4, "12"), (2.0, "2"), (1.49, "1.5"), (0.04, "0.0"), (0.42, "0.4")]
)
def test_slow_speeds_have_a_decimal(speed, said):
    assert speed_words(speed) == f"{said}× real time"


@pytest.mark.parametrize(
    ("heard", "asked", "told"),
    [
        (120.5, 120.0, ""),
        (60.0, 120.0, "half time"),
        (240.0, 120.0, "double time"),
        (180.0, 120.0, "triplet time"),
        (186.0, 62.0, "triplet time"),
        (80.0, 120.0, "dotted time"),
        (100.0, 120.0, ""),
    ],
)
def test_a_beat_counted_otherwise_has_a_name(heard, asked, told):
    assert counted(heard, asked) == told
