"""Moods: the adjectives, nouns and adverbs of captions, and where they lie."""

from __future__ import annotations

import pytest

from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary

HAPPY = (
    "jubilant vibrant exuberant gleeful jolly merry joyous jaunty peppy zesty effervescent sprightly buoyant bubbly "
    "cheerful festive celebratory carnivalesque playful whimsical quirky goofy zany comical witty campy cheesy "
    "adorable lovable endearing charming sunny radiant heartwarming feel-good lighthearted carefree"
)
SAD = (
    "sorrowful mournful plaintive elegiac heartbroken heart-wrenching tear-jerking weepy despairing hopeless "
    "depressing despondent morose forlorn desolate bleak lonesome melancholic gloomy funereal tragic woeful"
)
CALM = (
    "hushed sedate placid restful idyllic serene tranquil soothing lulling soporific drowsy languid dreamy weightless "
    "floating meditative contemplative unhurried leisurely mellow gentle tender delicate feathery gossamer"
)
WILD = (
    "frenetic frenzied ferocious savage vicious raucous rowdy boisterous explosive furious pounding propulsive "
    "electrifying hyperactive high-octane rousing thunderous relentless unrelenting vehement emphatic frantic"
)
TENSE = (
    "uneasy foreboding paranoid jittery suspenseful anxious menacing sinister malevolent ominous eerie ghostly "
    "unsettling nightmarish macabre creepy spooky haunted threatening demonic"
)
SENTENCES = ("a {} atmosphere, pop", "The music is {} and long.", "{}, piano")


@pytest.mark.parametrize(
    ("words", "axis", "sign"),
    [
        (HAPPY, "valence", 1),
        (SAD, "valence", -1),
        (CALM, "energy", -1),
        (WILD, "energy", 1),
        (TENSE, "valence", -1),
    ],
    ids=["happy", "sad", "calm", "wild", "tense"],
)
def test_adjectives_are_found_and_lie_where_they_should(words: str, axis: str, sign: int) -> None:
    for word in words.split():
        for sentence in SENTENCES:
            brief = parse(sentence.format(word))
            assert brief.stated("moods"), (word, sentence)
            mood = vocabulary().named("mood", brief.moods[0])
            assert mood is not None
            assert (getattr(mood, axis) or 0) * sign > 0, (word, mood.name)


def test_there_are_moods_enough() -> None:
    moods = {entry.name for entry in vocabulary().entries if entry.kind == "mood"}
    assert len(moods) >= 350
    assert all(
        entry.valence is not None and entry.energy is not None
        for entry in vocabulary().entries
        if entry.kind == "mood"
    )


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [
        ("passionately sung", "passionate"),
        ("triumphantly", "triumphant"),
        ("a sense of desolation", "lonely"),
        ("full of exuberance", "euphoric"),
        ("the happiest tune", "happy"),
        ("colourful and bright", "colourful"),
        ("the saddest ballad", "sad"),
        ("the song is powerfully,vehement and youthful", "youthful"),
        ("sad-sounding", "sad"),
        ("melancholy-tinged", "melancholic"),
        ("hard-edged", "aggressive"),
        ("cozy", "cozy"),
        ("cosy", "cozy"),
    ],
)
def test_forms(prompt: str, mood: str) -> None:
    assert mood in parse(prompt).moods


@pytest.mark.parametrize(
    "prompt",
    [
        "focused on the snare",
        "the bass plays moving lines",
        "I would love a song",
        "I am happy to hear it",
        "synth-heavy pop",
        "hard drive",
        "it might be played at home",
        "the style of this piece",
        "a light bulb",
    ],
)
def test_everyday_words_are_no_moods(prompt: str) -> None:
    assert not parse(prompt).stated("moods")
