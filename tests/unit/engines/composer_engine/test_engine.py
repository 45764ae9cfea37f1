import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from timbre.engines.composer import create
from timbre.engines.composer.engine import fade_seconds, length_seconds, piece_facts, sample_rate_hz
from timbre.engines.composer.mix import render as mixing
from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.score import ChordSpan, Note, Part, Score, Section
from timbre.engines.registry import create_engine, engine_info
from timbre.errors import CapabilityError, MissingError, UnknownNameError
from timbre.model.brief import Brief
from timbre.model.engine import Engine
from timbre.model.events import AudioChunk, Finished, Progress, ScoreReady, Started
from timbre.model.request import Conditioning, GenerationRequest, Outputs, PostProcessing

BEAT = 960


def request(**fields) -> GenerationRequest:
    brief = fields.pop("brief", Brief(style="house"))
    return GenerationRequest(**{"prompt": "house", "brief": brief, "seed": 5, "seconds": 4.0, **fields})


def tone(key, sample_rate):
    """A synth double: a short tone of the right pitch."""
    time = np.arange(round((min(key.seconds, 1.0) + 0.1) * sample_rate)) / sample_rate
    wave = 0.4 * np.sin(2 * np.pi * 440 * 2 ** ((key.pitch - 69) / 12) * time) * np.exp(-5 * time)
    return np.stack((wave, wave)).astype(np.float32)


@pytest.fixture
def quick(monkeypatch):
    """The engine with the synth double."""
    monkeypatch.setattr(mixing, "synthesise", tone)
    return create()


def run(engine, wanted, cancelled=lambda: False):
    return list(engine.generate(wanted, cancelled))


def audio(events, stem=None):
    return np.concatenate([e.samples for e in events if isinstance(e, AudioChunk) and e.stem == stem], axis=1)


def small_score(**fields) -> Score:
    chords = tuple(ChordSpan(i * BEAT, BEAT, symbol) for i, symbol in enumerate(["C", "C", "Am", "C"]))
    sections = (Section("intro", 0, 1, 0.3), Section("verse", 4 * BEAT, 1, 0.5))
    part = Part("melody", "flute", (Note(0, BEAT, 72, 90),))
    score = Score(120.0, "C major", "4/4", "house", ((0, 120.0),), sections, chords, (part,), 8 * BEAT)
    return replace(score, **fields)


def test_describes_itself_and_is_an_engine():
    info = engine_info("composer")
    assert set(info.capabilities) == {"streaming", "stems", "midi", "part-seeds", "midi-guide", "soundfonts"}
    assert (info.sample_rate, info.determinism, info.licence.weights) == (44_100, "same-machine", "none")
    assert isinstance(create_engine("composer"), Engine)


def test_importing_the_package_is_light():
    code = "import sys, timbre.engines.composer; print('numpy' in sys.modules or 'pydantic' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_refuses_a_model():
    with pytest.raises(CapabilityError, match="'huge'") as caught:
        create().prepare(request(model="huge"))
    assert caught.value.hint


def test_says_which_guide_is_not_here(tmp_path, monkeypatch):
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path))
    guide = Conditioning(kind="midi", sha256="0" * 64, name="tune.mid")
    with pytest.raises(MissingError, match=r"tune\.mid"):
        create().prepare(request(conditioning=(guide,)))


def test_refuses_an_unknown_style_before_any_work():
    with pytest.raises(UnknownNameError, match="hause"):
        create().prepare(request(brief=Brief(style="hause")))


