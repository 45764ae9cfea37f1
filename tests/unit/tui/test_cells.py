"""Text that fits, whatever it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from timbre.tui.cells import cut, cut_start, fill, one_line

TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("ab 漢字🎵é̈אב")), max_size=60).map(one_line)


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("piano", 5, "piano"),
        ("piano", 4, "pia…"),
        ("piano", 1, "…"),
        ("piano", 0, ""),
        ("piano", -3, ""),
        ("a piano", 3, "a…"),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢…"),
    ],
)
def test_what_is_too_wide_ends_in_an_ellipsis(text, cells, shown):
    assert cut(text, cells) == shown


def test_piles_of_accents_are_not_looked_at_to_their_end():
    assert cut("e" + "\u0301" * 400, 3) == "e" + "\u0301" * 11 + "…"


def test_the_sign_of_what_is_missing_may_be_another():
    assert cut("piano and strings", 8, "..") == "piano.."
    assert cut("piano", 1, "..") == ""


def test_short_text_is_filled():
    assert fill("漢字", 6) == "漢字  "
    assert fill("漢字漢字", 6) == "漢字… "
    assert fill("x", 0) == ""


def test_the_end_of_a_path_is_what_is_kept():
    assert cut_start("/home/me/music/take.wav", 10) == "…/take.wav"
    assert cut_start("take.wav", 10) == "take.wav"
    assert cut_start("/漢字/漢字.wav", 8) == "…字.wav"
    assert cut_start("take.wav", 0) == ""
    assert cell_len(cut_start("x" * 100_000, 10)) == 10


def test_foreign_text_cannot_steer_the_terminal():
    assert one_line("a\x1b[2J\tb\r\n\u202ec\u200b", 400) == "a[2J b c"
    assert one_line("x" * 5_000) == "x" * 2_000


@given(TEXTS, st.integers(-2, 30))
def test_nothing_is_wider_than_it_may_be(text, cells):
    assert cell_len(cut(text, cells)) <= max(0, cells)
    assert cell_len(cut_start(text, cells)) <= max(0, cells)
    assert cell_len(fill(text, cells)) == max(0, cells)
    assert cut(cut(text, cells), cells) == cut(text, cells)
    if cell_len(text) <= cells and len(text) <= 4 * cells:
        assert cut(text, cells) == cut_start(text, cells) == text
