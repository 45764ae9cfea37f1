"""A studio with nothing but the transcript, and stories to show in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from fakes import theatre
from timbre.conversation.replies import TakeFinished, TakeQueued
from timbre.jobs.take import TakeReady
from timbre.model.brief import Brief, Source
from timbre.model.request import GenerationRequest, GenerationResult, Measured
from timbre.session import events
from timbre.session.events import Cause, Event
from timbre.session.record import Record, dump_payload
from timbre.session.view import SessionFold, SessionState
from timbre.tui import messages
from timbre.tui.transcript import Transcript
from timbre.tui.transcript.take_card import TakeCard

TIME = "2026-11-22T14:15:30.123Z"


class Stage(App[None]):
    """Remembers what the transcript asks for."""

    glyphs = "braille"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Any] = []
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield Transcript(id="transcript")
        yield Input(id="elsewhere")

    @property
    def transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def lines(self) -> list[str]:
        """What was said, in order."""
        return [each.line for each in self.asked if isinstance(each, messages.Say)]

    @on(messages.Say)
    @on(messages.Draft)
    @on(messages.PlayToggled)
    @on(messages.Sought)
    @on(messages.ExportWanted)
    @on(messages.FileWanted)
    def _asked(self, message: Any) -> None:
        self.asked.append(message)

    def text(self) -> str:
        """Everything that is mounted, as it is laid out."""
        return "\n".join(self.text_of(piece) for piece in self.transcript.pieces)

    def text_of(self, piece: Any) -> str:
        width = piece.content_size.width or 60
        return "\n".join(line.plain for line in piece.lines(width))

    def card(self, number: int = -1) -> TakeCard:
        """A mounted card."""
        return [piece for piece in self.transcript.pieces if isinstance(piece, TakeCard)][number]

    async def click_word(self, pilot: Pilot[None], piece: Any, word: str) -> None:
        """Click a word of a piece."""
        for y, line in enumerate(piece.lines(piece.content_size.width)):
            at = line.plain.find(word)
            if at >= 0:
                left, top = piece.styles.gutter.left, piece.styles.gutter.top
                assert await pilot.click(piece, offset=(left + at, top + y))
                return
        raise AssertionError(f"{word!r} is not on it: {self.text_of(piece)}")


def play(scene: Callable[[Stage, Pilot[None]], Awaitable[None]], size: tuple[int, int] = (80, 30)) -> Stage:
    """Run a scene."""
    stage = Stage()

    async def whole() -> None:
        async with stage.run_test(size=size) as pilot:
            stage.query_one("#elsewhere").focus()
            await pilot.pause()
            await scene(stage, pilot)

    asyncio.run(whole())
    return stage


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Until something is so."""
    await theatre.until(pilot, true, "it is so")


async def still(pilot: Pilot[None], stage: Stage) -> None:
    """Until nothing is mounted any more."""
    before: object = None
    for _ in range(100):
        await pilot.pause()
        transcript = stage.transcript
        now = (len(transcript.pieces), transcript.scroll_y, transcript.virtual_size, transcript._looking)
        if now == before and not transcript._looking:
            return
        before = now
    raise AssertionError("it never came to rest")


def request(prompt: str = "slow piano", parent: str | None = None, **fields: Any) -> GenerationRequest:
    brief = Brief(bpm=80, sources={"bpm": Source(kind="stated")})
    return GenerationRequest(
        **{"prompt": prompt, "brief": brief, "seed": 7, "parent": parent, "seconds": 20, **fields}
    )


def result(path: str = "/nowhere/a.wav", **fields: Any) -> GenerationResult:
    measured = Measured(seconds=20, bpm=80.2, key="C major", lufs=-14.0, true_peak_dbtp=-1.1)
    plain: dict[str, Any] = {
        "path": path,
        "engine": "composer",
        "engine_version": "0.1.0",
        "seed": 7,
        "seconds": 20,
        "sample_rate": 44_100,
        "channels": 2,
        "bpm": 80.0,
        "key": "A minor",
        "style": "lo-fi",
        "metre": "4/4",
        "licence": "yours, no conditions",
        "elapsed_seconds": 2.0,
        "measured": measured,
    }
    return GenerationResult(**{**plain, **fields})


def peaks(count: int = 40) -> np.ndarray[Any, np.dtype[np.float32]]:
    wave = np.abs(np.sin(np.linspace(0, 9, count))).astype(np.float32)
    return np.stack([-wave, wave])


def state(*told: Event, session: str = "s") -> SessionState:
    folding = SessionFold(session)
    for number, event in enumerate(told):
        payload = dump_payload(event.payload, event.type)
        folding.apply(Record(1, f"r{number}", TIME, session, "user", event.type, payload))
    return folding.view()


def done(
    number: int, parent: int | None = None, path: str = "/nowhere/a.wav", words: str = ""
) -> list[Event]:
    """A take as the history has it: what was said, the take, and what it was told as."""
    above = None if parent is None else f"t{parent}"
    said = words or (f"idea {number}" if parent is None else "slower")
    cause = Cause("idea", said) if parent is None else Cause("edit", said)
    told = said if parent is None else "tempo 80 → 68"
    return [
        events.message_added(f"u{number}", "user", said),
        events.take_done(f"t{number}", request(said, above), result(path), cause=cause),
        events.message_added(
            f"a{number}", "assistant", f"{told}; take {number}", take=f"t{number}", generation={"seed": 7}
        ),
    ]


def long_story(takes: int) -> SessionState:
    return state(*(event for number in range(1, takes + 1) for event in done(number)))


def queued(
    job: str = "j", take: str = "t", words: str = "slow piano", changes: str = "", parent: int | None = None
):
    return TakeQueued(job, take, request(words), words, changes, parent)


def finished(job: str = "j", take: str = "t", number: int = 1, **fields: Any) -> TakeFinished:
    return TakeFinished(
        **{
            "job": job,
            "take": take,
            "number": number,
            "request": request(),
            "ready": TakeReady(result(), peaks()),
            "changes": "",
            "parent": None,
            "next": ("brighter, add strings", "/variations 3"),
            **fields,
        }
    )
