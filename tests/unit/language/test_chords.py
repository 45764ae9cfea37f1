"""Stated chord progressions: announced, bare, in roman numerals, in degrees."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.language.explain import explain
from timbre.language.parse import parse
from timbre.language.spelling import chord
from timbre.theory.chord import parse_chord
from timbre.theory.key import parse_key
from timbre.theory.roman import realise

PROGRESSIONS = [
    ("The chord sequence is Ab, Eb, Db, Ab6, Eb.", "Ab Eb Db Ab6 Eb"),
    ("Am – F – C – G", "Am F C G"),
    ("Am-F-C-G loop", "Am F C G"),
    ("Am > F > C > G", "Am F C G"),
    ("| Dm7 | G7 | Cmaj7 |", "Dm7 G7 Cmaj7"),
    ("C G Am F acoustic guitar", "C G Am F"),
    ("chords: Dm7 G7 Cmaj7 A7", "Dm7 G7 Cmaj7 A7"),
    ("chord progression of Gmaj7, Bdim, and Em7", "Gmaj7 Bdim Em7"),
    ("a chord progression of G and Am", "G Am"),
    ("The progression of chords includes Bm, F#m, G and A, with a beat of 3", "Bm F#m G A"),
    ("follows a D#m7, B/D#, C#/G# chord progression", "D#m7 B/D# C#/G#"),
    ("The G, B, E, Bm7 chord progression", "G B E Bm7"),
    ("The progression here is A. Slow and sad.", "A"),
    ("its chord sequence is D and it stays slow", "D"),
    ('The chords "E" and "F#m" appear', "E F#m"),
    ("chord sequence of Em, C, in the key of C major", "Em C"),
    ("uses Eb chords", "Eb"),
    ("Em7b5 A7 Dm6", "Em7b5 A7 Dm6"),
    ("B/F# C#dim Em7", "B/F# C#dim Em7"),
    ("C major - A minor - F major - G major", "C Am F G"),
    ("ii-V-I", "ii V I"),
    ("ii - V - I in Bb", "ii V I"),
    ("I V vi IV pop", "I V vi IV"),
    ("i–VI–III–VII", "i VI III VII"),
    ("iim7 - V7 - Imaj7", "iim7 V7 Imaj7"),
    ("2-5-1 in C", "ii V I"),
    ("1-5-6-4 progression", "I V vi IV"),
    ("Andalusian cadence", "i VII VI V"),
    ("E♭m, C♯, Fm chords", "Ebm C# Fm"),
    ("CΔ7 – F7 – B♭Δ", "Cmaj7 F7 Bbmaj7"),
]


@pytest.mark.parametrize(("prompt", "chords"), PROGRESSIONS)
def test_progression(prompt: str, chords: str) -> None:
    brief = parse(prompt)
    assert brief.chords == tuple(chords.split())
    assert brief.stated("chords")


def test_progression_leaves_the_key_alone() -> None:
    brief = parse("chords Fm, C#, in the key of C# major")
    assert (brief.chords, brief.key) == (("Fm", "C#"), "C# major")


@pytest.mark.parametrize(
    "prompt",
    [
        "piano chords in A minor",
        "soft chords and a melody",
        "chords in D",
        "in the key of Dm or Dmajor",
        "I want a song",
        "volume IV, part II",
        "A B A form",
        "a b c",
        "it is A minor",
        "2-3 minutes",
        "key of C or G",
    ],
)
def test_no_progression(prompt: str) -> None:
    assert parse(prompt).chords == ()


@pytest.mark.parametrize(
    ("symbol", "canonical"),
    [
        ("Cmin7", "Cm7"),
        ("C-7", "Cm7"),
        ("CM7", "Cmaj7"),
        ("Cmaj", "C"),
        ("Cminor", "Cm"),
        ("C+", "Caug"),
        ("Co7", "Cdim7"),
        ("C°", "Cdim"),
        ("Csus", "Csus4"),
        ("C6/9", "C69"),
        ("Am(maj7)", "Ammaj7"),
        ("A minor 7th", "Am7"),
        ("B diminished", "Bdim"),
        ("G7#9", "G7#9"),
        ("F#m7b5/A", "F#m7b5/A"),
        ("Bb/F", "Bb/F"),
    ],
)
def test_symbols_are_evened_out(symbol: str, canonical: str) -> None:
    assert chord(symbol) == canonical
    assert parse_chord(canonical).symbol == canonical


@pytest.mark.parametrize("symbol", ["", "H", "Cx", "C major chord", "m7", "Am7/"])
def test_no_symbol(symbol: str) -> None:
    assert chord(symbol) is None


@pytest.mark.parametrize(
    "symbol", sorted({c for _, text in PROGRESSIONS for c in text.split() if c[0] in "ABCDEFG"})
)
def test_every_symbol_is_one_the_theory_reads(symbol: str) -> None:
    assert parse_chord(symbol).intervals


def test_long_progressions_are_cut() -> None:
    assert len(parse("chords: " + "Am F C G " * 100).chords) == 64


NUMERALS = ["I", "ii", "iii", "IV", "V", "vi", "vii", "bVII", "#iv", "i", "III", "bVI"]
SUFFIXES = [
    "",
    "maj7",
    "M7",
    "Δ7",
    "ø7",
    "m7b5",
    "7",
    "7sus4",
    "sus2",
    "dim7",
    "o7",
    "°",
    "+",
    "9",
    "13",
    "/V",
    "/3",
    "7/ii",
]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_numeral_that_is_read_is_one_the_theory_plays(suffix: str) -> None:
    read = parse("chords: " + " | ".join(numeral + suffix for numeral in NUMERALS)).chords
    assert len(read) == len(NUMERALS)
    assert all(realise(numeral, parse_key("C major")).intervals for numeral in read)


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [f"{a}{b}" for a in "ABCDEFG" for b in ("", "#7", "b(b5)", "m(add9)", ":min7", "-7", "+")]
        )
    )
)
def test_every_chord_that_is_read_is_one_the_theory_plays(symbols: list[str]) -> None:
    for symbol in parse("chords: " + ", ".join(symbols)).chords:
        assert parse_chord(symbol).intervals


def test_a_symbol_that_is_no_chord_is_left_out_and_said_so() -> None:
    prompt = "chords: Am, F4, C, G"
    assert parse(prompt).chords == ("Am", "C", "G")
    assert any("“F4” was left out" in note for note in explain(prompt).notes)
