"""An edit leaves alone whom it does not name: the band stays seated, and a piece in another key is the same piece."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.engines.composer.compose import compose
from timbre.engines.composer.style import style_names
from timbre.language.edits import Playing, apply, read_edit
from timbre.language.parse import parse
from timbre.model.request import GenerationRequest, Written, band_in_words, band_of
from timbre.theory.key import key_at, parse_key


def piece(prompt, seed=1, **fields):
    request = GenerationRequest(prompt=prompt, brief=parse(prompt), seed=seed, seconds=20, **fields)
    return request, compose(request)


def changed(request, score, line):
    """The piece after `line`, with the band of `score`."""
    names = tuple(dict.fromkeys(name for _, name in score.band))
    edit = read_edit(line, request.brief, Playing(bpm=score.bpm, key=score.key, instruments=names))
    brief = apply(edit, request.brief)
    return compose(request.model_copy(update={"brief": brief, "seats": score.band}))


def players(score):
    return {(part.name, part.instrument) for part in score.parts}


def notes(score, name):
    return [part.notes for part in score.parts if part.instrument == name]


@pytest.mark.parametrize(
    "prompt", ["pop with piano and electric guitar", "jazz with piano", "folk with piano and violin"]
)
def test_who_is_dropped_leaves_a_silence(prompt):
    request, before = piece(prompt)
    after = changed(request, before, "drop the piano")
    left = {seat for seat in players(before) if seat[1] != "piano"}
    assert left <= players(after)
    for _, name in left:
        assert notes(after, name) == notes(before, name)
    for part in after.parts:  # a pad of the band may hold the last chord in the piano's place
        if (part.name, part.instrument) not in left:
            assert (part.name, part.instrument) in before.band
            assert min(note.start for note in part.notes) > 0.8 * before.end


@pytest.mark.parametrize("prompt", ["pop with piano", "house", "folk with acoustic guitar"])
@pytest.mark.parametrize(("line", "name"), [("add a flute", "flute"), ("add a cello", "cello")])
def test_who_is_added_sends_nobody_away(prompt, line, name):
    request, before = piece(prompt)
    after = changed(request, before, line)
    assert players(before) < players(after)
    assert {instrument for _, instrument in players(after) - players(before)} == {name}


def test_who_is_swapped_takes_every_part_of_the_other():
    request, before = piece("pop with piano")
    after = changed(request, before, "swap the piano for a Rhodes")
    swapped = {(part, "electric piano" if name == "piano" else name) for part, name in players(before)}
    assert players(after) == swapped


def test_a_singer_takes_the_tune_and_its_player_answers():
    request, before = piece("pop with piano and electric guitar")
    after = changed(request, before, "add vocals")
    assert ("melody", "voice lead") in players(after)
    assert ("counter", "electric guitar") in players(after)


@settings(max_examples=30)
@given(
    st.sampled_from(style_names()),
    st.lists(st.sampled_from(["piano", "strings", "drums", "bass", "flute", "909 kit", "choir"]), max_size=4),
    st.lists(st.sampled_from(["piano", "drums", "guitar", "melody", "strings"]), max_size=3),
    st.lists(
        st.tuples(st.sampled_from(["drums", "bass", "chords", "nonsense"]), st.text(max_size=8)), max_size=5
    ),
)
def test_any_band_and_any_wishes_make_a_piece(style, named, without, seats):
    brief = parse("").model_copy(
        update={"style": style, "instruments": tuple(named), "without": tuple(without)}
    )
    request = GenerationRequest(prompt="x", brief=brief, seed=2, seconds=8, seats=tuple(seats))
    score = compose(request)
    assert score.parts
    again = compose(request.model_copy(update={"seats": score.band}))
    assert again.parts


@pytest.mark.parametrize("style", ["pop", "lo-fi-hip-hop", "house", "classical-strings", "raga"])
@pytest.mark.parametrize("by", [2, -3])
def test_another_key_is_the_same_piece_higher_or_lower(style, by):
    brief = parse("").model_copy(update={"style": style})
    request = GenerationRequest(prompt="x", brief=brief, seed=3, seconds=20)
    before = compose(request)
    old = parse_key(before.key)
    new = key_at(old.tonic_class + by, old.mode).name
    written = Written(key=before.key, chosen=True)
    after = compose(
        request.model_copy(update={"brief": brief.model_copy(update={"key": new}), "written": written})
    )
    assert after.key == new
    for one, two in zip(before.parts, after.parts, strict=True):
        moves = {(b.pitch - a.pitch) for a, b in zip(one.notes, two.notes, strict=True)}
        assert [(a.start, a.duration) for a in one.notes] == [(b.start, b.duration) for b in two.notes]
        fixed = one.is_drums or one.name == "fx"
        assert moves <= ({0} if fixed else {by, by - 12 if by > 0 else by + 12})


def test_a_key_that_was_stated_is_moved_likewise():
    request, before = piece("pop in A minor")
    brief = request.brief.model_copy(update={"key": "B minor"})
    moved = request.model_copy(update={"brief": brief, "written": Written(key="A minor", chosen=False)})
    after = compose(moved)
    tune = [next(part for part in score.parts if part.name == "melody").notes for score in (before, after)]
    assert {b.pitch - a.pitch for a, b in zip(*tune, strict=True)} <= {2, -10}
    darker = compose(moved.model_copy(update={"brief": brief.model_copy(update={"valence": -1.0})}))
    assert darker.key == "B minor"


def test_another_mode_is_written_anew():
    request, _ = piece("pop in A minor")
    brief = request.brief.model_copy(update={"key": "B major"})
    plain = compose(request.model_copy(update={"brief": brief}))
    told = compose(
        request.model_copy(update={"brief": brief, "written": Written(key="A minor", chosen=False)})
    )
    assert told.parts == plain.parts


def test_a_band_in_words_is_read_back():
    _, score = piece("pop with piano")
    assert band_of(band_in_words(score.band)) == score.band
    assert band_of("nonsense; drums; kazoo: x; chords: piano") == (("chords", "piano"),)
