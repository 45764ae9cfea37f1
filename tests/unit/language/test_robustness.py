"""Any string gives a Brief: never an exception, never more than linear work."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.language.describe import caption
from timbre.language.explain import explain, explain_json
from timbre.language.parse import key_name, parse, understand
from timbre.language.text import MOST_TOKENS
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


ANY_CHARACTER = st.characters(exclude_categories=())
"""All of Unicode: lone surrogates, control characters, marks, right-to-left letters, unassigned code points."""
ODD = st.sampled_from(
    [
        "\ud800",
        "\udcff",
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u0301",
        "\U000e0041",
        "\uffff",
        "👩‍👩‍👧",
        "🇩🇪",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.text(ANY_CHARACTER, max_size=80))
def test_all_of_unicode(prompt: str) -> None:
    check(prompt)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.one_of(st.sampled_from(WORDS), ODD, st.sampled_from("()[]{}<>\"'|*_=:;,.-/\\#♯♭½")), max_size=40
    )
)
def test_our_own_words_among_odd_characters(pieces: list[str]) -> None:
    check("".join(pieces))
    check(" ".join(pieces))


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from("([{\"'<|*"),
    st.integers(1, 300),
    st.sampled_from(["Am F C", "120 bpm", "verse", "3/4", "jazz"]),
)
def test_nested_punctuation(mark: str, depth: int, inside: str) -> None:
    check(mark * depth + inside + mark * depth)


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
    "1", "1 ", "9", "90-", "120 ", "120 bpm, ", "C ", "A ", "A, ", "C#", "C/", "Am F ", "Am F C G ", "I ", "no ",
    "no drums, ", "not only ", "without ", "key of ", "in a ", "beat is ", "tempo of ", "tempo is a ", "presto ",
    "(", "-", "[", "[verse] ", "verse: ", "intro, ", "4 bars ", "2:30 ", "3/4 ", "a minute ", "ジャズ",
    "没有鼓的爵士音乐吉他", "爵", "드럼 없는 ", "🎵", "\n", "=", "'", "a-", "a'", "e\u0301", "\u0301",
    "\u202eموسيقى ", "\x00", "\ud800", "chord ", "chords: a ", "A minor ", "it is in the key of ", "to ", "1 to ",
    "short song ", "one hundred ", "jazz ", "soft piano ", "punchy kick, ", "½", "a minor ",
    "the drums come in at 0:20 ", "second ", "三十秒", "drop ", "beats ", "at ", "i ", "sound like ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_repetition_is_read_once_and_cheaply(piece: str) -> None:
    """Work is counted: what is found in a long repetition stays below fixed limits, and nothing raises."""
    understanding = understand(piece * (100_000 // len(piece)))
    assert len(understanding.reading.text.tokens) <= MOST_TOKENS
    assert len(understanding.reading.findings) <= 10_000
    assert len(understanding.matches) <= MOST_TOKENS
    assert len(understanding.brief.ignored) <= 40
    assert len(understanding.brief.instruments) <= 12


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_text_is_no_more_than_ten_times_the_work(piece: str) -> None:
    """Linear work takes four times as long, quadratic work sixteen times; CPU time, and the best of a few tries."""
    parse(piece * 100)
    ratios = []
    for _ in range(4):
        small, large = (_seconds(piece * (size // len(piece))) for size in (12_500, 50_000))
        ratios.append(large / max(small, 0.01))
        if ratios[-1] < 10:
            return
    pytest.fail(f"{piece!r}: {ratios}")


def _seconds(prompt: str) -> float:
    start = time.process_time()
    parse(prompt)
    return time.process_time() - start


def test_a_heap_of_noise() -> None:
    noise = random.Random(7).randbytes(300_000)
    assert isinstance(parse(noise.decode("utf-8", "replace")), Brief)


def test_a_needle_at_the_end_of_a_long_prompt_is_found() -> None:
    brief = parse("lorem ipsum dolor " * 3_000 + "techno in F# minor, 133 bpm, no vocals")
    assert (brief.bpm, brief.key, brief.style) == (133.0, "F# minor", "techno")
