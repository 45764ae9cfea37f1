"""The critic: every rule notices what it is named after, and real pieces satisfy their style."""

from dataclasses import replace

import pytest

from timbre.engines.composer.critic import RULES, judge_score
from timbre.engines.composer.critic.piece import Piece
from timbre.engines.composer.score import ChordSpan, Note, Part, Score, Section
from timbre.engines.composer.style import load_style, style_names

BAR = 3840
RULE = {rule.name: rule.judge for rule in RULES}


def score_of(
    *parts: Part, bars: int = 8, chords: tuple[str, ...] = ("C", "F", "G", "C"), loop: bool = False
) -> Score:
    """A small piece in C major, a chord a bar."""
    spans = tuple(ChordSpan(n * BAR, BAR, chords[n % len(chords)]) for n in range(bars))
    return Score(
        bpm=120.0,
        key="C major",
        metre="4/4",
        style="pop",
        tempo_map=((0, 120.0),),
        sections=(Section("verse", 0, bars, 0.5),),
        chords=spans,
        parts=parts,
        end=bars * BAR,
        loop=loop,
    )


def line(pitches: list[int], step: int = 960, role: str = "melody", instrument: str = "flute") -> Part:
    notes = tuple(Note(n * step, step * 9 // 10, pitch, 80) for n, pitch in enumerate(pitches))
    return Part(role, instrument, notes)


def points(name: str, score: Score) -> float | None:
    return RULE[name](Piece(score))


GOOD = [72, 74, 76, 74, 77, 76, 74, 72] * 4
MOVES = "000100201101202102211121222"  # every triple of moves once (de Bruijn)
WANDERING = [72 + sum((0, 1, -1)[int(move)] for move in MOVES[:n]) for n in range(len(MOVES) + 1)]


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        ("strong beats", GOOD, [73, 74, 78, 74] * 8),
        ("downbeats", [72, 74, 76, 77, 77, 76, 74, 72, 74, 76, 77, 79, 76, 77, 79, 77], [74, 72] * 16),
        ("leaps", [72, 84, 83, 76] * 8, [60, 72, 84, 85] * 8),
        ("steps", GOOD, [72, 84, 74, 86] * 8),
        ("climax", [*GOOD[:20], 84, *GOOD[21:]], [72, 84] * 16),
        ("motif", GOOD, WANDERING),
    ],
)
def test_rules_about_the_tune(rule: str, good: list[int], bad: list[int]) -> None:
    better, worse = points(rule, score_of(line(good))), points(rule, score_of(line(bad)))
    assert better is not None
    assert worse is not None
    assert better > worse + 0.3


def test_phrases_end_on_chord_tones_and_breathe() -> None:
    def phrase(last: int, rest: bool) -> Part:
        notes = []
        for bar in range(8):
            notes += [Note(bar * BAR + n * 960, 900, 72 + n, 80) for n in range(3)]
            notes.append(Note(bar * BAR + 2880, 300 if rest else 950, last, 80))
        return Part("melody", "flute", tuple(notes))

    chords = ("C",)
    assert points("phrase ends", score_of(phrase(76, True), chords=chords)) == 1
    assert points("phrase ends", score_of(phrase(77, True), chords=chords)) == 0
    assert points("breath", score_of(phrase(76, True))) == 1
    assert points("breath", score_of(phrase(76, False))) == 0


