"""Keys in every spelling, and words that are no keys."""

from __future__ import annotations

import pytest

from timbre.language.explain import explain
from timbre.language.parse import key_name, parse
from timbre.theory.key import parse_key

KEYS = [
    ("A minor", "A minor"),
    ("piano in A minor", "A minor"),
    ("in a minor, slow", "A minor"),
    ("sad piano in a minor", "A minor"),
    ("A minor lo-fi beat", "A minor"),
    ("lofi in Am", "A minor"),
    ("Am, 80 bpm", "A minor"),
    ("in F# major", "F# major"),
    ("F♯ major", "F# major"),
    ("F sharp major", "F# major"),
    ("B flat minor", "Bb minor"),
    ("b-flat major", "Bb major"),
    ("Bb", "Bb major"),
    ("E♭ maj", "Eb major"),
    ("C# dorian", "C# dorian"),
    ("D Dorian mode", "D dorian"),
    ("key of g", "G major"),
    ("Key: F#m", "F# minor"),
    ("the key is C", "C major"),
    ("key of e minor", "E minor"),
    ("in D", "D major"),
    ("waltz in Bb", "Bb major"),
    ("6/8 jig, G", "G major"),
    ("The piece sits in the key of A#major", "A# major"),
    ("The key of this piece is Abmaj", "Ab major"),
    ("The key is FM", "F major"),
    ("The key is Fm", "F minor"),
    ("in the key of AbM", "Ab major"),
    ("the key is Gmin", "G minor"),
    ("the key is D min", "D minor"),
    ("the key is G-minor", "G minor"),
    ("either in the key of D#minor or D#major", "D# minor"),
    ("in the key of Dm or Dmajor", "D minor"),
    ("E phrygian dominant", "E phrygian dominant"),
    ("A harmonic minor", "A harmonic minor"),
    ("G mixolydian", "G mixolydian"),
    ("C minor pentatonic", "C minor pentatonic"),
    ("A pentatonic minor solo in A pentatonic minor", "A minor pentatonic"),
    ("E blues scale", "E blues"),
    ("d-Moll", "D minor"),
    ("A-Dur", "A major"),
    ("in h-Moll", "B minor"),
    ("B-Dur", "Bb major"),
    ("b-Moll", "Bb minor"),
    ("fis-Moll", "F# minor"),
    ("Es-Dur", "Eb major"),
    ("Cis-Dur", "C# major"),
    ("en sol menor", "G minor"),
    ("em lá maior", "A major"),
    ("ré mineur", "D minor"),
    ("en do mayor", "C major"),
    ("si bemol mayor", "Bb major"),
    ("fa sostenido menor", "F# minor"),
    ("fa dièse mineur", "F# minor"),
    ("la minore", "A minor"),
    ("C小调", "C minor"),
    ("降B大调", "Bb major"),
    ("ニ短調", "D minor"),
    ("Cメジャー", "C major"),
    ("dorian groove", "D dorian"),
    ("with C# minor as its key", "C# minor"),
    ("key signature of D minor", "D minor"),
    ("in the G minor key", "G minor"),
    ("minor key of E", "E minor"),
    ("the key being G", "G major"),
    ("in either F or G minor", "F minor"),
    ("E-flat", "Eb major"),
    ("(A minor)", "A minor"),
    ("[Am]", "A minor"),
    ("KEY OF C MINOR", "C minor"),
    ("f#m", "F# minor"),
    ("D Aeolian", "D minor"),
    ("en tono de mi menor", "E minor"),
    ("em si bemol menor", "Bb minor"),
    ("gis-Moll", "G# minor"),
    ("嬰ヘ短調", "F# minor"),
    ("C# minor / E major", "C# minor"),
]


@pytest.mark.parametrize(("prompt", "key"), KEYS)
def test_key(prompt: str, key: str) -> None:
    assert parse(prompt).key == key


@pytest.mark.parametrize("key", sorted({key for _, key in KEYS}))
def test_every_key_is_one_the_theory_knows(key: str) -> None:
    assert parse_key(key).name == key


@pytest.mark.parametrize(
    "prompt",
    [
        "a minor change in mood",
        "A major label hit",
        "A minor detail",
        "in a minor key",
        "written in a major key",
        "in a major city",
        "FM synth bass",
        "FM radio",
        "AM radio",
        "I Am the night",
        "i am sad",
        "a blues",
        "A blues song",
        "add a bass",
        "it is in a quiet room",
        "be gentle",
        "do mayor esfuerzo",
        "la mayor parte",
        "plan B",
        "vitamin C",
        "5 cm",
        "C# programming",
        "a flat male voice",
    ],
)
def test_no_key(prompt: str) -> None:
    assert parse(prompt).key is None


def test_a_minor_key_without_tonic_is_a_mood() -> None:
    minor, major = parse("in a minor key").valence, parse("in a major key").valence
    assert minor is not None
    assert major is not None
    assert minor < 0 < major


def test_a_mode_alone_is_implied_not_stated() -> None:
    assert parse("lydian pads").source_of("key").kind == "implied"


def test_a_change_of_key_is_told_but_not_taken_for_the_key() -> None:
    prompt = "in C major, with a key change to D major"
    assert parse(prompt).key == "C major"
    assert any("change of key" in note for note in explain(prompt).notes)


def test_not_in_a_key() -> None:
    assert parse("not in C major but in D minor").key == "D minor"


@pytest.mark.parametrize(
    ("text", "key"), [("f#m", "F# minor"), ("Bb dorian", "Bb dorian"), ("Em", "E minor"), ("g", "G major")]
)
def test_key_name(text: str, key: str) -> None:
    assert key_name(text) == key


@pytest.mark.parametrize("text", ["", "H sharp", "A banana", "minor", "C minor C major", "X", "A minor 3"])
def test_key_name_refuses(text: str) -> None:
    assert key_name(text) is None


def test_the_german_h_alone_is_b_major() -> None:
    assert key_name("H") == "B major"
    assert key_name("H moll") == "B minor"
