import numpy as np
import pytest

from timbre.audio.loudness import integrated_lufs
from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.hits import hit_lufs
from timbre.engines.composer.mix.staging import LIMIT_DB, NOMINAL_LUFS, estimate_lufs, trim_db
from timbre.engines.composer.score import Note, Part
from timbre.engines.composer.synth import render_hit

BEAT = 960


@pytest.fixture
def clock(score_of, rate):
    return Clock(score_of(bpm=120.0), rate)


def held(instrument: str) -> bool:
    return instrument == "organ"


def part(*notes: Note, instrument: str = "organ", name: str = "chords") -> Part:
    return Part(name, instrument, notes)


def chord(voices: int, velocity: int = 100) -> list[Note]:
    return [Note(0, 8 * BEAT, 60 + voice, velocity) for voice in range(voices)]


def test_one_held_note_is_nominal_and_voices_add_up(clock):
    assert estimate_lufs([part(*chord(1))], held, clock) == pytest.approx(NOMINAL_LUFS, abs=0.4)
    four = estimate_lufs([part(*chord(4))], held, clock)
    assert four == pytest.approx(NOMINAL_LUFS + 6, abs=0.4)
    assert trim_db([part(*chord(4))], held, clock) == pytest.approx(-6, abs=0.4)


def test_silence_between_phrases_does_not_count(clock):
    once = [part(*chord(1))]
    twice = [part(*chord(1), *(Note(400 * BEAT, 8 * BEAT, 60, 100) for _ in range(1)))]
    assert estimate_lufs(twice, held, clock) == pytest.approx(estimate_lufs(once, held, clock), abs=0.4)


def test_soft_playing_is_made_up_by_half(clock):
    loud, soft = (trim_db([part(*chord(2, velocity))], held, clock) for velocity in (100, 50))
    assert soft - loud == pytest.approx(4.8, abs=0.1)


def test_a_struck_note_is_not_as_long_as_it_is_held(clock):
    ringing = [part(*chord(1), instrument="piano")]
    assert estimate_lufs(ringing, held, clock) < NOMINAL_LUFS


def test_a_kick_is_louder_than_a_hat_and_a_machine_louder_still(clock):
    def beat(key: int, kit: str) -> float:
        notes = [Note(i * BEAT, 100, key, 100) for i in range(16)]
        return estimate_lufs([part(*notes, instrument=kit, name="drums")], held, clock)

    assert beat(36, "909 kit") > beat(36, "acoustic kit") > beat(42, "acoustic kit") + 6


def test_extremes_are_limited_and_silence_is_left_alone(clock):
    assert trim_db([part()], held, clock) == 0.0
    assert trim_db([part(*chord(60))], held, clock) == -LIMIT_DB


@pytest.mark.parametrize(
    ("kit", "key"), [("brush kit", 36), ("808 kit", 36), ("rock kit", 49), ("jazz kit", 51)]
)
def test_hits_are_as_loud_as_the_table_says(kit, key):
    heard = np.zeros((2, 18_000), np.float32)
    hit = render_hit(kit, key, 100, 44_100, 0)[:, :17_640]
    heard[:, : hit.shape[1]] = hit
    assert hit_lufs(kit, key) == pytest.approx(integrated_lufs(heard[:, :17_640], 44_100), abs=1.0)
