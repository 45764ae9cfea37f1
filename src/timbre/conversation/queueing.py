"""`/queue` and `/cancel`: jobs that run, wait, or were interrupted when an earlier Timbre ended.

Knows nothing of words. Functions raise TimbreError.
"""

from __future__ import annotations

from timbre.conversation.desk import Desk, Question
from timbre.conversation.ordering import Order
from timbre.conversation.replies import Listed
from timbre.conversation.work import Work
from timbre.errors import InvalidInputError
from timbre.jobs.job import Job
from timbre.model.request import GenerationRequest
from timbre.model.text import shortened
from timbre.session import events
from timbre.session import payload as read
from timbre.session.presence import is_present
from timbre.session.waiting import QueuedJob

WORDS_SHOWN = 56
_MOVES = ("up", "down", "first")
_SHORTEST_ID = 6
"""Characters of a job's id that name it."""


def offer_interrupted(desk: Desk, work: Work) -> None:
    """Ask whether to make what was interrupted, if anything was."""
    count = len(interrupted(desk, work))
    if not count:
        return
    what = "A job was interrupted" if count == 1 else f"{count} jobs were interrupted"

    async def yes() -> None:
        take_up(desk, work)

    question = f"{what} when Timbre ended. Make {'it' if count == 1 else 'them'} now?"
    desk.ask(Question(question, yes, lambda: drop_interrupted(desk, work)))


def interrupted(desk: Desk, work: Work) -> tuple[QueuedJob, ...]:
    """The session's jobs that no running Timbre works on."""
    found = desk.state.interrupted(lambda owner: is_present(desk.paths, owner))
    return tuple(job for job in found if job.id not in work.jobs)


def take_up(desk: Desk, work: Work) -> None:
    """Queue the interrupted jobs again."""
    for job in interrupted(desk, work):
        request = GenerationRequest.model_validate(job.request)
        cause = job.cause or events.Cause("idea", request.prompt)
        changes = "" if cause.kind == "idea" else cause.words
        work.submit(Order(request, cause, changes, take=job.take, job=job.id))


def drop_interrupted(desk: Desk, work: Work) -> None:
    """Let the interrupted jobs go."""
    found = interrupted(desk, work)
    for job in found:
        desk.record(events.job_cancelled(job.id))
    desk.say("Dropped." if found else "No job was interrupted.")


def queue(desk: Desk, work: Work, values: tuple[str, ...]) -> None:
    """`/queue`: what runs, waits and was interrupted; move a waiting job; `resume` or `drop` the interrupted."""
    act = values[0].lower() if values else ""
    if not act:
        _show(desk, work)
    elif act in _MOVES:
        _move(desk, work, act, values[1:])
    elif act == "resume" and len(values) == 1:
        if not interrupted(desk, work):
            raise InvalidInputError("No job was interrupted.", "/queue shows what runs and waits.")
        take_up(desk, work)
    elif act == "drop" and len(values) == 1:
        drop_interrupted(desk, work)
    else:
        raise InvalidInputError(
            f"/queue does not know {' '.join(values)[:40]!r}.", "Type: /queue, /queue up 2, /queue resume"
        )


def cancel(work: Work, values: tuple[str, ...]) -> None:
    """`/cancel`: the running job, one by its number in `/queue` or the start of its id, or `all`."""
    jobs = work.in_order()
    if not jobs:
        raise InvalidInputError("No job is running.", "/stop ends playback.")
    if values == ("all",):
        for job in jobs:
            work.cancel(job)
    elif values:
        work.cancel(_job(jobs, values[0]))
    else:
        work.cancel()


def _move(desk: Desk, work: Work, act: str, values: tuple[str, ...]) -> None:
    jobs = work.in_order()
    if len(values) != 1:
        raise InvalidInputError("Which job?", f"Type: /queue {act} 2; /queue lists them.")
    job = _job(jobs, values[0])
    place = job.position or 0
    wanted = {"up": place - 1, "down": place + 1, "first": 0}[act]
    came_to = desk.supervisor.reorder(job, max(0, wanted))
    number = work.in_order().index(job) + 1
    where = "next" if came_to == 0 else f"number {came_to + 1} in line"
    desk.answer(f"{shortened(job.request.prompt, WORDS_SHOWN)} is {where} now: job {number}.")


def _job(jobs: tuple[Job, ...], said: str) -> Job:
    """The job of a number, or whose id starts so. Raises InvalidInputError."""
    if said.isascii() and said.isdecimal() and len(said) < _SHORTEST_ID and 1 <= int(said) <= len(jobs):
        return jobs[int(said) - 1]
    found = [job for job in jobs if len(said) >= _SHORTEST_ID and job.id.startswith(said)]
    if len(found) != 1:
        raise InvalidInputError(
            f"There is no job {said[:40]!r}; there are {len(jobs)}.", "/queue lists them."
        )
    return found[0]


def _show(desk: Desk, work: Work) -> None:
    rows = []
    for number, job in enumerate(work.in_order(), 1):
        place = f"{job.position + 1}." if job.state == "queued" and job.position is not None else ""
        rows.append((str(number), f"{job.state} {place}".strip(), shortened(job.request.prompt, WORDS_SHOWN)))
    rows += [
        ("", "interrupted", shortened(read.text(job.request.get("prompt")) or "", WORDS_SHOWN))
        for job in interrupted(desk, work)
    ]
    if rows:
        desk.tell(Listed(("job", "state", "what"), tuple(rows)))
    else:
        desk.answer("Nothing runs and nothing waits.")
