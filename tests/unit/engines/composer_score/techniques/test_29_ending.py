"""Technique 29: the end is played: every part that goes to the end holds the last chord, and nothing is cut."""

import pytest

from timbre.engines.composer import planning
from timbre.engines.composer.critic import judge_score
from timbre.engines.composer.style import load_style


@pytest.mark.parametrize("style", ["pop", "jazz-swing", "cinematic", "solo-piano", "techno"])
def test_everybody_ends_on_the_last_chord(make, style: str) -> None:
    score = make(style=style, seconds=40, seed=4)
    last = score.chords[-1]
    holding = [
        part.name
        for part in score.parts
        if any(n.start >= last.start - 60 and n.start + n.duration > last.start + 240 for n in part.notes)
    ]
    assert len(holding) >= 2
    assert 40 - score.seconds_at(score.end) > 0.2


def ending_in(kind: str, monkeypatch: pytest.MonkeyPatch, style: str = "pop") -> None:
    found = load_style(style)
    form = found.form.model_copy(update={"ending": kind, "endings": {}})
    monkeypatch.setattr(planning, "choose_style", lambda *_: found.model_copy(update={"form": form}))


def test_a_tag_says_its_last_line_again(make, monkeypatch) -> None:
    ending_in("tag", monkeypatch)
    heard = 0
    for seed in range(8):
        score = make(seconds=40, seed=seed, metre="4/4", key="C major")
        final = score.chords[-1].start
        if score.sections[-1].bars < 5:
            continue
        tune = next(part for part in score.parts if part.name == "melody")
        places = final - 3840, final - 3 * 3840
        chords = [[c.symbol for c in score.chords if at <= c.start < at + 3840] for at in places]
        lines = [
            [
                (round((n.start - at) / 120), n.pitch)
                for n in tune.notes
                if n.duration > 200 and -60 <= n.start - at < 3780
            ]
            for at in places
        ]
        heard += bool(lines[0])
        assert chords[0] == chords[1]
        assert lines[0] == lines[1]
    assert heard >= 3


def test_everybody_breathes_before_a_stinger(make, monkeypatch) -> None:
    ending_in("stinger", monkeypatch)
    for seed in range(4):
        score = make(seconds=40, seed=seed, metre="4/4")
        final = score.chords[-1].start
        notes = [note for part in score.parts for note in part.notes if note.start < final - 120]
        assert max(note.start + note.duration for note in notes) <= final - 960 + 120
        assert any(note.start >= final - 120 for part in score.parts for note in part.notes)


def test_a_pad_held_over_the_rest_is_there_for_the_stinger(make, monkeypatch) -> None:
    ending_in("stinger", monkeypatch, "techno")
    judged = [
        judge_score(make(seconds=seconds, seed=seed)) for seconds, seed in ((14, 76), (14, 106), (30, 1))
    ]
    held = 0
    for seed in range(12):
        score = make(seconds=14, seed=seed)
        final = score.chords[-1].start
        pads = [part for part in score.parts if part.name == "pad"]
        playing = [p for p in pads if any(n.start + n.duration > final - 2000 for n in p.notes)]
        held += len(playing)
        assert all(any(n.start >= final - 60 for n in part.notes) for part in playing)
    assert held >= 2
    assert all(row.points == 1.0 for verdict in judged for row in verdict.rows if row.name == "end")
