"""Tempo, key, metre, chords, length and form: what a prompt states is read, and nothing that it does not state.

The table is `stated.txt`; the property tests put random values into sentences of many shapes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.language.parse import parse
from timbre.language.spelling import chord

FIELDS = ("bpm", "key", "metre", "chords", "seconds", "bars")
TABLE = Path(__file__).with_name("stated.txt")


def table() -> list[tuple[str, str]]:
    """Prompt and what it states, as written in the file."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("# ")]
    pairs = [line.rsplit("||", 1) for line in lines]
    return [(prompt.rstrip(), stated.strip()) for prompt, stated in pairs]


def wanted(stated: str) -> dict[str, Any]:
    """The right-hand side of a line as field → value."""
    fields: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in stated.split(";"))):
        name, _, value = part.partition("=")
        number = name in ("bpm", "seconds", "bars")
        fields[name] = (
            float(value) if number else tuple(value.split()) if name in ("chords", "form") else value
        )
    return fields


def read(prompt: str) -> dict[str, Any]:
    """What `parse` takes as stated, in the shape of `wanted`."""
    brief = parse(prompt)
    found = {name: getattr(brief, name) for name in FIELDS if brief.stated(name)}
    if brief.form and brief.stated("form"):
        found["form"] = tuple(f"{wish.name}:{wish.bars}" if wish.bars else wish.name for wish in brief.form)
    return found


def test_the_table_is_large_and_says_each_thing_once() -> None:
    prompts = [prompt for prompt, _ in table()]
    assert len(prompts) > 1000
    assert len(prompts) == len(set(prompts))
    assert sum(not stated for _, stated in table()) > 400


@pytest.mark.parametrize(("prompt", "stated"), table())
def test_what_is_stated_is_read_and_nothing_else(prompt: str, stated: str) -> None:
    assert read(prompt) == wanted(stated)


# Random values in sentences of many shapes.

TONICS = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B", "Db", "Eb", "Gb", "Ab", "Bb"]
QUALITIES = ["", "m", "7", "m7", "maj7", "6", "m6", "dim", "dim7", "aug", "m7b5", "sus4", "sus2"]
CARRIERS = [
    "A low quality recording of a soft ballad with piano and strings.",
    "Two acoustic guitars are panned left and right in this folk song.",
    "A rapper performs over a hard 808 beat with 4 on the floor kicks.",
    "It opens with a 3-note riff, then 2 violins join in.",
    "It sounds like the soundtrack of an 80s arcade game.",
    "Fit for 3 am in a club of the 1990s.",
    "An e-guitar and an e-bass play with a lot of reverb.",
    "A choir of 40 voices sings in unison.",
    "There are no voices. The recording is in mono, at 44.1 kHz.",
    "It is a minor hit from a major label.",
    "A 12-string guitar strums while a 7-piece brass band answers.",
    "The chords are soft and the melody is high in pitch.",
    "Drums count in with 4 stick clicks.",
    "The mood is calm and the key instrument is the harp.",
]
CHANGES = [
    "",
    " There is a crescendo from 4.2 seconds on.",
    " The pitch is changed by -3 semitones after 5.1 seconds.",
    " The tempo is changed by a factor of 1.7 after 3.3 seconds.",
    " At seconds 6.2, it starts to gradually get louder.",
]
TEMPI = [
    "The bpm is {}.",
    "It goes at {} beats per minute.",
    "At a tempo of {} bpm.",
    "Clocking in at {} BPM!",
    "The tempo sits at {} beats per minute.",
    "Its {} bpm tempo is steady.",
    "The BPM of this track is {}.",
    "With a brisk tempo of {}.",
    "Played at a speed of {} bpm.",
    "BPM: {}.",
    '"bpm": {},',
    "tempo={};",
    "[{} BPM]",
]
KEYS = [
    "The key is {}.",
    "It is in the key of {}.",
    "Set in {}, the melody soars.",
    "The key of {} adds depth.",
    "{} is the key of this track.",
    "The tonality of the song is {}.",
    "The key signature is {}.",
    "Key: {}.",
    '"keyscale": "{}",',
    "The song is in {} and is danceable.",
]
METRES = [
    "The time signature is {}/4.",
    "The beat is {}.",
    "The beat counts to {}.",
    "Downbeat is every {} beats.",
    "It has {} beats per measure.",
    "With a beat count of {}.",
    "A {}-beat rhythm keeps going.",
    '"timesignature": "{}",',
    "Counting to {}.",
]
PROGRESSIONS = [
    "The chord sequence is {}.",
    "The chord progression in this song is {}.",
    "The chord progression follows {}.",
    "It uses the chord sequence of {}.",
    "Its chord sequence consists of {}.",
    "The {} chord progression carries it.",
    "Chord progression: {}.",
]
KEY_STYLES = {
    "major": ["{} major", "{}major", "{}maj", "{} maj", "{}M", "{}-major", "{} Major"],
    "minor": ["{} minor", "{}minor", "{}min", "{} min", "{}m", "{}-minor", "{} Minor"],
}
symbols = st.tuples(
    st.sampled_from(TONICS), st.sampled_from(QUALITIES), st.sampled_from(["", "", "", *TONICS])
).map(lambda parts: parts[0] + parts[1] + (f"/{parts[2]}" if parts[2] else ""))


