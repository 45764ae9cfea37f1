"""Tempi in words and numbers, and numbers that are no tempi."""

from __future__ import annotations

import pytest

from timbre.language.explain import explain
from timbre.language.parse import parse

STATED = [
    ("128 bpm techno", 128),
    ("techno at 131.5 bpm", 131.5),
    ("131,5 BPM", 131.5),
    ("96bpm", 96),
    ("a 96-bpm groove", 96),
    ("BPM 174", 174),
    ("bpm: 88, key: Am", 88),
    ("bpm=101", 101),
    ("the bpm is 77.0", 77),
    ("at 93 beats per minute", 93),
    ("93 beats a minute", 93),
    ("tempo of 140", 140),
    ("tempo: 62", 62),
    ("Tempo = 215", 215),
    ("the tempo of this piece is 118.0 beats per minute", 118),
    ("set to a tempo of around 99", 99),
    ("♩=72", 72),
    ("♩ = 72 for strings", 72),
    ("q=90", 90),
    ("90-100 bpm", 95),
    ("90 – 100 BPM", 95),
    ("between 120 and 125 bpm", 122.5),
    ("from 60 to 70 bpm", 65),
    ("tempo 60-70, pads", 65),
    ("one hundred and twenty bpm", 120),
    ("ninety-five bpm", 95),
    ("a hundred bpm", 100),
    ("１２０ＢＰＭ", 120),
    ("每分钟120拍", 120),
    ("テンポ 96", 96),
    ("110 Schläge pro Minute", 110),
    ("drum loop 140", 140),
    ("house groove 124", 124),
    ("breakbeat at 136", 136),
    ("@ 150 techno", 150),
    ("click 60", 60),
    ("Largo", 53),
    ("an Adagio for strings", 66),
    ("played Andante", 81),
    ("in Moderato", 101),
    ("Allegro", 126),
    ("vivace", 151),
    ("Presto!", 186),
    # the plainer statement wins, then the earlier one, unless it is corrected
    ("a slow song with a tempo of 137", 137),
    ("Allegro at 100 bpm", 100),
    ("80 bpm or 90 bpm", 80),
    ("80 bpm, no, make it 90 bpm", 90),
    ("not 120 bpm but 90 bpm", 90),
    ("drum loop 140, 90 bpm", 90),
]


@pytest.mark.parametrize(("prompt", "bpm"), STATED)
def test_stated_tempo(prompt: str, bpm: float) -> None:
    brief = parse(prompt)
    assert brief.bpm == pytest.approx(bpm)
    assert brief.stated("bpm")


def test_stated_tempo_names_its_place() -> None:
    prompt = "quiet piano, 80 bpm, late"
    span = parse(prompt).source_of("bpm").span
    assert span is not None
    assert prompt[slice(*span)] == "80 bpm"


@pytest.mark.parametrize(
    "prompt",
    [
        "808",
        "808s and claps",
        "80s",
        "1920s",
        "24-bit",
        "4k video",
        "5/4",
        "120",
        "recorded at 96 kHz",
        "at 24 bit",
        "take 120 steps",
        "at 60 seconds the drop comes",
        "a beat of 3",
        "at 120 mph",
        "loop 64 bars",
        "in 1985",
        "the tempo grows by a factor of 1.7",
        "120 people at 90 degrees",
    ],
)
def test_numbers_that_are_no_tempo(prompt: str) -> None:
    assert not parse(prompt).stated("bpm")


@pytest.mark.parametrize("prompt", ["techno, 9999 bpm", "tempo of 12", "0 bpm", "bpm 400"])
def test_impossible_tempo_is_left_out_and_said_so(prompt: str) -> None:
    brief = parse(prompt)
    assert not brief.stated("bpm")
    assert brief.ignored
    assert any("30 to 300" in note for note in explain(prompt).notes)


@pytest.mark.parametrize(
    ("prompt", "low", "high"),
    [
        ("slow jazz", 60, 90),
        ("very slow techno", 110, 126),
        ("fast bluegrass", 145, 190),
        ("fast house", 125, 134),
        ("mid-tempo rock", 95, 125),
        ("uptempo", 118, 135),
        ("slow", 60, 76),
        ("really fast", 160, 185),
        ("not too fast", 90, 110),
        ("slow drum and bass", 155, 172),
        ("langsam", 60, 76),
        ("ritmo rápido", 130, 150),
        ("ゆっくりしたピアノ", 60, 76),
        ("节奏缓慢", 60, 76),
    ],
)
def test_tempo_words_bend_the_genre(prompt: str, low: float, high: float) -> None:
    brief = parse(prompt)
    assert brief.bpm is not None
    assert low <= brief.bpm <= high
    assert brief.source_of("bpm").kind == "implied"


def test_moods_nudge_the_genres_tempo() -> None:
    calm, plain, wild = (parse(f"{mood}funk").bpm for mood in ("calm ", "", "wild "))
    assert calm is not None
    assert plain is not None
    assert wild is not None
    assert calm < plain < wild


def test_a_scene_sets_the_tempo_only_without_a_genre() -> None:
    assert parse("music for a night drive").bpm == 98
    assert parse("techno for a night drive").bpm != 98


WAYS = [
    "has a tempo of {n} beats per minute",
    "at a pace of {n} bpm",
    "clocking in at {n}.0 bpm",
    "plays at {n}.0 beats per minute",
    "moves at a speed of {n}",
    "running at {n} beats per minute",
    "{n} B.P.M.",
    "the tempo is set at {n}.0",
    "beats per minute: {n}",
    "{n} beats/minute",
    "(BPM {n})",
    "[{n} BPM]",
    "BPM_{n}",
    "~{n} bpm",
    "approx. {n} bpm",
    "{n}ish bpm",
    "a {n} beats-per-minute groove",
    "song goes at {n}.0 beats per minute",
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("bpm", [62, 128, 174])
def test_ways_of_saying_a_tempo(way: str, bpm: int) -> None:
    brief = parse(f"A soft song, {way.format(n=bpm)}, with violins.")
    assert brief.bpm == bpm
    assert brief.stated("bpm")


def test_a_lone_number_is_told_about() -> None:
    assert any("“145” was not read as a tempo" in note for note in explain("psytrance 145").notes)


def test_equal_genres_are_decided_by_what_fits() -> None:
    assert parse("hip-hop/trap, 140 bpm, 808").style == "trap"
    assert parse("hip-hop/trap, 85 bpm").style == "boom-bap"
