"""Properties of every score, over styles and seeds: valid notes, register lanes, consonance, independence."""

from itertools import pairwise

import pytest

from timbre.engines.composer.compose import compose
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.players import players
from timbre.engines.composer.score import Score
from timbre.engines.composer.style import style_names
from timbre.theory.chord import parse_chord
from timbre.theory.key import parse_key
from timbre.theory.metre import parse_metre


def notes_of(score: Score, name: str):
    return tuple(note for part in score.parts if part.name == name for note in part.notes)


def top_line(notes):
    """The notes without those doubled below at the same moment."""
    return tuple(
        note for note in notes if not any(n.start == note.start and n.pitch > note.pitch for n in notes)
    )


@pytest.mark.parametrize("style", style_names())
def test_notes_are_sound(make, style: str) -> None:
    for seed, seconds in ((1, 8), (2, 30), (3, 70)):
        score = make(style=style, seed=seed, seconds=seconds)
        names = {part.name for part in score.parts}
        assert score.sections[0].start == 0
        assert score.chords[0].start == 0
        for one, two in pairwise(score.chords):
            assert one.start + one.duration == two.start
        for part in score.parts:
            assert part.notes
            sounding: dict[int, int] = {}
            for note in part.notes:
                assert 1 <= note.velocity <= 127
                assert note.start >= 0
                assert note.duration >= 1
                assert note.start + note.duration <= score.end
                assert sounding.get(note.pitch, 0) <= note.start, (style, part.name)
                sounding[note.pitch] = note.start + note.duration
            assert [(n.start, n.pitch) for n in part.notes] == sorted((n.start, n.pitch) for n in part.notes)
            assert [c.tick for c in part.controls] == sorted(c.tick for c in part.controls)
            if part.is_drums:
                assert {n.pitch for n in part.notes} <= set(range(35, 82))
                continue
            player = players()[part.instrument]
            assert all(player.low <= n.pitch <= player.high for n in part.notes), (style, part)
            if "bass" in names and part.name != "bass":
                assert all(n.pitch >= 48 for n in part.notes), (style, part.name, part.instrument)


@pytest.mark.parametrize("style", style_names())
def test_melodies_fit_chords_and_breathe(make, style: str) -> None:
    strong = fitting = heard = 0
    intervals: list[int] = []
    for seed in range(3):
        score = make(style=style, seed=seed, seconds=40)
        key, metre = parse_key(score.key), parse_metre(score.metre)
        bar = metre.bar_sixteenths * 240
        strong_at = [group.start * 240 for group in metre.groups if group.strength >= 2]
        melody = top_line(notes_of(score, "melody"))
        if not melody:
            continue
        heard += 1
        assert len(melody) >= 4
        for note in melody:
            near = min(strong_at, key=lambda at: abs(note.start % bar - at))
            if abs(note.start % bar - near) < 60:
                chord = next(c for c in reversed(score.chords) if c.start <= note.start + 60)
                strong += 1
                fitting += note.pitch % 12 in {*parse_chord(chord.symbol).classes, *key.scale}
        intervals += [abs(b.pitch - a.pitch) for a, b in pairwise(melody) if b.start > a.start]
        covered = melody[-1].duration + sum(
            min(one.duration, two.start - one.start) for one, two in pairwise(melody)
        )
        assert covered < 0.97 * (melody[-1].start + melody[-1].duration - melody[0].start) or len(melody) < 12
    assert heard >= 2
    assert fitting >= 0.95 * strong
    small = sum(interval <= 5 for interval in intervals)
    assert small >= 0.7 * len(intervals)
    assert sum(interval == 0 for interval in intervals) <= 0.4 * len(intervals)


def test_melody_stays_above_the_chords(ask) -> None:
    for style in style_names():
        request = ask(style=style, seconds=30, seed=4)
        plan, score = make_plan(request), compose(request)
        lane = players()[plan.cast.lead["melody"]]
        if lane.high < plan.style.melody.low + 12 or plan.style.chords.voicing == "satb":
            continue
        late = [note for note in top_line(notes_of(score, "melody")) if note.articulation != "legato"]
        below = [n for n in late if n.pitch < plan.span_at(n.start + 40).voicing[-1] + 2]
        assert len(below) <= 0.08 * len(late), style


@pytest.mark.parametrize("style", ["lo-fi-hip-hop", "house", "jazz-swing", "cinematic"])
@pytest.mark.parametrize("part", ["melody", "drums", "bass", "chords"])
def test_a_part_seed_changes_that_part_only(ask, style: str, part: str) -> None:
    whole = compose(ask(style=style, seed=11, seconds=40))
    other = compose(ask(style=style, seed=11, seconds=40, part_seeds={part: 5}))
    for one, two in zip(whole.parts, other.parts, strict=True):
        assert one.name == two.name
        assert one.instrument == two.instrument
        assert (one.notes == two.notes) == (one.name != part), one.name
    assert whole.chords == other.chords
    assert whole.sections == other.sections
    if part == "drums":
        kicks = [
            [round(n.start / 120) for n in notes_of(s, "drums") if n.pitch == 36] for s in (whole, other)
        ]
        assert len(set(kicks[0]) & set(kicks[1])) >= 0.8 * len(set(kicks[0]))