@st.composite
def descriptions(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A description and what it states."""
    stated: dict[str, Any] = {}
    said: list[str] = []
    if draw(st.booleans()):
        chords = draw(st.lists(symbols, min_size=2, max_size=7))
        stated["chords"] = tuple(chord(symbol) for symbol in chords)
        listed = draw(st.sampled_from([", ", " - ", " | ", "-"])).join(chords)
        said.append(draw(st.sampled_from(PROGRESSIONS)).format(listed))
    if draw(st.booleans()):
        beats = draw(st.sampled_from([2, 3, 4]))
        stated["metre"] = f"{beats}/4"
        said.append(draw(st.sampled_from(METRES)).format(beats))
    if draw(st.booleans()):
        tenths = draw(st.integers(300, 3000))
        stated["bpm"] = tenths / 10
        said.append(
            draw(st.sampled_from(TEMPI)).format(draw(st.sampled_from([f"{tenths / 10:g}", f"{tenths / 10}"])))
        )
    if draw(st.booleans()):
        tonic, mode = draw(st.sampled_from(TONICS)), draw(st.sampled_from(["major", "minor"]))
        stated["key"] = f"{tonic} {mode}"
        written = draw(st.sampled_from(KEY_STYLES[mode])).format(tonic)
        said.append(draw(st.sampled_from(KEYS)).format(written))
    said = draw(st.permutations(said))
    carriers = draw(st.lists(st.sampled_from(CARRIERS), max_size=2))
    return " ".join([*carriers, *said]) + draw(st.sampled_from(CHANGES)), stated


@settings(max_examples=400)
@given(descriptions())
def test_whatever_is_stated_comes_back(description: tuple[str, dict[str, Any]]) -> None:
    prompt, stated = description
    assert read(prompt) == stated


NO_TEMPI = [
    "{} people", "a TR-{} kick", "tuned to {} Hz", "{} seconds into it the drums enter", "the {}th bar", "room {}",
    "route {}", "{}% louder", "op. {}", "opus {}", "at {} kbps", "a choir of {} voices", "the year {}",
    "{}-bit sound", "at {} degrees", "{} km from home", "world of {}", "{} red balloons", "the {}s", "number {}",
    "no. {}", "{} years old", "track {}", "level {}", "an SP-{}", "{} guitars", "at {} fps", "{} dB louder",
    "at {} mph", "beat {} monsters", "loop {} times", "${}", "#{}", "{} o'clock", "{}k views",
    "{}-piece orchestra", "the tempo grows by {}%", "v{}", "{} songs about love", "blink-{}", "a {} cm drum",
    "version {}.5", "page {} of the book", "for {} days",
]  # fmt: skip


@settings(max_examples=400)
@given(st.sampled_from(NO_TEMPI), st.integers(1, 9999), st.sampled_from(["", *CARRIERS]))
def test_other_numbers_never_become_a_tempo(way: str, number: int, carrier: str) -> None:
    assert not parse(f"{carrier} {way.format(number)}").stated("bpm")


PLAIN = [
    "warm", "soft", "piano", "strings", "jazz", "with", "and", "in", "the", "of", "over", "rain", "night", "guitar",
    "slow", "song", "city", "people", "dream", "blue",
]  # fmt: skip
BEFORE_A_TEMPO = ["at", "tempo", "beat", "loop", "groove", "click"]


@settings(max_examples=300)
@given(st.lists(st.one_of(st.sampled_from(PLAIN), st.integers(0, 9999).map(str)), max_size=12).map(" ".join))
def test_bare_numbers_among_plain_words_are_no_tempo(prompt: str) -> None:
    assert not parse(prompt).stated("bpm")


@settings(max_examples=200)
@given(
    st.integers(50, 220),
    st.sampled_from(BEFORE_A_TEMPO),
    st.sampled_from(CARRIERS),
)
def test_a_bare_number_is_a_tempo_right_after_these_words(number: int, word: str, carrier: str) -> None:
    assert read(f"{carrier} techno {word} {number}, warm").get("bpm") == number
