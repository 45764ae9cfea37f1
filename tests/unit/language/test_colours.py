"""Words that name a genre only where no other is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.language.parse import parse, understand


def genres(prompt: str) -> list[str]:
    return [name for name, _ in parse(prompt).genres]


@pytest.mark.parametrize(
    ("alone", "meant", "beside", "kept"),
    [
        ("lo-fi, a quiet evening", "lo-fi hip hop", "blast beats, lo-fi: black metal", ["metal"]),
        ("a man rapping", "hip hop", "dubstep with a man rapping", ["dubstep"]),
        ("a female rapper", "hip hop", "eurodance with a female rapper", ["edm"]),
    ],
)
def test_a_sound_or_a_voice_is_a_genre_only_by_itself(
    alone: str, meant: str, beside: str, kept: list[str]
) -> None:
    assert genres(alone) == [meant]
    assert genres(beside) == kept


def test_the_sound_stays_when_its_genre_goes() -> None:
    brief = parse("blast beats, lo-fi: black metal")
    assert "lo-fi" in brief.production
    assert brief.bpm is not None
    assert brief.bpm > 110
    assert parse("dubstep with a man rapping").vocals is True


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("A folk song with a fiddle. It could be used in the soundtrack of a film.", ["folk"]),
        ("A polka. This piece might also fit well on a trance night.", ["polka"]),
        ("It could be used in the soundtrack of a film.", ["cinematic"]),
        ("This could be a techno track with jazz chords", ["techno", "jazz"]),
        ("Music that can be described as house", ["house"]),
    ],
)
def test_what_a_song_could_be_used_for_is_no_genre_beside_one(prompt: str, expected: list[str]) -> None:
    assert genres(prompt) == expected


def test_uses_are_understood_and_not_ignored() -> None:
    brief = parse("A polka. This piece might also fit well on a trance night.")
    assert [name for name, _ in brief.genres] == ["polka"]
    assert "trance" not in brief.ignored


def test_genres_of_their_own_still_blend() -> None:
    assert genres("ambient black metal") == ["metal", "ambient"]
    assert genres("jazzy house") == ["house", "jazz"]
    assert genres("rap, rapping") == ["hip hop"]


@given(
    st.lists(
        st.sampled_from(
            ("lo-fi", "rapping", "metal", "polka", "could be", "used in a", ".", ",", "rapper", "no")
        ),
        max_size=30,
    )
)
def test_never_loses_the_last_genre(words: list[str]) -> None:
    understood = understand(" ".join(words))
    plain = {"metal", "polka"} & {m.spellings[0].entry.name for m in understood.matches if not m.negated}
    assert plain <= {name for name, _ in understood.brief.genres}