def test_the_same_request_gives_the_same_score_and_another_seed_another(ask) -> None:
    for style in style_names():
        scores = [compose(ask(style=style, seed=seed, seconds=20)) for seed in (3, 3, 4)]
        assert scores[0] == scores[1]
        assert [p.notes for p in scores[0].parts] != [p.notes for p in scores[2].parts]


def test_no_two_of_twelve_seeds_share_a_tune(make) -> None:
    tunes = {
        tuple((n.start // 240, n.pitch - notes[0].pitch) for n in notes[:16])
        for seed in range(12)
        if (notes := notes_of(make(style="pop", seed=seed, seconds=30), "melody"))
    }
    assert len(tunes) == 12


def test_styles_are_genuinely_different(make) -> None:
    grooves: dict[str, frozenset[tuple[int, int]]] = {}
    for style in style_names():
        score = make(style=style, seed=6, seconds=40)
        bar = parse_metre(score.metre).bar_sixteenths * 240
        hits: dict[tuple[int, int], int] = {}
        for note in notes_of(score, "drums"):
            place = (note.pitch, round((note.start % bar) / 120) % (bar // 120))
            hits[place] = hits.get(place, 0) + 1
        if hits:
            grooves[style] = frozenset(
                place for place, count in hits.items() if count >= max(hits.values()) / 3
            )
    assert len(grooves) >= 15
    assert len(set(grooves.values())) == len(grooves)
    casts = {
        style: tuple(p.instrument for p in make(style=style, seed=6, seconds=40).parts)
        for style in style_names()
    }
    assert len(set(casts.values())) >= 0.9 * len(casts)


def test_four_bars_are_not_simply_repeated(make) -> None:
    for style in ("lo-fi-hip-hop", "pop", "rock", "funk", "jazz-swing", "cinematic"):
        score = make(style=style, seed=9, seconds=60)
        four = 4 * parse_metre(score.metre).bar_sixteenths * 240
        blocks: dict[int, list[tuple[str, int, int]]] = {}
        for part in score.parts:
            for note in part.notes:
                blocks.setdefault(note.start // four, []).append(
                    (part.name, round(note.start % four / 120), note.pitch)
                )
        shapes = [tuple(sorted(block)) for block in blocks.values()]
        assert len(set(shapes)) == len(shapes), style


def test_sections_differ_in_what_plays(make) -> None:
    score = make(style="pop", seed=2, seconds=90)
    counts = []
    for section in score.sections:
        end = section.start + section.bars * 3840
        counts.append(
            {p.name for p in score.parts if any(section.start <= n.start < end - 3840 for n in p.notes)}
        )
    assert len({frozenset(layers) for layers in counts}) >= 3
    by_name = dict(zip([s.name for s in score.sections], counts))
    assert len(by_name["intro"]) < len(by_name["chorus"])


def test_fills_lead_into_sections_and_crashes_follow(make) -> None:
    found = 0
    for seed in range(6):
        score = make(style="rock", seed=seed, seconds=60)
        drums = notes_of(score, "drums")
        crashes = [n.start for n in drums if n.pitch == 49]
        found += sum(any(abs(c - s.start) < 80 for c in crashes) for s in score.sections[1:])
        assert crashes
    assert found >= 8


def test_the_classical_style_has_few_parallel_fifths_between_outer_parts(make) -> None:
    parallels = pairs = 0
    for seed in range(4):
        score = make(style="classical-strings", seed=seed, seconds=40)
        melody, bass = notes_of(score, "melody"), notes_of(score, "bass")
        moments = []
        for low in bass:
            high = [n for n in melody if n.start <= low.start + 60 < n.start + n.duration]
            if high:
                moments.append((low.pitch, high[-1].pitch))
        for (a, b), (c, d) in pairwise(moments):
            pairs += 1
            same = (b - a) % 12 == (d - c) % 12 and (b - a) % 12 in (0, 7)
            parallels += same and a != c and b != d
    assert parallels <= 0.08 * pairs


def test_loops_have_no_ending_ritual(make) -> None:
    score = make(style="house", bars=8, seconds=None, loop=True, bpm=124)
    assert score.tempo_map == ((0, score.bpm),)
    last_bar = score.end - 3840
    assert any(n.start >= last_bar and n.pitch == 36 for n in notes_of(score, "drums"))
    assert score.chords[-1].duration <= 3840
