"""Harmony, technique by technique: colouring, cadences, pedals, drones, modes; and the whole kept in order."""

from itertools import pairwise

import pytest

from timbre.engines.composer import planning
from timbre.engines.composer.compose import compose
from timbre.engines.composer.harmony.colouring import coloured, over_pedal
from timbre.engines.composer.harmony.progressions import bridged, modal_loops
from timbre.engines.composer.harmony_tables import Colouring
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.style import Style, load_style
from timbre.model.brief import SectionWish
from timbre.model.stream import Stream
from timbre.theory.chord import parse_chord
from timbre.theory.key import parse_key
from timbre.theory.part_writing import parallels
from timbre.theory.roman import realise

MAJOR = parse_key("C major")


def bars(text: str) -> list[tuple[str, ...]]:
    return [tuple(bar.split()) for bar in text.split("|")]


def written(made: list[tuple[str, ...]]) -> str:
    return " | ".join(" ".join(bar) for bar in made)


def turned(text: str, key=MAJOR, **chances: float) -> str:
    line = bars(text)
    return written(coloured(line, key, Colouring(**chances), [1.0] * len(line), Stream(1, "x")))


def with_harmony(style: Style, **fields: object) -> Style:
    return style.model_copy(update={"harmony": style.harmony.model_copy(update=fields)})


@pytest.fixture
def in_style(monkeypatch, ask):
    """Plans and scores in a style of our own making."""

    def made(style: Style, **wishes: object):
        monkeypatch.setattr(planning, "choose_style", lambda *_: style)
        request = ask(**wishes)
        return make_plan(request), compose(request)

    return made


@pytest.mark.parametrize(
    ("turn", "before", "after"),
    [
        ("secondary", "I | vi | ii | V", "I V7/vi | vi V7/ii | ii V7/V | V"),
        ("secondary", "I | IV | I", "I | IV | I"),
        ("passing", "I | ii | IV | V", "I viio7/ii | ii | IV viio7/V | V"),
        ("tritone", "ii7 | V7 | I | VI7 | ii7", "ii7 | bII7 | I | bII7/ii | ii7"),
        ("tritone", "ii7 V7 | I", "ii7 bII7 | I"),
        ("borrowed", "I | IV | I | ii | V | I", "I | IV iv | I | iim7b5 | bVI bVII | I"),
        ("borrowed", "Imaj7 | IVmaj7 | Imaj7 | V7", "Imaj7 | IVmaj7 iv6 | Imaj7 | bVImaj7 bVII7"),
        ("two_five", "I | vi | V | I", "I | vi | ii7 V | I"),
        ("suspension", "IV | V7 | I", "IV | V7sus4 V7 | I"),
        ("six_four", "IV | V | I", "IV | I/5 V | I"),
        ("inversion", "I | V | vi | IV | V | I | ii", "I | V/7 | vi | IV | V | I/3 | ii"),
        ("inversion", "I | vi | ii | V | I | ii", "I | vi | ii | V | I | ii"),
    ],
)
def test_each_turn_is_taken_where_it_fits(turn: str, before: str, after: str) -> None:
    assert turned(before, **{turn: 1.0}) == after
    assert turned(before, **{turn: 0.0}) == before


def test_applied_chords_really_lead() -> None:
    made = bars(turned("I | vi | ii | V | I", secondary=1.0))
    chords = [realise(numeral, MAJOR) for bar in made for numeral in bar]
    applied = [(one, two) for one, two in pairwise(chords) if one.symbol in ("E7", "A7", "D7")]
    assert len(applied) == 3
    assert all((one.root - two.root) % 12 == 7 for one, two in applied)


def test_suspensions_resolve_by_step_in_the_same_bar() -> None:
    (sus, dominant), *_ = bars(turned("V | I", suspension=1.0))
    held = set(realise(sus, MAJOR).classes) - set(realise(dominant, MAJOR).classes)
    assert {(tone - 1) % 12 for tone in held} <= set(realise(dominant, MAJOR).classes)


def test_modes_are_not_hidden_by_chromatic_turns() -> None:
    every = dict.fromkeys(("secondary", "passing", "tritone", "borrowed", "two_five", "six_four"), 1.0)
    for name in ("D dorian", "G mixolydian", "F lydian", "E phrygian dominant"):
        key = parse_key(name)
        for loop in modal_loops()[key.mode]:
            assert coloured(list(loop), key, Colouring(**every), [1.0] * len(loop), Stream(2, "x")) == list(
                loop
            )


def test_modal_loops_begin_at_home_and_sound_their_mode() -> None:
    for mode, loops in modal_loops().items():
        key = parse_key(f"D {mode}")
        plain = set(parse_key("D minor" if key.is_minor else "D major").scale)
        telling = set(key.harmony) - plain
        for loop in loops:
            chords = [realise(numeral, key) for bar in loop for numeral in bar]
            assert chords[0].root == key.tonic_class
            assert not telling or any(telling & set(chord.classes) for chord in chords), (mode, loop)


