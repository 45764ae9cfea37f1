"""The real worker process with the embedded engine: start to finish, Ctrl-C, and its Timbre's sudden death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from timbre.jobs.events import JobCancelled, JobChunk, JobDone
from timbre.jobs.supervisor import Supervisor
from timbre.jobs.take import Destination, TakeReady, make_take
from timbre.model.request import GenerationRequest

REQUEST = GenerationRequest(prompt="solo piano, calm, 90 bpm", seed=3, seconds=2.0)
LONG = REQUEST.model_copy(update={"seconds": 600.0, "prompt": "house with bass and drums"})


def destination(folder: Path) -> Destination:
    return Destination(folder, datetime(2026, 11, 22, tzinfo=timezone.utc), sidecar={"take": "t"})


def pid_of(supervisor: Supervisor) -> int:
    (worker,) = supervisor._lanes["composer", ""].workers
    return worker.pid


def test_the_composer_in_a_worker(scene: Any, tmp_path: Path) -> None:
    async def scenario() -> JobDone:
        async with Supervisor(scene.staging) as supervisor:
            job = supervisor.submit(REQUEST, destination(scene.out))
            chunks = [event async for event in job.events() if isinstance(event, JobChunk)]
            done = await job.wait()
            pid = pid_of(supervisor)
            assert isinstance(done, JobDone), done
            assert sum(chunk.count for chunk in chunks) == 2 * chunks[0].sample_rate
            assert max(float(abs(chunk.samples).max()) for chunk in chunks) > 0.01

            os.kill(pid, signal.SIGINT)  # Ctrl-C is the supervisor's business
            long = supervisor.submit(LONG, destination(scene.out))
            async for event in long.events():
                if isinstance(event, JobChunk):
                    long.cancel()
            assert isinstance(await long.wait(), JobCancelled)
            assert pid_of(supervisor) == pid, "it stopped by itself, within the first second"
        return done

    done = scene.run(scenario(), seconds=60)
    assert len(scene.files()) == 2
    here = list(make_take(REQUEST, destination(tmp_path / "here"), lambda: False))[-1]
    assert isinstance(here, TakeReady)
    assert done.result.sha256 == here.result.sha256
    assert done.result.seconds == 2.0


PARENT = """
import asyncio, sys
from datetime import datetime, timezone
from pathlib import Path
from timbre.jobs.events import JobChunk
from timbre.jobs.supervisor import Supervisor
from timbre.jobs.take import Destination
from timbre.model.request import GenerationRequest

async def main(folder):
    async with Supervisor(folder / "staging") as supervisor:
        request = GenerationRequest(prompt="house with bass and drums", seed=3, seconds=600.0)
        job = supervisor.submit(request, Destination(folder / "out", datetime.now(timezone.utc)))
        async for event in job.events():
            if isinstance(event, JobChunk):
                print(*(worker.pid for worker in supervisor._lanes["composer", ""].workers), flush=True)

asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_worker_leaves_when_its_timbre_is_killed(scene: Any) -> None:
    # `scene` then checks that the worker, its temporary audio and the workspace itself are gone.
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(scene.folder)], stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        (scene.folder / "pids").write_text(f"{pid}\n")
        assert list(scene.staging.iterdir())
        parent.kill()
    scene.settle()
    assert scene.files() == []
