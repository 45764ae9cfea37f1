"""One instrument alone plays its own way: its register, its texture, its breath, and nobody else."""

from dataclasses import replace
from itertools import pairwise

import pytest

from timbre.engines.composer.compose import compose
from timbre.engines.composer.critic import judge_score
from timbre.engines.composer.parts.solo.idiom import idiom_of, suited
from timbre.engines.composer.parts.solo.winds import _drones
from timbre.engines.composer.planning import make_plan
from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.style import load_style
from timbre.model.brief import Brief, Source
from timbre.model.request import GenerationRequest
from timbre.theory.key import parse_key

NAMES = [name for name in (*players(), *KITS) if name not in players() or players()[name].roles != ("fx",)]
WINDS = ("flute", "trumpet", "saxophone", "clarinet", "oboe")


def alone(name: str, seed: int = 3, seconds: float = 40.0, **fields):
    brief = Brief(instruments=(name,), production=("solo",), **fields)
    return compose(GenerationRequest(prompt="solo", seed=seed, seconds=seconds, brief=brief))


def sounding(notes) -> list[int]:
    """How many notes sound when each begins."""
    return [
        sum(n.start <= note.start + 40 and n.start + n.duration > note.start + 80 for n in notes)
        for note in notes
    ]


@pytest.mark.parametrize("name", NAMES)
def test_that_instrument_alone_in_its_range(name: str) -> None:
    for seed, seconds in ((1, 7.0), (2, 40.0)):
        score = alone(name, seed, seconds)
        assert {part.instrument for part in score.parts} == {name}
        for part in score.parts:
            player = players().get(name)
            last = {}
            for note in part.notes:
                assert player is None or player.low <= note.pitch <= player.high
                assert note.start + note.duration <= score.end
                assert last.get(note.pitch, 0) <= note.start
                last[note.pitch] = note.start + note.duration
        assert judge_score(score).total >= 70


@pytest.mark.parametrize("name", WINDS)
def test_winds_play_one_note_at_a_time_and_breathe(name: str) -> None:
    for seed in range(3):
        score = alone(name, seed)
        (part,) = score.parts
        assert max(sounding(part.notes)) == 1
        longest = start = 0
        for one, two in pairwise(part.notes):
            gap = score.seconds_at(two.start) - score.seconds_at(one.start + one.duration)
            if gap > 0.3:
                start = two.start
            longest = max(longest, score.seconds_at(one.start + one.duration) - score.seconds_at(start))
        assert longest < 15


@pytest.mark.parametrize("name", ["violin", "cello"])
def test_bowed_strings_sing_break_chords_and_stop_two_strings(name: str) -> None:
    stops = low = 0
    for seed in range(4):
        score = alone(name, seed, 60.0)
        (part,) = score.parts
        voices = sounding([note for note in part.notes if note.start < score.chords[-1].start - 60])
        assert max(voices) <= 2
        stops += sum(count == 2 for count in voices)
        low += sum(note.pitch < idiom_of(name).low for note in part.notes)
        assert sum(note.articulation == "legato" for note in part.notes) > 0.3 * len(part.notes)
    assert stops >= 8
    assert low >= 4


def test_a_guitar_alternates_its_thumb_under_a_tune() -> None:
    (part,) = alone("acoustic guitar").parts
    bass = [note for note in part.notes if note.pitch < 52]
    tune = [note for note in part.notes if note.pitch >= 60]
    assert len(bass) >= 20
    assert len(tune) >= 20
    assert len({note.pitch for note in bass}) >= 4
    assert max(sounding(part.notes)) >= 3


