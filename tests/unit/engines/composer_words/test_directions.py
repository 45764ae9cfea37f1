"""Opposite words pull music in opposite directions, on the mean of eight seeds, whatever the style."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import mean

import pytest

from timbre.engines.composer.style import style_names
from timbre.language.parse import parse
from timbre.theory.key import parse_key

from .hearing import played

SEEDS = range(8)
STYLES = ("{} pop", "{} techno", "{} jazz", "{} lo-fi hip hop", "{} rock", "{} solo piano", "{} trap beat")


@dataclass(frozen=True)
class Music:
    """Means over seeds."""

    bpm: float
    minor: float
    pitch: float
    """Of the tune."""
    busy: float
    """Notes in a second."""
    touch: float
    tilt_db: float
    lufs: float
    wet_db: float


@lru_cache(maxsize=64)
def music(prompt: str) -> Music:
    brief = parse(prompt)
    rows = []
    for seed in SEEDS:
        score, mix, _ = played(brief, seed, 12.0)
        notes = [note for part in score.parts for note in part.notes]
        tune = [note.pitch for part in score.parts if part.name == "melody" for note in part.notes] or [0]
        rows.append(
            (
                score.bpm,
                parse_key(score.key).is_minor,
                mean(tune),
                len(notes) / score.seconds_at(score.end),
                mean(note.velocity for note in notes),
                mix.tilt_db,
                mix.lufs,
                mix.strip("melody").reverb_db or -60.0,
            )
        )
    return Music(*(mean(float(value) for value in column) for column in zip(*rows)))


@pytest.mark.parametrize("style", STYLES)
def test_sad_and_happy(style: str) -> None:
    sad, happy = music(style.format("sad")), music(style.format("happy"))
    assert sad.minor >= 0.5 > happy.minor
    assert sad.minor >= happy.minor + 0.4
    assert sad.bpm <= happy.bpm
    assert sad.touch < happy.touch
    assert sad.tilt_db < happy.tilt_db - 1


@pytest.mark.parametrize("style", STYLES)
def test_calm_and_energetic(style: str) -> None:
    calm, wild = music(style.format("calm")), music(style.format("energetic"))
    assert calm.bpm < wild.bpm or style == "{} trap beat"
    assert calm.touch < wild.touch - 6
    assert calm.lufs < wild.lufs - 0.5


@pytest.mark.parametrize("style", STYLES)
def test_dark_and_bright(style: str) -> None:
    dark, bright = music(style.format("dark")), music(style.format("bright"))
    assert dark.tilt_db < bright.tilt_db - 2.5
    assert dark.pitch < bright.pitch - 1
    assert dark.minor >= bright.minor


@pytest.mark.parametrize("style", STYLES)
def test_sparse_and_dense(style: str) -> None:
    sparse, dense = music(style.format("sparse")), music(style.format("dense"))
    assert sparse.busy < 0.85 * dense.busy


@pytest.mark.parametrize(
    ("few", "many"), [("simple", "complex"), ("minimal", "busy"), ("uncluttered", "lush")]
)
def test_few_notes_and_many(few: str, many: str) -> None:
    assert music(f"{few} jazz").busy < music("jazz").busy < music(f"{many} jazz").busy


def test_moods_choose_their_modes() -> None:
    """Moods that live in a mode of their own: lydian wonder, phrygian menace."""

    def modes(prompt: str) -> list[str]:
        brief = parse(prompt)
        return [parse_key(played(brief, seed, 8.0)[0].key).mode for seed in range(24)]

    plain = modes("pop song")
    for word, mode in (("magical", "lydian"), ("ominous", "phrygian")):
        assert modes(f"{word} pop song").count(mode) >= plain.count(mode) + 3, word


def test_a_happy_trap_beat_may_be_in_major() -> None:
    assert music("happy trap beat").minor < 0.6
    assert music("sad trap beat").minor > 0.9


def test_detached_and_tied() -> None:
    def sounding(mood: str) -> float:
        brief = parse("pop in C major, 100 bpm").model_copy(update={"moods": (mood,)})
        score, _, _ = played(brief, 3, 12.0)
        lengths = [note.duration for p in score.parts if p.name in ("melody", "bass") for note in p.notes]
        return mean(lengths)

    assert sounding("playful") < 0.9 * sounding("neutral")
    assert sounding("romantic") > 1.02 * sounding("neutral")


def test_near_and_far() -> None:
    assert music("vast pop").wet_db > music("pop").wet_db + 1
    assert music("earthy pop").wet_db < music("pop").wet_db - 1


def test_a_stated_key_and_tempo_stand_whatever_the_mood() -> None:
    for word in ("sad", "happy", "ominous", "magical", "tired"):
        one = music(f"{word} pop in C major, 100 bpm")
        assert one.minor == 0
        assert one.bpm == pytest.approx(100)


@pytest.mark.parametrize("style", style_names())
def test_every_style_takes_every_extreme(style: str) -> None:
    from timbre.model.brief import Brief

    for moods, value in ((("confused", "sleepy"), -1.0), (("magical", "aggressive", "eerie"), 1.0)):
        brief = Brief(style=style, moods=moods, valence=value, energy=value, density=value, brightness=value)
        score, mix, _ = played(brief, 5, 10.0)
        assert score.parts
        assert all(1 <= note.velocity <= 127 for part in score.parts for note in part.notes)
        assert -24 <= mix.lufs <= -6


@pytest.mark.parametrize(
    "words", ["pop song in a {} key", "happy techno in {}", "sad piano, {} tonality", "a {} key blues"]
)
def test_minor_and_major_are_obeyed_without_a_tonic(words: str) -> None:
    assert music(words.format("minor")).minor == 1
    assert music(words.format("major")).minor == 0
