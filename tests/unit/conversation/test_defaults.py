"""`/set` values and what the defaults of a session add up to."""

import json

import pytest

from timbre.conversation.defaults import FIELDS, musical, read_value, with_overrides
from timbre.conversation.requesting import Wishes, build_brief, idea_request, reworked_request
from timbre.errors import InvalidInputError, MissingError, UnknownNameError
from timbre.jobs.mastering import settle_mastering
from timbre.language.explain import in_words
from timbre.language.parse import parse
from timbre.session.paths import Paths


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("bpm", "92.5", 92.5),
        ("key", "f#m", "F# minor"),
        ("metre", "06/8", "6/8"),
        ("seconds", "2:30", 150.0),
        ("seconds", "45s", 45.0),
        ("seed", "7", 7),
        ("stems", "on", True),
        ("format", "FLAC", "flac"),
        ("lufs", "-9", -9.0),
        ("style", "Lo-fi Hip Hop", "lo-fi-hip-hop"),
    ],
)
def test_values_are_read(name, text, value):
    assert read_value(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bpm", "999"),
        ("bpm", "nan"),
        ("key", "H sharp"),
        ("metre", "4/5"),
        ("seconds", "1000"),
        ("seconds", "1:99"),
        ("seed", "1.5"),
        ("trim", "maybe"),
        ("bits", "8"),
        ("top_k", "9" * 400),
    ],
)
def test_bad_values_name_what_is_valid(name, text):
    with pytest.raises(InvalidInputError) as raised:
        read_value(name, text)
    assert FIELDS[name].valid in raised.value.message


def test_an_unknown_field_is_guessed():
    with pytest.raises(UnknownNameError, match="'bpm'"):
        read_value("bmp", "90")


def test_overrides_beat_options_and_odd_ones_are_passed_over():
    options = Wishes(bpm=100, engine="other", model="big", presets=("campfire",))
    wishes = with_overrides(
        options, {"bpm": 120.0, "engine": "composer", "stems": True, "lufs": -9.0, "gone": 1}, ("island",)
    )
    assert (wishes.bpm, wishes.engine, wishes.model) == (120.0, "composer", None)
    assert (wishes.outputs.stems, wishes.post.lufs) == (True, -9.0)
    assert wishes.presets == ("campfire", "island")


def test_words_beat_the_defaults_of_a_session():
    defaults = Wishes(bpm=100, key="D minor", default_seconds=12.0)
    said = idea_request("house at 124 bpm, 40 seconds", defaults, 1)
    assert (said.brief.bpm, said.brief.key, said.seconds) == (124.0, "D minor", 40.0)
    assert idea_request("house", defaults, 1).seconds == 12.0
    assert idea_request("house", Wishes(seconds=9.0), 1).seconds == 9.0


def test_a_loop_by_default_gives_way_to_seconds_in_words():
    defaults = Wishes(loop_bars=4)
    assert idea_request("house", defaults, 1).brief.bars == 4
    assert idea_request("house, 20 seconds", defaults, 1).seconds == 20.0


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("chords", "am f C/E G7", ["Am", "F", "C/E", "G7"]),
        ("chords", "Am – F – C", ["Am", "F", "C"]),
        ("chords", "ii-V-I", ["ii", "V", "I"]),
        ("genres", "lofi, jazz (0.5)", [["lo-fi hip hop", 1.0], ["jazz", 0.5]]),
        ("genres", "drum and bass", [["drum and bass", 1.0]]),
        ("genres", "children's music", [["children's music", 1.0]]),
        ("moods", "calm and sad", ["calm", "sad"]),
        ("instruments", "piano, rhodes, brush kit", ["piano", "electric piano", "drums", "brush kit"]),
        ("without", "percussion", ["drums", "percussion"]),
        ("form", "intro 4, verse (8 bars), chorus", [("intro", 4), ("verse", 8), ("chorus", None)]),
        ("form", "AABA", [("verse", None), ("verse", None), ("chorus", None), ("verse", None)]),
        ("ending", "Fade", "fade"),
        ("bars", "8 bars", 8),
        ("loop", "on", True),
        ("vocals", "no", False),
        ("density", "+0.5", 0.5),
        ("brightness", "−0.3", -0.3),
        ("swing", "0.6", 0.6),
        ("production", "vinyl, reverb", ["vinyl", "reverb"]),
        ("style", "bossa nova", "bossa-nova"),
        ("bpm", "92.5 bpm", 92.5),
        ("seconds", "45 s", 45.0),
        ("lufs", "-14 LUFS", -14.0),
    ],
)
def test_musical_values_become_canonical_names_in_plain_json(name, text, value):
    found = read_value(name, text)
    assert json.loads(json.dumps(found)) == found
    if name == "form":
        found = [(section["name"], section["bars"]) for section in found]
    assert found == value


