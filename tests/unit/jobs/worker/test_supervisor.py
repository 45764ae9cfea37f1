"""The supervisor against workers that behave, and the queue in front of them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from timbre.errors import InvalidInputError
from timbre.jobs.description import read_description
from timbre.jobs.events import (
    JobCancelled,
    JobChunk,
    JobDone,
    JobEvent,
    JobProgress,
    JobQueued,
    JobStarted,
    JobStem,
    JobStopping,
)
from timbre.jobs.job import Job


def kinds(events: list[JobEvent]) -> list[type]:
    return [type(event) for event in events]


async def until(condition: Any, seconds: float = 10.0) -> None:
    """Poll until true, on the loop."""

    async def poll() -> None:
        while not condition():
            await asyncio.sleep(0.005)

    await asyncio.wait_for(poll(), seconds)


async def started(job: Job) -> None:
    """Wait until the job has a worker."""
    async for event in job.events():
        if isinstance(event, (JobStarted, JobDone, JobCancelled)):
            return


def test_a_job_tells_its_story_in_order(scene: Any) -> None:
    events = scene.one("ok")
    assert kinds(events)[:3] == [JobQueued, JobStarted, JobChunk]
    assert kinds(events)[-1] is JobDone
    done = events[-1]
    assert done.result.path == str(scene.out / "20261122-141530-p.wav")
    assert done.request == scene.request()
    np.testing.assert_array_equal(done.peaks, np.array([[-0.5, -0.25], [0.5, 0.25]], np.float32))
    assert scene.files() == ["20261122-141530-p.json", "20261122-141530-p.wav"]


def test_audio_can_be_heard_while_it_is_made_and_after_its_file_is_gone(scene: Any) -> None:
    async def scenario() -> tuple[list[JobChunk], list[np.ndarray]]:
        async with scene.supervisor() as supervisor:
            job = scene.submit(supervisor, "polite")
            chunks, early = [], []
            async for event in job.events():
                if isinstance(event, JobChunk):
                    chunks.append(event)
                    early.append(event.samples)
                    if event.offset + event.count == 400:
                        job.cancel()
        return chunks, early

    chunks, early = scene.run(scenario())
    assert all(chunk.sample_rate == 8000 and chunk.channels == 2 for chunk in chunks)
    heard = np.concatenate(early, axis=1)
    expected = np.arange(400, dtype=np.float32)
    np.testing.assert_array_equal(heard, np.stack([expected, -expected]))
    late = np.concatenate([chunk.samples for chunk in chunks], axis=1)
    np.testing.assert_array_equal(late, heard)


def test_progress_says_speed_and_length(scene: Any) -> None:
    last = [event for event in scene.one("ok") if isinstance(event, JobProgress)][-1]
    assert (last.stage, last.fraction, last.seconds_made, last.seconds_total) == ("render", 1.0, 4.0, 4.0)
    assert last.speed is not None
    assert last.speed > 0
    assert last.seconds_left == 0.0


def test_time_left_is_learnt_from_the_past_that_is_given(scene: Any) -> None:
    async def scenario() -> JobProgress:
        async with scene.supervisor() as supervisor:
            job = supervisor.submit(
                scene.request(seconds=10.0), scene.destination("polite"), past=[(1.0, 1000.0)]
            )
            async for event in job.events():
                if isinstance(event, JobProgress) and event.seconds_left is not None and event.fraction < 1:
                    job.cancel()
                    return event
        raise AssertionError("no progress with a time")

    # The past says 10,000 seconds; at half way only the job itself is believed: no more than it has taken so far.
    assert scene.run(scenario()).seconds_left < 5000


def test_one_worker_serves_many_jobs_in_order(scene: Any) -> None:
    async def scenario() -> list[str]:
        order: list[str] = []
        async with scene.supervisor() as supervisor:
            jobs = [scene.submit(supervisor, job_id=name) for name in "abc"]

            async def watch(job: Job) -> None:
                await job.wait()
                order.append(job.id)

            await asyncio.gather(*(watch(job) for job in jobs))
            assert [job.state for job in jobs] == ["done"] * 3
        return order

    assert scene.run(scenario()) == ["a", "b", "c"]
    assert len(scene.pids()) == 1
    assert len(scene.files()) == 6


def test_priority_reordering_and_cancelling_in_the_queue(scene: Any) -> None:
    async def scenario() -> list[str]:
        order: list[str] = []
        async with scene.supervisor() as supervisor:
            first = scene.submit(supervisor, "polite", job_id="first")
            await started(first)
            low = scene.submit(supervisor, job_id="low", priority=-1)
            plain = scene.submit(supervisor, job_id="plain")
            high = scene.submit(supervisor, job_id="high", priority=2)
            gone = scene.submit(supervisor, job_id="gone")
            assert [job.id for job in supervisor.jobs] == ["first", "high", "plain", "gone", "low"]
            gone.cancel()
            assert gone.state == "cancelled"
            assert supervisor.reorder(low, 0) == 0
            assert [job.position for job in (low, high, plain)] == [0, 1, 2]
            with pytest.raises(InvalidInputError, match="running"):
                supervisor.reorder(first, 0)

            async def watch(job: Job) -> None:
                await job.wait()
                order.append(job.id)

            watching = [asyncio.ensure_future(watch(job)) for job in (first, low, plain, high)]
            first.cancel()
            await asyncio.gather(*watching)
            events = [event async for event in gone.events()]
            assert kinds(events) == [JobQueued, JobCancelled]
        return order

    assert scene.run(scenario()) == ["first", "low", "high", "plain"]


def test_engines_and_devices_have_workers_of_their_own(scene: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor() as supervisor:
            jobs = [
                scene.submit(supervisor, "polite"),
                scene.submit(supervisor, "polite", device="cuda:1"),
                supervisor.submit(scene.request(engine="other"), scene.destination("polite")),
            ]
            for job in jobs:
                await started(job)
            assert [job.state for job in jobs] == ["running"] * 3
            # Three takes of the same words in the same second, and no two with one name.
            for job in jobs:
                job.cancel()
                assert isinstance(await job.wait(), JobCancelled)

    scene.run(scenario())
    assert len(scene.pids()) == 3


def test_takes_at_the_same_time_get_different_names(scene: Any) -> None:
    async def scenario() -> set[str]:
        async with scene.supervisor(workers_per_engine=3) as supervisor:
            jobs = [scene.submit(supervisor) for _ in range(3)]
            ends = [await job.wait() for job in jobs]
        assert all(isinstance(end, JobDone) for end in ends)
        return {end.result.path for end in ends if isinstance(end, JobDone)}

    assert len(scene.run(scenario())) == 3
    assert len(scene.files()) == 6


def test_cancel_is_heard_at_once_and_the_worker_stays(scene: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor() as supervisor:
            job = scene.submit(supervisor, "polite")
            await started(job)
            job.cancel()
            assert job.state == "stopping"
            job.cancel()
            end = await job.wait()
            assert end == JobCancelled(job.id, job.request, None, "user")
            events = [event async for event in job.events()]
            assert kinds(events)[-2:] == [JobStopping, JobCancelled]
            job.cancel()
            assert job.state == "cancelled"
            assert isinstance(await scene.submit(supervisor).wait(), JobDone)

    scene.run(scenario())
    assert len(scene.pids()) == 1


def test_a_job_can_be_cancelled_before_its_worker_is_up(scene: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor() as supervisor:
            job = scene.submit(supervisor)
            await asyncio.sleep(0)
            assert job.state == "running"
            job.cancel()
            assert isinstance(await job.wait(), JobCancelled)
            assert isinstance(await scene.submit(supervisor).wait(), JobDone)

    scene.run(scenario())
    assert len(scene.pids()) == 1, "the worker that was starting serves the next job"


def test_a_partial_take_can_be_kept(scene: Any) -> None:
    async def scenario() -> JobCancelled:
        async with scene.supervisor() as supervisor:
            job = scene.submit(supervisor, "keeps")
            await started(job)
            job.cancel(keep_partial=True)
            end = await job.wait()
            assert isinstance(end, JobCancelled)
            return end

    end = scene.run(scenario())
    assert end.partial is not None
    assert end.partial.seconds == 4.0


def test_stems_are_announced(scene: Any) -> None:
    assert [(event.name, event.path) for event in scene.one("stems") if isinstance(event, JobStem)] == [
        ("bass", "/x/bass.wav")
    ]


def test_any_number_may_watch_even_late(scene: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor() as supervisor:
            job = scene.submit(supervisor)

            async def watch() -> list[JobEvent]:
                return [event async for event in job.events()]

            one, other = await asyncio.gather(watch(), watch())
            late = await watch()
        assert one == other
        assert kinds(late) == [JobQueued, JobStarted, JobProgress, JobDone], (
            "condensed, without audio that is on disk now"
        )

    scene.run(scenario())


def test_leaving_cancels_what_runs_and_what_waits(scene: Any) -> None:
    async def scenario() -> list[Job]:
        async with scene.supervisor() as supervisor:
            jobs = [scene.submit(supervisor, "polite") for _ in range(3)]
            await started(jobs[0])
        with pytest.raises(InvalidInputError, match="leaving"):
            scene.submit(supervisor)
        return jobs

    for job in scene.run(scenario()):
        assert job.state == "cancelled"
    assert scene.files() == []


def test_leaving_ends_a_worker_that_will_not_go(scene: Any, quick: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor("stubborn", timing=replace(quick, leave_seconds=0.1)) as supervisor:
            await scene.submit(supervisor).wait()

    scene.run(scenario())


def test_closing_twice_and_closing_without_work(scene: Any) -> None:
    async def scenario() -> None:
        supervisor = scene.supervisor()
        await supervisor.close()
        await supervisor.close()

    scene.run(scenario())


def test_an_idle_worker_leaves(scene: Any, quick: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor(timing=replace(quick, idle_seconds=0.05)) as supervisor:
            await scene.submit(supervisor).wait()
            lane = supervisor._lanes["fake", ""]
            await until(lambda: not lane.workers)
            assert isinstance(await scene.submit(supervisor).wait(), JobDone)

    scene.run(scenario())
    assert len(scene.pids()) == 2


def test_a_worker_can_be_warmed_up(scene: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor() as supervisor:
            supervisor.warm("fake")
            supervisor.warm("fake")
            await until(scene.pids)
            assert isinstance(await scene.submit(supervisor).wait(), JobDone)

    scene.run(scenario())
    assert len(scene.pids()) == 1


def test_warming_up_and_leaving_at_once(scene: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor() as supervisor:
            supervisor.warm("fake")
            await asyncio.sleep(0)

    scene.run(scenario())


def test_an_id_is_used_once(scene: Any) -> None:
    async def scenario() -> None:
        async with scene.supervisor() as supervisor:
            scene.submit(supervisor, "polite", job_id="x")
            with pytest.raises(InvalidInputError, match="'x'"):
                scene.submit(supervisor, job_id="x")
            with pytest.raises(InvalidInputError, match="101"):
                scene.submit(supervisor, job_id="x" * 101)

    scene.run(scenario())


def test_jobs_can_be_described_and_submitted_again(scene: Any) -> None:
    async def scenario() -> list[dict[str, Any]]:
        async with scene.supervisor() as supervisor:
            running = scene.submit(supervisor, "polite", job_id="running")
            await started(running)
            scene.submit(supervisor, job_id="waiting", priority=3)
            return supervisor.describe()

    described = json.loads(json.dumps(scene.run(scenario())))
    assert [(one["job"], one["state"], one["priority"]) for one in described] == [
        ("running", "running", 0),
        ("waiting", "queued", 3),
    ]
    again = read_description(described[1])
    assert again.request == scene.request()
    assert again.destination == scene.destination("ok")
    assert (again.job, again.priority, again.device) == ("waiting", 3, "")

    async def resumed() -> Any:
        async with scene.supervisor() as supervisor:
            job = supervisor.submit(again.request, again.destination, again.priority, job_id=again.job)
            return await job.wait()

    assert isinstance(scene.run(resumed()), JobDone)


@pytest.mark.parametrize(
    "data", [{}, {"job": "x", "request": {"seed": -1}, "destination": {}}, {"job": 1, "request": 5}]
)
def test_a_damaged_description_is_an_error_in_words(data: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError, match="interrupted job"):
        read_description(data)


def test_a_request_too_long_to_tell_fails_in_words(scene: Any) -> None:
    async def scenario() -> Any:
        async with scene.supervisor() as supervisor:
            job = supervisor.submit(scene.request(), scene.destination("ok", padding="x" * (5 << 20)))
            end = await job.wait()
            assert isinstance(await scene.submit(supervisor).wait(), JobDone)
            return end

    assert "MiB" in scene.run(scenario()).error.message


def test_temporary_audio_that_has_no_place_fails_in_words(scene: Any) -> None:
    scene.staging.write_text("a file, where a folder should be")

    async def scenario() -> Any:
        async with scene.supervisor() as supervisor:
            return await scene.submit(supervisor).wait()

    assert "temporary folder" in scene.run(scenario()).error.message
    scene.staging.unlink()


def test_an_existing_file_is_kept_when_a_job_for_it_is_stopped(scene: Any, quick: Any) -> None:
    scene.out.mkdir()
    mine = scene.out / "mine.wav"
    mine.write_text("precious")

    async def scenario() -> None:
        async with scene.supervisor(timing=replace(quick, cancel_seconds=0.1)) as supervisor:
            destination = replace(scene.destination("ignores-message", path=mine), force=True)
            job = supervisor.submit(scene.request(), destination)
            await started(job)
            job.cancel()
            await job.wait()

    scene.run(scenario())
    assert mine.exists()
