"""File names are safe on every system and never taken."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.audio.names import SLUG_MAX_CHARACTERS, slug, take_name, unique_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("warm lo-fi piano, 80 bpm", "warm-lo-fi-piano-80-bpm"),
        ("Café del Mar – Été", "cafe-del-mar-ete"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con-music"),
        ("com1", "com1-music"),
        ("lpt9", "lpt9-music"),
        ("雨の夜", "music"),
        ("", "music"),
        ("!!!", "music"),
        ("don't stop", "dont-stop"),
        ("a" * 200, "a" * SLUG_MAX_CHARACTERS),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_long_prompts_end_at_a_word() -> None:
    result = slug("warm lo-fi hip hop with a rainy night mood and a sleepy piano over dusty drums")
    assert len(result) <= SLUG_MAX_CHARACTERS
    assert "warm lo fi hip hop with a rainy night mood and a sleepy".startswith(result.replace("-", " "))


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=300))
def test_any_text_is_a_safe_name(text: str) -> None:
    name = slug(text)
    assert name.isascii()
    assert 0 < len(name) <= SLUG_MAX_CHARACTERS + len("-music")
    assert all(character.isalnum() or character == "-" for character in name)
    assert not name.startswith("-")
    assert not name.endswith("-")


def test_take_name() -> None:
    time = datetime(2026, 11, 22, 14, 15, 30, tzinfo=timezone.utc)
    assert take_name(time, "warm lofi piano") == "20261122-141530-warm-lofi-piano"


def test_unique_path_minds_the_whole_family(tmp_path: Path) -> None:
    assert unique_path(tmp_path, "take", "wav") == tmp_path / "take.wav"
    (tmp_path / "take.wav").touch()
    assert unique_path(tmp_path, "take", ".wav") == tmp_path / "take-2.wav"
    (tmp_path / "take-2.json").touch()
    (tmp_path / "take-3-stems").mkdir()
    (tmp_path / "take-4.mid").symlink_to(tmp_path / "nowhere")
    assert unique_path(tmp_path, "take", "wav") == tmp_path / "take-5.wav"