@pytest.mark.parametrize("name", ["chords", "genres", "moods", "instruments", "form", "production"])
def test_what_is_shown_can_be_typed_again(name):
    texts = {
        "chords": "Am F C/E Gsus4",
        "genres": "jazz, blues (0.5)",
        "moods": "calm, sad",
        "instruments": "piano, drums, brush kit",
        "form": "intro 4, verse, pre-chorus 8",
        "production": "lo-fi, vinyl",
    }
    value = read_value(name, texts[name])
    (typed,) = musical({name: value}).values()
    assert read_value(name, in_words(name, typed)) == value


@pytest.mark.parametrize(
    ("name", "text", "guess"),
    [
        ("genres", "jaz", "'jazz'"),
        ("moods", "dreamyy", "'dreamy'"),
        ("instruments", "piano, vilin", "'violin'"),
        ("without", "drumms", "'drums'"),
        ("production", "vynil", "'vinyl'"),
        ("form", "intro, vers", "'verse'"),
        ("style", "waltzz", "'waltz'"),
    ],
)
def test_misspelt_names_are_guessed(name, text, guess):
    with pytest.raises(UnknownNameError, match=guess):
        read_value(name, text)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("chords", "Am Xyz", "'Xyz' is not a chord"),
        ("chords", "", "0 chords"),
        ("form", "verse 999", "1 to 256"),
        ("genres", "jazz (3)", "0.2 to 1"),
        ("genres", "jazz, rock, house, techno, blues, funk", "1 to 5"),
        ("instruments", "vocals", "Vocals"),
        ("density", "2", "−1 (sparse) to 1 (busy)"),
        ("swing", "-0.1", "0 (straight) to 1 (triplets)"),
        ("bars", "0", "1 to 512"),
        ("bars", "1.5", "1 to 512"),
        ("ending", "bang", "natural, abrupt, fade"),
        ("loop", "perhaps", "on or off"),
    ],
)
def test_bad_musical_values_name_what_is_valid(name, text, told):
    with pytest.raises(InvalidInputError) as raised:
        read_value(name, text)
    assert told in raised.value.message


def test_values_of_the_history_that_cannot_be_read_are_passed_over():
    wishes = with_overrides(
        Wishes(key="D minor"),
        {"bpm": 5000, "chords": 7, "form": [{"bars": 4}], "moods": ["calm"], "key": None, "swing": "x"},
    )
    assert (wishes.bpm, wishes.chords, wishes.form, wishes.swing) == (None, None, None, None)
    assert wishes.moods == ("calm",)
    assert wishes.key == "D minor"
    assert wishes.of_session == {"moods"}


def test_the_brief_says_which_wishes_are_of_the_session():
    brief = idea_request("house", with_overrides(Wishes(key="D minor"), {"bpm": 100.0}), 1).brief
    assert (brief.source_of("bpm").because, brief.source_of("key").because) == ("/set", "--key")


def test_words_that_state_a_field_beat_its_default_and_leave_the_others():
    defaults = with_overrides(
        Wishes(),
        {
            "chords": ["Am", "F"],
            "genres": [["jazz", 1.0]],
            "instruments": ["piano"],
            "vocals": True,
            "ending": "fade",
        },
    )
    brief = idea_request("house with a flute, instrumental", defaults, 1).brief
    assert brief.genres == (("house", 1.0),)
    assert brief.style == "house"
    assert brief.instruments == ("flute",)
    assert not brief.vocals
    assert (brief.chords, brief.ending) == (("Am", "F"), "fade")


def test_a_genre_brings_its_style_as_in_a_prompt():
    jazz = with_overrides(Wishes(), {"genres": [["jazz", 1.0]]})
    brief = idea_request("with a piano", jazz, 1).brief
    assert (brief.style, brief.source_of("style").because) == ("jazz-swing", "genre jazz")
    assert brief.instruments == ("piano",)
    assert brief.swing == parse("jazz").swing
    both = with_overrides(Wishes(), {"genres": [["jazz", 1.0]], "style": "waltz"})
    assert idea_request("with a piano", both, 1).brief.style == "waltz"


def test_a_style_may_be_the_users_own(tmp_path, monkeypatch):
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path))
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "attic-house.toml").write_text('extends = "house"\n')
    assert FIELDS["style"].read("Attic house") == "attic-house"
    assert FIELDS["style"].read("deep house") == "house"
    with pytest.raises(UnknownNameError):
        FIELDS["style"].read("cellar house")


def test_moods_bring_their_feeling_but_not_over_what_was_stated():
    sad = idea_request("piano", with_overrides(Wishes(), {"moods": ["sad"]}), 1).brief
    happy = idea_request("piano", with_overrides(Wishes(), {"moods": ["happy"]}), 1).brief
    assert sad.valence < 0 < happy.valence
    stated = with_overrides(Wishes(), {"moods": ["sad"], "valence": 0.9})
    assert idea_request("piano", stated, 1).brief.valence == 0.9


