"""A Brief back into words."""

from __future__ import annotations

from timbre.language.describe import caption
from timbre.language.parse import parse


def test_the_users_words_stay_and_facts_follow() -> None:
    prompt = "rainy night piano, sleepy."
    text = caption(parse(prompt), prompt)
    assert text.startswith("rainy night piano, sleepy. ")
    assert "76 bpm" in text or "bpm" in text
    assert text.endswith(".")


def test_what_was_said_is_not_said_twice() -> None:
    prompt = "deep house, 122 bpm"
    text = caption(parse(prompt), prompt)
    assert text.count("deep house") == 1
    assert text.count("122 bpm") == 1


def test_everything_known_is_mentioned() -> None:
    prompt = "a tune"
    brief = parse(
        "sad cello waltz in D minor, 90 bpm, no drums, drenched in reverb, fade out, chords Dm A7 Dm, AABA form"
    )
    text = caption(brief, prompt)
    for fact in (
        "a tune",
        "waltz",
        "sad",
        "90 bpm",
        "D minor",
        "3/4",
        "cello",
        "drums",
        "reverb",
        "fade-out",
        "Dm A7 Dm",
        "verse",
    ):
        assert fact in text.replace("Waltz", "waltz"), fact


def test_a_caption_reads_back_as_the_same_wishes() -> None:
    brief = parse("dreamy synthwave in F# minor, 98 bpm, saw synth, no vocals")
    again = parse(caption(brief))
    for field in ("bpm", "key", "style", "instruments", "without", "vocals"):
        assert getattr(again, field) == getattr(brief, field), field


def test_players_and_places_are_mentioned_and_read_back() -> None:
    brief = parse(
        "folk with loud drums and a low cello, no drums in the intro, key change in the last chorus"
    )
    again = parse(caption(brief))
    assert {wish.name for wish in again.parts} == {"drums", "cello"}
    assert {wish.where for wish in again.places} == {"intro", "last chorus"}


def test_nothing_gives_nothing() -> None:
    assert caption(parse("")) == ""
