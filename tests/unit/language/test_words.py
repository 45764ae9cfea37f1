"""Genres, moods, instruments, scenes, production: what the words of a prompt turn into."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.language.explain import FIELDS, explain
from timbre.language.parse import parse, understand


@pytest.mark.parametrize(
    ("prompt", "genre", "style"),
    [
        ("lofi", "lo-fi hip hop", "lo-fi-hip-hop"),
        ("Lo-Fi beats", "lo-fi hip hop", "lo-fi-hip-hop"),
        ("hiphop", "hip hop", "boom-bap"),
        ("drum & bass", "drum and bass", "drum-and-bass"),
        ("drum'n'bass", "drum and bass", "drum-and-bass"),
        ("DnB", "drum and bass", "drum-and-bass"),
        ("R&B", "r&b", "rnb-soul"),
        ("rock 'n' roll", "rock and roll", "rock"),
        ("bluesrock", "blues", "blues"),
        ("synth-wave", "synthwave", "synthwave"),
        ("8-bit", "chiptune", "chiptune"),
        ("children's song", "children's music", "folk"),
        ("deep house", "deep house", "house"),
        ("bossanova", "bossa nova", "bossa-nova"),
        ("orchestral film score", "cinematic", "cinematic"),
        ("delta blues", "blues", "blues"),
        ("k-pop", "k-pop", "pop"),
        ("dub reggae", "reggae", "reggae"),
        ("a house track", "house", "house"),
        ("Viennese waltz", "waltz", "waltz"),
        ("barbershop quartet", "a cappella", "hymn-choir"),
        ("indie rock ballad", "indie rock", "rock"),
        ("jazz hip hop", "jazz hip hop", "lo-fi-hip-hop"),
        ("reggae rock band", "reggae", "reggae"),
        ("electronic dubstep", "dubstep", "dubstep"),
    ],
)
def test_genre_and_style(prompt: str, genre: str, style: str) -> None:
    brief = parse(prompt)
    assert brief.genres[0] == (genre, 1.0)
    assert brief.style == style
    assert brief.stated("genres")
    assert brief.source_of("style").because == f"genre {genre}"


def test_adjectives_lean_nouns_lead() -> None:
    assert parse("jazzy house").genres == (("house", 1.0), ("jazz", 0.5))
    assert parse("house with a hint of jazz").genres == (("house", 1.0), ("jazz", 0.5))
    assert parse("jazz-influenced techno").genres[0] == ("techno", 1.0)
    assert parse("funky blues").style == "blues"


def test_blends_keep_both() -> None:
    assert {name for name, _ in parse("half techno, half reggae").genres} == {"techno", "reggae"}


@pytest.mark.parametrize(
    "prompt",
    [
        "a house by the sea",
        "lost in the jungle",
        "my garage",
        "opera house",
        "a metal box",
        "in another country",
        "rock bottom",
        "sheet metal",
    ],
)
def test_everyday_words_are_no_genres(prompt: str) -> None:
    assert parse(prompt).genres == ()


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("music for a haunted house", "cinematic"),
        ("rainy night", "lo-fi-hip-hop"),
        ("boss battle", "metal"),
        ("night drive", "synthwave"),
        ("campfire", "folk"),
        ("80s", "synthwave"),
        ("banjo", "folk"),
        ("distorted guitar", "rock"),
        ("music box", "solo-piano"),
        ("meditative", "ambient"),
        ("epic", "cinematic"),
    ],
)
def test_style_without_a_genre(prompt: str, style: str) -> None:
    brief = parse(prompt)
    assert brief.style == style
    assert brief.source_of("style").kind == "implied"


def test_a_genre_beats_the_scene() -> None:
    assert parse("techno for a campfire").style == "techno"


@pytest.mark.parametrize(
    ("prompt", "mood"),
    [
        ("happy", "happy"),
        ("cheerful", "cheerful"),
        ("melancholy", "melancholic"),
        ("dreamy", "dreamy"),
        ("mellow", "mellow"),
        ("laid back", "laid-back"),
        ("suspenseful", "suspenseful"),
        ("uplifting", "uplifting"),
        ("spooky", "spooky"),
        ("peacefully", "peaceful"),
        ("dramatically", "dramatic"),
        ("darker", "dark"),
    ],
)
def test_mood(prompt: str, mood: str) -> None:
    assert parse(prompt).moods == (mood,)


@pytest.mark.parametrize(
    ("prompt", "valence", "energy"),
    [
        ("joyful dance anthem", 1, 1),
        ("calm and peaceful", 1, -1),
        ("sad lonely piano", -1, -1),
        ("furious aggressive metal", -1, 1),
        ("melancholic", -1, -1),
        ("euphoric trance", 1, 1),
        ("spooky haunted house", -1, -1),
    ],
)
def test_valence_and_energy(prompt: str, valence: int, energy: int) -> None:
    brief = parse(prompt)
    assert brief.valence is not None
    assert brief.energy is not None
    assert brief.valence * valence > 0.15
    assert brief.energy * energy > 0.15


def test_an_adjective_on_an_instrument_counts_less() -> None:
    attached, free = parse("techno, sad violin").valence, parse("techno, violin, sad").valence
    assert attached is not None
    assert free is not None
    assert free < attached < 0


@pytest.mark.parametrize(
    ("prompt", "instruments"),
    [
        ("piano", ("piano",)),
        ("Rhodes and upright bass", ("electric piano", "acoustic bass")),
        ("violins, cellos", ("violin", "cello")),
        ("steeldrums", ("steel drum",)),
        ("e-guitar, e-bass", ("electric guitar", "electric bass")),
        ("303 line", ("acid bass",)),
        ("808s", ("808 bass",)),
        ("bass guitar", ("electric bass",)),
        ("groovy bass guitar", ("electric bass",)),
        ("drums", ("drums",)),
        ("brushed drums", ("drums", "brush kit")),
        ("congas", ("percussion", "latin percussion")),
        ("soft pads", ("warm pad",)),
        ("rock guitar", ("electric guitar",)),
        ("folk guitar", ("acoustic guitar",)),
        ("flamenco guitar", ("nylon guitar",)),
        ("metal with guitars", ("distorted guitar",)),
        ("bossa nova guitar", ("nylon guitar",)),
        ("chiptune synth", ("square lead",)),
        ("pop keyboard", ("piano",)),
        ("oud and shakuhachi", ("lute", "shakuhachi")),
        ("fiddle, accordion, tin whistle", ("violin", "accordion", "whistle")),
        ("choir and brass section", ("choir", "brass")),
    ],
)
def test_instruments(prompt: str, instruments: tuple[str, ...]) -> None:
    brief = parse(prompt)
    assert brief.instruments == instruments
    assert brief.stated("instruments")


def test_a_genre_brings_instruments_only_when_none_were_named() -> None:
    implied = parse("bluegrass")
    assert implied.instruments == ("banjo", "violin")
    assert implied.source_of("instruments").kind == "implied"
    assert parse("bluegrass with a kalimba").instruments == ("kalimba",)


@pytest.mark.parametrize(
    ("prompt", "vocals"),
    [
        ("female vocals", True),
        ("a male voice singing", True),
        ("instrumental", False),
        ("no singing", False),
        ("rapper", True),
        ("piano", False),
    ],
)
def test_vocals(prompt: str, vocals: bool) -> None:
    brief = parse(prompt)
    assert brief.vocals is vocals
    assert brief.stated("vocals") == (prompt != "piano")


@pytest.mark.parametrize(
    ("prompt", "production"),
    [
        ("vinyl crackle", "vinyl"),
        ("drenched in reverb", "reverb"),
        ("reverb-heavy", "reverb"),
        ("bone dry", "dry"),
        ("wide stereo", "wide"),
        ("in mono", "mono"),
        ("tape hiss", "tape"),
        ("distorted", "distorted"),
        ("hi-fi", "clean"),
        ("glitchy", "glitchy"),
        ("vintage", "retro"),
        ("live recording", "live"),
        ("dub echo", "dub delay"),
        ("muffled", "filtered"),
        ("sidechained", "pumping"),
        ("shimmering", "bright"),
    ],
)
def test_production(prompt: str, production: str) -> None:
    brief = parse(prompt)
    assert production in brief.production
    assert brief.stated("production")


def test_implied_production_never_contradicts_the_stated() -> None:
    assert "reverb" in parse("ambient").production
    assert "reverb" not in parse("dry ambient").production
    assert (
        "lo-fi" not in parse("clean lofi beats").production
        or "clean" not in parse("clean lofi beats").production
    )


@pytest.mark.parametrize(
    ("prompt", "field", "sign"),
    [
        ("sparse", "density", -1),
        ("lush, layered", "density", 1),
        ("bright", "brightness", 1),
        ("muffled dark", "brightness", -1),
    ],
)
def test_feel(prompt: str, field: str, sign: int) -> None:
    assert getattr(parse(prompt), field) * sign > 0.2


@pytest.mark.parametrize(
    ("prompt", "swing", "kind"),
    [
        ("shuffle feel", 0.8, "stated"),
        ("straight jazz feel, straight", 0.0, "stated"),
        ("jazz", 0.8, "implied"),
    ],
)
def test_swing(prompt: str, swing: float, kind: str) -> None:
    brief = parse(prompt)
    assert brief.swing == swing
    assert brief.source_of("swing").kind == kind


def test_ignored_lists_content_words_once_and_no_little_words() -> None:
    brief = parse("please make me a purple song about purple zebras with piano")
    assert brief.ignored == ("purple", "zebras")


def test_artists_stand_for_attributes_and_what_is_said_wins() -> None:
    brief = parse("ambient like Brian Eno")
    assert brief.ignored == ()
    assert brief.genres == (("ambient", 1.0),)
    assert brief.source_of("genres").kind == "stated"
    assert parse("techno like Brian Eno").style == "techno"


def test_every_set_field_has_a_source() -> None:
    brief = parse(
        "warm lo-fi piano, 80 bpm, A minor, 3/4, rainy night, no drums, 30 seconds, fade out, chords Am F C G"
    )
    defaults = parse("")
    for name in type(brief).model_fields:
        if name not in ("sources", "ignored") and getattr(brief, name) != getattr(defaults, name):
            assert brief.source_of(name).kind != "default", name
            assert brief.source_of(name).span or brief.source_of(name).because, name
    assert {"bpm", "key", "metre", "without", "seconds", "ending", "chords"} <= {
        n for n in brief.sources if brief.stated(n)
    }


def test_empty_prompt_is_an_empty_brief() -> None:
    assert parse("").model_dump(exclude_defaults=True) == {}
    assert parse(" \n\t ").model_dump(exclude_defaults=True) == {}


@pytest.mark.parametrize(
    ("prompt", "genres"),
    [
        ("soul-crushing doom with a funeral organ", ["doom metal"]),
        ("strings with a sense of doom", []),
        ("a flute over a tanpura drone, hypnotic and spiritual", []),
        ("drone, slow and dark", ["ambient"]),
        ("hip hop, the drums swing hard", ["hip hop"]),
        ("drums, swing", ["swing"]),
        ("a gospel quartet", ["gospel"]),
        ("clanging metal hits over a drum machine", []),
        ("a folk song about a house on the rock", ["folk"]),
        ("swing by my place: sultry R&B", ["r&b"]),
        ("tropical cumbia", ["cumbia"]),
        ("a Balkan brass band", ["balkan"]),
        ("lofi jazz", ["jazz hip hop"]),
        ("日本語のヒップホップ", ["hip hop"]),
    ],
)
def test_a_genre_is_named_and_not_just_mentioned(prompt: str, genres: list[str]) -> None:
    assert [name for name, _ in parse(prompt).genres] == genres


@pytest.mark.parametrize(
    ("prompt", "moods"),
    [
        ("peaceful and a little bit sad", ["peaceful", "sad"]),
        ("ghost notes on the snare, reminiscent of the sixties", []),
        ("soul-crushing", ["ominous"]),
        ("a friendly, hilarious tune", ["warm", "playful"]),
        ("a radio-friendly tune", []),
        ("[Style: dark] [Vocal: aloof]", ["dark", "cold"]),
    ],
)
def test_a_mood_is_meant_and_not_just_mentioned(prompt: str, moods: list[str]) -> None:
    assert list(parse(prompt).moods) == moods


def test_players_of_a_few_particular_names() -> None:
    assert "808 bass" in parse("808 trap beat, dark piano").instruments
    assert "brush kit" in parse("warm Rhodes and a brushed kit").instruments
    assert set(parse("悲伤的钢琴曲，配大提琴").instruments) == {"piano", "cello"}
    assert parse("grime, aggressive male rap").vocals is True


def test_drums_that_swing_set_the_feel() -> None:
    assert parse("hip hop, the drums swing").swing == 0.8
    assert parse("hip hop, the drums stomp").swing != 0.8


@given(
    st.lists(
        st.sampled_from(
            (
                "tanpura",
                "drone",
                "guitar",
                "chords",
                "drums",
                "swing",
                "melody",
                "-heavy",
                "soft",
                ",",
                "arpeggio",
                "lo-fi",
            )
        ),
        max_size=12,
    )
)
def test_every_match_means_something_and_can_be_explained(words: list[str]) -> None:
    prompt = " ".join(words)
    assert all(match.spellings for match in understand(prompt).matches)
    assert {row.field for row in explain(prompt).rows} == set(FIELDS)
