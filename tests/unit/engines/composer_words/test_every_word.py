"""Every word is heard: with it a piece has other notes, another tempo, key or cast, or another mix than without."""

from __future__ import annotations

import pytest

from timbre.language.vocabulary import vocabulary

from .hearing import sound_of

CARRIERS = ("a {} pop song", "a {} tune", "{} ambient", "techno with {}", "a {} symphony")
"""A word is said of something that does not imply it; a compound ("trap pop") is tried on the next."""
OWN_CARRIERS = {
    "instrumental": ("an {} song with vocals and drums",),
    **dict.fromkeys(("melody", "chords", "counter"), ("a pop song without {}",)),
}
KINDS = ("genre", "mood", "instrument", "production", "scene", "era", "feel", "tempo", "ensemble", "artist")


def is_heard(word: str) -> bool:
    for carrier in OWN_CARRIERS.get(word, CARRIERS):
        without = " ".join(carrier.replace("{}", "").split())
        without = without.removesuffix(" with").removesuffix(" without")
        if sound_of(carrier.format(word)) != sound_of(without):
            return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_heard(kind: str) -> None:
    words = [entry.name for entry in vocabulary().entries if entry.kind == kind]
    assert words
    dead = [word for word in words if not is_heard(word)]
    assert not dead, f"{kind} words that change nothing: {', '.join(dead)}"


@pytest.mark.parametrize("kind", ["genre", "scene", "era", "production"])
def test_no_two_words_sound_the_same(kind: str) -> None:
    """Not even genres that share a style, or scenes that share a mood."""
    carrier = "a {} pop song" if kind == "production" else "{}"
    sounds: dict[str, str] = {}
    for word in (entry.name for entry in vocabulary().entries if entry.kind == kind):
        other = sounds.setdefault(repr(sound_of(carrier.format(word))), word)
        assert other == word, f"{word!r} sounds just like {other!r}"


@pytest.mark.parametrize("carrier", ["pop song with {}", "ambient with {}", "{} and drums, techno"])
def test_every_instrument_gets_a_seat(carrier: str) -> None:
    for entry in vocabulary().entries:
        if entry.kind == "instrument" and not entry.role and not entry.choices:
            parts = sound_of(carrier.format(entry.name), seconds=15.0)[3]
            assert entry.name in {part.instrument for part in parts}, entry.name
