"""Jobs wait in the order in which the queue will take them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.jobs.queue import JobQueue
from timbre.session import events

from .story import request, state_after

steps = st.lists(
    st.tuples(st.just("add"), st.integers(-2, 2))
    | st.tuples(st.just("move"), st.integers(0, 6), st.integers(-1, 7))
    | st.tuples(st.just("start"), st.integers(0, 6))
    | st.tuples(st.just("cancel"), st.integers(0, 6)),
    max_size=16,
)


@settings(deadline=None, max_examples=60)
@given(steps)
def test_the_order_is_that_of_the_queue(told: list[tuple[str, int]]) -> None:
    queue: JobQueue[str] = JobQueue()
    running: list[str] = []
    history = []
    names: list[str] = []
    for step in told:
        name = names[step[1]] if step[0] != "add" and 0 <= step[1] < len(names) else ""
        waits = any(each is name for each in queue)
        if step[0] == "add":
            names.append(f"j{len(names)}")
            queue.add(names[-1], step[1])
            history.append(events.job_queued(names[-1], "t" + names[-1], request(), priority=step[1]))
        elif step[0] == "move" and waits:
            queue.move(name, step[2])  # type: ignore[misc]
            history.append(events.job_moved(name, step[2]))  # type: ignore[misc]
        elif step[0] == "start" and waits:
            queue.remove(name)
            running.append(name)
            history.append(events.job_started(name))
        elif step[0] == "cancel" and (waits or name in running):
            queue.remove(name) if waits else running.remove(name)
            history.append(events.job_cancelled(name))
    state = state_after(*history)
    assert [job.id for job in state.queue] == [*running, *queue]
    waiting = [job for job in state.queue if job.status == "waiting"]
    assert [job.priority for job in waiting] == [queue.priority(item) for item in queue]


def test_events_about_jobs_nobody_knows_change_nothing() -> None:
    told = [
        events.job_started("x"),
        events.job_moved("x", 0),
        events.job_done("x", "t"),
        events.Event("job.moved", {}),
    ]
    assert state_after(*told).queue == ()
