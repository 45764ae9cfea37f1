"""Measure how fast a long history is read: 100,000 events, about 90 MB, in sessions of 200 events.

Prints rows for the table of `run.py`. Not a test: machines are noisy.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from timbre.language.parse import parse
from timbre.model.request import GenerationRequest, GenerationResult, Measured
from timbre.session import events
from timbre.session.archive import Archive
from timbre.session.events import Cause, Event
from timbre.session.identity import new_id
from timbre.session.live import OpenSession
from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.record import VERSION, Record, dump_payload, encode
from timbre.session.sessions import Sessions
from timbre.session.state import fold

EVENTS = 100_000
PROMPT = "warm lo-fi piano, 80 bpm, A minor, rainy night"
TIME = "2026-11-22T14:15:30.123Z"


def conversation() -> Iterator[Event]:
    """An endless session: idea, edits, each with its job, its take and an answer; every third take rated."""
    request = GenerationRequest(prompt=PROMPT, brief=parse(PROMPT), seed=7)
    result = GenerationResult(
        path="/home/me/music/outputs/20261122-141530-warm-lo-fi-piano.wav",
        engine="composer",
        engine_version="1.0.0",
        seed=7,
        seconds=30,
        sample_rate=44_100,
        channels=2,
        bpm=80,
        key="A minor",
        metre="4/4",
        chords=("Am", "F", "C", "G") * 4,
        sections=(("intro", 0.0), ("verse", 6.0), ("chorus", 18.0)),
        measured=Measured(bpm=80.1, key="A minor", seconds=30, lufs=-14, true_peak_dbtp=-1),
        stage_seconds={"compose": 0.1, "render": 0.9, "master": 0.2},
        elapsed_seconds=1.2,
        sha256="0" * 64,
        audio_sha256="1" * 64,
    )
    cause = Cause("edit", "slower, add strings", {"bpm": [80.0, 68.0], "add": ["strings"]})
    done = events.take_done("", request, result, cause=cause).payload
    queued = events.job_queued("", "", request, cause=cause).payload
    yield events.session_started("0.1.0", "chat")
    parent, count = None, 0
    while True:
        take, job, count = new_id(), new_id(), count + 1
        asked = {**done["request"], "parent": parent}
        yield events.message_added(new_id(), "user", "slower, add strings and lose the drums")
        yield Event(events.JOB_QUEUED, {**queued, "job": job, "take": take, "request": asked})
        yield events.job_started(job)
        yield Event(events.TAKE_DONE, {**done, "take": take, "request": asked})
        yield events.message_added(
            new_id(), "assistant", f"Tempo 80 → 68, strings; take {count}.", take=take, job=job
        )
        if count % 3 == 0:
            yield events.take_rated(take, "up")
        parent = take


def write_log(paths: Paths, count: int, session_events: int) -> str:
    """A history of `count` events; returns the id of its last session."""
    paths.config_folder.mkdir(parents=True)
    session, story = "", conversation()
    with paths.history.open("wb") as file:
        for number in range(count):
            if number % session_events == 0:
                session, story = new_id(), conversation()
            event = next(story)
            payload = dump_payload(event.payload, event.type)
            file.write(encode(Record(VERSION, new_id(), TIME, session, "user", event.type, payload)))
    return session


def row(
    name: str,
    aim: str,
    action: Callable[[], object],
    runs: int = 5,
    before: Callable[[], object] | None = None,
) -> str:
    """The table row of one action: median and range of wall seconds."""
    seconds = []
    for _ in range(runs):
        if before is not None:
            before()
        begin = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - begin)
    return (
        f"| {name} | {statistics.median(seconds):.3f} | {min(seconds):.3f}–{max(seconds):.3f} | | | {aim} |"
    )


def rows(count: int = EVENTS) -> list[str]:
    """All rows."""
    with tempfile.TemporaryDirectory() as folder:
        found = _rows(Paths.under(Path(folder) / "home"), count, 200)
        paths = Paths.under(Path(folder) / "long")
        long = write_log(paths, count // 2, count // 10)
        archive = Archive(History(paths))
        archive.sessions()
        name = f"history: open a session of {count // 10:,} events"
        found.append(row(name, "", lambda: OpenSession(archive, long).state, 3))
    return found


def _rows(paths: Paths, count: int, session_events: int) -> list[str]:
    last = write_log(paths, count, session_events)
    history = History(paths)
    archive, sessions = Archive(history), Sessions(history)
    size = f"{paths.history.stat().st_size / 1e6:.0f} MB"
    many = f"history: {count:,} events"
    return [
        row(f"{many}, {size}, folded", "< 2 s", lambda: fold(history.records())),
        row(
            f"{many}, index made anew",
            "",
            archive.sessions,
            3,
            lambda: paths.history_index.unlink(missing_ok=True),
        ),
        row(
            f"{many}, latest session found and opened",
            "< 0.3 s",
            lambda: OpenSession(archive, _latest(sessions)).state,
        ),
        row(f"{many}, a session opened", "< 0.3 s", lambda: OpenSession(archive, last).state),
        row(f"{many}, every take listed", "", archive.state),
        row(f"{many}, messages searched", "", lambda: sessions.search("strings drums")),
    ]


def _latest(sessions: Sessions) -> str:
    latest = sessions.latest()
    return latest.id if latest is not None else ""


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=EVENTS)
    print("| what | median s | range s | speed | peak MB | aim |\n|---|---|---|---|---|---|")
    print("\n".join(rows(arguments.parse_args().events)))
