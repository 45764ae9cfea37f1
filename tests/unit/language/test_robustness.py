"""Any string gives a Brief: never an exception, never more than linear work."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.language.describe import caption
from timbre.language.explain import explain, explain_json
from timbre.language.parse import key_name, parse, understand
from timbre.model.brief import Brief

WORDS = [
    "no", "not", "without", "less", "only", "just", "instead of", "except", "either", "or", "and", "to", "at", "is",
    "of", "120", "bpm", "90-100", "tempo", "A", "minor", "Bb", "key of", "in", "C#", "chords", "Am", "F", "G7", "ii",
    "V", "I", "3/4", "beat", "3", "loop", "30 seconds", "2:30", "16 bars", "intro", "verse", "drop", "jazz", "house",
    "lo-fi", "drums", "guitar", "solo", "warm", "slow", "rainy night", "80s", "808", "sin", "batería", "short song",
    "ドラム", "なし", "ジャズ", "没有", "鼓", ",", ".", "-", "–", "/", "(", ")", '"', "'", "♩", "= 72",
]  # fmt: skip
sentences = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def check(prompt: str) -> None:
    understanding = understand(prompt)
    brief = understanding.brief
    assert Brief.model_validate(brief.model_dump()) == brief
    for name, source in brief.sources.items():
        assert source.kind in ("stated", "implied")
        assert source.span or source.because, name
        if source.span:
            start, end = source.span
            assert 0 <= start < end <= len(prompt)
    explanation = explain(prompt)
    last = 0
    for highlight in explanation.highlights:
        assert last <= highlight.start < highlight.end <= len(prompt)
        last = highlight.end
    explain_json(brief)
    caption(brief, prompt)


@settings(deadline=None, max_examples=150)
@given(sentences)
def test_any_mixture_of_our_own_words(prompt: str) -> None:
    check(prompt)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=120))
def test_any_text(prompt: str) -> None:
    check(prompt)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(["utf-8", "latin-1", "utf-16"]))
def test_any_bytes(data: bytes, encoding: str) -> None:
    check(data.decode(encoding, "replace"))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=20))
def test_key_name_takes_anything(text: str) -> None:
    key_name(text)


@settings(deadline=None, max_examples=80)
@given(sentences)
def test_parsing_is_pure(prompt: str) -> None:
    assert parse(prompt) == parse(prompt)


@settings(deadline=None, max_examples=60)
@given(st.floats(min_value=30, max_value=300).map(lambda x: round(x, 1)))
def test_any_tempo_is_read_back(bpm: float) -> None:
    assert parse(f"a tune at {bpm:g} bpm").bpm == pytest.approx(bpm)


PIECES = [
    "1", "120 ", "C ", "C#", "Am F ", "I ", "no ", "no drums, ", "not only ", "key of ", "in a ", "beat is ",
    "tempo of ", "(", "-", "intro, ", "4 bars ", "ジャズ", "🎵", "\n", "=", "'", "a-", "e\u0301",
    "\u202eموسيقى ", "\x00", "chord ", "A minor ", "it is in the key of ", "to ", "1 to ", "short song ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_repetition_stays_linear(piece: str) -> None:
    """Work is counted, not timed: the tokens and findings grow with the text and nothing raises."""
    prompt = piece * (20_000 // len(piece))
    understanding = understand(prompt)
    assert len(understanding.reading.text.tokens) <= len(prompt)
    assert len(understanding.matches) <= len(prompt)
    assert len(understanding.brief.ignored) <= 40
    assert len(understanding.brief.instruments) <= 12


def test_a_heap_of_noise() -> None:
    noise = random.Random(7).randbytes(300_000)
    assert isinstance(parse(noise.decode("utf-8", "replace")), Brief)


def test_a_needle_at_the_end_of_a_long_prompt_is_found() -> None:
    brief = parse("lorem ipsum dolor " * 5_000 + "techno in F# minor, 133 bpm, no vocals")
    assert (brief.bpm, brief.key, brief.style) == (133.0, "F# minor", "techno")
