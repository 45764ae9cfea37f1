"""`/queue` and `/cancel`: jobs that run, wait, or were interrupted when an earlier Timbre ended.

Knows nothing of words. Functions raise TimbreError.
"""

from __future__ import annotations

from timbre.conversation.desk import Desk, Question
from timbre.conversation.ordering import Order
from timbre.conversation.replies import Listed
from timbre.conversation.work import Work
from timbre.errors import InvalidInputError
from timbre.model.request import GenerationRequest
from timbre.session import events
from timbre.session import payload as read
from timbre.session.presence import is_present
from timbre.session.waiting import QueuedJob

WORDS_SHOWN = 56


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
    """`/queue`: what runs, waits and was interrupted; `resume` or `drop` the last."""
    if not values:
        _show(desk, work)
    elif values == ("resume",):
        if not interrupted(desk, work):
            raise InvalidInputError("No job was interrupted.", "/queue shows what runs and waits.")
        take_up(desk, work)
    elif values == ("drop",):
        drop_interrupted(desk, work)
    else:
        raise InvalidInputError(f"/queue does not know {values[0][:40]!r}.", "Type: /queue, /queue resume")


def cancel(work: Work, values: tuple[str, ...]) -> None:
    """`/cancel`: the running job, one by its number in `/queue`, or `all`."""
    jobs = list(work.jobs.values())
    if not jobs:
        raise InvalidInputError("No job is running.", "/stop ends playback.")
    if values == ("all",):
        for job in jobs:
            work.cancel(job)
    elif values:
        number = int(values[0]) if values[0].isdecimal() and len(values[0]) < 6 else 0
        if not 1 <= number <= len(jobs):
            raise InvalidInputError(
                f"There is no job {values[0][:40]!r}; there are {len(jobs)}.", "/queue lists them."
            )
        work.cancel(jobs[number - 1])
    else:
        work.cancel()


def _show(desk: Desk, work: Work) -> None:
    rows = []
    for number, job in enumerate(work.jobs.values(), 1):
        place = f"{job.position + 1}." if job.state == "queued" and job.position is not None else ""
        rows.append((str(number), f"{job.state} {place}".strip(), _short(job.request.prompt)))
    running = set(work.jobs)
    rows += [
        ("", "interrupted", _short(read.text(job.request.get("prompt")) or ""))
        for job in desk.state.queue
        if job.id not in running
    ]
    if rows:
        desk.tell(Listed(("job", "state", "what"), tuple(rows)))
    else:
        desk.answer("Nothing runs and nothing waits.")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= WORDS_SHOWN else line[: WORDS_SHOWN - 1] + "…"
