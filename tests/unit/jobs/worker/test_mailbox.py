"""Events are condensed without losing a landmark, a frame of audio or the latest news."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timbre.jobs.events import JobChunk, JobEvent, JobProgress, JobQueued, JobStarted, JobStopping
from timbre.jobs.mailbox import Mailbox, add_condensed
from timbre.jobs.pacer import Pacer
from timbre.jobs.preview import Preview


def preview(folder: Path) -> Preview:
    path = folder / "preview.f32"
    path.write_bytes(b"\0" * 8)
    return Preview(path, 8000, 2)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.text("pcql", max_size=60))
def test_between_landmarks_one_of_each_kind_stays(tmp_path: Path, kinds: str) -> None:
    source = preview(tmp_path)
    events: list[JobEvent] = []
    landmarks, frames, sent = 0, 0, []
    for number, kind in enumerate(kinds):
        if kind == "p":
            event: JobEvent = JobProgress("j", "render", number / 100)
        elif kind == "c":
            event = JobChunk("j", source, frames, 10)
            frames += 10
        elif kind == "q":
            event = JobQueued("j", number)
        else:
            event = JobStarted("j", number)
            landmarks += 1
        sent.append(event)
        add_condensed(events, event)
    assert len(events) <= 3 * (landmarks + 1) + landmarks
    assert [e for e in events if isinstance(e, JobStarted)] == [e for e in sent if isinstance(e, JobStarted)]
    chunks = [event for event in events if isinstance(event, JobChunk)]
    assert sum(chunk.count for chunk in chunks) == frames
    assert [chunk.offset for chunk in chunks] == sorted(chunk.offset for chunk in chunks)
    for kind in (JobProgress, JobQueued):
        assert [e for e in events if type(e) is kind][-1:] == [e for e in sent if type(e) is kind][-1:]


def test_chunks_that_do_not_follow_each_other_stay_apart(tmp_path: Path) -> None:
    one, other = preview(tmp_path), preview(tmp_path)
    chunks = [JobChunk("j", one, 0, 5), JobChunk("j", other, 0, 5), JobChunk("j", other, 7, 5)]
    events: list[JobEvent] = []
    for chunk in chunks:
        add_condensed(events, chunk)
    assert events == chunks


def test_a_mailbox_waits_for_something() -> None:
    async def scenario() -> None:
        mailbox = Mailbox([JobStarted("j")])
        assert await mailbox.get() == JobStarted("j")
        waiting = asyncio.ensure_future(mailbox.get())
        await asyncio.sleep(0)
        assert not waiting.done()
        mailbox.put(JobStopping("j"))
        assert await waiting == JobStopping("j")
        assert len(mailbox) == 0

    asyncio.run(scenario())


def test_the_pacer_lets_the_first_pass_and_the_latest_follow() -> None:
    async def scenario() -> list[float]:
        told: list[JobEvent] = []
        pacer = Pacer(told.append, 60.0)
        for number in range(50):
            pacer.offer(JobProgress("j", "render", number / 50))
        assert [event.fraction for event in told if isinstance(event, JobProgress)] == [0.0]
        pacer.flush()
        pacer.flush()
        return [event.fraction for event in told if isinstance(event, JobProgress)]

    assert asyncio.run(scenario()) == [0.0, 0.98]


def test_what_the_pacer_holds_back_comes_by_itself() -> None:
    async def scenario() -> None:
        told: list[JobEvent] = []
        pacer = Pacer(told.append, 0.01)
        for number in range(3):
            pacer.offer(JobProgress("j", "render", number / 3))

        async def arrived() -> None:
            while len(told) < 2:
                await asyncio.sleep(0.002)

        await asyncio.wait_for(arrived(), 5)
        assert told[-1] == JobProgress("j", "render", 2 / 3)

    asyncio.run(scenario())