def test_rules_about_harmony_and_register() -> None:
    low = Part(
        "bass", "electric bass", tuple(Note(n * BAR, 3000, p, 90) for n, p in enumerate([36, 41, 43, 36] * 2))
    )
    wrong = replace(low, notes=tuple(replace(n, pitch=n.pitch + 1) for n in low.notes))
    assert points("bass", score_of(low)) == 1
    assert points("bass", score_of(wrong)) == 0
    chords = Part(
        "chords", "piano", tuple(Note(n * BAR, 3000, p, 80) for n in range(8) for p in (60, 64, 67))
    )
    muddy = replace(chords, notes=tuple(replace(n, pitch=n.pitch - 24) for n in chords.notes))
    assert points("lanes", score_of(low, chords)) == 1
    assert points("lanes", score_of(low, muddy)) == 0
    jumping = replace(
        chords,
        notes=tuple(replace(n, pitch=n.pitch + (6 if n.start // BAR % 2 else 0)) for n in chords.notes),
    )
    assert points("voice leading", score_of(jumping)) < 0.6
    assert points("registers", score_of(line([72, 110] * 8))) == 0
    stuck = Part("melody", "flute", (Note(0, 7 * BAR, 72, 80),))
    assert points("registers", score_of(stuck)) == 0


def test_rules_about_the_end() -> None:
    home = [72] * 32
    assert points("last chord", score_of(line(home))) == 1
    away = score_of(line([74] * 32), chords=("C", "G", "F", "Gb"))
    assert points("last chord", away) < 0.3
    assert points("last chord", score_of(line(home), loop=True)) is None
    stops = Part("chords", "piano", tuple(Note(n * BAR, 3000, 60, 80) for n in range(7)))
    goes_on = Part("chords", "piano", tuple(Note(n * BAR, 3000, 60, 80) for n in range(8)))
    assert points("end", score_of(line(home), goes_on)) == 1
    assert points("end", score_of(line(home), stops)) < 0.5
    assert points("cadence", score_of(line(home))) == 1


def test_rules_about_form_and_playing() -> None:
    fresh = score_of(line([60 + n % 24 for n in range(128)]), bars=32)
    same = score_of(line([60, 62, 64, 65] * 32), bars=32, chords=("C",))
    assert points("repetition", fresh) == 1
    assert points("repetition", same) == 0
    assert points("repetition", replace(same, repeat_bars=32)) == 1
    holes = line(GOOD)
    assert points("silence", score_of(holes)) == 1
    gone = replace(holes, notes=tuple(n for n in holes.notes if not BAR <= n.start < 3 * BAR))
    assert points("silence", score_of(gone)) == 0
    flat = score_of(line(GOOD))
    alive = replace(
        flat,
        parts=(
            replace(
                holes, notes=tuple(replace(n, velocity=40 + 3 * (i % 16)) for i, n in enumerate(holes.notes))
            ),
        ),
    )
    assert points("dynamics", flat) == 0
    assert points("dynamics", alive) == 1
    assert points("variety", score_of(line([36] * 32, role="bass", instrument="electric bass"))) == 0.5


def test_bass_and_kick() -> None:
    kicks = Part("drums", "rock kit", tuple(Note(n * 960, 100, 36, 90) for n in range(32)))
    on = line([36] * 32, role="bass", instrument="electric bass")
    beside = Part(
        "bass", "electric bass", tuple(Note(n * 960 + (n % 5 > 0) * 400, 300, 36, 90) for n in range(32))
    )
    off = Part("bass", "electric bass", tuple(Note(n * 960 + 480, 300, 36, 90) for n in range(31)))
    assert points("kick and bass", score_of(kicks, on)) == 1
    assert points("kick and bass", score_of(kicks, beside)) < 0.5
    assert points("kick and bass", score_of(kicks, off)) == 1


def test_a_piece_without_notes_is_worth_nothing() -> None:
    judgement = judge_score(score_of())
    assert judgement.total == 0
    assert not judgement.passed
    assert all(row.points is None for row in judgement.rows)


def test_spoiling_a_real_piece_costs_points(make) -> None:
    score = make(style="pop", seed=5, seconds=40)
    shifted = tuple(
        replace(part, notes=tuple(replace(n, pitch=n.pitch + 1) for n in part.notes))
        if part.name == "melody"
        else part
        for part in score.parts
    )
    assert judge_score(replace(score, parts=shifted)).total < judge_score(score).total - 5


@pytest.mark.parametrize("style", style_names())
def test_pieces_reach_what_their_style_asks(make, style: str) -> None:
    for seed, seconds in ((1, 25), (2, 50)):
        judgement = judge_score(make(style=style, seed=seed, seconds=seconds))
        assert judgement.threshold == load_style(style).critic.threshold
        assert judgement.passed, [(row.name, row.points) for row in judgement.rows if (row.points or 1) < 0.6]


def test_every_rule_explains_itself() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) >= 14
    for rule in RULES:
        assert 10 < len(rule.explanation) < 100
        assert rule.weight > 0
