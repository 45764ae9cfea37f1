"""Keys from words and from chords, key signatures, numerals in keys."""

import pytest

from timbre.errors import InvalidInputError
from timbre.theory.chord import parse_chord
from timbre.theory.key import Key, guess_key, key_at, parse_key
from timbre.theory.roman import is_numeral, read_chords, realise
from timbre.theory.scale import MODES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A minor", "A minor"),
        ("f# dorian", "F# dorian"),
        ("Bb", "Bb major"),
        ("C#m", "C# minor"),
        ("E♭ Major", "Eb major"),
        ("D phrygian dominant", "D phrygian dominant"),
        ("G minor pentatonic", "G minor pentatonic"),
        ("E blues", "E blues"),
    ],
)
def test_keys_are_read(text: str, name: str) -> None:
    assert parse_key(text).name == name


@pytest.mark.parametrize("text", ["", "H minor", "C sharpish", "minor"])
def test_bad_keys_name_the_problem(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_key(text)


def test_signatures_match_the_mode() -> None:
    assert parse_key("D dorian").signature == "C"
    assert parse_key("E phrygian").signature == "C"
    assert parse_key("A minor").signature == "Am"
    assert parse_key("Bb major").signature == "Bb"
    assert parse_key("G mixolydian").signature == "C"


def test_every_key_has_a_midi_signature() -> None:
    import mido

    for mode in MODES:
        for tonic in (
            "C",
            "Db",
            "C#",
            "D",
            "Eb",
            "D#",
            "E",
            "F",
            "F#",
            "Gb",
            "G",
            "Ab",
            "G#",
            "A",
            "Bb",
            "A#",
            "B",
        ):
            mido.MetaMessage("key_signature", key=Key(tonic, mode).signature)


def test_flat_keys_spell_flats() -> None:
    assert parse_key("F major").spell(10) == "Bb"
    assert parse_key("A major").spell(1) == "C#"
    assert key_at(3, "major").tonic == "Eb"


@pytest.mark.parametrize(
    ("chords", "key"),
    [
        ("Am F C G", "A minor"),
        ("C G Am F", "C major"),
        ("D A E A6 E/B", "A major"),
        ("Dm Gm A7 Dm", "D minor"),
        ("Fmaj7 C6 G D7", "G major"),
    ],
)
def test_the_key_of_chords_is_guessed(chords: str, key: str) -> None:
    guessed = guess_key(read_chords(chords.split(), None)).name
    relatives = {"G major": ("G major", "C major", "F major"), "A major": ("A major", "D major", "E major")}
    assert guessed in relatives.get(key, (key,))


def test_numerals_take_the_key_and_the_colour() -> None:
    minor, major = parse_key("A minor"), parse_key("Eb major")
    assert [realise(n, minor, "ninth").symbol for n in ("i", "iv", "VII", "III", "V7", "iim7b5")] == [
        "Am9",
        "Dm9",
        "G9",
        "Cmaj9",
        "E7",
        "Bm7b5",
    ]
    assert [realise(n, major).symbol for n in ("I", "vi", "bVII", "V7/V", "vii")] == [
        "Eb",
        "Cm",
        "Db",
        "F7",
        "Ddim",
    ]
    assert realise("VI", minor).root == realise("bVI", minor).root == 5


def test_numerals_and_symbols_mix() -> None:
    chords = read_chords(("ii", "V7", "C/E"), parse_key("C major"))
    assert [chord.symbol for chord in chords] == ["Dm", "G7", "C/E"]
    assert is_numeral("bVII")
    assert not is_numeral("Dm")
    with pytest.raises(InvalidInputError):
        realise("IX", parse_key("C"))


@pytest.mark.parametrize(
    ("numeral", "major", "minor"),
    [
        ("V7/ii", "A7", "A7"),
        ("V7/V", "D7", "D7"),
        ("viio7/V", "F#o7", "F#o7"),
        ("viio7/ii", "C#o7", "C#o7"),
        ("viio7", "Bo7", "Bo7"),
        ("bVI", "Ab", "Ab"),
        ("bII7", "Db7", "Db7"),
        ("#ivdim7", "F#dim7", "F#dim7"),
        ("IV/1", "F/C", "F/C"),
        ("V/7", "G/B", "G/B"),
        ("I/5", "C/G", "C/G"),
        ("I/1", "C", "C"),
        ("bII/4", "Db/F", "Db/F"),
        ("I6/9", "C69", "C69"),
    ],
)
def test_applied_borrowed_and_inverted_chords(numeral: str, major: str, minor: str) -> None:
    assert is_numeral(numeral)
    for key, symbol in (("C major", major), ("C minor", minor)):
        chord = realise(numeral, parse_key(key))
        assert chord.symbol == symbol
        assert parse_chord(symbol).classes == chord.classes
        assert parse_chord(symbol).bass == chord.bass


@pytest.mark.parametrize("text", ["V7/xyz", "V/9", "IV/", "V7/0"])
def test_bad_strokes_are_no_numerals(text: str) -> None:
    assert not is_numeral(text)
    with pytest.raises(InvalidInputError):
        realise(text, parse_key("C major"))


def test_scales_of_the_world_have_a_third_and_a_signature() -> None:
    assert parse_key("D hirajoshi").is_minor
    assert parse_key("D in").is_minor
    assert parse_key("D hijaz").name == "D phrygian dominant"
    assert not parse_key("D double harmonic").is_minor
    assert parse_key("C lydian dominant").signature == "F"