def test_pedals_hold_one_bass_note_and_do_not_grate() -> None:
    lift = over_pedal(bars("I | IV | ii | V"), MAJOR, "lift", 1.0, Stream(1, "x"))
    assert lift is not None
    assert {realise(n, MAJOR).bass for bar in lift for n in bar} == {7}
    assert over_pedal(bars("i | II"), parse_key("E phrygian"), "lift", 1.0, Stream(1, "x")) is None
    assert over_pedal(bars("I | IV"), MAJOR, "verse", 1.0, Stream(1, "x")) is None


def test_lifts_of_a_style_that_likes_pedals_stand_on_the_dominant(in_style) -> None:
    style = with_harmony(load_style("pop"), colouring=Colouring(pedal=1.0))
    style = style.model_copy(update={"modes": {"major": 1.0}})
    form = tuple(SectionWish(name=name, bars=8) for name in ("verse", "lift", "chorus"))
    seen = 0
    for seed in range(4):
        plan, _ = in_style(style, seconds=None, form=form, seed=seed)
        for section in plan.sections:
            spans = [s for s in plan.spans if section.start <= s.bar < section.start + section.bars - 1]
            if section.kind == "lift":
                seen += 1
                assert {span.chord.bass for span in spans} == {(plan.key.tonic_class + 7) % 12}
    assert seen


def test_long_sections_over_a_short_loop_take_another_one_in_the_third_line() -> None:
    other = tuple(bars("ii | V"))
    assert written(bridged(bars("I | IV") * 8, other)).count("ii | V") == 2
    assert bridged(bars("I | IV") * 4, other) == bars("I | IV") * 4


def test_a_drone_sounds_under_every_chord(in_style) -> None:
    style = with_harmony(load_style("ambient"), drone=True)
    plan, _ = in_style(style, seconds=40, key="D dorian")
    assert {span.chord.bass for span in plan.spans} == {2}
    assert len({span.chord.root for span in plan.spans}) > 1


def test_picardy_ends_minor_in_major_unless_the_key_was_stated(in_style) -> None:
    style = with_harmony(load_style("solo-piano"), colouring=Colouring(picardy=1.0))
    style = style.model_copy(update={"modes": {"minor": 1.0}})
    plan, _ = in_style(style, seconds=30)
    assert 4 in plan.spans[-1].chord.intervals
    plan, _ = in_style(style, seconds=30, key="A minor")
    assert 3 in plan.spans[-1].chord.intervals


def test_returns_are_richer_than_first_statements(in_style) -> None:
    rich = Colouring(secondary=0.6, suspension=0.6, inversion=0.6, borrowed=0.6)
    style = with_harmony(load_style("pop"), colouring=rich, vary=0.0)
    style = style.model_copy(update={"modes": {"major": 1.0}})
    counts = {True: [0, 0], False: [0, 0]}
    for seed in range(6):
        plan, _ = in_style(style, seconds=150, seed=seed)
        for section in plan.sections:
            spans = [s for s in plan.spans if section.start <= s.bar < section.start + min(4, section.bars)]
            tally = counts[section.occurrence == 0]
            tally[0] += len(spans)
            tally[1] += min(4, section.bars)
    first, later = (counts[first][0] / counts[first][1] for first in (True, False))
    assert later > first + 0.15


def test_the_strict_style_has_no_parallels_in_the_chord_lane(in_style) -> None:
    style = with_harmony(load_style("classical-strings"), strict=True)
    for seed in range(6):
        plan, _ = in_style(style, seconds=60, seed=seed)
        led = [(span.voicing, span.chord.bass) for span in plan.spans]
        for (before, low), (after, high) in pairwise(led):
            assert not parallels((before[0], before[-1]), (after[0], after[-1])), seed
            assert not parallels((low, before[-1]), (high, after[-1])), seed


@pytest.mark.parametrize("name", ["pop", "jazz-swing", "classical-strings", "lo-fi-hip-hop", "rock"])
def test_every_chord_of_a_long_piece_can_be_read_back(in_style, name: str) -> None:
    every = Colouring(**dict.fromkeys(Colouring.model_fields, 0.5))
    style = with_harmony(
        load_style(name), colouring=every, period=0.5, deceptive=0.5, quicken=0.5, bridge=0.5
    )
    plan, score = in_style(style, seconds=200, seed=4)
    for written_as, span in zip(score.chords, plan.spans, strict=True):
        chord = parse_chord(written_as.symbol)
        assert (chord.classes, chord.bass) == (span.chord.classes, span.chord.bass)
    assert all(one.end == two.start for one, two in pairwise(plan.spans))
