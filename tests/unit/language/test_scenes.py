"""Scenes and eras: found as people say them, pictures of their own, playable, and never above what is stated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.engines.composer.style import Style, load_style
from timbre.language.parse import parse, understand
from timbre.language.vocabulary import Entry, Kind, vocabulary
from timbre.model.brief import Brief

SCENES = tuple(entry for entry in vocabulary().entries if entry.kind == "scene")
ERAS = tuple(entry for entry in vocabulary().entries if entry.kind == "era")
GUARDED_OR_A_LENGTH = {"king", "queen", "30s", "40s", "50s", "60s", "70s", "80s", "90s"}
"""Spellings that mean something else after "a": "a king's daughter", "a 60s loop"."""

scenes = st.sampled_from(SCENES)


def spellings(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    return [(entry.name, text) for entry in entries for text in (entry.name, *entry.aliases)]


def names_in(prompt: str, kind: Kind) -> list[str]:
    found = (match.of(kind) for match in understand(prompt).matches)
    return [spelling.entry.name for spelling in found if spelling is not None]


def tempi(style: str) -> list[tuple[float, float]]:
    played: Style = load_style(style)
    return [
        (tempo.low, tempo.high) for tempo in (played.tempo, *(variant.tempo for variant in played.variants))
    ]


def test_there_are_enough() -> None:
    assert len(SCENES) >= 200
    assert len(ERAS) >= 25


@pytest.mark.parametrize("carrier", ["{}", "music for a {}", "a {} at night with piano"])
def test_every_spelling_is_found_in_a_sentence(carrier: str) -> None:
    for kind, entries in (("scene", SCENES), ("era", ERAS)):
        for name, text in spellings(entries):
            if text in (("30s", "40s") if carrier == "{}" else GUARDED_OR_A_LENGTH):
                continue
            found = names_in(carrier.format(text), kind)  # type: ignore[arg-type]
            longer = f"{text} at night" in dict(map(reversed, spellings(SCENES)))  # type: ignore[call-overload]
            assert name in found or (longer and found), (carrier.format(text), found)


@given(scenes)
def test_a_scene_alone_brings_its_whole_frame(scene: Entry) -> None:
    brief = parse(f"something for: {scene.name}")
    if brief.stated("genres"):
        return
    assert brief.style == scene.style
    assert brief.bpm == scene.bpm or brief.stated("moods")
    assert set(brief.moods) >= set(scene.moods) or brief.stated("moods")
    assert brief.instruments == scene.instruments
    assert set(brief.production) >= set(scene.production)
    assert brief.seconds == scene.seconds
    assert brief.source_of("bpm").kind == "implied"
    assert brief.source_of("style").because == f"scene {scene.name}"


def test_tempi_are_those_the_style_plays() -> None:
    for scene in SCENES:
        assert scene.style is not None
        assert scene.bpm is not None, scene.name
        assert scene.range is not None, scene.name
        low, high = scene.range
        assert low <= scene.bpm <= high, scene.name
        assert any(least <= low and high <= most for least, most in tempi(scene.style)), scene.name


def test_a_metre_is_one_that_the_style_plays() -> None:
    for scene in SCENES:
        if scene.metre:
            style = load_style(scene.style or "")
            assert scene.metre in {style.metre, *(variant.metre for variant in style.variants)}, scene.name


def test_no_two_frames_are_the_same_picture() -> None:
    seen: dict[tuple[object, ...], str] = {}
    for entry in (*SCENES, *ERAS):
        if not entry.style:
            continue
        picture = (entry.style, frozenset(entry.moods), entry.instruments, entry.production, entry.metre)
        assert picture not in seen, (entry.name, seen.get(picture))
        seen[picture] = entry.name


def test_no_two_scenes_have_the_same_style_players_and_tempo() -> None:
    seen: dict[tuple[object, ...], str] = {}
    for entry in SCENES:
        heard = (entry.style, frozenset(entry.instruments), entry.bpm)
        assert heard not in seen, (entry.name, seen.get(heard))
        seen[heard] = entry.name


@given(scenes, st.integers(50, 200), st.sampled_from(("A minor", "D major", "F# dorian")))
def test_what_is_stated_wins(scene: Entry, bpm: int, key: str) -> None:
    brief = parse(f"{scene.name}, {bpm} bpm, in {key}, with an oboe, 40 seconds, 5/4")
    assert brief.bpm == bpm
    assert brief.key == key
    assert brief.seconds == 40
    assert brief.metre == "5/4"
    assert "oboe" in brief.instruments
    assert brief.stated("instruments")


@given(scenes, st.sampled_from(("techno", "reggae", "bossa nova", "metal")))
def test_a_genre_wins_over_the_scene(scene: Entry, genre: str) -> None:
    brief = parse(f"{genre} for: {scene.name}")
    assert brief.genres[0][0] == genre or genre in dict(brief.genres)
    assert brief.source_of("style").because.startswith("genre ")
    assert len(brief.instruments) <= 4


@given(scenes, scenes)
def test_two_scenes_mix(one: Entry, other: Entry) -> None:
    brief = parse(f"{one.name}; {other.name}")
    if (
        brief.stated("genres")
        or brief.stated("moods")
        or one is other
        or abs(one.weight - other.weight) > 0.1
    ):
        return
    assert brief.style in (one.style, other.style)
    assert brief.bpm is not None
    chosen = one if brief.style == one.style else other
    assert chosen.range is not None
    assert chosen.range[0] <= brief.bpm <= chosen.range[1]
    assert set(brief.moods) <= {*one.moods, *other.moods}
    assert brief.moods[0] == one.moods[0]
    for scene in (one, other):
        if scene.instruments:
            assert set(scene.instruments) & set(brief.instruments), scene.name


@given(scenes)
def test_a_scene_that_is_ruled_out_brings_nothing(scene: Entry) -> None:
    brief = parse(f"jazz, no {scene.name}")
    assert f"scene {scene.name}" not in {source.because for source in brief.sources.values()}


@given(scenes)
def test_players_who_are_ruled_out_stay_out(scene: Entry) -> None:
    brief = parse(f"{scene.name}, no strings, no drums")
    assert not {"strings", "violin", "tremolo strings", "pizzicato strings"} & set(brief.instruments)
    assert not {"orchestral percussion", "latin percussion"} & set(brief.instruments)


def test_the_scene_that_suits_the_mood_gives_the_style() -> None:
    assert parse("sad music for a birthday party after the funeral").style == "hymn-choir"
    assert parse("joyful music for a birthday party after the funeral").style == "pop"


def test_tempo_words_mean_what_they_say_in_any_scene() -> None:
    for scene in SCENES:
        for word, low, high in (("very slow", 30, 60), ("slow", 30, 80), ("fast", 125, 300)):
            brief: Brief = parse(f"{word}, {scene.name}")
            if brief.stated("genres") or brief.stated("bpm"):
                continue
            assert brief.bpm is not None
            assert low <= brief.bpm <= high, (word, scene.name, brief.bpm)


def test_moods_move_the_tempo_of_a_scene() -> None:
    usual = parse("chase scene").bpm
    calm, wild = parse("a calm chase scene").bpm, parse("a wild furious village fair").bpm
    assert usual is not None
    assert calm is not None
    assert wild is not None
    assert calm < usual
    assert wild > (parse("village fair").bpm or 0)


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("music for a wedding", "classical-strings"),
        ("our wedding first dance", "rnb-soul"),
        ("underwater level of a platform game", "waltz"),
        ("shop in an RPG", "bossa-nova"),
        ("the final boss awakens", "metal"),
        ("late night coding session", "lo-fi-hip-hop"),
        ("silent film chase", "ragtime"),
        ("a viking raid on a monastery", "cinematic"),
        ("70s cop show", "funk"),
        ("camels and dunes: a desert caravan", "middle-eastern"),
        ("hold music", "jazz-swing"),
        ("pirate ship in a storm", "celtic"),
        ("christmas morning", "pop"),
        ("on the dance floor", "house"),
    ],
)
def test_scenes_people_ask_for(prompt: str, style: str) -> None:
    assert parse(prompt).style == style


@pytest.mark.parametrize(
    "prompt",
    [
        "a couple of trumpets",
        "drum machines and synths",
        "with drum programming",
        "a tribute to my teacher",
        "harmonic discord",
        "a jig and two reels",
        "gliding lead",
        "sound waves",
        "the advent of summer",
        "a thunder of applause",
        "a queen's necklace",
        "rocky guitar",
    ],
)
def test_everyday_words_are_no_scenes(prompt: str) -> None:
    assert names_in(prompt, "scene") == []


@pytest.mark.parametrize(
    ("prompt", "era"),
    [
        ("80s", "1980s"),
        ("the '80s", "1980s"),
        ("eighties", "1980s"),
        ("1980s", "1980s"),
        ("the 1980's", "1980s"),
        ("Y2K", "y2k"),
        ("the Jazz Age", "1920s"),
        ("baroque era", "baroque era"),
        ("Victorian London", "victorian era"),
        ("medieval times", "middle ages"),
        ("golden age of hip hop", "golden age of hip hop"),
        ("18th century", "classical era"),
        ("the roaring twenties", "1920s"),
        ("late sixties", "summer of love"),
    ],
)
def test_eras_as_people_write_them(prompt: str, era: str) -> None:
    assert names_in(prompt, "era") == [era]


@given(st.sampled_from(tuple(entry for entry in ERAS if entry.style)))
def test_an_era_alone_brings_style_genre_and_players(era: Entry) -> None:
    brief = parse(f"something: {era.name}")
    if brief.stated("genres"):
        return
    assert brief.style == era.style
    assert brief.genres == tuple((name, 1.0) for name in era.genres)
    assert brief.source_of("genres").kind == "implied"
    assert brief.instruments == era.instruments
    assert set(era.production) <= set(brief.production)
    assert brief.bpm is not None


def test_an_era_colours_a_genre_but_does_not_replace_it() -> None:
    brief = parse("80s techno")
    assert brief.style == "techno"
    assert "retro" in brief.production
    assert "synth bass" in brief.instruments


def test_a_general_scene_gives_way_to_a_particular_one() -> None:
    brief = parse("a movie about a bank heist")
    heist = parse("a bank heist")
    assert (brief.style, brief.bpm, brief.instruments) == (heist.style, heist.bpm, heist.instruments)
    assert parse("an ordinary movie").style == "cinematic"


def test_a_scene_beats_an_era_for_the_style() -> None:
    brief = parse("a wedding in the 1950s")
    assert brief.style == "classical-strings"
    assert "mono" in brief.production
