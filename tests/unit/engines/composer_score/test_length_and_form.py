"""Length, tempo, bars and sections: exact where stated, musical where not."""

import pytest

from timbre.engines.composer.compose import compose
from timbre.engines.composer.form import section_kind
from timbre.engines.composer.lengths import template_lengths
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.style import load_style, style_names
from timbre.model.brief import Brief, SectionWish
from timbre.model.request import GenerationRequest
from timbre.model.stream import Stream
from timbre.theory.metre import felt_bpm, parse_metre


@pytest.mark.parametrize("seconds", [1, 2, 3.5, 7, 15, 30, 61, 180])
@pytest.mark.parametrize("style", ["lo-fi-hip-hop", "waltz", "drum-and-bass"])
def test_the_last_chord_rings_out_inside_the_length(make, style: str, seconds: float) -> None:
    score = make(style=style, seconds=seconds)
    end = score.seconds_at(score.end)
    tail = seconds - end
    assert 0.1 <= tail <= max(4.2, 0.3 * seconds)
    assert not score.loop
    final = score.chords[-1]
    assert final.start + final.duration == score.end
    assert score.seconds_at(score.end) - score.seconds_at(final.start) >= min(0.4, 0.3 * seconds)


@pytest.mark.parametrize("bpm", [30, 47.5, 90, 120, 174.25, 300])
@pytest.mark.parametrize("metre", ["4/4", "3/4", "6/8", "7/8"])
def test_a_stated_tempo_is_kept_exactly(make, bpm: float, metre: str) -> None:
    for seconds in (5, 40):
        score = make(style="pop", bpm=bpm, metre=metre, seconds=seconds)
        assert felt_bpm(score.bpm, parse_metre(metre)) == bpm
        assert score.tempo_map == ((0, score.bpm),)
        assert score.seconds_at(score.end) < seconds


def test_an_unstated_tempo_stays_near_the_styles(ask) -> None:
    for name in style_names():
        plan = make_plan(ask(style=name, seconds=33))
        style, felt = plan.style, felt_bpm(plan.timing.bpm, plan.timing.metre)
        assert 0.95 * style.tempo.low <= felt <= 1.05 * style.tempo.high
        assert abs(felt - style.tempo.typical) <= 0.051 * style.tempo.typical


def test_a_ritard_slows_only_the_last_bar(make) -> None:
    score = make(style="solo-piano", seconds=40)
    assert len(score.tempo_map) > 1
    bar = parse_metre(score.metre).bar_sixteenths * 240
    assert score.tempo_map[1][0] >= score.chords[-1].start - bar
    assert all(bpm <= score.bpm for _, bpm in score.tempo_map)


@pytest.mark.parametrize("bars", [1, 2, 4, 8, 16, 33])
def test_bars_are_exact(make, bars: int) -> None:
    for loop in (True, False):
        score = make(style="house", seconds=None, bars=bars, bpm=120, loop=loop)
        assert score.end == bars * 4 * 960
        assert score.loop is loop
        for part in score.parts:
            assert all(note.start + note.duration <= score.end for note in part.notes)
            if part.name != "fx":
                assert min(note.start for note in part.notes) < score.end


def test_a_loop_without_a_tempo_fills_its_seconds(make) -> None:
    score = make(style="house", seconds=16, loop=True)
    assert score.seconds_at(score.end) == pytest.approx(16, abs=0.001)
    assert len(score.sections) == 1


@pytest.mark.parametrize("name", ["lo-fi-hip-hop", "house", "blues", "solo-piano", "waltz", "ambient"])
@pytest.mark.parametrize("bars", [1, 3, 7, 13, 22, 40, 85, 225, 450])
def test_sections_fill_the_bars_in_phrases(name: str, bars: int) -> None:
    style = load_style(name)
    lengths = template_lengths(style, bars, Stream(3, "form"))
    assert sum(length for _, length in lengths) == bars
    assert all(length >= 1 for _, length in lengths)
    inner = [length for _, length in lengths[:-1]]
    assert all(length % 2 == 0 for length in inner) or bars < 8
    if bars >= 85:
        assert len({section for section, _ in lengths}) >= 3
        assert max(length for _, length in lengths) <= 36


def test_a_stated_form_is_followed_in_order(make) -> None:
    form = (
        SectionWish(name="intro", bars=2),
        SectionWish(name="verse", bars=4),
        SectionWish(name="build"),
        SectionWish(name="drop"),
        SectionWish(name="outro", bars=2),
    )
    score = make(style="house", seconds=40, bpm=124, form=form)
    assert [section.name for section in score.sections] == ["intro", "verse", "build", "drop", "outro"]
    assert [section.bars for section in score.sections][:2] == [2, 4]
    energies = {section.name: section.energy for section in score.sections}
    assert energies["drop"] == max(energies.values())


def test_too_many_sections_for_the_time_are_squeezed(make) -> None:
    form = tuple(
        SectionWish(name=name, bars=16) for name in ("intro", "verse", "chorus", "verse", "chorus", "outro")
    )
    score = make(style="rock", seconds=30, bpm=120, form=form)
    assert [section.name for section in score.sections] == [wish.name for wish in form]
    assert score.seconds_at(score.end) < 30
    assert "fitted to the length" in score.notes[0]


def test_sections_with_bars_and_no_length_are_exact(make) -> None:
    form = (SectionWish(name="intro", bars=4), SectionWish(name="chorus", bars=8))
    score = make(style="rock", seconds=None, bpm=120, form=form)
    assert score.end == 12 * 3840
    assert [section.bars for section in score.sections] == [4, 8]
    assert score.notes == ()


def test_section_names_mean_the_styles_sections() -> None:
    style = load_style("house")
    assert section_kind("Drop 2", style) == "chorus"
    assert section_kind("bridge", style) == "break"
    assert section_kind("pre-chorus", style) == "lift"
    assert section_kind("something odd", style) == "verse"


def test_long_pieces_develop_and_return(make) -> None:
    score = make(style="synthwave", seconds=300)
    names = [section.name for section in score.sections]
    assert len(names) >= 7
    assert {"intro", "verse", "chorus", "break", "outro"} <= set(names)
    assert len({section.energy for section in score.sections}) >= 5
    chorus = [s for s in score.sections if s.name == "chorus"]
    heard = [[c.symbol for c in score.chords if s.start <= c.start < s.start + 4 * 3840] for s in chorus[:2]]
    assert heard[0][:3] == heard[1][:3]


def test_the_longest_and_fastest_is_quick_enough_to_compose() -> None:
    request = GenerationRequest(
        prompt="x", seed=1, seconds=900, brief=Brief(style="chiptune").with_stated("--bpm", bpm=300)
    )
    plan = make_plan(request)
    assert 1000 < plan.timing.bars < 1130
    assert compose(request).end > 0
