"""Workers that crash, hang, babble and flood: the right words, the others unharmed, nothing left behind.

That no process and no temporary audio stays is checked after every test, by the `scene` fixture.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from timbre.errors import EngineError, FileError, MissingError
from timbre.jobs.events import (
    JobCancelled,
    JobChunk,
    JobDone,
    JobFailed,
    JobProgress,
    JobRetrying,
    JobStarted,
)
from timbre.jobs.timing import Timing


def retries(events: list[Any]) -> list[JobRetrying]:
    return [event for event in events if isinstance(event, JobRetrying)]


def impatient(timing: Timing, plan: str) -> Timing:
    """Short silence for those that will be silent; a busy machine makes the others wait too."""
    silent = plan.endswith(("hang", "frozen"))
    return replace(timing, silence_seconds=0.6, terminate_seconds=0.2) if silent else timing


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("crash", "crashed (exit status 3)"),
        ("segfault", "crashed (SIGSEGV)"),
        ("children", "crashed (exit status 9)"),
        ("half-and-dead", "crashed (exit status 0)"),
        ("hang", "hung"),
        ("killed", "want of memory"),
        ("memory", "not enough memory"),
        ("memory-error", "not enough memory"),
        ("nonsense-forever", "nonsense"),
    ],
)
def test_a_lost_worker_is_tried_once_more_then_explained(
    scene: Any, quick: Any, plan: str, words: str
) -> None:
    events = scene.one(plan, timing=impatient(quick, plan))
    assert len(retries(events)) == 1
    assert [event.attempt for event in events if isinstance(event, JobStarted)] == [1, 2]
    failed = events[-1]
    assert isinstance(failed, JobFailed)
    assert isinstance(failed.error, EngineError)
    assert words in failed.error.message
    assert failed.error.hint
    assert failed.offer_composer
    assert scene.files() == []


@pytest.mark.parametrize(
    "plan", ["once:crash", "once:hang", "once:killed", "once:memory-error", "once:frozen"]
)
def test_the_second_try_can_succeed(scene: Any, quick: Any, plan: str) -> None:
    events = scene.one(plan, timing=impatient(quick, plan))
    assert len(retries(events)) == 1
    assert isinstance(events[-1], JobDone)
    audio = [event for event in events if isinstance(event, JobChunk)]
    assert sum(event.count for event in audio if event.preview is audio[-1].preview) == 400
    assert scene.files() == ["20261122-141530-p.json", "20261122-141530-p.wav"]


def test_the_last_words_of_a_crash_are_kept_and_clean(scene: Any) -> None:
    assert scene.one("crash")[-1].detail == "boom [31mred\n"


def test_a_job_without_progress_counts_as_hung_though_the_heart_beats(scene: Any, quick: Any) -> None:
    events = scene.one("stall", timing=replace(quick, stall_seconds=0.3))
    assert "hung" in events[-1].error.message
    assert "0.3 seconds" in events[-1].error.message


def test_after_running_out_of_memory_less_is_asked_for(scene: Any) -> None:
    events = scene.one("once:killed", smaller=lambda request: request.model_copy(update={"seconds": 2.0}))
    assert retries(events)[0].smaller
    assert isinstance(events[-1], JobDone)
    assert events[-1].request.seconds == events[-1].result.seconds == 2.0


def test_other_jobs_do_not_suffer(scene: Any) -> None:
    async def scenario() -> list[Any]:
        async with scene.supervisor() as supervisor:
            plans = ("ok", "crash", "ok", "memory-error", "missing", "segfault", "ok")
            jobs = [scene.submit(supervisor, plan) for plan in plans]
            return [await job.wait() for job in jobs]

    ends = scene.run(scenario())
    assert [type(end) for end in ends] == [
        JobDone,
        JobFailed,
        JobDone,
        JobFailed,
        JobFailed,
        JobFailed,
        JobDone,
    ]
    assert len(scene.files()) == 6


def test_a_job_that_waits_for_its_second_try_can_be_cancelled(scene: Any, quick: Any) -> None:
    async def scenario() -> Any:
        async with scene.supervisor(timing=replace(quick, backoff_seconds=(60.0,))) as supervisor:
            job = scene.submit(supervisor, "crash")
            async for event in job.events():
                if isinstance(event, JobRetrying):
                    job.cancel()
            return await job.wait()

    assert isinstance(scene.run(scenario(), seconds=15.0), JobCancelled)


@pytest.mark.parametrize("plan", ["ignores-message", "deaf", "hang"])
def test_a_worker_that_ignores_a_cancel_is_ended(scene: Any, quick: Any, plan: str) -> None:
    async def scenario() -> float:
        timing = replace(quick, cancel_seconds=0.2, terminate_seconds=0.2)
        async with scene.supervisor(timing=timing) as supervisor:
            job = scene.submit(supervisor, plan)
            async for event in job.events():
                if isinstance(event, JobStarted):
                    while not scene.files():
                        await asyncio.sleep(0.005)
                    begin = time.monotonic()
                    job.cancel()
            took = time.monotonic() - begin
            assert isinstance(await job.wait(), JobCancelled)
            assert scene.files() == []
            assert isinstance(await scene.submit(supervisor).wait(), JobDone)
            return took

    assert scene.run(scenario()) < 3.0


def test_cancelled_jobs_do_not_slow_the_next_start(scene: Any, quick: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor(
            timing=replace(quick, backoff_seconds=(600.0,), cancel_seconds=0.1)
        ) as supervisor:
            job = scene.submit(supervisor, "ignores-message")
            async for event in job.events():
                if isinstance(event, JobChunk):
                    job.cancel()
            assert isinstance(await scene.submit(supervisor).wait(), JobDone)

    scene.run(scenario(), seconds=15.0)


@pytest.mark.parametrize("plan", ["garbage", "halves", "long-line", "stderr-flood"])
def test_noise_does_not_matter(scene: Any, plan: str) -> None:
    events = scene.one(plan)
    assert isinstance(events[-1], JobDone)
    chunks = [event for event in events if isinstance(event, JobChunk)]
    assert sum(chunk.count for chunk in chunks) == 400, "only audio that is there, once"
    assert not retries(events)


def test_a_flood_reaches_nobody(scene: Any) -> None:
    async def scenario() -> tuple[float, list[Any]]:
        async with scene.supervisor() as supervisor:
            job = scene.submit(supervisor, "flood")
            events = []
            async for event in job.events():
                if isinstance(event, JobStarted):
                    begin = time.monotonic()
                events.append(event)
            return time.monotonic() - begin, events

    took, events = scene.run(scenario())
    progress = [event for event in events if isinstance(event, JobProgress)]
    assert isinstance(events[-1], JobDone)
    assert 1 <= len(progress) <= 15 * took + 2


def test_a_consumer_that_does_not_look_costs_nothing(scene: Any) -> None:
    async def scenario() -> int:
        async with scene.supervisor(timing=replace(scene.quick, event_seconds=0.0)) as supervisor:
            job = scene.submit(supervisor, "flood")
            stream = job.events()
            await stream.__anext__()
            await job.wait()
            (mailbox,) = job._mailboxes
            return len(mailbox)

    assert scene.run(scenario()) <= 4


def test_errors_arrive_as_themselves(scene: Any) -> None:
    events = scene.one("missing")
    failed = events[-1]
    assert isinstance(failed, JobFailed)
    assert type(failed.error) is MissingError, "the most special class that is known here"
    assert (failed.error.message, failed.error.hint, failed.error.exit_code) == (
        "No [2Jweights.",
        "Do so.",
        4,
    )
    assert failed.offer_composer
    assert not retries(events)


def test_the_composer_is_not_offered_instead_of_itself(scene: Any) -> None:
    scene.engine = "composer"
    assert not scene.one("missing")[-1].offer_composer


def test_a_hosted_engine_is_never_asked_twice_unasked(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timbre.jobs.runner._costs_money", lambda engine: engine == "fake")
    events = scene.one("crash")
    assert not retries(events)
    assert isinstance(events[-1], JobFailed)


def test_a_name_that_another_program_takes_meanwhile_is_left_alone(scene: Any) -> None:
    async def scenario() -> Any:
        async with scene.supervisor() as supervisor:
            job = scene.submit(supervisor, "once:taken")
            return await job.wait()

    end = scene.run(scenario())
    assert isinstance(end, JobDone)
    assert end.result.path.endswith("p-2.wav")
    assert (scene.out / "20261122-141530-p.wav").read_text() == "another's"


def test_an_explicit_name_that_is_taken_is_an_error(scene: Any) -> None:
    async def scenario() -> Any:
        async with scene.supervisor() as supervisor:
            destination = scene.destination("taken", path=scene.out / "x.wav")
            return await supervisor.submit(scene.request(), destination).wait()

    end = scene.run(scenario())
    assert isinstance(end, JobFailed)
    assert isinstance(end.error, FileError)
    assert scene.files() == ["x.wav"]


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("dies-at-start", "did not start: ModuleNotFoundError: No module named 'torch'"),
        ("no-hello", "did not start"),
        ("newer", "updated while it was running"),
    ],
)
def test_a_worker_that_does_not_come_up(scene: Any, quick: Any, argument: str, words: str) -> None:
    events = scene.one(
        "ok", argument, timing=replace(quick, start_seconds=0.3 if argument == "no-hello" else 10.0)
    )
    assert isinstance(events[-1], JobFailed)
    assert words in events[-1].error.message
    assert len(retries(events)) == (0 if argument == "newer" else 1)


def test_a_python_that_is_not_there(scene: Any) -> None:
    async def scenario() -> Any:
        supervisor = scene.supervisor()
        supervisor._command = ("/no/such/python",)
        async with supervisor:
            return await scene.submit(supervisor).wait()

    assert "did not start" in scene.run(scenario()).error.message
