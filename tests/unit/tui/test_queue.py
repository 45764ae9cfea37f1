"""The queue: jobs from replies, rows of exact width, keys and clicks that say lines, and few repaints."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App

from fakes.theatre import until
from timbre.conversation.replies import (
    AudioMade,
    ExportQueued,
    Failed,
    JobEnded,
    JobMoved,
    ProgressLine,
    Said,
    TakeQueued,
    TakeStarted,
)
from timbre.conversation.work import Work
from timbre.errors import EngineError
from timbre.model.request import GenerationRequest
from timbre.model.text import ordinal
from timbre.tui.cells import fill
from timbre.tui.messages import Say
from timbre.tui.queue import QueuePanel
from timbre.tui.queue.jobs import LiveJobs
from timbre.tui.queue.rows import bar, clock, head_row, job_row, summary


def queued(job, words="warm lo-fi piano", seconds=30.0, engine="composer"):
    request = GenerationRequest(prompt=words, seed=1, seconds=seconds, engine=engine)
    return TakeQueued(job, f"take-{job}", request, words, "", None)


def text_of(row):
    return "".join(part.text for part in row)


def three(jobs, now=0.0):
    """One that runs and two that wait."""
    told = (
        queued("a"),
        queued("b", "faster, more drums"),
        queued("c", "dark techno"),
        TakeStarted("a", "x", "y"),
        ProgressLine("a", "render", 0.5, 15.0, 30.0, 12.3, 14.0),
        JobMoved("b", 0),
        JobMoved("c", 1),
    )
    for reply in told:
        if isinstance(jobs, LiveJobs):
            jobs.take_in(reply, now)
        else:
            jobs.show(reply)
    return jobs


def test_jobs_are_numbered_as_the_conversation_numbers_them():
    jobs = three(LiveJobs())
    assert [entry.job for entry in jobs.in_order()] == ["a", "b", "c"]
    jobs.take_in(JobMoved("c", 0), 0)
    jobs.take_in(JobMoved("b", 1), 0)
    assert [entry.job for entry in jobs.in_order()] == ["a", "c", "b"]
    assert [jobs.number(job) for job in ("a", "b", "c")] == [1, 3, 2]
    jobs.take_in(JobEnded("a"), 0)
    assert jobs.number("c") == 1


@pytest.mark.parametrize("moves", [(), ("c",), ("c", "b")])
def test_numbers_are_those_that_cancel_reads(moves):
    jobs = three(LiveJobs())
    positions = {"a": None, "b": 0, "c": 1}
    for job in moves:
        other = "c" if job == "b" else "b"
        positions[job], positions[other] = 0, 1
        jobs.take_in(JobMoved(job, 0), 0)
        jobs.take_in(JobMoved(other, 1), 0)
    work = Work(SimpleNamespace())
    for job, at in positions.items():
        work.jobs[job] = SimpleNamespace(id=job, position=at, state="running" if at is None else "queued")
    numbered = {job.id: number for number, job in enumerate(work.in_order(), 1)}
    assert {job: jobs.number(job) for job in positions} == numbered


def test_replies_about_no_job_or_an_unknown_one_change_nothing():
    jobs = LiveJobs()
    strangers = (
        Said("hello"),
        Failed(EngineError("broken", "")),
        ProgressLine("x", "render", 0.5),
        JobEnded("x"),
        JobMoved("x", 0),
        TakeStarted("x", "", ""),
        AudioMade("x", np.zeros((2, 1), np.float32), 0, 1),
    )
    assert [jobs.take_in(reply, 0) for reply in strangers] == [("", False)] * len(strangers)
    assert summary(jobs, 0) == ""
    assert jobs.fraction() is None


def test_time_left_counts_down_from_what_was_told_and_not_below_nothing():
    jobs = three(LiveJobs(), now=10.0)
    entry = jobs.get("a")
    assert entry.seconds_left(14.0) == pytest.approx(10.0)
    assert entry.seconds_left(99.0) == 0
    assert jobs.get("b").seconds_left(14.0) is None
    jobs.take_in(ProgressLine("a", "render", 0.6), 15.0)
    assert entry.seconds_left(16.0) is None, "nobody can tell any more"


def test_all_time_left_reckons_waiting_jobs_by_the_running_one():
    jobs = three(LiveJobs())
    # 14 s for half of 30 s of music: 28 s each for the two that wait.
    assert jobs.seconds_left(0.0) == (pytest.approx(14 + 28 + 28), 0)
    assert summary(jobs, 0.0) == "3 jobs · 1:10 left"
    jobs.take_in(queued("d", engine="other"), 0)
    assert summary(jobs, 0.0) == "4 jobs · 1:10 left, then 1 more"


def test_without_any_report_there_is_no_time_left():
    jobs = LiveJobs()
    jobs.take_in(queued("a"), 0)
    assert summary(jobs, 0) == "1 job"
    jobs.take_in(ExportQueued("e", 3), 0)
    assert summary(jobs, 0) == "2 jobs"


def test_the_whole_fraction_counts_what_ended_until_nothing_is_going_on():
    jobs = LiveJobs()
    for job in "abcd":
        jobs.take_in(queued(job), 0)
    jobs.take_in(ProgressLine("a", "render", 0.5), 0)
    assert jobs.fraction() == pytest.approx(0.125)
    jobs.take_in(JobEnded("a"), 0)
    assert jobs.fraction() == pytest.approx(0.25)
    for job in "bcd":
        jobs.take_in(JobEnded(job), 0)
    assert jobs.fraction() is None
    jobs.take_in(queued("e"), 0)
    assert jobs.fraction() == 0


def test_a_second_attempt_begins_anew():
    jobs = three(LiveJobs())
    jobs.take_in(TakeStarted("a", "x", "y"), 1)
    entry = jobs.get("a")
    assert (entry.fraction, entry.made, entry.left) == (0, 0, None)


def test_audio_told_before_the_progress_counts_as_made():
    jobs = three(LiveJobs())
    jobs.take_in(AudioMade("a", np.zeros((2, 4), np.float32), 15, 21.5), 1)
    assert jobs.get("a").made == 21.5


def test_a_row_says_everything_where_there_is_room():
    jobs = three(LiveJobs())
    running, waiting, last = (job_row(each, jobs.number(each.job), 120, 0.0, 2) for each in jobs.in_order())
    for said in (" 1 ● warm lo-fi piano", "render", "━━", "50 %", "0:15 / 0:30", "12×", "0:14 left", "×"):
        assert said in text_of(running)
    assert "waits, next" in text_of(waiting)
    assert "waits, 2nd" in text_of(last)
    assert [part.action for part in waiting if part.action] == ["down", "cancel"]
    assert [part.action for part in last if part.action] == ["up", "cancel"]
    assert [part.action for part in running if part.action] == ["cancel"]


def test_a_narrow_row_keeps_what_matters():
    jobs = three(LiveJobs())
    row = text_of(job_row(jobs.get("a"), 1, 60, 0.0, 2))
    for said in ("warm lo-fi", "━", "50 %", "12×", "0:14", "×"):
        assert said in row
    assert "0:15 /" not in row


def test_plain_rows_are_ascii():
    jobs = three(LiveJobs())
    for entry in jobs.in_order():
        text = text_of(job_row(entry, 1, 100, 0.0, 2, plain=True)).replace("×", "x")
        assert text.isascii()
    assert text_of(head_row(jobs, 60, 0.0, True, plain=True)).replace("·", "").isascii()


_WORDS = st.text(max_size=80) | st.sampled_from(["静かな夜のピアノ" * 5, "🎹🎻🥁" * 9, "مرحبا بالعالم"])


@given(
    st.integers(8, 160),
    _WORDS,
    st.booleans(),
    st.floats(0, 1),
    st.floats(0, 1e6),
    st.booleans(),
    st.booleans(),
)
def test_every_row_has_exactly_its_width(width, words, running, fraction, left, stopping, plain):
    jobs = LiveJobs()
    jobs.take_in(queued("a", words or "x"), 0)
    if running:
        jobs.take_in(ProgressLine("a", "render", fraction, left, left, left, left), 0)
    else:
        jobs.take_in(JobMoved("a", 3), 0)
    if stopping:
        jobs.stop("a", 0)
    for row in (
        job_row(jobs.get("a"), 12, width, 0, 7, plain),
        head_row(jobs, width, 0, folded=True, plain=plain),
        head_row(jobs, width, 0, folded=False, plain=plain, hint="x cancels"),
    ):
        assert cell_len(text_of(row)) == width
        assert "\x1b" not in text_of(row)
        assert "\n" not in text_of(row)


def test_small_words():
    assert [clock(each) for each in (0, 0.2, 13.6, 60, 3723)] == ["0:00", "0:01", "0:14", "1:00", "1:02:03"]
    assert [ordinal(each) for each in (1, 2, 3, 4, 11, 12, 21)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "21st",
    ]
    assert bar(0.5, 4) == ("━━", "──")
    assert bar(0.4, 4) == ("━╸", "──")
    assert bar(0.5, 4, plain=True) == ("==", "--")
    assert fill("静かな夜", 5) == "静か…"


class QueueApp(App):
    """The panel alone, and what it asks for."""

    CSS = "Screen { layout: vertical; }"

    def __init__(self, folded=False):
        super().__init__()
        self.folded_at_first = folded
        self.said = []
        self.now = 0.0

    def compose(self):
        yield QueuePanel(folded=self.folded_at_first, clock=lambda: self.now)

    @property
    def queue(self):
        return self.query_one(QueuePanel)

    def on_say(self, message: Say):
        self.said.append(message.line)

    def lines(self):
        return [self.queue.render_line(y).text for y in range(self.queue.size.height)]


def with_queue(act, size=(100, 20), folded=False):
    async def scenario():
        app = QueueApp(folded)
        async with app.run_test(size=size) as pilot:
            three(app.queue)
            app.queue.focus()
            await pilot.pause()
            await act(app, pilot)

    asyncio.run(scenario())


@pytest.mark.parametrize("key", ["delete", "x"])
def test_a_key_cancels_the_job_under_the_cursor(key):
    async def act(app, pilot):
        await pilot.press("down", key)
        assert app.said == ["/cancel 2"]
        await pilot.press(key)
        assert app.said == ["/cancel 2"], "once is enough"
        assert "stopping" in app.lines()[2]

    with_queue(act)


def test_keys_move_a_waiting_job_but_not_a_running_one():
    async def act(app, pilot):
        await pilot.press("ctrl+down", "ctrl+up")
        assert app.said == []
        await pilot.press("down", "ctrl+up")
        assert app.said == [], "it is next already"
        await pilot.press("ctrl+down")
        assert app.said == ["/queue down 2"]
        app.queue.show(JobMoved("c", 0))
        app.queue.show(JobMoved("b", 1))
        await pilot.press("ctrl+up")
        assert app.said == ["/queue down 2", "/queue up 3"], "the cursor went along"

    with_queue(act)


def test_home_and_end_go_to_the_ends():
    async def act(app, pilot):
        await pilot.press("end", "x")
        await pilot.press("home", "up", "x")
        assert app.said == ["/cancel 3", "/cancel 1"]

    with_queue(act)


def test_clicks_cancel_and_reorder():
    async def act(app, pilot):
        lines = app.lines()
        await pilot.click(QueuePanel, offset=(lines[1].rindex("×"), 1))
        await pilot.click(QueuePanel, offset=(lines[2].index("▾"), 2))
        await pilot.click(QueuePanel, offset=(lines[3].index("▴"), 3))
        await pilot.click(QueuePanel, offset=(6, 2))
        assert app.said == ["/cancel 1", "/queue down 2", "/queue up 3"]

    with_queue(act)


def test_the_head_folds_by_click_and_enter():
    async def act(app, pilot):
        assert app.queue.size.height == 4
        await pilot.click(QueuePanel, offset=(3, 0))
        await pilot.pause()
        assert app.queue.folded
        assert app.queue.size.height == 1
        assert "3 jobs · 1:10 left" in app.lines()[0]
        await pilot.press("x")
        assert app.said == [], "what is not seen is not cancelled"
        await pilot.press("enter")
        await pilot.pause()
        assert app.queue.size.height == 4

    with_queue(act)


def test_toggle_opens_and_goes_there():
    async def act(app, pilot):
        app.screen.set_focus(None)
        app.queue.toggle()
        await pilot.pause()
        assert not app.queue.folded
        assert app.queue.has_focus

    with_queue(act, folded=True)


def test_many_jobs_scroll_under_the_head():
    async def act(app, pilot):
        for number in range(20):
            app.queue.show(queued(f"more-{number}", f"idea {number}"))
        await pilot.pause()
        await pilot.press("end")
        await pilot.pause()
        lines = app.lines()
        assert len(lines) == 7
        assert "23 jobs" in lines[0]
        assert "idea 19" in lines[-1]
        await pilot.click(QueuePanel, offset=(lines[-1].rindex("×"), 6))
        assert app.said == ["/cancel 23"]

    with_queue(act)


def test_a_flood_of_progress_costs_ten_repaints_a_second():
    async def act(app, pilot):
        before = app.queue.repaints
        for step in range(1000):
            app.now = 1 + step / 1000
            app.queue.show(ProgressLine("a", "render", step / 1000, 1.0, 30.0, 3.0, 9.0))
        await pilot.pause()
        assert app.queue.repaints - before <= 11
        app.now += 1
        await until(pilot, lambda: "99 %" in app.lines()[1], "the last report is shown")

    with_queue(act)


def test_the_panel_empties_and_says_so():
    async def act(app, pilot):
        assert app.queue.busy
        assert app.queue.seconds_total("a") == 30
        assert app.queue.summary() == "3 jobs · 1:10 left"
        for job in "abc":
            app.queue.show(JobEnded(job))
        await pilot.pause()
        assert not app.queue.busy
        assert app.queue.fraction is None
        assert app.queue.summary() == ""
        assert app.queue.has_class("-idle")
        assert app.lines()[0].strip() == "▾ Nothing in the queue"
        await pilot.press("x", "delete", "ctrl+up", "end")
        assert app.said == []

    with_queue(act)


def test_the_cursor_is_seen_only_with_the_focus():
    async def act(app, pilot):
        def background():
            return {str(segment.style.bgcolor) for segment in app.queue.render_line(1)}

        lit = background()
        app.screen.set_focus(None)
        await pilot.pause()
        assert background() != lit

    with_queue(act)


def test_hostile_words_stay_words():
    async def act(app, pilot):
        app.queue.show(queued("h", "[red]\x1b[2J evil\nnew"))
        await pilot.pause()
        assert "[red][2J evil new" in app.lines()[4]

    with_queue(act)