def test_a_harp_sweeps_and_a_banjo_rolls() -> None:
    score = alone("harp", seconds=80.0)
    (harp,) = score.parts
    runs = best = 0
    for one, two in pairwise(harp.notes):
        quick = two.start - one.start < 120 and two.pitch > one.pitch
        runs = runs + 1 if quick else 0
        best = max(best, runs)
    assert best >= 8
    (banjo,) = alone("banjo", seconds=20.0).parts
    gaps = sorted(two.start - one.start for one, two in pairwise(banjo.notes))
    assert gaps[len(gaps) // 2] <= 480


def test_a_choir_has_four_voices_and_a_sitar_its_drone() -> None:
    (choir,) = alone("choir").parts
    counts = sounding(choir.notes)
    assert max(counts) <= 5
    assert sum(count >= 3 for count in counts) > 0.5 * len(counts)
    score = alone("sitar", seed=2, seconds=60.0)
    tonic = min(note.pitch for note in score.parts[0].notes)
    drones = [n for n in score.parts[0].notes if (n.pitch - tonic) % 12 in (0, 7)]
    assert len(drones) >= 0.35 * len(score.parts[0].notes)
    assert len({span.symbol for span in score.chords}) == 1


def test_a_drum_solo_has_form() -> None:
    score = alone("acoustic kit", seconds=60.0)
    (part,) = score.parts
    length = score.end // 10
    pieces = [{n.pitch for n in part.notes if length * i <= n.start < length * (i + 1)} for i in range(10)]
    assert {41, 47, 50} & set.union(*pieces[3:7])
    assert not {41, 47, 50} & pieces[0]
    snare = [n for n in part.notes if n.pitch == 38]
    rolls = sum(two.start - one.start <= 260 and two.velocity >= one.velocity for one, two in pairwise(snare))
    assert rolls >= 20


def test_a_bass_solo_leaves_its_lane() -> None:
    (part,) = alone("electric bass", seconds=60.0).parts
    assert part.name == "bass"
    pitches = [note.pitch for note in part.notes]
    assert min(pitches) < 36
    assert max(pitches) >= 52


def test_the_style_suits_the_instrument_unless_a_genre_is_named() -> None:
    assert alone("cello").style == "classical-strings"
    assert alone("organ", genres=(("blues", 1.0),), style="blues").style == "blues"
    low, _, high = idiom_of("cello").tempo
    assert low <= alone("cello").bpm <= high
    assert suited(load_style("pop"), "piano") == load_style("pop")


@pytest.mark.parametrize(("word", "role"), [("drums", "drums"), ("bass", "bass"), ("percussion", "drums")])
def test_role_words_mean_their_usual_instrument(word: str, role: str) -> None:
    score = alone(word, seconds=12.0)
    assert [part.name for part in score.parts] == [role]


def test_a_second_instrument_ends_the_solo() -> None:
    for other in ("piano", "acoustic kit"):
        brief = Brief(instruments=("cello", other), production=("solo",))
        score = compose(GenerationRequest(prompt="x", seed=1, seconds=20.0, brief=brief))
        assert {"cello", other} <= {part.instrument for part in score.parts}
    drums = Brief(instruments=("cello", "drums"), production=("solo",))
    score = compose(GenerationRequest(prompt="x", seed=1, seconds=20.0, brief=drums))
    assert {"melody", "drums"} <= {part.name for part in score.parts}


def test_a_genre_does_not_hurry_a_soloist() -> None:
    implied = {"bpm": Source(kind="implied", because="genre a cappella"), "style": Source(kind="implied")}
    low, _, high = idiom_of("choir").tempo
    for bpm in (40.0, 92.0, 140.0):
        score = alone("choir", bpm=bpm, style="hymn-choir", genres=(("a cappella", 1.0),), sources=implied)
        assert low * 0.95 <= score.bpm <= high * 1.05
    assert alone("choir", bpm=140.0).bpm == 140.0


@pytest.mark.parametrize("name", ["cello", "clarinet", "trumpet"])
def test_unaccompanied_phrases_dwell_on_home(name: str) -> None:
    home = fifth = total = 0
    for seed in range(8):
        (part,) = alone(name, seed=seed, key="D major").parts
        first = part.notes[0]
        ends = [one for one, two in pairwise(part.notes) if two.start - one.start - one.duration >= 900]
        heard = [first.pitch % 12, *(note.pitch % 12 for note in ends)]
        total += len(heard)
        home += heard.count(2)
        fifth += heard.count(9)
    assert home * 100 >= 32 * total
    assert (home + fifth) * 100 >= 45 * total


def test_the_pipes_drone_on_the_tonic_of_where_they_are() -> None:
    brief = Brief(instruments=("bagpipes",), production=("solo",), key="D mixolydian")
    plan = make_plan(GenerationRequest(prompt="solo", seed=3, seconds=60.0, brief=brief))
    middle, there = plan.bars[len(plan.bars) // 2].start, parse_key("G mixolydian")
    spans = [replace(span, key=there) if span.start >= middle else span for span in plan.spans]
    drones = _drones(replace(plan, spans=tuple(spans)))
    assert {tone.pitch % 12 for tone in drones if tone.start < middle} == {2}
    assert {tone.pitch % 12 for tone in drones if tone.start >= middle} == {7}
