"""One worker process as the supervisor sees it: start, say, hear, end. Survives whatever the other side does.

Memory stays bounded under floods (reading pauses), noise between messages is passed over, and no process of the
worker's group outlives it. Knows nothing of jobs.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from timbre.jobs import protocol
from timbre.jobs.faults import Death, WorkerLostError
from timbre.jobs.lines import LineSplitter
from timbre.jobs.timing import Timing
from timbre.model.text import clean

_STDIN, _STDOUT, _STDERR = 0, 1, 2
_LAST_WORDS_BYTES = 8_000
_NONSENSE_LINES = 5_000
"""This many unreadable lines during one job, and the worker counts as broken."""
_PAUSE_BYTES = 1 << 16
_PAUSE_SECONDS = 0.01
"""At most `_PAUSE_BYTES` per pause are read: the surface's loop has better things to do than to follow a flood."""
_REAP_SECONDS = 0.5
_TICKS = 4


class WorkerProcess(asyncio.SubprocessProtocol):
    """A worker and its two conversations (protocol and stderr). All methods belong to the event loop's thread."""

    def __init__(self, timing: Timing) -> None:
        loop = asyncio.get_running_loop()
        self.timing = timing
        self.dead: asyncio.Future[Death] = loop.create_future()
        """Done when the process is gone and all it said was heard."""
        self.pid = 0
        self._loop = loop
        self._listener: Callable[[protocol.FromWorker], None] | None = None
        self._hello: asyncio.Future[protocol.Hello] = loop.create_future()
        self._transport: asyncio.SubprocessTransport | None = None
        self._lines = LineSplitter(protocol.MAX_LINE_BYTES)
        self._last_words = b""
        self._why = ""
        self._nonsense = 0
        self._heard_bytes = 0
        self._budget: asyncio.TimerHandle | None = None
        self._open = {_STDOUT, _STDERR}
        self._exited = False
        self._silent_ticks = 0
        self._tick_handle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()

    async def start(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        """Start `command` and wait for its hello. Raises WorkerLostError."""
        try:
            await self._loop.subprocess_exec(
                lambda: self,
                *command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(environment),
                cwd=folder,
                **_own_group(),
            )
        except (OSError, ValueError) as error:
            self._why, self._last_words = "start", str(error).encode(errors="replace")
            self._bury(None)
            raise WorkerLostError(self.dead.result()) from error
        waiting: set[asyncio.Future[Any]] = {self._hello, self.dead}
        await asyncio.wait(waiting, timeout=self.timing.start_seconds, return_when=asyncio.FIRST_COMPLETED)
        if not self._hello.done():
            self.give_up("start")
        elif self._hello.result().protocol != protocol.VERSION:
            self.give_up("protocol")
        else:
            self._tick()
            return
        death = await asyncio.shield(self.dead)
        raise WorkerLostError(replace(death, why=death.why or "start"))

    def listen(self, listener: Callable[[protocol.FromWorker], None] | None) -> None:
        """Who hears what it says from now on, hello and unreadable lines aside."""
        self._listener = listener
        self._nonsense = 0

    def send(self, message: protocol.ToWorker) -> None:
        """Say something; a dead worker does not mind. Raises InvalidInputError when it is too long."""
        self._write(protocol.encode(message))

    def dismiss(self) -> None:
        """`leave`, without waiting for it here; it can be given no more work."""
        if not self.dead.done():
            self._why = self._why or "ended"
            if self._ending is None:
                self._ending = self._loop.create_task(self.leave())

    def give_up(self, why: str) -> None:
        """Make an end of a worker that is broken: SIGTERM, then SIGKILL, without waiting for it here."""
        if not self.dead.done():
            self._why = self._why or why
            if self._ending is None:
                self._ending = self._loop.create_task(self.end())

    async def leave(self) -> None:
        """Ask it to go: goodbye, closed stdin, then SIGTERM, then SIGKILL. Returns when it is gone."""
        if self._transport is None:
            self._bury(None)
            return
        self.send(protocol.Bye())
        stdin = self._pipe(_STDIN)
        if stdin is not None:
            stdin.close()
        if not await self._gone(self.timing.leave_seconds):
            await self.end()
        await self._transport_closed()

    async def end(self) -> None:
        """SIGTERM to the whole group, and SIGKILL when that is not obeyed. Returns when it is gone."""
        self._why = self._why or "ended"
        if self._transport is None:
            self._bury(None)
            return
        self._resume()
        self._signal(terminate=True)
        if not await self._gone(self.timing.terminate_seconds):
            self._signal(terminate=False)
            await self._gone(_REAP_SECONDS * 4)
            self._bury(self._returncode())
        await self._transport_closed()

    @property
    def alive(self) -> bool:
        """Whether it can be given work."""
        return not self.dead.done() and not self._exited and not self._why

    # asyncio.SubprocessProtocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process runs."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self.pid = self._transport.get_pid() or 0

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Messages (fd 1) or talk (fd 2)."""
        if fd == _STDERR:
            self._last_words = (self._last_words + data)[-_LAST_WORDS_BYTES:]
        else:
            for line in self._lines.feed(data):
                self._hear(line)
        self._heard_bytes += len(data)
        if self._heard_bytes >= _PAUSE_BYTES:
            self._pause()
        if self._budget is None:
            self._budget = self._loop.call_later(_PAUSE_SECONDS, self._resume)

    def pipe_connection_lost(self, fd: int, _exc: Exception | None) -> None:
        """A pipe ended. Stdout's end is the worker's end, whether it knows that or not."""
        self._open.discard(fd)
        if fd == _STDOUT and not self._exited:
            self._loop.call_later(_REAP_SECONDS, self.give_up, "")
        self._bury_when_quiet()

    def process_exited(self) -> None:
        """It is gone; what it said may still be on its way. What it started goes with it."""
        self._exited = True
        self._signal_group_kill()
        self._resume()
        self._loop.call_later(_REAP_SECONDS, self._bury, self._returncode())
        self._bury_when_quiet()

    def connection_lost(self, _exc: Exception | None) -> None:
        """All is closed."""
        self._closed.set()

    async def _transport_closed(self) -> None:
        """Wait for asyncio to let go of the pipes, so that a loop that ends now ends clean."""
        if self._transport is not None:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._closed.wait(), _REAP_SECONDS)

    def _hear(self, line: bytes) -> None:
        try:
            message = protocol.decode_from_worker(line)
        except protocol.ProtocolError:
            self._nonsense += 1
            if self._nonsense > _NONSENSE_LINES:
                self.give_up("garbage")
            return
        self._silent_ticks = 0
        if isinstance(message, protocol.Hello):
            if not self._hello.done():
                self._hello.set_result(message)
        elif message is not None and self._listener is not None:
            self._listener(message)

    def _tick(self) -> None:
        """Count quarters of the silence. A clock would be wrong after this process itself was stopped for a while."""
        if self.dead.done():
            return
        self._silent_ticks += 1
        if self._silent_ticks > _TICKS:
            self.give_up("silent")
            return
        self._tick_handle = self._loop.call_later(self.timing.silence_seconds / _TICKS, self._tick)

    def _write(self, data: bytes) -> None:
        stdin = self._pipe(_STDIN)
        if stdin is not None and not stdin.is_closing():
            stdin.write(data)

    def _pipe(self, fd: int) -> Any:
        return self._transport.get_pipe_transport(fd) if self._transport is not None else None

    def _pause(self) -> None:
        for fd in self._open:
            with suppress(RuntimeError):
                self._pipe(fd).pause_reading()

    def _resume(self) -> None:
        if self._budget is not None:
            self._budget.cancel()
        self._budget, self._heard_bytes = None, 0
        for fd in self._open:
            with suppress(RuntimeError):
                self._pipe(fd).resume_reading()

    def _returncode(self) -> int | None:
        return self._transport.get_returncode() if self._transport is not None else None

    async def _gone(self, seconds: float) -> bool:
        await asyncio.wait({self.dead}, timeout=seconds)
        return self.dead.done()

    def _signal(self, *, terminate: bool) -> None:
        if self._transport is None or self._exited:
            return
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._transport.kill()
            else:
                os.killpg(self.pid, signal.SIGTERM if terminate else signal.SIGKILL)

    def _signal_group_kill(self) -> None:
        """Children of a worker that is gone already."""
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def _bury_when_quiet(self) -> None:
        if self._exited and _STDOUT not in self._open:
            self._bury(self._returncode())

    def _bury(self, returncode: int | None) -> None:
        """Nothing more will come of it."""
        if self.dead.done():
            return
        for handle in (self._budget, self._tick_handle):
            if handle is not None:
                handle.cancel()
        if self._transport is not None:
            self._transport.close()
        words = clean(self._last_words.decode(errors="replace"))
        self.dead.set_result(Death(returncode, self._why, words))


def _own_group() -> dict[str, Any]:
    """A session of its own: Ctrl-C of the terminal passes it by, and one signal reaches all it starts."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
