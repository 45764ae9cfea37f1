"""What a model says, read: good values as a Brief holds them, bad ones left out with why, nonsense an error."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from timbre.assistant.answer import FIELDS, read_answer, schema
from timbre.errors import AssistantError
from timbre.model.brief import Brief
from timbre.model.request import PARTS


def read(**said):
    return read_answer(json.dumps({"intent": "edit", "reply": "ok", **said}), PARTS)


def test_values_are_as_a_brief_holds_them():
    said = {
        "bpm": 68,
        "key": "f#m",
        "chords": ["am", "F"],
        "genres": ["lofi", "Jazz"],
        "moods": ["Dreamy", "calm"],
        "instruments": ["a Rhodes", "cello"],
        "without": ["drums"],
        "form": ["intro 4", "verse"],
        "parts": ["bass: +3 dB"],
        "places": ["start: only bass"],
        "loop": True,
        "seconds": 45,
    }
    fields = dict(read(set=said).fields)
    assert fields["key"] == "F# minor"
    assert fields["chords"] == ("Am", "F")
    assert [name for name, _ in fields["genres"]] == ["lo-fi hip hop", "jazz"]
    assert fields["moods"] == ("dreamy", "calm")
    assert fields["instruments"] == ("electric piano", "cello")
    assert (fields["bpm"], fields["loop"], fields["seconds"]) == (68.0, True, 45.0)
    assert fields["form"][0].bars == 4
    assert fields["parts"][0].level_db == 3
    assert fields["places"][0].only == ("bass",)
    Brief(**fields)


def test_what_is_unknown_is_left_out_and_named():
    found = read(
        set={
            "bpm": 9000,
            "key": "H sharp",
            "moods": ["calm", "xyzzy"],
            "colour": "blue",
            "genres": [7],
            "loop": None,
        },
        add=["flugelbone", "violin"],
        renew=["melody", "kazoo"],
    )
    assert dict(found.fields) == {"moods": ("calm",)}
    assert found.add == ("violin",)
    assert found.renew == ("melody",)
    told = " ".join(found.ignored)
    assert all(word in told for word in ("9000", "H sharp", "xyzzy", "colour", "7", "flugelbone", "kazoo"))
    assert len(found.ignored) == 7


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"intent": "edit", "set": {"bpm": 90}, "reply": ""}\n```',
        'Sure! {"intent": "edit", "set": {"bpm": 90}, "reply": ""} Enjoy.',
        '<think>{maybe {bpm}}</think>{"intent": "edit", "set": {"bpm": 90}, "reply": ""}',
        '{"note": 1} {"intent": "edit", "set": {"bpm": 90}}',
    ],
)
def test_words_and_fences_around_it_do_no_harm(text):
    assert read_answer(text, PARTS).fields == (("bpm", 90.0),)


@pytest.mark.parametrize("text", ["", "no", "{", "{}", "[1]", '{"intent": "sing"}', '{"set": 3}', "{" * 5000])
def test_nonsense_is_an_error_that_says_what_is_wrong(text):
    with pytest.raises(AssistantError, match=r"cannot be used: .+"):
        read_answer(text, PARTS)


def test_what_it_says_reaches_a_terminal_clean():
    found = read(reply="red \x1b[31m‮" + "x" * 500, set={"\x1b]0;evil": 1})
    assert "\x1b" not in found.reply + "".join(found.ignored)
    assert len(found.reply) <= 200


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=6), st.lists(json_values, max_size=4))
def test_any_values_give_a_valid_brief_or_are_left_out(said, items):
    text = json.dumps({"intent": "edit", "set": said, "add": items, "remove": items, "keep": items})
    found = read_answer(text, PARTS)
    Brief(**dict(found.fields))
    assert set(dict(found.fields)) <= set(said)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    with suppress(AssistantError):
        read_answer(text, PARTS)


def test_the_schema_names_every_field_of_a_brief_that_words_can_set():
    fields = set(schema()["properties"]["set"]["properties"])
    assert fields == set(FIELDS) == set(Brief.model_fields) - {"sources", "ignored", "style"}
    with pytest.raises(ValidationError):
        Brief(bpm=schema()["properties"]["set"]["properties"]["bpm"]["maximum"] + 1)
