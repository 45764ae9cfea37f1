"""The vocabulary files are in order, big enough, and the checker finds what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

import timbre.engines.composer as composer
from timbre.engines.composer.players import KITS as DRUM_KITS
from timbre.engines.composer.players import players
from timbre.engines.composer.style import load_style
from timbre.errors import UnknownNameError
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.check import problems
from timbre.language.vocabulary.listing import list_topic, topics
from timbre.language.vocabulary.load import phrase_of

STYLES = {path.stem for path in (Path(composer.__file__).parent / "styles").glob("*.toml")}
INSTRUMENTS = set(players())
KITS = set(DRUM_KITS)
ROLES = {"drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx", "vocals"}
PRODUCTION = {
    "lo-fi", "vinyl", "tape", "reverb", "dry", "wide", "mono", "warm", "bright", "dark", "distorted", "compressed",
    "punchy", "clean", "filtered", "echo", "ambient", "live", "retro", "glitchy", "warped", "telephone", "bitcrushed",
    "noisy", "thin", "cavernous", "roomy", "gated reverb", "slapback", "dub delay", "close-miked", "binaural", "airy",
    "underwater", "filter sweep", "bass-heavy", "saturated", "raw", "pumping", "unprocessed", "phased", "chorused",
    "slowed", "sped up", "polished",
}  # fmt: skip


def names(topic: str) -> set[str]:
    return {line.name for line in list_topic(topic)}


def test_the_built_in_files_are_in_order() -> None:
    assert problems(STYLES) == []


@pytest.mark.parametrize(
    ("topic", "least"),
    [("genres", 80), ("moods", 200), ("instruments", 80), ("scenes", 40), ("production", 20), ("eras", 10)],
)
def test_there_is_enough_of_everything(topic: str, least: int) -> None:
    assert len(list_topic(topic)) >= least


def test_canonical_names_are_the_ones_the_synth_and_the_mixer_know() -> None:
    general = {entry.name for entry in vocabulary().entries if entry.choices}
    assert names("instruments") - general <= INSTRUMENTS | KITS | ROLES
    assert names("instruments") >= INSTRUMENTS | KITS
    assert names("production") == PRODUCTION


def test_every_style_is_reached_by_some_genre() -> None:
    assert {entry.style for entry in vocabulary().entries if entry.kind == "genre"} == STYLES


def test_a_genre_that_is_a_style_of_its_own_has_a_tempo_of_that_style() -> None:
    for entry in vocabulary().entries:
        if entry.kind != "genre" or entry.bpm is None or entry.style != entry.name.replace(" ", "-"):
            continue
        style = load_style(entry.style)
        tempi = (style.tempo, *(variant.tempo for variant in style.variants))
        assert any(tempo.low <= entry.bpm <= tempo.high for tempo in tempi), (entry.name, entry.bpm)
        assert entry.range is not None
        assert any(entry.range[0] < tempo.high and entry.range[1] > tempo.low for tempo in tempi), (
            entry.name,
            entry.range,
        )


def test_every_spelling_leads_to_its_entry() -> None:
    words = vocabulary()
    for entry in words.entries:
        for text in (entry.name, *entry.aliases, *entry.nearest):
            assert any(s.entry is entry for s in words.phrases[phrase_of(text)]), (entry.name, text)


def test_listing_an_unknown_topic() -> None:
    assert set(topics()) >= {"genres", "moods", "instruments", "production", "scenes"}
    with pytest.raises(UnknownNameError, match="Did you mean 'genres'"):
        list_topic("genre")


def test_listing_says_what_is_implied() -> None:
    house = next(line for line in list_topic("genres") if line.name == "house")
    assert house.implies.startswith("house, 124 bpm (116–130)")
    assert "deep-house" not in house.aliases
    lute = next(line for line in list_topic("instruments") if line.name == "lute")
    assert "oud" in lute.stands_in_for


@pytest.mark.parametrize(
    ("genres", "line", "what"),
    [
        ("[jazz]\nstyle = 'jazz-swing'\nbpm = 900\n", 3, "bpm is 900"),
        ("[jazz]\nstyel = 'jazz-swing'\n", 2, "unknown field 'styel'"),
        ("[jazz]\nstyle = 'nowhere'\n", 2, "style 'nowhere'"),
        ("[jazz]\naliases = 'swing, swing'\n", 1, "'swing' is already"),
        ("[jazz]\n\n[blues]\naliases = 'jazz'\n", 3, "'jazz' is already a spelling of 'jazz'"),
        ("[jazz]\nrange = [200, 100]\n", 2, "range is"),
        ("[jazz]\nguarded = 'jam'\n", 2, "guarded 'jam'"),
        ("[jazz]\ninstruments = ['kazoo']\n", 2, "'kazoo'"),
        ("[jazz]\naliases = 3\n", 2, "aliases must be text"),
        ("[jazz\n", 1, "Expected"),
    ],
)
def test_the_checker_names_file_and_line(genres: str, line: int, what: str) -> None:
    found = problems(STYLES | {"jazz-swing"}, {"genres": genres, "instruments": "[piano]\nfamily = 'keys'\n"})
    assert len(found) == 1, found
    assert found[0].startswith(f"genres.toml:{line}: ")
    assert what in found[0]


def test_the_checker_looks_into_general_words() -> None:
    table = "[guitar.choices]\nrock = 'lute'\n"
    found = problems(STYLES | {"rock"}, {"instruments": table})
    assert any("'lute', which is no instrument" in line for line in found)
    assert any("needs a default" in line for line in found)
