"""A session of a thousand takes: opened, read, searched, gone on with; never many more widgets than can be seen."""

from __future__ import annotations

import pytest

from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest, GenerationResult, Measured
from timbre.session import events
from timbre.session.events import Cause
from timbre.session.record import VERSION, Record, dump_payload, encode
from timbre.tui.transcript.roll import MOST

TAKES = 1_000
TIME = "2026-11-22T14:15:30.123Z"
SESSION = f"{'0' * 25}s"
pytestmark = pytest.mark.usefixtures("unpainted")


def told():
    """A conversation in which each take follows from the one before; every tenth is a new idea."""
    yield events.session_started("0.1.0", "studio")
    parent = None
    for number in range(1, TAKES + 1):
        idea = number % 10 == 1
        words = f"idea {number} waltz" if idea else f"slower {number}"
        request = GenerationRequest(
            prompt=words, brief=Brief(bpm=80), seed=number, parent=None if idea else parent, seconds=20
        )
        result = GenerationResult(
            path=f"/nowhere/take-{number}.wav",
            engine="composer",
            engine_version="0.1.0",
            seed=number,
            seconds=20,
            sample_rate=44_100,
            channels=2,
            bpm=80.0,
            key="A minor",
            metre="3/4",
            measured=Measured(bpm=80.0, key="A minor", seconds=20, lufs=-14, true_peak_dbtp=-1),
        )
        take = f"{number:026d}"
        yield events.message_added(f"m{number:025d}", "user", words)
        yield events.take_done(take, request, result, cause=Cause("idea" if idea else "edit", words))
        yield events.message_added(f"n{number:025d}", "assistant", f"{words}; take {number}", take=take)
        parent = take


@pytest.fixture
def long(theatre):
    """A theatre in whose home the session is."""
    paths = theatre.paths
    paths.config_folder.mkdir(parents=True, exist_ok=True)
    with paths.history.open("wb") as file:
        for number, event in enumerate(told()):
            payload = dump_payload(event.payload, event.type)
            file.write(encode(Record(VERSION, f"{number:026d}", TIME, SESSION, "user", event.type, payload)))
    return theatre


def test_a_thousand_takes(long, hands):
    async def scene(app, pilot):
        transcript, history = app.transcript, app.history
        assert len(app.talk.desk.state.takes) == TAKES
        assert f"Take {TAKES}" in hands.read(app, transcript)
        assert f"{TAKES} slower {TAKES}" in hands.read(app, history)

        most = 0

        async def rest():
            """Until everything near the view is there."""
            nonlocal most
            before = None
            while before != (now := (transcript._first, transcript._last, transcript.scroll_y)):
                before = now
                most = max(most, len(transcript.pieces))
                await pilot.pause(0.02)
                await pilot.pause()

        await rest()
        transcript.focus()
        for key in ("pageup",) * 6 + ("home",) * 12:
            await pilot.press(key)
            await rest()
        oldest = int(hands.read(app, transcript).partition("slower ")[2].split()[0])
        assert oldest < TAKES - 15
        assert not transcript.following
        assert most <= 2 * MOST
        await pilot.press("end")
        await rest()
        assert f"Take {TAKES}" in hands.read(app, transcript)
        assert transcript.following
        assert len(list(app.screen.walk_children())) < 60 + 4 * MOST

        history.focus_list()
        await pilot.press("home")
        assert "1 idea 1 waltz" in hands.read(app, history)
        await pilot.press("end", "pageup", "pagedown")
        assert f"{TAKES} slower {TAKES}" in hands.read(app, history)
        await pilot.press("ctrl+f", *"waltz")
        await hands.until(pilot, lambda: "100 of 1,000" in hands.read(app, history), "they are found")
        await pilot.press("escape")
        await hands.until(
            pilot, lambda: "100 of 1,000" not in hands.read(app, history), "all are there again"
        )
        await hands.say(pilot, app, "/take 512")
        assert app.talk.desk.state.takes[app.talk.desk.state.current].number == 512
        assert "512 slower 512" in hands.read(app, history)
        assert "512" in hands.read(app, transcript)

    long.play(scene)


def test_it_goes_on_where_it_is(long, hands):
    async def scene(app, pilot):
        await hands.say(pilot, app, "in D minor")
        assert f"Take {TAKES + 1}" in hands.read(app, app.transcript)
        assert f"{TAKES + 1} in D minor" in hands.read(app, app.history)

    long.play(scene, (80, 24))
