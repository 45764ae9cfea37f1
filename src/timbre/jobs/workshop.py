"""Inside a worker: commands in, engine work on the calling thread, messages out, heartbeat beside it.

Knows its two pipes by their descriptors only; signals and standard streams are `worker`'s. A line it cannot read is
passed over: the supervisor is trusted, but may be newer.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from queue import SimpleQueue
from typing import cast

import timbre
from timbre.engines.registry import create_engine
from timbre.errors import CancelledError, InvalidInputError, TimbreError
from timbre.jobs import protocol
from timbre.jobs.faults import pack
from timbre.jobs.lines import LineSplitter
from timbre.jobs.report import Report
from timbre.jobs.take import TakeReady, make_take
from timbre.model.events import Event

INTERRUPT_SECONDS = 0.1
"""How long after a cancel the engine may take to notice by itself."""
HEARTBEAT_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Interrupted(BaseException):
    """Raised on the main thread, as KeyboardInterrupt is: the job was cancelled and its engine did not notice."""


class _Task:
    """A job in this worker."""

    def __init__(self, run: protocol.Run) -> None:
        self.run = run
        self.keep = False
        self.cancelled = threading.Event()
        self.done = threading.Event()


class Workshop:
    """Serves one supervisor. `abandoned` is true when it went away without saying goodbye."""

    def __init__(
        self,
        reading: int,
        writing: int,
        interrupt: Callable[[], None] = lambda: None,
        farewell: Callable[[], None] = lambda: None,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        """`interrupt` makes the main thread call `may_interrupt`; `farewell` runs beside it once stdin is closed."""
        self.abandoned = False
        self._reading = reading
        self._writing = writing
        self._interrupt = interrupt
        self._farewell = farewell
        self._heartbeat_seconds = heartbeat_seconds
        self._sending = threading.Lock()
        self._main_sends = False
        self._work: SimpleQueue[_Task | protocol.Load | None] = SimpleQueue()
        self._tasks: dict[str, _Task] = {}
        self._current: _Task | None = None
        """What an interrupt would break off."""
        self._leaving = threading.Event()

    def serve(self) -> None:
        """Say hello, then work until told to leave, nobody listens any more, or memory ran out."""
        self._send(protocol.Hello(protocol=protocol.VERSION, timbre=timbre.__version__))
        threading.Thread(target=self._read, daemon=True, name="commands").start()
        threading.Thread(target=self._beat, daemon=True, name="heartbeat").start()
        while (work := self._work.get()) is not None:
            if isinstance(work, protocol.Load):
                self._load(work)
            elif not self._perform(work):
                break
        self._leaving.set()
        self._send(protocol.Bye())

    def may_interrupt(self) -> bool:
        """For the signal handler, on the main thread: whether to raise Interrupted now. Yes only once for a job."""
        task = self._current
        if task is None or self._main_sends or not task.cancelled.is_set():
            return False
        self._current = None
        return True

    def _read(self) -> None:
        """Commands, on their own thread, so that a cancel is heard while an engine works."""
        lines = LineSplitter(protocol.MAX_LINE_BYTES)
        with suppress(OSError):
            while data := os.read(self._reading, 1 << 16):
                for line in lines.feed(data):
                    self._hear(line)
        self.abandoned = not self._leaving.is_set()
        self._leave()
        self._farewell()

    def _hear(self, line: bytes) -> None:
        try:
            message = protocol.decode_to_worker(line)
        except protocol.ProtocolError as error:
            logger.warning("unreadable command: %s", error)
            return
        if isinstance(message, protocol.Run):
            self._tasks[message.job] = task = _Task(message)
            self._work.put(task)
        elif isinstance(message, protocol.Load):
            self._work.put(message)
        elif isinstance(message, protocol.Cancel):
            self._cancel(message.job, message.keep)
        elif isinstance(message, protocol.Bye):
            self._leave()

    def _leave(self) -> None:
        self._leaving.set()
        for job in list(self._tasks):
            self._cancel(job, keep=False)
        self._work.put(None)

    def _cancel(self, job: str, keep: bool) -> None:
        task = self._tasks.get(job)
        if task is None or task.cancelled.is_set():
            return
        task.keep = keep
        task.cancelled.set()
        threading.Thread(target=self._insist, args=(task,), daemon=True, name="cancel").start()

    def _insist(self, task: _Task) -> None:
        """The engine may notice by itself; a long step is broken off, as Ctrl-C would."""
        while not task.done.wait(INTERRUPT_SECONDS):
            if self._current is task:
                self._interrupt()

    def _beat(self) -> None:
        while not self._leaving.wait(self._heartbeat_seconds):
            self._send(protocol.Beat())

    def _send(self, message: protocol.FromWorker) -> None:
        """One whole line, whoever else sends. When nobody reads any more, the read end will say so."""
        line = protocol.encode(message)
        main = threading.current_thread() is threading.main_thread()
        if main:
            self._main_sends = True
        try:
            with self._sending, suppress(OSError):
                while line:
                    line = line[os.write(self._writing, line) :]
        finally:
            if main:
                self._main_sends = False

    def _load(self, load: protocol.Load) -> None:
        try:
            create_engine(load.engine)
        except (TimbreError, MemoryError) as error:
            self._send(pack(error, None))

    def _perform(self, task: _Task) -> bool:
        """One job, to its result or error; False when this process should not take another."""
        job = task.run.job
        report = Report(task.run, self._send)
        ending: protocol.Result | protocol.Error
        try:
            try:
                ending = self._make(task, report)
            finally:
                self._current = None
        except (Interrupted, CancelledError):
            ending = self._cancelled(task, report)
        except (TimbreError, MemoryError) as error:
            ending = pack(error, job)
        except Exception as error:
            logger.exception("the engine failed")
            ending = pack(error, job)
        report.close()
        self._end(task, ending)
        return not (isinstance(ending, protocol.Error) and ending.out_of_memory)

    def _make(self, task: _Task, report: Report) -> protocol.Result:
        run = task.run
        self._current = task
        if task.cancelled.is_set():
            raise CancelledError("Cancelled; nothing was saved.")
        report.stage("load")
        take = make_take(run.request, run.place.destination(), task.cancelled.is_set)
        with closing(cast("Generator[Event | TakeReady, None, None]", take)) as events:
            for event in events:
                if isinstance(event, TakeReady):
                    # From here on the take stands. Broken off before, `make_take` takes its files back.
                    self._current = None
                    ready = event
                else:
                    report.tell(event)
        return report.result(ready)

    def _cancelled(self, task: _Task, report: Report) -> protocol.Result | protocol.Error:
        job = task.run.job
        try:
            partial = report.keep_partial() if task.keep else None
        except (TimbreError, MemoryError) as error:
            logger.warning("the partial take was not kept: %s", error)
            partial = None
        if partial is not None:
            return report.result(partial, partial=True)
        return pack(CancelledError("Cancelled; nothing was saved."), job)

    def _end(self, task: _Task, ending: protocol.Result | protocol.Error) -> None:
        self._tasks.pop(task.run.job, None)
        task.done.set()
        try:
            self._send(ending)
        except InvalidInputError as error:
            self._send(pack(error, task.run.job))
