"""What other engines are told: nothing that was stated is dropped, nothing is said that was not meant."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.errors import UnknownNameError
from timbre.language.describe import (
    DIALECTS,
    AceStep,
    CompositionPlan,
    StableAudio,
    Told,
    Words,
    dialect_of,
    tell,
)
from timbre.language.edits import apply, read_edit
from timbre.language.parse import parse
from timbre.model.brief import Brief, PartWish, PlaceWish, SectionWish

IDEA = "slow jazz waltz with a soft piano, 90 bpm, D minor, no drums"


def test_musicgen_reads_the_users_sentence() -> None:
    assert tell("musicgen", parse(IDEA), IDEA) == Words(IDEA)


def test_stable_audio_reads_tags_and_what_must_not_be_heard() -> None:
    told = tell("stable-audio", parse(IDEA), IDEA)
    assert isinstance(told, StableAudio)
    assert told.prompt == "slow jazz waltz with a soft piano, 90 bpm, D minor, Key: D minor, BPM: 90"
    assert told.negative_prompt == "drums"
    assert told.seconds_total is None


def test_ace_step_has_fields_of_its_own() -> None:
    prompt = f"{IDEA}, 3/4, 45 seconds"
    told = tell("ace-step", parse(prompt), prompt)
    assert isinstance(told, AceStep)
    assert (told.bpm, told.keyscale, told.timesignature, told.duration) == (90, "D minor", "3", 45)
    assert (told.lyrics, told.instrumental) == ("[Instrumental]", True)
    assert told.lm_negative_prompt == "drums"
    assert told.caption == prompt


@pytest.mark.parametrize(
    ("prompt", "field"),
    [
        ("rock, 92.5 bpm", "92.5"),
        ("jazz in 7/8", "7/8"),
        ("folk, D dorian", "dorian"),
        ("house, 5 seconds", "5 seconds"),
    ],
)
def test_ace_step_says_in_words_what_it_has_no_field_for(prompt: str, field: str) -> None:
    told = tell("ace-step", parse(prompt), prompt)
    assert isinstance(told, AceStep)
    assert field in told.caption
    assert (told.bpm, told.keyscale, told.timesignature, told.duration) == (None, "", "", None)


def test_ace_step_gets_structure_tags() -> None:
    prompt = "pop: intro, verse, chorus; quiet intro, no drums in the verse"
    told = tell("ace-step", parse(prompt), prompt)
    assert isinstance(told, AceStep)
    assert told.lyrics == "[Intro - quiet]\n[Verse - no drums]\n[Chorus]"


def test_elevenlabs_gets_a_plan_of_sections() -> None:
    prompt = (
        "pop, 60 seconds: intro, verse, chorus; starts with only piano, no bass in the verse, loud chorus"
    )
    told = tell("elevenlabs", parse(prompt), prompt)
    assert isinstance(told, CompositionPlan)
    assert [s.section_name for s in told.sections] == ["Intro", "Verse", "Chorus"]
    assert sum(s.duration_ms for s in told.sections) == 60_000
    assert told.sections[0].positive_local_styles == ("only piano",)
    assert told.sections[1].negative_local_styles == ("bass",)
    assert told.sections[2].positive_local_styles == ("powerful",)
    assert "pop" in told.positive_global_styles


def test_elevenlabs_is_told_what_to_avoid_where_it_reads_that() -> None:
    told = tell("elevenlabs", parse("techno, no vocals, without piano"), "techno, no vocals, without piano")
    assert isinstance(told, CompositionPlan)
    assert set(told.negative_global_styles) >= {"vocals", "piano"}
    assert not any("vocal" in style or "piano" in style for style in told.positive_global_styles)


def test_a_moment_cuts_the_plan() -> None:
    prompt = "techno, 40 seconds, drums come in at 0:20"
    told = tell("elevenlabs", parse(prompt), prompt)
    assert isinstance(told, CompositionPlan)
    assert [s.duration_ms for s in told.sections] == [20_000, 20_000]
    assert [s.negative_local_styles for s in told.sections] == [("drums",), ()]


def test_long_pieces_are_told_in_parts_that_are_allowed() -> None:
    told = tell("elevenlabs", parse("ambient, 10 minutes"), "ambient, 10 minutes")
    assert isinstance(told, CompositionPlan)
    assert sum(s.duration_ms for s in told.sections) == 600_000
    assert all(3_000 <= s.duration_ms <= 120_000 for s in told.sections)


def test_an_edit_takes_the_place_of_what_it_changed() -> None:
    brief = parse(IDEA)
    for words in ("120 bpm", "in F major", "add drums"):
        edit = read_edit(words, brief)
        assert edit is not None
        brief = apply(edit, brief)
    for name in DIALECTS:
        told = " ".join(str(value) for _, value in tell(name, brief, IDEA).rows())
        assert "90" not in told, name
        assert "D minor" not in told, name
        assert "no drums" not in told, name
        assert "120" in told, name
        assert "F major" in told, name
        assert "drums" in told, name


def test_an_unknown_engine_is_told_so() -> None:
    with pytest.raises(UnknownNameError, match="stable-audio"):
        dialect_of("stable-audo")


@pytest.mark.parametrize("name", DIALECTS)
def test_everything_told_is_json(name: str) -> None:
    data = tell(name, parse(IDEA), IDEA).as_json()
    assert json.loads(json.dumps(data, allow_nan=False)).keys() == data.keys()


@pytest.mark.parametrize("name", DIALECTS)
def test_nothing_said_is_nothing_told(name: str) -> None:
    texts = [text for text in tell(name, Brief(), "").texts() if text not in ("[Instrumental]", "Piece")]
    assert "".join(texts) == ""


_PLAYERS = ("piano", "bass", "drums", "violin", "flute", "electric guitar", "synth pad", "kick", "hi-hats")
_AMOUNTS = st.sampled_from([-0.5, 0.0, 0.5])
_PARTS = st.builds(
    PartWish,
    name=st.sampled_from(_PLAYERS),
    level_db=st.sampled_from([-3.0, 0.0, 3.0]),
    pan=st.sampled_from([None, -0.9, -0.6, 0.3, 0.6]),
    dynamics=_AMOUNTS,
    brightness=_AMOUNTS,
    density=_AMOUNTS,
    octave=st.sampled_from([-1, 0, 1]),
    production=st.sampled_from([(), ("reverb",), ("distorted",), ("dry",)]),
)


def _stated(fields: dict[str, Any]) -> Brief:
    """A Brief that states `fields`; nobody is asked for and ruled out at once."""
    out = fields.get("without", ())
    if "parts" in fields:
        fields["parts"] = tuple(wish for wish in fields["parts"] if wish.name not in out)
    return Brief().with_stated("--option", **fields)


_NAMES = st.sampled_from([("piano",), ("bass", "drums"), ("violin",)])
_WHERES = st.sampled_from(
    ["intro", "chorus", "last chorus", "bridge", "start", "end", "first half", "second half"]
)
_PLACES = st.one_of(
    st.builds(PlaceWish, where=_WHERES, only=_NAMES),
    st.builds(PlaceWish, where=_WHERES, add=_NAMES),
    st.builds(PlaceWish, where=_WHERES, without=_NAMES),
    st.builds(PlaceWish, where=_WHERES, energy=st.sampled_from([-0.4, 0.4])),
    st.builds(PlaceWish, where=_WHERES, semitones=st.sampled_from([-2, 1, 3])),
    st.builds(PlaceWish, where=st.sampled_from(["start", "end"]), seconds=st.just(12.0), only=_NAMES),
    st.builds(PlaceWish, where=st.just("start"), seconds=st.sampled_from([10.0, 20.0]), without=_NAMES),
)
_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "bpm": st.sampled_from([72.0, 96.5, 128.0]),
    "key": st.sampled_from(["A minor", "F# major", "D dorian", "Bb major"]),
    "metre": st.sampled_from(["3/4", "4/4", "7/8", "6/8"]),
    "chords": st.sampled_from([("Am", "F", "C", "G"), ("Dm7", "G7", "Cmaj7")]),
    "genres": st.sampled_from([(("house", 1.0),), (("jazz", 1.0), ("bossa nova", 0.6))]),
    "moods": st.sampled_from([("dreamy",), ("sad", "warm")]),
    "instruments": st.sampled_from([("piano",), ("violin", "cello")]),
    "without": st.sampled_from([("drums",), ("synth pad", "bass")]),
    "production": st.sampled_from([("vinyl",), ("reverb", "wide")]),
    "ending": st.sampled_from(["fade", "abrupt"]),
    "loop": st.just(True),
    "form": st.just(
        (SectionWish(name="intro", bars=4), SectionWish(name="verse"), SectionWish(name="chorus"))
    ),
    "swing": st.just(0.8),
    "seconds": st.sampled_from([24.0, 60.0]),
    "parts": st.lists(_PARTS, min_size=1, max_size=3, unique_by=lambda wish: wish.name).map(tuple),
    "places": _PLACES.map(lambda wish: (wish,)),
}
briefs = st.fixed_dictionaries({}, optional=_FIELDS).map(lambda fields: _stated(fields))


@pytest.mark.parametrize("name", DIALECTS)
@given(brief=briefs)
@settings(max_examples=40)
def test_everything_stated_is_told(name: str, brief: Brief) -> None:
    told = tell(name, brief, "")
    read = parse(_text(told))
    for field in brief.sources:
        assert _is_told(field, brief, read, told), (field, getattr(brief, field), told)


@pytest.mark.parametrize("name", DIALECTS)
@given(brief=briefs)
@settings(max_examples=40)
def test_everything_stated_is_told_after_other_words(name: str, brief: Brief) -> None:
    told = tell(name, brief, "music for my cat")
    assert "music for my cat" in " ".join(told.texts())
    read = parse(_text(told))
    for field in brief.sources:
        assert _is_told(field, brief, read, told), (field, getattr(brief, field), told)


def _text(told: Told) -> str:
    """Everything an engine reads as wishes, in one text."""
    if isinstance(told, StableAudio):
        return told.prompt.replace("Key: ", "in ")
    if isinstance(told, AceStep):
        return told.caption
    if isinstance(told, CompositionPlan):
        return ", ".join(told.positive_global_styles)
    assert isinstance(told, Words)
    return told.text


def _is_told(field: str, brief: Brief, read: Brief, told: Told) -> bool:
    data, value = told.as_json(), getattr(brief, field)
    if field == "without":
        unwanted = (
            data.get("negative_prompt")
            or data.get("lm_negative_prompt")
            or data.get("negative_global_styles")
        )
        return all(name in (unwanted or read.without) for name in value)
    if field == "seconds":
        if isinstance(told, CompositionPlan):
            return sum(section.duration_ms for section in told.sections) == value * 1000
        return value in (data.get("seconds"), data.get("seconds_total"), data.get("duration"))
    if isinstance(told, AceStep) and _in_ace_field(field, value, told):
        return True
    if field == "form" and isinstance(told, CompositionPlan):
        titles = [section.section_name.lower() for section in told.sections]
        return {wish.name for wish in value} <= {title.split(" ")[0] for title in titles}
    if field == "places":
        return _places_told(value[0], read, told)
    if field == "parts":
        return all(_part_told(wish, read) for wish in value)
    if field == "genres":
        return {name for name, _ in value} <= {name for name, _ in read.genres}
    if field in ("moods", "instruments", "production"):
        return set(value) <= set(getattr(read, field))
    return bool(getattr(read, field) == value)


def _in_ace_field(field: str, value: Any, told: AceStep) -> bool:
    beats = {"2": "2/4", "3": "3/4", "4": "4/4", "6": "6/8"}
    if field == "form":
        return [tag.strip("[]").split(" ")[0].lower() for tag in told.lyrics.split("\n")] == [
            w.name for w in value
        ]
    given_fields = {"bpm": told.bpm, "key": told.keyscale, "metre": beats.get(told.timesignature)}
    return field in given_fields and bool(given_fields[field] == value)


def _part_told(wish: PartWish, read: Brief) -> bool:
    found = next((one for one in read.parts if one.name == wish.name), None)
    if found is None:
        return wish == PartWish(name=wish.name)
    axes = ("level_db", "dynamics", "brightness", "density", "octave")
    told = all(not getattr(wish, axis) or getattr(wish, axis) * getattr(found, axis) > 0 for axis in axes)
    sounds = set(wish.production) <= {*found.production, *read.production}
    return told and sounds and (wish.pan is None or found.pan == wish.pan)


def _places_told(wish: PlaceWish, read: Brief, told: Told) -> bool:
    if isinstance(told, CompositionPlan):
        local = " ".join(
            style for s in told.sections for style in (*s.positive_local_styles, *s.negative_local_styles)
        )
        if local and all(name in local for name in (*wish.only, *wish.add, *wish.without)):
            return True
    if isinstance(told, AceStep) and " - " in told.lyrics:
        return all(name in told.lyrics for name in (*wish.only, *wish.add, *wish.without))
    for one in read.places:
        if (one.where, one.seconds) != (wish.where, wish.seconds):
            continue
        same = (set(one.only), set(one.add), set(one.without)) == (
            set(wish.only),
            set(wish.add),
            set(wish.without),
        )
        return same and one.energy * wish.energy >= 0 and one.semitones == wish.semitones
    return False


_EDITS = (
    "slower",
    "100 bpm",
    "in F major",
    "add strings",
    "no piano",
    "with drums",
    "louder bass",
    "softer piano",
    "flute panned left",
    "no drums in the intro",
    "start with just the bass",
    "a bigger last chorus",
    "more reverb",
    "more energy",
    "make it a loop",
    "chords Am F C G",
    "fade out at the end",
)


@pytest.mark.parametrize("name", DIALECTS)
@given(lines=st.lists(st.sampled_from(_EDITS), min_size=1, max_size=4, unique=True))
@settings(max_examples=25)
def test_what_edits_state_is_told(name: str, lines: list[str]) -> None:
    brief = parse("slow jazz waltz with a clarinet")
    for words in lines:
        edit = read_edit(words, brief)
        if edit is not None:
            brief = apply(edit, brief)
    told = tell(name, brief, "slow jazz waltz with a clarinet")
    read = parse(_text(told))
    for field in ("bpm", "key", "chords", "instruments", "without", "loop", "ending"):
        if brief.stated(field) and getattr(brief, field):
            assert _is_told(field, brief, read, told), (field, getattr(brief, field), told)
    for wish in brief.parts if brief.stated("parts") else ():
        out = wish.name in brief.without or wish.name not in " ".join(told.texts())
        assert out or _part_told(wish, read), (wish, told)
    for place in brief.places if brief.stated("places") else ():
        assert _places_told(place, read, told), (place, told)
