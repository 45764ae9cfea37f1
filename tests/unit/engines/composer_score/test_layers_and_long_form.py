"""Form at any length: openings, endings, returns that are not literal, a second act, templates to choose from."""

from collections import Counter

import pytest

from timbre.engines.composer import planning
from timbre.engines.composer.compose import compose
from timbre.engines.composer.controls import controls_of
from timbre.engines.composer.layers import Layers, closed, opened, returned, section_layers
from timbre.engines.composer.lengths import alternate_cycles, shared_templates, template_lengths
from timbre.engines.composer.metres import in_metre, metre_note
from timbre.engines.composer.parts.lines import PatternBook
from timbre.engines.composer.patterns import BASS_TOKENS, Pattern
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.style import load_style
from timbre.engines.composer.style_parts import SectionKind, section_plan
from timbre.model.stream import Stream

BAND = Layers(("drums", "bass", "chords", "pad"))


def entries(layers: Layers, bars: int) -> list[int]:
    late = dict(layers.enters)
    return sorted(late.get(role, bars // 2 if role in layers.late else 0) for role in layers.playing)


def test_openings_differ_in_who_begins() -> None:
    style = load_style("pop")
    assert opened(BAND, "vamp", 8, style).enters == ()
    build = opened(BAND, "build", 8, style)
    assert entries(build, 8) == [0, 2, 4, 6]
    theme = opened(BAND, "theme", 4, style)
    assert [role for role in theme.playing if role not in dict(theme.enters)] == ["melody", "chords"]
    for alone in ("drums", "pad"):
        layers = opened(BAND, alone, 4, style)
        assert [role for role in layers.playing if role not in dict(layers.enters)] == [alone]
        assert set(dict(layers.enters).values()) == {2}


def test_a_pickup_is_one_bar_of_drum_fill(monkeypatch, ask) -> None:
    style = load_style("rock")
    form = style.form.model_copy(update={"intros": {"pickup": 1.0}})
    monkeypatch.setattr(planning, "choose_style", lambda *_: style.model_copy(update={"form": form}))
    found = 0
    for seed in range(6):
        request = ask(seconds=32 + seed, seed=seed)
        plan, score = make_plan(request), compose(request)
        if plan.sections[0].name != "pickup":
            assert plan.timing.bars % 4 > 1
            continue
        found += 1
        first = [
            part.name for part in score.parts for n in part.notes if n.start < plan.timing.bar_ticks - 120
        ]
        assert set(first) == {"drums"}
        assert len(first) >= 3
    assert found
    monkeypatch.undo()
    for seed in range(12):
        assert make_plan(ask(style="rock", seed=seed, without=("drums",))).sections[0].name != "pickup"


def test_a_long_outro_thins_out_and_keeps_its_ground() -> None:
    thin = closed(Layers(("drums", "bass", "chords", "arp", "melody")), 8)
    times = dict(thin.leaves)
    assert times
    assert min(times.values()) >= 4
    assert times["melody"] < times["drums"]
    assert "bass" not in times
    assert closed(BAND, 4) == BAND


def test_returns_find_something_new_while_they_can() -> None:
    style = load_style("pop")
    for seed in range(4):
        heard = [BAND]
        for _ in range(5):
            heard.append(returned(BAND, "verse", 8, heard, style, Stream(seed, "x"), whole=False))
        assert len(set(heard)) == 6
    after_a_lift = [returned(BAND, "chorus", 8, [BAND], style, Stream(n, "x"), whole=True) for n in range(8)]
    assert all(not layers.enters for layers in after_a_lift)


@pytest.mark.parametrize("name", ["pop", "house", "jazz-swing", "cinematic", "rock"])
@pytest.mark.parametrize("seconds", [300, 600])
def test_long_pieces_repeat_no_section_literally(ask, name: str, seconds: int) -> None:
    request = ask(style=name, seconds=seconds, seed=3)
    plan, score = make_plan(request), compose(request)
    bar = plan.timing.bar_ticks
    heard: dict[str, list[frozenset[tuple[str, int, int]]]] = {}
    for section in plan.sections:
        start, end = section.start * bar, (section.start + min(8, section.bars)) * bar
        notes = frozenset(
            (part.name, round((note.start - start) / 120), note.pitch)
            for part in score.parts
            for note in part.notes
            if start <= note.start < end
        )
        heard.setdefault(section.kind, []).append(notes)
    for kind, versions in heard.items():
        assert len(set(versions)) == len(versions), kind
    shares = [section.energy for section in plan.sections]
    assert max(shares) - min(shares) >= 0.25


def test_very_long_pieces_have_a_second_act_and_come_back() -> None:
    for name in ("pop", "house", "ambient"):
        style = load_style(name)
        request = _request(name, 600)
        plan = make_plan(request)
        letters = [section.material for section in plan.sections]
        second = [index for index, letter in enumerate(letters) if "2" in letter]
        assert second, name
        assert all("2" not in letters[index] for index in (0, -1))
        assert {section.material for section in plan.sections if section.kind == "chorus"} == {
            style.sections["chorus"].material
        }
    assert not any("2" in section.material for section in make_plan(_request("blues", 600)).sections)
    assert not any("2" in section.material for section in make_plan(_request("pop", 120)).sections)


def _request(style: str, seconds: float):
    from timbre.model.brief import Brief
    from timbre.model.request import GenerationRequest

    return GenerationRequest(prompt="x", seed=2, seconds=seconds, brief=Brief(style=style))


@pytest.mark.parametrize("bars", [8, 16, 32, 64, 110, 280])
def test_seeds_choose_among_forms(bars: int) -> None:
    style = load_style("pop")
    style = style.model_copy(update={"form": style.form.model_copy(update={"family": "song"})})
    forms = {tuple(template_lengths(style, bars, Stream(seed, "form"))) for seed in range(24)}
    assert all(sum(length for _, length in form) == bars for form in forms)
    assert len(forms) >= (2 if bars == 8 else 3)


def test_shared_templates_and_cycles_are_well_made() -> None:
    known = {"intro", "verse", "lift", "chorus", "break", "solo", "outro"}
    for family, plans in shared_templates().items():
        totals = [sum(bars for _, bars in section_plan(text)) for text in plans]
        assert all(name in known for text in plans for name, _ in section_plan(text)), family
        for low, high in ((0, 16), (12, 32), (28, 64), (56, 400)):
            assert any(low <= total <= high for total in totals), (family, low)
    cycles = alternate_cycles(load_style("rock"))
    assert len({tuple(cycle) for cycle in cycles}) == len(cycles) >= 2


@pytest.mark.parametrize("ending", ["tag", "stinger", "hit", "ritard"])
def test_endings_are_chosen_by_weight_and_played(monkeypatch, ask, ending: str) -> None:
    style = load_style("folk")
    style = style.model_copy(update={"form": style.form.model_copy(update={"endings": {ending: 1.0}})})
    monkeypatch.setattr(planning, "choose_style", lambda *_: style)
    plan = make_plan(ask(seconds=60, seed=2, key="G major"))
    assert plan.style.form.ending == ending
    final = plan.spans[-1]
    hold = (final.duration / 960) * 60 / plan.timing.tempo_map[-1][1]
    lines = [
        tuple(s.chord.symbol for s in plan.spans if s.bar == plan.timing.bars - back) for back in (1, 3, 5)
    ]
    if ending == "tag":
        assert lines[0] == lines[1]
        assert len(lines[0]) == 2
    assert (hold < 0.8) is (ending == "stinger")
    assert (len(plan.timing.tempo_map) > 1) is (ending == "ritard")


def test_patterns_for_the_metre_are_preferred() -> None:
    style = load_style("rock")
    waltz = Pattern(bars="1- -- 5-", metres=("3/4",))
    bass = style.bass.model_copy(update={"patterns": (*style.bass.patterns, waltz)})
    style = style.model_copy(update={"bass": bass})
    assert in_metre(style, "3/4").bass.patterns == (waltz,)
    assert waltz not in in_metre(style, "4/4").bass.patterns
    assert in_metre(style, "4/4").bass.patterns
    assert waltz.cells(BASS_TOKENS)
    assert metre_note(style, style.metre) == ()
    assert "7/8" in metre_note(style, "7/8")[0]


@pytest.mark.parametrize("style", ["techno", "trap", "meditation"])
def test_three_minutes_of_a_loop_turn_to_other_harmony(style: str, ask) -> None:
    shares = []
    for seed in (2, 3, 5):
        plan = make_plan(ask(style=style, seed=seed, seconds=180.0))
        bars: dict[int, list[str]] = {}
        for span in plan.spans:
            for bar in range(span.start // plan.timing.bar_ticks, -(-span.end // plan.timing.bar_ticks)):
                bars.setdefault(bar, []).append(span.chord.symbol)
        blocks = Counter(str([bars[at + n] for n in range(4)]) for at in range(0, len(bars) - 3, 4))
        shares.append(blocks.most_common(1)[0][1] / sum(blocks.values()))
    assert max(shares) <= 0.75
    assert sum(shares) / len(shares) <= 0.6


def test_long_sections_change_their_pattern_every_eight_bars(ask) -> None:
    plan = make_plan(ask(style="techno", seed=2, seconds=180.0))
    section = next(section for section in plan.sections if section.bars == 16)
    bars = [bar for bar in plan.bars if bar.section is section]
    book = PatternBook(tuple(Pattern(bars=text) for text in ("1---", "1.1.")), BASS_TOKENS, Stream(1, "x"))
    heard = [book.cells(bar) for bar in bars]
    assert heard[0] == heard[1] != heard[8] == heard[9]


def test_the_filter_opens_over_a_lift_and_shuts_over_an_outro(ask) -> None:
    plan = make_plan(ask(style="techno", seed=2, seconds=180.0))
    curve = {point.tick: point.value for point in controls_of(plan, "bass", ())}
    for kind, opens in (("lift", True), ("outro", False)):
        section = next(section for section in plan.sections if section.kind == kind)
        start = section.start * plan.timing.bar_ticks
        end = min((section.start + section.bars) * plan.timing.bar_ticks, plan.timing.body)
        inside = [value for tick, value in sorted(curve.items()) if start <= tick < end]
        assert len(inside) == 2
        assert (inside[1] > inside[0] + 0.3) is opens


def test_somebody_plays_from_the_first_bar() -> None:
    table = SectionKind(energy=0.5, layers=("arp?", "chords+", "bass+"))
    drawn = [section_layers(table, 0, {}, 0.0, 8, Stream(seed, "x")) for seed in range(12)]
    assert {layers.playing for layers in drawn} == {("arp",), ("chords",)}
    silent = SectionKind(energy=0.0, layers=("arp?",))
    assert section_layers(silent, 0, {}, -1.0, 8, Stream(1, "x")).playing == ("arp",)


def test_louder_sections_take_more_of_their_optional_layers() -> None:
    counts = []
    for energy in (0.3, 0.9):
        table = SectionKind(energy=energy, layers=("bass", "pad?"))
        drawn = [section_layers(table, 0, {}, 0.0, 8, Stream(seed, "x")) for seed in range(100)]
        counts.append(sum("pad" in layers.playing for layers in drawn))
    assert counts[1] >= counts[0] + 20
