"""Keys of sections: where a piece may leave home, how it turns, and that every part goes along."""

import io

import pytest

from timbre.engines.composer import planning
from timbre.engines.composer.compose import compose
from timbre.engines.composer.harmony.modulation import related, turning_bar
from timbre.engines.composer.harmony_tables import Modulation
from timbre.engines.composer.midi import to_midi
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.style import load_style
from timbre.engines.composer.style_parts import section_plan
from timbre.model.brief import SectionWish
from timbre.theory.key import parse_key
from timbre.theory.roman import realise

FAR = Modulation(lift=1.0, lift_by=(2,), away=1.0, to={"relative": 1.0})


@pytest.fixture
def roaming(monkeypatch, ask):
    def made(name: str, modulation: Modulation = FAR, **wishes: object):
        style = load_style(name)
        harmony = style.harmony.model_copy(update={"modulation": modulation})
        style = style.model_copy(update={"harmony": harmony, "modes": {"major": 1.0}})
        monkeypatch.setattr(planning, "choose_style", lambda *_: style)
        return ask(**wishes)

    return made


@pytest.mark.parametrize(
    ("key", "relation", "name"),
    [
        ("C major", "relative", "A minor"),
        ("A minor", "relative", "C major"),
        ("C major", "parallel", "C minor"),
        ("Eb minor", "parallel", "Eb major"),
        ("C major", "dominant", "G major"),
        ("D dorian", "subdominant", "G dorian"),
        ("A minor", "mediant", "C minor"),
        ("C major", "step", "D major"),
    ],
)
def test_related_keys(key: str, relation: str, name: str) -> None:
    assert related(parse_key(key), relation).name == name


def test_the_turn_goes_through_a_chord_of_both_keys_to_the_new_dominant() -> None:
    style = load_style("pop")
    for old, new in (("C major", "A minor"), ("A minor", "C major"), ("C major", "G major")):
        pivot, dominant = turning_bar(style, parse_key(old), parse_key(new))
        assert set(realise(pivot, parse_key(new)).classes) <= set(parse_key(old).harmony)
        assert realise(dominant, parse_key(new)).root == (parse_key(new).tonic_class + 7) % 12
    assert turning_bar(style, parse_key("C major"), parse_key("Db major")) == ("V7",)


def test_a_long_piece_leaves_home_returns_and_rises(roaming) -> None:
    plan = make_plan(roaming("pop", seconds=240, seed=3))
    keys = [plan.key_of(section) for section in plan.sections]
    assert keys[0] == plan.key
    assert parse_key(plan.key.name).tonic_class == (keys[-1].tonic_class - 2) % 12
    away = [s for s, key in zip(plan.sections, keys) if key.mode == "minor"]
    assert away
    assert {section.kind for section in away} <= {"break", "solo"}
    home = sum(s.bars for s, key in zip(plan.sections, keys) if key == plan.key)
    assert home * 2 >= plan.timing.bars
    assert plan.spans[-1].chord.root == keys[-1].tonic_class


def test_the_parts_follow_the_key_of_the_section(roaming) -> None:
    request = roaming("pop", seconds=240, seed=3)
    plan, score = make_plan(request), compose(request)
    for part in score.parts:
        if part.name not in ("melody", "bass"):
            continue
        for section in plan.sections:
            start = section.start * plan.timing.bar_ticks
            end = start + (section.bars - 1) * plan.timing.bar_ticks
            scale = set(plan.key_of(section).harmony)
            chordal = {pc for span in plan.spans_in(start, end) for pc in span.chord.classes}
            notes = [n.pitch % 12 for n in part.notes if start <= n.start < end]
            strange = [pc for pc in notes if pc not in scale | chordal]
            assert len(strange) <= 0.08 * len(notes), (part.name, section.name)


@pytest.mark.parametrize(
    "wishes",
    [
        {"seconds": 50},
        {"seconds": 240, "chords": ("C", "Am", "F", "G")},
        {"seconds": 240, "chords": ("I", "vi", "IV", "V")},
        {"seconds": None, "bars": 16, "loop": True},
    ],
)
def test_short_pieces_loops_and_stated_chords_never_modulate(roaming, wishes) -> None:
    for seed in range(3):
        plan = make_plan(roaming("pop", seed=seed, **wishes))
        assert {span.key for span in plan.spans} == {plan.key}


def form_of(text: str) -> tuple[SectionWish, ...]:
    return tuple(SectionWish(name=name, bars=bars) for name, bars in section_plan(text))


def test_length_decides_whether_a_piece_may_leave_home(roaming) -> None:
    form = form_of("verse:4 break:4 chorus:4 break:4 chorus:4")
    for seconds, leaves in ((50, False), (66, True)):
        bpm = 20 * 4 * 60 / seconds
        plan = make_plan(roaming("pop", seconds=seconds, bpm=bpm, form=form))
        assert (len(plan.key_changes) > 1) is leaves, seconds


def test_at_most_half_of_a_piece_is_away(roaming) -> None:
    form = form_of("verse:4 break:16 verse:4 break:16 verse:4 break:16 verse:4")
    plan = make_plan(roaming("pop", Modulation(away=1.0), seconds=150, form=form))
    away = sum(span.duration for span in plan.spans if span.key != plan.key)
    assert 0 < 2 * away <= plan.timing.end


def test_without_a_lift_a_stated_key_begins_and_ends_the_piece(roaming) -> None:
    table = Modulation(away=1.0)
    for seed in range(4):
        plan = make_plan(roaming("pop", table, seconds=200, key="E major", seed=seed))
        assert plan.spans[0].key.name == plan.spans[-1].key.name == "E major"
        assert plan.spans[-1].chord.root == 4
        at_home = sum(span.duration for span in plan.spans if span.key.name == "E major")
        assert 2 * at_home >= plan.timing.end


def test_midi_carries_the_changes_of_key(roaming) -> None:
    import mido

    score = compose(roaming("pop", seconds=240, seed=3))
    assert score.key_changes
    file = mido.MidiFile(file=io.BytesIO(to_midi(score)))
    tick, found = 0, []
    for message in file.tracks[0]:
        tick += message.time
        if message.type == "key_signature":
            found.append((tick, message.key))
    expected = [(0, score.key), *score.key_changes]
    assert found == [(tick, parse_key(name).signature) for tick, name in expected]
