"""Wishes for single places: there they are obeyed, elsewhere every note stays."""

from __future__ import annotations

from statistics import mean

import pytest

from timbre.engines.composer.players import players
from timbre.engines.composer.style import style_names
from timbre.theory.key import parse_key

from .conftest import bounds, notes_of, within

STYLES = ("pop", "lo-fi-hip-hop", "jazz-swing", "cinematic", "house", "classical-strings", "ambient")
EARLY = 200
"""Ticks by which a performed note may be ahead of its place."""
FORM = [{"name": name, "bars": 4} for name in ("intro", "verse", "chorus", "verse", "chorus", "outro")]


def sounding(score, start, end):
    """Parts heard between two ticks, not counting what is just being released."""
    return {
        (part.name, part.instrument)
        for part in score.parts
        for note in part.notes
        if note.start + note.duration > start + EARLY and note.start < end - EARLY
    }


def same_after(one, two, tick, names=None):
    """Whether everything from `tick` on is the same."""
    parts = names or {part.name for part in (*one.parts, *two.parts)}
    return all(
        [n for n in notes_of(one, name) if n.start >= tick + EARLY]
        == [n for n in notes_of(two, name) if n.start >= tick + EARLY]
        for name in parts
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", [1, 5])
def test_start_with_just_the_bass(piece, style, seed):
    plain = piece(style, seed, form=FORM, seconds=None, bpm=110)
    score = piece(
        style, seed, form=FORM, seconds=None, bpm=110, places=[{"where": "start", "only": ["bass"]}]
    )
    start, end = bounds(score, 0)
    assert {name for name, _ in sounding(score, start, end)} == {"bass"}
    assert same_after(plain, score, end, {part.name for part in plain.parts})


@pytest.mark.parametrize("style", ["pop", "rock", "funk"])
def test_drop_the_drums_in_the_second_chorus(piece, style):
    plain = piece(style, form=FORM, seconds=None, bpm=110)
    score = piece(
        style, form=FORM, seconds=None, bpm=110, places=[{"where": "second chorus", "without": ["drums"]}]
    )
    start, end = bounds(score, 4)
    assert within(notes_of(plain, "drums"), start, end, EARLY)
    assert not within(notes_of(score, "drums"), start, end, EARLY)
    for part in plain.parts:
        before, after = notes_of(plain, part.name), notes_of(score, part.name)
        if part.name != "drums":
            assert before == after
        else:
            assert [n for n in before if not start - EARLY <= n.start < end - EARLY] == list(after)


@pytest.mark.parametrize("style", ["pop", "house", "lo-fi-hip-hop", "rock"])
@pytest.mark.parametrize("name", ["harp", "saxophone", "choir", "latin percussion", "mandolin"])
def test_somebody_added_plays_there_and_nowhere_else(piece, style, name):
    plain = piece(style, form=FORM, seconds=None, bpm=100)
    score = piece(style, form=FORM, seconds=None, bpm=100, places=[{"where": "chorus", "add": [name]}])
    notes = notes_of(score, name)
    inside = [bounds(score, index) for index in (2, 4)]
    assert all(within(notes, start, end, EARLY) for start, end in inside)
    assert all(any(start - EARLY <= note.start < end for start, end in inside) for note in notes)
    rest = [tuple(part for part in one.parts if part.instrument != name) for one in (plain, score)]
    assert rest[0] == rest[1]


def test_an_instrument_named_for_one_place_is_kept_for_it(piece):
    """Strings that the style would bring anyway wait for the place they were asked for in."""
    for seed in range(1, 30):
        plain = piece("cinematic", seed, form=FORM, seconds=None)
        if any(part.instrument == "strings" for part in plain.parts):
            break
    score = piece(
        "cinematic", seed, form=FORM, seconds=None, places=[{"where": "last chorus", "add": ["strings"]}]
    )
    start, end = bounds(score, 4)
    notes = notes_of(score, "strings")
    assert within(notes, start, end, EARLY)
    assert all(start - EARLY <= note.start < end for note in notes)


def test_the_drums_come_in_at_a_moment(piece):
    for style in ("pop", "house", "ambient"):
        wish = {"where": "start", "seconds": 20, "without": ["drums", "percussion"]}
        score = piece(style, places=[wish], instruments=("drums",), bpm=96)
        first = min(note.start for note in notes_of(score, "drums"))
        assert score.seconds_at(first) == pytest.approx(20, abs=60 / 96 * 4 * 0.75)


def test_until_and_from_a_moment(piece):
    plain = piece("pop", bpm=120)
    score = piece(
        "pop",
        bpm=120,
        places=[
            {"where": "end", "seconds": 20, "without": ["bass"]},
            {"where": "start", "seconds": 8, "only": ["chords"]},
        ],
    )
    line, eight = 960 * 4 * 10, 960 * 4 * 4
    assert not [n for n in notes_of(score, "bass") if n.start >= line - EARLY]
    assert {name for name, _ in sounding(score, 0, eight)} == {"chords"}
    assert [n for n in notes_of(plain, "bass") if eight + EARLY <= n.start < line - EARLY] == [
        n for n in notes_of(score, "bass") if eight + EARLY <= n.start < line - EARLY
    ]


@pytest.mark.parametrize("style", ["pop", "rock", "cinematic", "house", "jazz-swing"])
@pytest.mark.parametrize("by", [2, -3, 5])
def test_a_key_change_moves_everything_there_and_only_there(piece, style, by):
    plain = piece(style, form=FORM, seconds=None, bpm=110)
    score = piece(
        style, form=FORM, seconds=None, bpm=110, places=[{"where": "second chorus", "semitones": by}]
    )
    start, end = bounds(score, 4)
    for before, after in zip(plain.parts, score.parts):
        assert before.name == after.name
        if before.is_drums or before.name == "fx":
            assert before.notes == after.notes
            continue
        player = players()[after.instrument]
        old, new = (
            within(before.notes, start + EARLY, end - EARLY),
            within(after.notes, start + EARLY, end - EARLY),
        )
        assert sorted((n.start, (n.pitch + by) % 12) for n in old) == sorted(
            (n.start, n.pitch % 12) for n in new
        )
        assert all(player.low <= note.pitch <= player.high for note in new)
        assert [n for n in before.notes if n.start + n.duration < start - EARLY] == [
            n for n in after.notes if n.start + n.duration < start - EARLY
        ]
        assert [n for n in before.notes if n.start >= end + EARLY] == [
            n for n in after.notes if n.start >= end + EARLY
        ]
    home = parse_key(plain.key)
    assert score.key == plain.key
    assert [tick for tick, _ in score.key_changes] == [start, end]
    assert parse_key(score.key_changes[0][1]).tonic_class == (home.tonic_class + by) % 12
    assert score.key_changes[1][1] == plain.key
    roots = [(span.start, span.symbol) for span in score.chords if not start <= span.start < end]
    assert roots == [(span.start, span.symbol) for span in plain.chords if not start <= span.start < end]
    assert score.chords != plain.chords


def test_nothing_held_crosses_a_key_change(piece):
    score = piece("ambient", places=[{"where": "second half", "semitones": 3}], seconds=60)
    middle = score.key_changes[0][0]
    for part in score.parts:
        if part.is_drums or part.name == "fx":
            continue
        assert not [
            n for n in part.notes if n.start < middle - EARLY and n.start + n.duration > middle + EARLY
        ]
    assert any(
        n.start <= middle + EARLY and n.start + n.duration > middle + 960
        for p in score.parts
        for n in p.notes
    )


@pytest.mark.parametrize("style", ["pop", "cinematic", "house", "rock", "funk"])
def test_bigger_and_smaller_places(piece, style):
    def weight(score):
        start, end = bounds(score, 4)
        return mean(n.velocity for p in score.parts for n in within(p.notes, start, end)), score.sections[
            4
        ].energy

    plain = piece(style, form=FORM, seconds=None, bpm=110)
    big = piece(style, form=FORM, seconds=None, bpm=110, places=[{"where": "last chorus", "energy": 0.4}])
    small = piece(style, form=FORM, seconds=None, bpm=110, places=[{"where": "last chorus", "energy": -0.5}])
    start, end = bounds(plain, 4)
    assert weight(small)[0] < weight(plain)[0]
    assert weight(small)[1] < weight(plain)[1] <= weight(big)[1]
    assert (
        len(sounding(small, start, end)) <= len(sounding(plain, start, end)) <= len(sounding(big, start, end))
    )
    assert [level > 0 for _, _, level in big.swells] == [True]
    assert [level < 0 for _, _, level in small.swells] == [True]
    for score in (big, small):
        for part in plain.parts:
            was, now = notes_of(plain, part.name), notes_of(score, part.name)
            assert [n for n in was if n.start + n.duration < start - EARLY] == [
                n for n in now if n.start + n.duration < start - EARLY
            ]
            assert [n for n in was if n.start >= end + EARLY] == [n for n in now if n.start >= end + EARLY]


def test_later_wishes_win(piece):
    wishes = [{"where": "start", "only": ["bass"]}, {"where": "start", "add": ["drums"]}]
    score = piece("pop", form=FORM, seconds=None, places=wishes)
    assert {name for name, _ in sounding(score, *bounds(score, 0))} == {"bass", "drums"}
    score = piece("pop", form=FORM, seconds=None, places=[*wishes, {"where": "intro", "without": ["bass"]}])
    assert {name for name, _ in sounding(score, *bounds(score, 0))} == {"drums"}


def test_pieces_of_the_kit_have_places_too(piece):
    score = piece("pop", form=FORM, seconds=None, places=[{"where": "verse", "without": ["hi-hats"]}])
    drums = notes_of(score, "drums")
    for index in (1, 3):
        start, end = bounds(score, index)
        assert within(drums, start, end, EARLY)
        assert not [n for n in within(drums, start, end, EARLY) if n.pitch in (42, 44, 46)]
    only = piece("pop", form=FORM, seconds=None, places=[{"where": "start", "only": ["kick"]}])
    assert {n.pitch for p in only.parts for n in within(p.notes, *bounds(only, 0), EARLY)} <= {35, 36}


@pytest.mark.parametrize(
    "name", ["bridge", "intro", "outro", "solo", "drop", "breakdown", "interlude", "build"]
)
@pytest.mark.parametrize("seconds", [20, 60])
def test_a_place_that_was_missing_is_made(piece, name, seconds):
    from timbre.engines.composer.section_names import usual_name

    for seed in (1, 2, 3):
        score = piece("pop", seed, seconds, places=[{"where": name, "only": ["chords"]}])
        found = [i for i, s in enumerate(score.sections) if usual_name(s.name) == usual_name(name)]
        assert found, (name, [s.name for s in score.sections])
        for index in found:
            start, end = bounds(score, index)
            assert {role for role, _ in sounding(score, start, end)} == {"chords"}
        assert len(sounding(score, 0, score.end)) > 1


def test_a_stated_form_is_not_changed_for_a_place(piece):
    wish = [{"where": "bridge", "without": ["drums"]}]
    score, plain = (piece("pop", form=FORM, seconds=None, places=places) for places in (wish, []))
    assert score.sections == plain.sections
    assert score.parts == plain.parts
    assert score.notes == (*plain.notes, "This form has no bridge, so nothing was changed there.")


@pytest.mark.parametrize("seconds", [6, 9, 15])
def test_a_short_piece_has_a_start_and_an_end_too(piece, seconds):
    score = piece("house", seconds=seconds, places=[{"where": "start", "only": ["bass"]}])
    assert len(sounding(score, 0, score.end)) > 1
    score = piece("house", seconds=seconds, loop=True, places=[{"where": "second half", "add": ["strings"]}])
    assert all(note.start >= score.end // 2 - 960 * 4 for note in notes_of(score, "strings"))
    assert notes_of(score, "strings")


def test_a_soloist_gets_company_in_a_place(piece):
    plain = piece("solo-piano", instruments=("piano",), form=FORM, seconds=None)
    score = piece(
        "solo-piano",
        instruments=("piano",),
        form=FORM,
        seconds=None,
        places=[{"where": "chorus", "add": ["cello"]}],
    )
    assert notes_of(score, "piano") == notes_of(plain, "piano")
    assert notes_of(score, "cello")


def test_keys_and_places_of_a_whole_vocabulary_never_crash(piece):
    for style in style_names():
        wishes = [
            {"where": "first half", "without": ["melody"], "energy": -0.3},
            {"where": "middle", "add": ["vocals", "guitar", "clap"], "semitones": -4},
            {"where": "third verse", "only": ["nobody"]},
            {"where": "end", "only": ["piano"], "energy": 0.5},
        ]
        score = piece(style, seconds=18, places=wishes)
        for part in score.parts:
            assert part.notes
            assert all(
                n.start >= 0 and n.duration >= 1 and n.start + n.duration <= score.end for n in part.notes
            )
            assert [c.tick for c in part.controls] == sorted(c.tick for c in part.controls)


@pytest.mark.parametrize("where", ["start", "end", "middle", "second half"])
@pytest.mark.parametrize("seconds", [1.0, 2.0, 3.0])
def test_a_piece_without_room_is_still_a_piece(piece, where, seconds):
    for wish in (
        {"only": ["bass"]},
        {"without": ["drums"]},
        {"add": ["strings"]},
        {"energy": 0.5},
        {"semitones": 3},
    ):
        assert piece("house", seconds=seconds, places=[{"where": where, **wish}]).parts
