"""The engine over a toy runtime: events, exact lengths, cancelling, keeping the model, licence, refusals."""

import itertools
import shutil
import threading

import numpy as np
import pytest

from fakes.musicgen_runtime import FakeRuntime
from golden.musicgen.goldens import folder
from timbre.engines.musicgen import loaded, machine, memory, plan
from timbre.engines.musicgen.engine import MusicgenEngine
from timbre.engines.musicgen.keeper import Keeper
from timbre.errors import CapabilityError, EngineError, MissingError, UnknownNameError
from timbre.language.parse import parse
from timbre.model.engine import Diagnosing, Engine, Settling
from timbre.model.events import AudioChunk, Finished, Progress, Started
from timbre.model.request import GenerationRequest

pytest.importorskip("tokenizers", reason="the extra 'musicgen' is not installed")

SHA = "0" * 64


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path / "home"))
    for name in ("TIMBRE_DEVICE", "TIMBRE_PRECISION", "TIMBRE_THREADS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(machine, "look", lambda paths: machine.Machine(2, 100e9, 16_000_000_000))


@pytest.fixture
def runtimes(monkeypatch):
    """Toy runtimes in place of real ones; the list of those that were loaded."""
    made = []

    def load(plan, tell):
        tell("prepare")
        made.append(FakeRuntime(plan.config))
        return made[-1]

    monkeypatch.setattr(loaded, "load_model", load)
    monkeypatch.setattr(loaded, "KEEPER", Keeper())
    return made


def request(model="mono", **fields):
    usual = {"prompt": "warm piano", "seed": 7, "seconds": 2.0, "engine": "musicgen"}
    path = model if "/" in model else str(folder(model))
    return GenerationRequest(**{**usual, "model": path, **fields})


def made_of(asked, engine=None, cancelled=lambda: False):
    return list((engine or MusicgenEngine()).generate(asked, cancelled))


def sound(events):
    return np.concatenate([event.samples for event in events if isinstance(event, AudioChunk)], axis=1)


def test_it_keeps_to_the_protocols():
    engine = MusicgenEngine()
    assert isinstance(engine, Engine)
    assert isinstance(engine, Settling)
    assert isinstance(engine, Diagnosing)


@pytest.mark.parametrize(("model", "channels"), [("mono", 1), ("stereo", 2)])
@pytest.mark.parametrize("seconds", [1.0, 1.23456, 2.0])
def test_a_piece_is_told_in_order_and_as_long_as_asked(runtimes, model, channels, seconds):
    events = made_of(request(model, seconds=seconds))
    assert isinstance(events[0], Started)
    assert (events[0].seconds, events[0].sample_rate, events[0].channels) == (seconds, 32_000, channels)
    assert isinstance(events[-1], Finished)
    assert sound(events).shape == (channels, round(seconds * 32_000))
    assert sound(events).dtype == np.float32
    progress = [event for event in events if isinstance(event, Progress)]
    fractions = [event.fraction for event in progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert progress[-1].seconds_made == pytest.approx(seconds)
    assert [stage for stage, _ in itertools.groupby(event.stage for event in progress)][-2:] == [
        "read words",
        "compose",
    ]


def test_sound_comes_while_the_rest_is_being_written(runtimes):
    events = made_of(request(seconds=4.0))
    first = next(n for n, event in enumerate(events) if isinstance(event, AudioChunk))
    after = [event.seconds_made for event in events[first:] if isinstance(event, Progress)]
    assert after[0] == pytest.approx(0.5)
    assert sum(isinstance(event, AudioChunk) for event in events) >= 4


def test_the_seed_decides_and_nothing_else(runtimes):
    first, again, other = (sound(made_of(request(seed=seed))) for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_gpu_decodes_beside_and_the_piece_is_the_same(runtimes, monkeypatch):
    here = sound(made_of(request(seconds=3.0)))
    gpu = machine.Gpu("a GPU", 80_000_000_000, 80_000_000_000, 1e12)
    look = machine.Machine(2, 100e9, 16_000_000_000, gpus=(gpu,), torch="2.13")
    monkeypatch.setattr(machine, "look", lambda paths: look)
    monkeypatch.setattr(plan, "_works", lambda choice: True)
    engine = MusicgenEngine()
    assert engine.settle(request(seconds=3.0)).device == "cuda"
    events = made_of(request(seconds=3.0), engine)
    assert isinstance(events[-1], Finished)
    assert np.array_equal(sound(events), here)


def test_settling_fills_in_what_the_machine_decides(runtimes):
    engine = MusicgenEngine()
    settled = engine.settle(request())
    assert (settled.precision, settled.device) == ("int8", "cpu")
    assert len(settled.weights) == 64
    assert engine.settle(settled) == settled
    assert MusicgenEngine().settle(settled) == settled
    assert settled.prompt == "warm piano"


def test_settings_beat_the_probe_and_the_request_beats_settings(runtimes, monkeypatch):
    monkeypatch.setenv("TIMBRE_PRECISION", "fp16")
    assert MusicgenEngine().settle(request()).precision == "fp16"
    assert MusicgenEngine().settle(request(precision="int4")).precision == "int4"


def test_other_weights_than_the_takes_are_refused(runtimes):
    with pytest.raises(MissingError, match="other weights"):
        MusicgenEngine().settle(request(weights=SHA))


def test_a_model_that_is_not_here_says_how_to_get_it(runtimes):
    asked = request().model_copy(update={"model": None})
    with pytest.raises(MissingError) as caught:
        MusicgenEngine().settle(asked)
    assert "timbre models pull small" in caught.value.hint
    with pytest.raises(UnknownNameError, match="'medium'"):
        MusicgenEngine().settle(asked.model_copy(update={"model": "meduim"}))


def test_the_second_take_finds_the_model_loaded(runtimes):
    made_of(request())
    events = made_of(request(seed=8))
    assert len(runtimes) == 1
    assert "load" not in {event.stage for event in events if isinstance(event, Progress)}
    made_of(request(precision="int4"))
    assert len(runtimes) == 2
    assert (runtimes[0].closed, runtimes[1].closed) == (1, 0)


def test_loading_is_told(runtimes):
    stages = {event.stage for event in made_of(request()) if isinstance(event, Progress)}
    assert {"load", "read words", "compose"} <= stages


def test_a_model_that_cannot_be_loaded_raises_and_is_tried_again(runtimes, monkeypatch):
    good = loaded.load_model

    def broken(plan, tell):
        raise EngineError("The file is damaged.")

    monkeypatch.setattr(loaded, "load_model", broken)
    with pytest.raises(EngineError, match="damaged"):
        made_of(request())
    monkeypatch.setattr(loaded, "load_model", good)
    assert isinstance(made_of(request())[-1], Finished)


def test_a_cancel_is_heard_within_a_step(runtimes):
    steps = 0

    def cancelled():
        return bool(runtimes and runtimes[0].opened and runtimes[0].opened[0].position >= 12)

    events = made_of(request(seconds=10.0), cancelled=cancelled)
    assert not any(isinstance(event, Finished) for event in events)
    (decoder,) = runtimes[0].opened
    assert decoder.position == 12 + steps
    assert decoder.closed == 1


def test_a_cancel_while_loading_leaves_the_model_to_the_next(runtimes, monkeypatch):
    good, go = loaded.load_model, threading.Event()

    def slow(plan, tell):
        go.wait(10)
        return good(plan, tell)

    monkeypatch.setattr(loaded, "load_model", slow)
    asked = iter([False] * 3)
    events = made_of(request(), cancelled=lambda: next(asked, True))
    assert not any(isinstance(event, (AudioChunk, Finished)) for event in events)
    go.set()
    assert isinstance(made_of(request())[-1], Finished)
    assert len(runtimes) == 1


def test_facts_tell_words_runtime_and_a_gentle_master(runtimes):
    facts = made_of(request(temperature=0.5))[-1].facts
    assert facts.details["words"] == "warm piano"
    assert facts.details["runtime"] == "toy float32"
    assert facts.details["sampling"] == "temperature 0.5, top-k 250, top-p 0, guidance 3"
    assert (facts.master, facts.target_lufs) == ("clean", -14.0)
    assert (facts.bpm, facts.key) == (None, None)
    assert facts.notes == ()


def test_the_words_reach_the_model(runtimes):
    made_of(request())
    made_of(request(prompt="loud drums"))
    first, second = runtimes[0].texts
    assert first != second


def test_what_was_cut_or_cannot_be_is_said(runtimes):
    words = "piano " * 700
    brief = parse(words).with_stated("test", loop=True, vocals=True)
    notes = made_of(request(prompt=words, brief=brief))[-1].facts.notes
    assert [note for note in notes if "cut" in note]
    assert [note for note in notes if "loop" in note]
    assert [note for note in notes if "sing" in note]


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("---\nlicense: cc-by-nc-4.0\n---\n", "not for commercial use: made with weights under CC-BY-NC-4.0"),
        ("---\nlicense: mit\n---\n", "yours: made with weights under MIT"),
        ("---\nlicense: openrail\n---\n", "as openrail, the licence of the weights, allows"),
        ("", "unknown"),
    ],
)
def test_the_licence_is_that_of_the_weights(runtimes, tmp_path, card, said):
    copy = tmp_path / "copy"
    shutil.copytree(folder("mono"), copy)
    (copy / "README.md").write_text(card)
    facts = made_of(request(str(copy), seconds=1.0))[-1].facts
    assert facts.licence.startswith(said)


def test_bars_need_a_tempo(runtimes):
    brief = request().brief.with_stated("test", bars=4, bpm=120.0)
    assert made_of(request(seconds=None, brief=brief))[0].seconds == 8.0
    waltz = brief.with_stated("test", metre="6/8")
    assert made_of(request(seconds=None, brief=waltz))[0].seconds == 4.0
    with pytest.raises(CapabilityError, match="without a tempo"):
        made_of(request(seconds=None, brief=brief.model_copy(update={"bpm": None})))


def test_too_little_memory_is_refused_before_anything_is_loaded(runtimes, monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 100_000_000)
    with pytest.raises(CapabilityError, match=r"needs about .* 100 MB|needs about .*0\.1 GB"):
        made_of(request())
    assert runtimes == []


def test_a_loaded_model_makes_room_for_another(runtimes, monkeypatch):
    made_of(request())
    asked = iter([100_000_000])
    monkeypatch.setattr(memory, "available_bytes", lambda: next(asked, 10**10))
    made_of(request(precision="int4"))
    assert runtimes[0].closed == 1
