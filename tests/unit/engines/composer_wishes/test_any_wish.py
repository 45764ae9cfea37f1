"""Any wishes at all: pieces stay sound, and what no wish names is note for note what it would have been."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.engines.composer.choosing import choose_mix
from timbre.engines.composer.compose import compose
from timbre.engines.composer.mix.branches import channels_of, stems_of
from timbre.engines.composer.mix.production import CHANGES
from timbre.engines.composer.mix.wishes import apply_wishes
from timbre.engines.composer.score import Score
from timbre.engines.composer.style import style_names
from timbre.engines.composer.wishes.naming import seats_meant
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief, PartWish, PlaceWish
from timbre.model.request import GenerationRequest

NAMES = st.sampled_from(
    (
        *(entry.name for entry in vocabulary().entries if entry.kind == "instrument"),
        *("kick", "snare", "hi-hats", "cymbals", "toms", "clap", "vocals", "lead", "beat", "nonsense", "é"),
    )
)
AXIS = st.sampled_from((-1.0, -0.5, 0.0, 0.3, 1.0))
PARTS = st.lists(
    st.builds(
        PartWish,
        name=NAMES,
        level_db=st.sampled_from((-24.0, -3.0, 0.0, 6.0, 24.0)),
        pan=st.sampled_from((None, -1.0, 0.0, 0.5)),
        dynamics=AXIS,
        brightness=AXIS,
        density=AXIS,
        octave=st.integers(-2, 2),
        production=st.lists(st.sampled_from((*CHANGES, "nonsense")), max_size=3).map(tuple),
    ),
    max_size=4,
    unique_by=lambda wish: wish.name,
)
SECTIONS = tuple(vocabulary().grammar.sections)
WHERE = st.one_of(
    st.sampled_from(("start", "end", "middle", "first half", "second half")),
    st.sampled_from(sorted(set(SECTIONS))),
    st.builds(
        "{} {}".format,
        st.sampled_from(("first", "second", "third", "last")),
        st.sampled_from(sorted(set(SECTIONS))),
    ),
)
SOME = st.lists(NAMES, max_size=2).map(tuple)
PLACES = st.lists(
    st.builds(
        PlaceWish,
        where=WHERE,
        seconds=st.sampled_from((None, None, 0.0, 4.0, 11.0, 900.0)),
        only=SOME,
        add=SOME,
        without=SOME,
        energy=AXIS,
        semitones=st.sampled_from((0, 0, 1, -3, 7, 11, -11)),
    ),
    max_size=3,
)
STYLES = st.sampled_from(style_names())


def made(style: str, seed: int, seconds: float, **wishes: object) -> tuple[Score, GenerationRequest]:
    brief = Brief(style=style, **wishes)
    request = GenerationRequest(prompt="test", seed=seed, seconds=seconds, brief=brief)
    return compose(request), request


def check(score: Score) -> None:
    for part in score.parts:
        assert part.notes
        sounding: dict[int, int] = {}
        for note in part.notes:
            assert 1 <= note.velocity <= 127
            assert 0 <= note.pitch <= 127
            assert note.start >= 0
            assert note.duration >= 1
            assert note.start + note.duration <= score.end
            assert sounding.get(note.pitch, 0) <= note.start
            sounding[note.pitch] = note.start + note.duration
        assert [c.tick for c in part.controls] == sorted(c.tick for c in part.controls)
    assert [start for start, _, _ in score.swells] == sorted(start for start, _, _ in score.swells)
    for start, end, level_db in score.swells:
        assert 0 <= start < end <= max(score.end, start + 1)
        assert -6 <= level_db <= 6


@settings(max_examples=60, deadline=None)
@given(
    style=STYLES,
    seed=st.integers(0, 5),
    seconds=st.sampled_from((2.0, 8.0, 20.0)),
    parts=PARTS,
    places=PLACES,
)
def test_any_wishes_make_a_piece(style, seed, seconds, parts, places):
    score, request = made(style, seed, seconds, parts=tuple(parts), places=tuple(places))
    check(score)
    assert compose(request) == score
    profile, branches = apply_wishes(choose_mix(request.brief, {}), request.brief, score)
    channels = channels_of(score.parts, branches)
    for stem, players in stems_of(score.parts).items():
        mine = [note for of, parts_ in channels.values() if of == stem for p in parts_ for note in p.notes]
        assert len(mine) == sum(len(player.notes) for player in players)
    type(profile).model_validate(profile.model_dump())


@settings(max_examples=60, deadline=None)
@given(style=STYLES, seed=st.integers(0, 5), parts=PARTS)
def test_players_who_are_not_named_play_every_note_as_before(style, seed, parts):
    plain, _ = made(style, seed, 8.0)
    wished, request = made(style, seed, 8.0, parts=tuple(parts))
    seats = tuple((part.name, part.instrument) for part in plain.parts)
    named = {seat for wish in parts for seat in seats_meant(wish.name, seats)}
    assert tuple((part.name, part.instrument) for part in wished.parts) == seats
    for seat, before, after in zip(seats, plain.parts, wished.parts):
        if seat not in named:
            assert before == after
    profile = choose_mix(request.brief, {})
    changed, _ = apply_wishes(profile, request.brief, wished)
    stems = {stem for stem, _ in named}
    for part in wished.parts:
        if part.name not in stems:
            assert changed.strip(part.name) == profile.strip(part.name)


@settings(max_examples=40, deadline=None)
@given(
    style=STYLES,
    seed=st.integers(0, 5),
    where=st.sampled_from(("start", "end", "second half")),
    only=SOME,
    without=SOME,
)
def test_places_that_are_not_named_keep_every_note(style, seed, where, only, without):
    plain, _ = made(style, seed, 24.0)
    wished, _ = made(style, seed, 24.0, places=(PlaceWish(where=where, only=only, without=without),))
    if len(plain.sections) == 1:
        return
    assert wished.sections == plain.sections
    middle = plain.end // 2
    first = plain.sections[1].start + 240 if where == "start" else 0
    last = {"start": plain.end, "end": plain.sections[-1].start, "second half": middle - 9000}[where]
    last = min(last, plain.end * 3 // 4 - 9000) if where == "end" else last
    if where == "start" and 2 * plain.sections[0].bars * 3840 > plain.end - 9000:
        return
    for part in plain.parts:
        was = [n for n in part.notes if first <= n.start and n.start + n.duration < last - 240]
        mine = [p for p in wished.parts if (p.name, p.instrument) == (part.name, part.instrument)]
        now = [n for p in mine for n in p.notes if first <= n.start and n.start + n.duration < last - 240]
        assert was == now
