"""Production words: said in sentences they are found, stated ones win, contradictions are settled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.engines.composer.mix.production import CHANGES
from timbre.language.parse import parse, understand
from timbre.language.production import AGAINST
from timbre.language.vocabulary import vocabulary

SOUNDS = tuple(entry for entry in vocabulary().entries if entry.kind == "production")
NAMES = tuple(entry.name for entry in SOUNDS)

names = st.sampled_from(NAMES)


def sounds_in(prompt: str) -> list[str]:
    found = (match.of("production") for match in understand(prompt).matches)
    return [spelling.entry.name for spelling in found if spelling is not None]


def test_every_word_has_a_change_of_the_mix() -> None:
    assert len(NAMES) >= 45
    assert set(NAMES) == set(CHANGES)


@pytest.mark.parametrize("carrier", ["{}", "a {} track", "some music, {}, with piano"])
def test_every_spelling_is_found_in_a_sentence(carrier: str) -> None:
    for sound in SOUNDS:
        for text in (sound.name, *sound.aliases):
            assert sound.name in sounds_in(carrier.format(text)), carrier.format(text)


@given(names)
def test_a_word_alone_is_stated(name: str) -> None:
    brief = parse(name)
    assert brief.production[0] == name
    assert len(brief.production) == 1 or brief.genres or brief.moods
    assert brief.stated("production")


def test_contradictions_name_words_that_exist() -> None:
    for word, others in AGAINST.items():
        assert word in NAMES
        assert set(others) <= set(NAMES)
        assert word not in others


@given(names, names)
def test_words_that_contradict_are_not_implied_beside_one_another(word: str, other: str) -> None:
    for scene in (
        entry for entry in vocabulary().entries if entry.kind == "scene" and other in entry.production
    ):
        brief = parse(f"{word}: {scene.name}")
        if other in AGAINST.get(word, ()):
            assert other not in brief.production, scene.name
        assert word in brief.production
        break


@given(st.lists(names, min_size=2, max_size=4, unique=True))
def test_what_is_said_stays_in_order(said: list[str]) -> None:
    brief = parse(", ".join(said))
    assert brief.production[: len(said)] == tuple(said)


@given(names)
def test_what_is_ruled_out_is_not_there(name: str) -> None:
    assert name not in parse(f"rock, not {name}").production


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("with vinyl crackle", "vinyl"),
        ("tape saturation", "saturated"),
        ("recorded to cassette", "tape"),
        ("a cavernous sound", "cavernous"),
        ("roomy? no: small room sound", "roomy"),
        ("bone dry", "dry"),
        ("close-mic'd", "close-miked"),
        ("ASMR", "close-miked"),
        ("airy", "airy"),
        ("muffled", "filtered"),
        ("submerged sound", "underwater"),
        ("like an old radio", "telephone"),
        ("bitcrushed", "bitcrushed"),
        ("overdriven", "distorted"),
        ("sidechained", "pumping"),
        ("chopped vocals", "glitchy"),
        ("slowed + reverb", "slowed"),
        ("nightcore", "sped up"),
        ("a bedroom recording", "lo-fi"),
        ("gated reverb on the snare", "gated reverb"),
        ("slapback echo", "slapback"),
        ("dub delay", "dub delay"),
        ("boomy", "bass-heavy"),
        ("tinny", "thin"),
        ("8D audio", "binaural"),
        ("static and hiss", "noisy"),
        ("radio-ready", "polished"),
        ("wow and flutter", "warped"),
        ("phaser", "phased"),
        ("audiophile", "unprocessed"),
        ("filter sweeps", "filter sweep"),
    ],
)
def test_what_musicians_say(prompt: str, word: str) -> None:
    brief = parse(prompt)
    assert word in (*brief.production, *(each for wish in brief.parts for each in wish.production))


@pytest.mark.parametrize(
    "prompt",
    [
        "driven by a steady beat",
        "close your eyes",
        "a natural progression",
        "a limited palette",
        "an ominous presence",
        "the elephant in the room",
        "a melody that repeats",
        "sweeping strings",
    ],
)
def test_everyday_words_are_no_production(prompt: str) -> None:
    assert sounds_in(prompt) == []


def test_ruling_out_a_sound_asks_for_its_opposite() -> None:
    assert parse("piano without reverb").production == ("dry",)
    assert "unprocessed" in parse("not compressed").production
