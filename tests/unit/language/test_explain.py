"""What `timbre explain` shows, and its JSON."""

from __future__ import annotations

import json
from itertools import pairwise

from timbre.language.explain import FIELDS, explain, explain_json, in_words
from timbre.language.parse import parse
from timbre.model.brief import SectionWish

PROMPT = "warm lo-fi piano, 80 bpm, A minor, rainy night, no drums"


def test_rows_say_value_source_and_reason() -> None:
    rows = {row.field: row for row in explain(PROMPT).rows}
    assert (rows["bpm"].value, rows["bpm"].source) == ("80 bpm", "stated")
    assert rows["bpm"].span is not None
    assert PROMPT[slice(*rows["bpm"].span)] == "80 bpm"
    assert (rows["style"].source, rows["style"].because) == ("implied", "genre lo-fi hip hop")
    assert (rows["metre"].value, rows["metre"].source) == ("", "default")
    assert rows["without"].value == "drums"


def test_highlights_are_in_order_and_point_at_the_words() -> None:
    highlights = explain(PROMPT).highlights
    said = [(PROMPT[h.start : h.end], h.label, h.negated) for h in highlights]
    assert ("80 bpm", "bpm", False) in said
    assert ("A minor", "key", False) in said
    assert ("rainy night", "scene", False) in said
    assert ("drums", "instrument", True) in said
    assert all(a.end <= b.start for a, b in pairwise(highlights))


def test_options_show_as_stated() -> None:
    rows = {row.field: row for row in explain(PROMPT, parse(PROMPT).with_stated("--bpm", bpm=100.0)).rows}
    assert (rows["bpm"].value, rows["bpm"].because) == ("100 bpm", "--bpm")


def test_notes_speak_of_stand_ins_artists_and_nothing_understood() -> None:
    assert any("nearest instrument here: lute" in note for note in explain("oud").notes)
    assert any("artists are not imitated" in note for note in explain("like Radiohead").notes)
    assert any("was understood as music" in note for note in explain("zzz qqq").notes)
    assert not explain("").notes
    assert not explain("no oud").notes


def test_json_has_a_source_for_every_field() -> None:
    data = explain_json(parse(PROMPT))
    assert list(data) == [key for name in FIELDS for key in (name, f"{name}_source")] + ["ignored"]
    assert data["bpm"] == 80.0
    assert data["bpm_source"] == "stated"
    assert data["key"] == "A minor"
    assert data["genres"] == [["lo-fi hip hop", 1.0]]
    assert data["style"] == "lo-fi-hip-hop"
    assert data["instruments"] == ["piano"]
    assert data["without"] == ["drums"]
    assert data["loop"] is False
    assert data["loop_source"] == "default"
    assert data["ignored"] == []
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_values_in_words() -> None:
    assert (
        in_words("form", (SectionWish(name="intro", bars=4), SectionWish(name="drop")))
        == "intro (4 bars), drop"
    )
    assert in_words("genres", (("house", 1.0), ("jazz", 0.5))) == "house, jazz (0.5)"
    assert in_words("chords", ("Am", "F")) == "Am – F"
    assert in_words("loop", True) == "yes"
    assert in_words("valence", -0.25) == "-0.25"
    assert in_words("key", None) == ""


def test_every_item_of_a_list_has_its_words() -> None:
    prompt = "sad, slow jazz with piano, drums and bass, no strings, warm and dusty"
    rows = {row.field: row for row in explain(prompt).rows}
    said = {name: [prompt[slice(*span)] for span in rows[name].spans] for name in ("instruments", "genres")}
    assert said == {"instruments": ["piano", "drums", "bass"], "genres": ["jazz"]}
    assert rows["bpm"].spans == ()
    assert rows["without"].spans == ()
