"""What the words rule out, and how far a "no" reaches."""

from __future__ import annotations

import pytest

from timbre.language.parse import parse


@pytest.mark.parametrize(
    ("prompt", "without", "instruments"),
    [
        ("no drums", ("drums",), ()),
        ("without drums", ("drums",), ()),
        ("piano without any drums", ("drums",), ("piano",)),
        ("drumless jazz", ("drums",), ()),
        ("beatless", ("drums",), ()),
        ("no beat", ("drums",), ()),
        ("no drums or bass", ("drums", "bass"), ()),
        ("no drums, bass, or melody", ("drums", "bass", "melody"), ()),
        ("without drums and bass", ("drums", "bass"), ()),
        ("no drums, soft piano", ("drums",), ("felt piano",)),
        ("no drums, no bass, just piano", ("drums", "bass"), ("piano",)),
        ("no drums but heavy synth bass", ("drums",), ("synth bass",)),
        ("without drums and with violin", ("drums",), ("violin",)),
        ("don't use drums", ("drums",), ()),
        ("please leave out the drums", ("drums",), ()),
        ("everything but the drums", ("drums",), ()),
        ("no percussion", ("drums", "percussion"), ()),
        ("drum-free", ("drums",), ()),
        ("sin batería", ("drums",), ()),
        ("sans la basse", ("bass",), ()),
        ("sans batterie ni basse", ("drums", "bass"), ()),
        ("sem bateria", ("drums",), ()),
        ("ohne Schlagzeug", ("drums",), ()),
        ("ドラムなし、ピアノ", ("drums",), ("piano",)),
        ("没有鼓的钢琴", ("drums",), ("piano",)),
        ("드럼 없이 피아노", ("drums",), ("piano",)),
    ],
)
def test_without(prompt: str, without: tuple[str, ...], instruments: tuple[str, ...]) -> None:
    brief = parse(prompt)
    assert brief.without == without
    assert brief.stated("without")
    if instruments:
        assert brief.instruments == instruments


def test_a_general_word_takes_the_family_but_not_what_was_asked_for() -> None:
    brief = parse("instead of guitar, sitar")
    assert {"acoustic guitar", "electric guitar", "distorted guitar"} <= set(brief.without)
    assert brief.instruments == ("sitar",)
    assert "nylon guitar" not in parse("no guitars except a nylon guitar").without


@pytest.mark.parametrize(
    "prompt", ["no vocals", "without voices", "no singing or drums", "sin voz", "人声なし", "ohne Gesang"]
)
def test_no_voices(prompt: str) -> None:
    brief = parse(prompt)
    assert not brief.vocals
    assert brief.stated("vocals")


def test_no_voices_rules_out_the_choir_too() -> None:
    assert {"choir", "voice lead"} <= set(parse("cinematic, no vocals").without)


def test_moods_can_be_ruled_out() -> None:
    brief = parse("happy but not sad")
    assert brief.moods == ("happy",)
    assert (brief.valence or 0) > 0.5
    assert parse("not sad").moods == ()
    assert (parse("not sad").valence or 0) > 0
    assert (parse("not too dark").brightness or 0) > 0


def test_genres_can_be_ruled_out() -> None:
    assert parse("jazz, not techno").genres == (("jazz", 1.0),)
    assert parse("anything but country").genres == ()


def test_production_can_be_ruled_out() -> None:
    assert "dry" in parse("piano, no reverb").production
    assert "reverb" not in parse("ambient without reverb").production


def test_not_only_is_no_negation() -> None:
    assert parse("not only drums but also bass").instruments == ("drums", "bass")


def test_less_is_not_none() -> None:
    brief = parse("techno with less bass")
    assert brief.without == ()


def test_a_sentence_ends_the_negation() -> None:
    brief = parse("There are no drums in this. Violin carries the melody")
    assert brief.without == ("drums",)
    assert brief.instruments == ("violin",)


@pytest.mark.parametrize("prompt", ["only piano", "just a violin", "cello only", "nothing but harp"])
def test_only_one_instrument(prompt: str) -> None:
    assert {"drums", "bass"} <= set(parse(prompt).without)


def test_a_guitar_solo_is_not_a_solo_guitar() -> None:
    assert parse("rock with a guitar solo").without == ()