def test_who_is_asked_for_is_not_ruled_out():
    drums = with_overrides(Wishes(presets=()), {"instruments": ["piano", "violin"]})
    brief = build_brief("house without violin, without drums", drums)
    assert brief.instruments == ("piano", "violin")
    assert brief.without == ("drums",)
    gone = build_brief("piano and flute", with_overrides(Wishes(), {"without": ["piano", "flute"]}))
    assert (gone.instruments, gone.without) == ((), ("piano", "flute"))
    assert not gone.stated("instruments")


def test_an_instrument_in_words_beats_a_default_that_rules_it_out_and_the_other_way_round():
    brief = idea_request(
        "house with a flute", with_overrides(Wishes(), {"without": ["flute", "drums"]}), 1
    ).brief
    assert (brief.instruments, brief.without) == (("flute",), ("drums",))
    band = with_overrides(Wishes(), {"instruments": ["piano", "flute"]})
    brief = idea_request("house without flute", band, 1).brief
    assert (brief.instruments, brief.without) == (("piano",), ("flute",))


def test_the_session_beats_its_presets():
    defaults = with_overrides(Wishes(), {"bpm": 111.0}, ("rainy-cafe",))
    brief = idea_request("with a flute", defaults, 1).brief
    assert brief.bpm == 111.0
    assert brief.genres == (("smooth jazz", 1.0),)


@pytest.mark.parametrize(
    ("options", "overrides", "length"),
    [
        (Wishes(seconds=20.0), {"bars": 8}, (None, 8, False)),
        (Wishes(loop_bars=4), {"bars": 8}, (None, 8, True)),
        (Wishes(loop_bars=4), {"bars": 8, "loop": False}, (None, 8, False)),
        (Wishes(loop_bars=4), {"loop": False}, (30.0, None, False)),
        (Wishes(loop_bars=4), {"seconds": 12.0}, (12.0, None, False)),
        (Wishes(), {"loop": True}, (30.0, None, True)),
    ],
)
def test_one_wish_decides_the_length(options, overrides, length):
    request = idea_request("house", with_overrides(options, overrides), 1)
    assert (request.seconds, request.brief.bars, request.brief.loop) == length


def test_a_length_in_words_beats_bars_of_the_session():
    defaults = with_overrides(Wishes(), {"bars": 8})
    assert idea_request("house, 20 seconds", defaults, 1).seconds == 20.0
    assert idea_request("16 bars of house", defaults, 1).brief.bars == 16


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", "abc"),
        ("temperature", 99),
        ("master", 5),
        ("format", "aiff"),
        ("engine", 5),
        ("model", ["x"]),
        ("trim", "perhaps"),
        ("sample_rate", 10**400),
        ("bpm", "fast"),
        ("genres", "house"),
        ("default_seconds", 3),
        ("post", 1),
        ("of_session", 3),
        ("seed", 7),
        ("a setting of tomorrow", {"x": 1}),
    ],
)
def test_what_another_timbre_set_and_this_one_cannot_read_costs_no_take(name, value):
    assert idea_request("house", with_overrides(Wishes(), {name: value}), 1) == idea_request(
        "house", Wishes(), 1
    )


def test_what_was_set_comes_back_from_the_history_as_it_was_said():
    said = {"temperature": "0.5", "top_k": "40", "bits": "24", "trim": "on", "lufs": "-16", "master": "warm"}
    found = with_overrides(Wishes(), {name: read_value(name, text) for name, text in said.items()})
    assert (found.temperature, found.top_k) == (0.5, 40)
    assert (found.outputs.bits, found.post.trim, found.post.lufs, found.post.master) == (
        "24",
        True,
        -16.0,
        "warm",
    )


def test_a_take_mastered_with_a_preset_that_has_changed_since_is_edited_with_it_as_it_is_now(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path))
    preset = Paths.from_environment().mastering / "mine.toml"
    preset.parent.mkdir(parents=True)
    preset.write_text("lufs = -14\n", encoding="utf-8")
    now = with_overrides(Wishes(), {"master": read_value("master", "mine")})
    made = settle_mastering(idea_request("house", now, 1))
    preset.write_text("lufs = -11\n", encoding="utf-8")
    with pytest.raises(MissingError, match="mine"):
        settle_mastering(made)
    edited = settle_mastering(reworked_request(made, "x", made.brief, now, seed=1))
    assert edited.post.master == "mine"
    assert edited.post.master_sha256 not in (None, made.post.master_sha256)
    preset.unlink()
    assert with_overrides(Wishes(), {"master": "mine"}).post.master == "auto"
    with pytest.raises(UnknownNameError, match="vinyl"):
        read_value("master", "vinyll")
