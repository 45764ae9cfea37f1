"""A supervisor with fake workers, and the check after every test that no process, file or folder is left behind."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from timbre.jobs.events import JobEvent
from timbre.jobs.job import Job
from timbre.jobs.supervisor import Supervisor
from timbre.jobs.take import Destination
from timbre.jobs.timing import Timing
from timbre.model.request import GenerationRequest

FAKE_WORKER = Path(__file__).with_name("fake_worker.py")
QUICK = Timing(
    start_seconds=10.0,
    cancel_seconds=1.0,
    terminate_seconds=0.3,
    leave_seconds=2.0,
    save_seconds=5.0,
    silence_seconds=5.0,
    stall_seconds=20.0,
    idle_seconds=60.0,
    backoff_seconds=(0.01, 0.02, 0.04),
)
"""As in the product, but for users in a hurry."""


def eventually(condition: Callable[[], Any], seconds: float = 10.0) -> bool:
    """Poll until `condition` is true; False when it never is."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


@dataclass
class Scene:
    """A folder for takes, one for temporary audio, and workers that do as the plan says."""

    folder: Path
    engine: str = "fake"
    quick: Timing = QUICK

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def staging(self) -> Path:
        return self.folder / "staging"

    def supervisor(self, *arguments: str, timing: Timing = QUICK, **options: Any) -> Supervisor:
        environment = {**os.environ, "TIMBRE_TEST_PIDS": str(self.folder / "pids")}
        command = (sys.executable, "-S", "-E", str(FAKE_WORKER), *arguments)
        return Supervisor(self.staging, timing=timing, command=command, environment=environment, **options)

    def request(self, seconds: float = 4.0, **fields: Any) -> GenerationRequest:
        return GenerationRequest(
            **{"prompt": "p", "seed": 1, "seconds": seconds, "engine": self.engine, **fields}
        )

    def destination(self, plan: str = "ok", **fields: Any) -> Destination:
        self.out.mkdir(exist_ok=True)
        path = fields.pop("path", None)
        sidecar = {"plan": plan, "marker": str(self.folder / f"marker-{plan.replace(':', '-')}"), **fields}
        time = datetime(2026, 11, 22, 14, 15, 30, tzinfo=timezone.utc)
        return Destination(self.out, time, path=path, sidecar=sidecar)

    def submit(self, supervisor: Supervisor, plan: str = "ok", priority: int = 0, **options: Any) -> Job:
        return supervisor.submit(self.request(), self.destination(plan), priority, **options)

    def run(self, coroutine: Coroutine[Any, Any, Any], seconds: float = 30.0) -> Any:
        """Run on a loop of its own, with a limit."""

        async def limited() -> Any:
            return await asyncio.wait_for(coroutine, seconds)

        return asyncio.run(limited())

    def one(self, plan: str, *arguments: str, **options: Any) -> list[JobEvent]:
        """Everything a single job tells."""

        async def scenario() -> list[JobEvent]:
            async with self.supervisor(*arguments, **options) as supervisor:
                return [event async for event in self.submit(supervisor, plan).events()]

        return self.run(scenario())

    def files(self) -> list[str]:
        return (
            sorted(str(path.relative_to(self.out)) for path in self.out.rglob("*"))
            if self.out.exists()
            else []
        )

    def settle(self) -> None:
        """Wait until all processes are gone."""
        assert eventually(lambda: not [pid for pid in self.pids() if alive(pid)]), "a process was left behind"

    def pids(self) -> list[int]:
        path = self.folder / "pids"
        return [int(line) for line in path.read_text().split()] if path.exists() else []


def alive(pid: int) -> bool:
    """Whether there is such a process, zombies of another parent not counted."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.settle()
    leftover = list(scene.staging.iterdir()) if scene.staging.exists() else []
    assert leftover == [], "temporary audio was left behind"


@pytest.fixture
def quick() -> Timing:
    return QUICK
