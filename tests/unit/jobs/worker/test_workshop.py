"""The inside of a worker, over a pair of pipes, with an engine that does as it is told."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from timbre.errors import MissingError
from timbre.jobs import protocol
from timbre.jobs.workshop import Workshop
from timbre.model.engine import EngineInfo, Licence
from timbre.model.events import AudioChunk, Event, Finished, Progress, Started
from timbre.model.request import GenerationRequest

INFO = EngineInfo(name="toy", version="1", title="Toy", licence=Licence(code="MIT", output="yours"))
RATE = 8000


class Toy:
    """Makes two seconds of a ramp in ten blocks; `behaviour` is called before each."""

    def __init__(self, behaviour: Callable[[int], None]) -> None:
        self.behaviour = behaviour

    def prepare(self, request: GenerationRequest) -> None:
        pass

    def generate(self, request: GenerationRequest, cancelled: Callable[[], bool]) -> Iterator[Event]:
        yield Started(2.0, RATE)
        for block in range(10):
            self.behaviour(block)
            if cancelled():
                return
            ramp = np.arange(block * 1600, (block + 1) * 1600, dtype=np.float32) / 50_000
            yield AudioChunk(np.stack([ramp, -ramp]))
            yield AudioChunk(np.zeros((1, 1600), np.float32), stem="other")
            yield Progress("render", (block + 1) / 10, (block + 1) / 5)
        yield Finished()


class Line:
    """Both ends of a workshop's pipes: say commands, hear messages."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.farewells = 0
        self._patch = monkeypatch
        monkeypatch.setattr("timbre.jobs.run.engine_info", lambda name: INFO)
        monkeypatch.setattr("timbre.jobs.partial.engine_info", lambda name: INFO)
        self.engine(lambda block: None)
        ours, self._write = os.pipe()
        self._read, theirs = os.pipe()
        self.workshop = Workshop(ours, theirs, farewell=self._farewell, heartbeat_seconds=0.05)
        self._ours, self._theirs = ours, theirs
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        self._lines = os.fdopen(self._read, "rb")
        assert self.hear(protocol.Hello) == protocol.Hello(protocol=protocol.VERSION, timbre="0.1.0")

    def engine(self, behaviour: Callable[[int], None]) -> None:
        self._patch.setattr("timbre.jobs.run.create_engine", lambda name: Toy(behaviour))

    def _serve(self) -> None:
        self.workshop.serve()
        os.close(self._theirs)

    def _farewell(self) -> None:
        self.farewells += 1

    def say(self, message: protocol.ToWorker | bytes) -> None:
        os.write(self._write, message if isinstance(message, bytes) else protocol.encode(message))

    def run(self, job: str = "j") -> None:
        request = GenerationRequest(prompt="toy", seed=1, seconds=2.0, engine="toy")
        time = datetime(2026, 11, 22, 14, 15, 30, tzinfo=timezone.utc)
        place = protocol.Place(
            folder=str(self.folder / "out"), time=time, staging=str(self.folder), sidecar={}
        )
        self.say(protocol.Run(job=job, request=request, place=place, preview=str(self.folder / f"{job}.f32")))

    def hear(self, *kinds: type) -> Any:
        """The next message of one of these kinds."""
        while line := self._lines.readline():
            message = protocol.decode_from_worker(line)
            if isinstance(message, kinds):
                return message
        return None

    def hang_up(self) -> None:
        if self._write >= 0:
            os.close(self._write)
            self._write = -1

    def end(self) -> None:
        self.hang_up()
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._lines.close()

    def files(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "out").rglob("*"))


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    line = Line(tmp_path, monkeypatch)
    yield line
    line.end()


def test_a_take_is_made_and_its_mix_can_be_heard_meanwhile(line: Line) -> None:
    line.run()
    assert line.hear(protocol.Progress).stage == "load"
    assert line.hear(protocol.Started) == protocol.Started(job="j", seconds=2.0, sample_rate=RATE, channels=2)
    frames, message = 0, line.hear(protocol.Chunk, protocol.Result)
    while isinstance(message, protocol.Chunk):
        assert message.offset == frames
        frames += message.count
        message = line.hear(protocol.Chunk, protocol.Result, protocol.Error)
    assert frames == 2 * RATE
    mix = np.fromfile(line.folder / "j.f32", "<f4").reshape(-1, 2).T
    np.testing.assert_array_equal(mix[0], np.arange(2 * RATE, dtype=np.float32) / 50_000)
    assert not message.partial
    assert Path(message.result.path).exists()
    assert len(message.peaks[0]) == len(message.peaks[1]) == 480
    assert line.files() == ["20261122-141530-toy.json", "20261122-141530-toy.wav"]


def test_a_cancel_is_heard_while_the_engine_works(line: Line) -> None:
    begun, go = threading.Event(), threading.Event()

    def behaviour(block: int) -> None:
        if block == 3:
            begun.set()
            assert go.wait(10)

    line.engine(behaviour)
    line.run()
    assert begun.wait(10)
    line.say(protocol.Cancel(job="someone else's"))
    line.say(protocol.Cancel(job="j"))
    task = line.workshop._tasks["j"]
    assert task.cancelled.wait(10)
    go.set()
    error = line.hear(protocol.Error, protocol.Result)
    assert error.kinds[0] == "CancelledError"
    line.engine(lambda block: None)
    line.run("next")
    assert line.hear(protocol.Error, protocol.Result).job == "next"