RULED_OUT = {
    "drums": (
        "jazz with no drums",
        "a drumless jazz track",
        "rock with everything except drums",
        "ambient, devoid of drums",
        "do not use any drums, jazz",
        "a folk song that does not feature drums",
        "folk with zero drums",
        "get rid of the drums, jazz",
        "keep out the drums",
        "lacking drums, folk",
        "folk without the use of drums",
        "the drums are missing",
        "drums are absent, folk",
        "drum-less folk",
        "no drums and no bass",
        "music without drums, without bass and without vocals",
        "sans drums",
        "stripped of drums",
        "a folk song with no hint of drums",
    ),
    "percussion": ("this track lacks percussion", "folk without any percussion", "free from percussion"),
    "bass": (
        "neither drums nor bass",
        "no drums or bass, piano",
        "bassless techno",
        "no drums, bass or vocals",
        "there is no bass in this folk song",
    ),
    "piano": (
        "pianoless jazz",
        "don't use a piano",
        "avoid piano and strings, jazz",
        "jazz with an organ in place of a piano",
        "an organ rather than a piano",
    ),
}


@pytest.mark.parametrize("player", RULED_OUT)
def test_ways_of_ruling_out(player: str) -> None:
    for prompt in RULED_OUT[player]:
        brief = parse(prompt)
        assert player in brief.without, prompt
        assert player not in brief.instruments, prompt


@pytest.mark.parametrize(
    "prompt",
    [
        "rock minus the vocals",
        "pop free of vocals",
        "there are no vocals in this song",
        "folk, no singer",
        "nobody sings here",
        "no one sings",
        "vocal-free house",
        "voiceless pop",
        "metal but leave out the vocals",
        "rock without lyrics",
    ],
)
def test_ways_of_leaving_out_the_voice(prompt: str) -> None:
    assert parse(prompt).vocals is False


@pytest.mark.parametrize(
    ("prompt", "field", "name"),
    [
        ("not without drums, jazz", "instruments", "drums"),
        ("no shortage of drums, rock", "instruments", "drums"),
        ("no lack of drums", "instruments", "drums"),
        ("don't forget the drums", "instruments", "drums"),
        ("no one knows, sad piano", "instruments", "piano"),
        ("nothing but piano", "instruments", "piano"),
        ("no nonsense funk", "genres", "funk"),
        ("non-stop techno", "genres", "techno"),
        ("never-ending jazz", "genres", "jazz"),
        ("can't live without jazz", "genres", "jazz"),
        ("nothing beats jazz", "genres", "jazz"),
        ("no fear, epic rock", "genres", "rock"),
        ("not only sad but angry", "moods", "sad"),
        ("not jazz but blues", "genres", "blues"),
        ("jazz rather than rock", "genres", "jazz"),
        ("instead of guitar, sitar", "instruments", "sitar"),
        ("no drums but bass and piano", "instruments", "piano"),
        ("no longer sad, happy pop", "moods", "happy"),
        ("it does not distract from the soothing harp", "moods", "soothing"),
        ("with or without vocals, piano", "instruments", "piano"),
        ("no vocals except a choir", "instruments", "choir"),
        ("all instruments except the harp pause", "instruments", "harp"),
        ("no guitars except a nylon guitar", "instruments", "nylon guitar"),
    ],
)
def test_what_sounds_like_a_no_and_is_none(prompt: str, field: str, name: str) -> None:
    found = getattr(parse(prompt), field)
    assert name in (dict(found) if field == "genres" else found)
    assert name not in parse(prompt).without


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("happy but not sad pop", "sad"),
        ("rock that isn't angry", "angry"),
        ("nothing dark, pop", "dark"),
        ("far from happy, blues", "happy"),
        ("not too dark rock", "dark"),
        ("never cheesy, pop", "playful"),
        ("jazz, not rock", "rock"),
        ("anything but jazz", "jazz"),
        ("jazz instead of rock", "rock"),
        ("avoid anything aggressive, folk", "aggressive"),
    ],
)
def test_moods_and_genres_are_ruled_out_too(prompt: str, name: str) -> None:
    brief = parse(prompt)
    assert name not in (*brief.moods, *dict(brief.genres))


@pytest.mark.parametrize("word", ["piano", "drums", "violin", "strings", "choir", "sitar", "banjo", "guitar"])
@pytest.mark.parametrize(
    "no", ["no {}", "without {}", "{}-free", "without any {}", "there is no {}", "lacks {}"]
)
def test_every_no_rules_out_every_player(no: str, word: str) -> None:
    brief = parse(no.format(word))
    assert brief.without
    assert not set(brief.instruments) & {word}
    assert parse(f"with {word}").instruments
    assert not parse(f"with {word}").without
