"""Requests and briefs: JSON round-trip, schema version, and errors a musician can act on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from timbre.model.brief import Brief, SectionWish, Source
from timbre.model.problems import explain_validation
from timbre.model.request import REQUEST_SCHEMA, SEED_MAX, GenerationRequest, Outputs, PostProcessing

briefs = st.builds(
    Brief,
    bpm=st.none() | st.floats(30, 300),
    key=st.sampled_from([None, "A minor", "F# dorian"]),
    metre=st.sampled_from([None, "3/4", "7/8"]),
    chords=st.lists(st.sampled_from(["Am7", "F", "C/G"]), max_size=4).map(tuple),
    moods=st.lists(st.text(max_size=10), max_size=3).map(tuple),
    form=st.lists(st.builds(SectionWish, name=st.text(min_size=1, max_size=8)), max_size=2).map(tuple),
    loop=st.booleans(),
    sources=st.dictionaries(
        st.sampled_from(["bpm", "key"]), st.builds(Source, because=st.text(max_size=9)), max_size=2
    ),
)
requests = st.builds(
    GenerationRequest,
    prompt=st.text(max_size=60),
    brief=briefs,
    seed=st.integers(0, SEED_MAX),
    seconds=st.none() | st.floats(1, 900),
    part_seeds=st.dictionaries(st.sampled_from(["drums", "bass"]), st.integers(0, SEED_MAX), max_size=2),
    post=st.builds(PostProcessing, lufs=st.none() | st.floats(-40, -5), trim=st.booleans()),
    outputs=st.builds(Outputs, format=st.sampled_from(["wav", "flac", "mp3", "ogg"]), stems=st.booleans()),
)


@settings(deadline=None, max_examples=60)
@given(requests)
def test_a_request_survives_json(request_):
    assert GenerationRequest.model_validate_json(request_.model_dump_json()) == request_


def test_a_newer_schema_is_refused_with_the_way_out():
    with pytest.raises(ValidationError, match="upgrade Timbre"):
        GenerationRequest(prompt="x", seed=1, schema_version=REQUEST_SCHEMA + 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"seconds": 0.0}, ["seconds", "0", "1 to 900"]),
        ({"seconds": float("nan")}, ["seconds", "not a number", "1 to 900"]),
        ({"seconds": 36000.0}, ["36000", "15 minutes"]),
        ({"seed": -1}, ["seed", "-1", "4294967294"]),
        ({"seed": SEED_MAX + 1}, ["4294967295"]),
        ({"part_seeds": {"bass": -3}}, ["part", "bass", "-3"]),
    ],
)
def test_a_bad_value_names_itself_and_the_valid_range(fields, words):
    with pytest.raises(ValidationError) as caught:
        GenerationRequest(**{"prompt": "x", "seed": 1, **fields})
    message = explain_validation(caught.value).message
    for word in words:
        assert word in message, message


def test_stated_fields_are_marked_and_validated():
    brief = Brief().with_stated("--bpm", bpm=120.0)
    assert brief.stated("bpm")
    assert brief.source_of("bpm").because == "--bpm"
    assert not brief.stated("key")
    with pytest.raises(ValidationError):
        brief.with_stated("--bpm", bpm=9999.0)