def test_a_job_cancelled_before_its_turn_is_not_begun(line: Line) -> None:
    blocks: list[int] = []
    gate = threading.Event()
    line.engine(lambda block: blocks.append(block) if gate.wait(10) else None)
    line.run("first")
    line.run("second")
    line.say(protocol.Cancel(job="second"))
    while "second" not in line.workshop._tasks or not line.workshop._tasks["second"].cancelled.is_set():
        time.sleep(0.005)
    gate.set()
    assert line.hear(protocol.Error, protocol.Result).job == "first"
    assert line.hear(protocol.Error, protocol.Result).kinds[0] == "CancelledError"
    assert len(blocks) == 10


def test_a_partial_take_holds_what_there_was(line: Line) -> None:
    begun, go = threading.Event(), threading.Event()

    def behaviour(block: int) -> None:
        if block == 7:
            begun.set()
            assert go.wait(10)

    line.engine(behaviour)
    line.run()
    assert begun.wait(10)
    line.say(protocol.Cancel(job="j", keep=True))
    assert line.workshop._tasks["j"].cancelled.wait(10)
    go.set()
    saving = line.hear(protocol.Progress)
    while saving.stage != "save":
        saving = line.hear(protocol.Progress)
    result = line.hear(protocol.Result, protocol.Error)
    assert result.partial
    assert result.result.seconds == pytest.approx(1.4)
    assert "Partial" in result.result.notes[0]
    assert line.files() == ["20261122-141530-toy-partial.json", "20261122-141530-toy-partial.wav"]
    assert '"partial": true' in Path(result.result.sidecar).read_text()


def test_too_little_for_a_partial_take_is_a_plain_cancel(line: Line) -> None:
    begun, go = threading.Event(), threading.Event()

    def behaviour(block: int) -> None:
        if block == 2:
            begun.set()
            assert go.wait(10)

    line.engine(behaviour)
    line.run()
    assert begun.wait(10)
    line.say(protocol.Cancel(job="j", keep=True))
    assert line.workshop._tasks["j"].cancelled.wait(10)
    go.set()
    assert line.hear(protocol.Result, protocol.Error).kinds[0] == "CancelledError"
    assert not (line.folder / "out").exists()


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (MissingError("No weights.", "Fetch them."), "MissingError", "No weights."),
        (ValueError("bad tensor"), "EngineError", "bad tensor"),
        (LookupError("nothing"), "EngineError", "nothing"),
        (StopAsyncIteration("odd"), "EngineError", "odd"),
    ],
)
def test_what_an_engine_raises_is_reported_and_the_worker_goes_on(
    line: Line, error: Exception, kind: str, words: str
) -> None:
    def behaviour(block: int) -> None:
        raise error

    line.engine(behaviour)
    line.run()
    message = line.hear(protocol.Error, protocol.Result)
    assert message.kinds[0] == kind
    assert words in message.message
    line.engine(lambda block: None)
    line.run("next")
    assert isinstance(line.hear(protocol.Error, protocol.Result), protocol.Result)


def test_without_memory_a_worker_says_so_and_leaves(line: Line) -> None:
    def behaviour(block: int) -> None:
        raise MemoryError

    line.engine(behaviour)
    line.run()
    assert line.hear(protocol.Error).out_of_memory
    assert line.hear(protocol.Bye) == protocol.Bye()


def test_the_heart_beats_and_nonsense_does_not_stop_it(line: Line) -> None:
    line.say(b'nonsense\n{"type":"future"}\n{"type":"run"}\n\xff\n')
    line.say(protocol.Update(job="j", changes={"bpm": 100}))
    line.say(protocol.Load(engine="no-such-engine"))
    assert line.hear(protocol.Error).kinds[0] == "UnknownNameError"
    assert line.hear(protocol.Beat) == protocol.Beat()
    line.run()
    assert isinstance(line.hear(protocol.Error, protocol.Result), protocol.Result)


def test_goodbye_stops_the_job_and_ends_the_service(line: Line) -> None:
    begun = threading.Event()

    def behaviour(block: int) -> None:
        begun.set()
        assert line.workshop._tasks["j"].cancelled.wait(10)

    line.engine(behaviour)
    line.run()
    assert begun.wait(10)
    line.say(protocol.Bye())
    assert line.hear(protocol.Error).kinds[0] == "CancelledError"
    assert line.hear(protocol.Bye) == protocol.Bye()
    line.end()
    assert not line.workshop.abandoned


def test_a_closed_pipe_ends_the_service_too(line: Line) -> None:
    begun = threading.Event()

    def behaviour(block: int) -> None:
        begun.set()
        assert line.workshop._tasks["j"].cancelled.wait(10)

    line.engine(behaviour)
    line.run()
    assert begun.wait(10)
    line.hang_up()
    line.end()
    assert line.workshop.abandoned
    assert line.files() == [] if (line.folder / "out").exists() else True


def test_only_a_cancelled_job_may_be_interrupted_and_only_once(line: Line) -> None:
    begun, go = threading.Event(), threading.Event()
    answers: list[bool] = []

    def behaviour(block: int) -> None:
        if block == 0:
            answers.append(line.workshop.may_interrupt())
            begun.set()
            assert line.workshop._tasks["j"].cancelled.wait(10)
            answers.extend(line.workshop.may_interrupt() for _ in range(2))

    line.engine(behaviour)
    line.run()
    assert begun.wait(10)
    line.say(protocol.Cancel(job="j"))
    assert line.hear(protocol.Error).kinds[0] == "CancelledError"
    go.set()
    assert answers == [False, True, False]
    assert not line.workshop.may_interrupt()