def test_events_come_in_order_and_the_length_is_exact(quick):
    events = run(quick, request(seconds=4.321))
    assert events[0] == Started(4.321, 44_100)
    assert isinstance(events[-1], Finished)
    assert audio(events).shape == (2, round(4.321 * 44_100))
    fractions = [e.fraction for e in events if isinstance(e, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert not any(isinstance(e, ScoreReady) or (isinstance(e, AudioChunk) and e.stem) for e in events)


def test_stems_and_midi_when_asked_for(quick):
    events = run(quick, request(outputs=Outputs(stems=True, midi=True)))
    stems = {e.stem for e in events if isinstance(e, AudioChunk)} - {None}
    assert {"drums", "bass"} <= stems
    total = sum(audio(events, stem).astype(np.float64) for stem in stems)
    assert np.allclose(total, audio(events), atol=1e-6)
    [midi] = [e.midi for e in events if isinstance(e, ScoreReady)]
    assert midi[:4] == b"MThd"


def test_the_same_request_gives_the_same_samples_and_another_seed_others(quick):
    first, second, other = (audio(run(quick, request(seed=seed))) for seed in (5, 5, 6))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_cancelling_ends_the_stream_without_finished(quick):
    assert run(quick, request(), cancelled=lambda: True) == []
    events = []
    for event in quick.generate(request(seconds=60.0), lambda: len(events) > 3):
        events.append(event)
    assert not any(isinstance(e, Finished) for e in events)


def test_48_khz_only_when_the_file_will_be():
    assert sample_rate_hz(request(post=PostProcessing(sample_rate=48_000))) == 48_000
    assert sample_rate_hz(request(post=PostProcessing(sample_rate=22_050))) == 44_100
    assert sample_rate_hz(request()) == 44_100


def test_lengths():
    assert length_seconds(request(seconds=30.0), small_score()) == 30.0
    assert length_seconds(request(seconds=30.0), small_score(loop=True)) == pytest.approx(4.0)
    by_bars = request(seconds=None, brief=Brief(bars=2))
    assert 5.0 < length_seconds(by_bars, small_score()) < 8.0
    abrupt = request(seconds=None, brief=Brief(bars=2, ending="abrupt"))
    assert length_seconds(abrupt, small_score()) < 4.6
    with pytest.raises(CapabilityError, match="would last"):
        length_seconds(by_bars, small_score(end=10_000 * BEAT))


def test_fades_only_when_asked_for_and_never_in_a_loop():
    fading = request(brief=Brief(ending="fade"))
    assert fade_seconds(request(), small_score(), 30.0) == 0.0
    assert fade_seconds(fading, small_score(), 30.0) == pytest.approx(4.5)
    assert fade_seconds(fading, small_score(), 300.0) == 8.0
    assert fade_seconds(fading, small_score(loop=True), 30.0) == 0.0


def test_a_fade_is_heard(quick):
    brief = Brief(style="house", ending="fade")
    mix = audio(run(quick, request(brief=brief, seconds=12.0)))
    loud = np.sqrt(np.mean(mix[:, 5 * 44_100 : 9 * 44_100] ** 2))
    assert np.sqrt(np.mean(mix[:, -11_025:] ** 2)) < 0.1 * loud


def test_facts_name_what_is_in_the_score():
    profile = MixProfile(lufs=-11, master="loud", tilt_db=1.5)
    facts = piece_facts(small_score(), profile, request(), 4.0)
    assert facts.chords == ("C", "Am", "C")
    assert facts.sections == (("intro", 0.0), ("verse", 2.0))
    assert (facts.bpm, facts.key, facts.metre, facts.style) == (120.0, "C major", "4/4", "house")
    assert (facts.master, facts.target_lufs, facts.tilt_db) == ("loud", -11, 1.5)


def test_facts_count_the_beats_the_user_counts():
    facts = piece_facts(small_score(metre="6/8", bpm=90.0), MixProfile(), request(), 4.0)
    assert facts.bpm == pytest.approx(60.0)


def test_a_loop_that_is_shorter_than_asked_says_so():
    facts = piece_facts(small_score(loop=True), MixProfile(), request(seconds=5.0), 4.0)
    assert any("whole bars" in note for note in facts.notes)
    assert piece_facts(small_score(loop=True), MixProfile(), request(seconds=4.0), 4.0).notes == ()


def test_production_words_reach_the_mix(quick):
    facts = run(quick, request(brief=Brief(style="house", production=("dark",))))[-1].facts
    plain = run(quick, request())[-1].facts
    assert facts.tilt_db < plain.tilt_db
