"""The real studio with a watch on its event loop, for `studio.py`: `studio_child.py MODE REPORT`.

Modes: `composer` (nothing changed), `flood` (a supervisor whose jobs report as fast as they can), `long` (a session
of a thousand takes, opened and scrolled through by itself). Writes what it saw as JSON when the studio ends.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

TICK_SECONDS = 0.002


class Watch:
    """The longest time the event loop did nothing else."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.watching = False

    async def run(self) -> None:
        """Look every two milliseconds."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.perf_counter()
            if self.watching:
                self.longest = max(self.longest, now - last - TICK_SECONDS)
            last = now


def main() -> None:
    """Run the studio in this terminal."""
    mode, report = sys.argv[1], Path(sys.argv[2])
    from timbre.threads import use_one_blas_thread

    use_one_blas_thread()
    from timbre.cli.talking import opening_of
    from timbre.config.glance import glance
    from timbre.session.paths import Paths
    from timbre.tui.studio import Studio

    paths = Paths.from_environment()
    if mode == "long":
        _make_long(paths)
    studio = Studio(lambda _: opening_of("studio"), paths, glance(paths.config))
    asyncio.run(_run(studio, mode, report))
    os._exit(0)


async def _run(studio: Any, mode: str, report: Path) -> None:
    watch = Watch()
    told: dict[str, Any] = {"first_sound": None}
    show = studio.session.showing.reply

    def reply(each: Any) -> None:
        kind = type(each).__name__
        if kind == "TakeQueued":
            watch.watching = True
        elif kind == "AudioMade" and told["first_sound"] is None:
            told["first_sound"] = time.monotonic()
        show(each)

    leave = studio.session.leave

    def leaving() -> None:
        watch.watching = False
        leave()

    studio.session.showing.reply, studio.session.leave = reply, leaving
    tasks = [asyncio.ensure_future(watch.run())]
    if mode == "flood":
        tasks.append(asyncio.ensure_future(_flood(studio)))
    if mode == "long":
        tasks.append(asyncio.ensure_future(_scroll(studio, watch, told)))
    await studio.run_async()
    for task in tasks:
        task.cancel()
    told["longest_gap_seconds"] = watch.longest
    told["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.write_text(json.dumps(told))


async def _flood(studio: Any) -> None:
    """Once a job runs, 2,000 more progress reports a second, as if its worker knew no measure."""
    from timbre.conversation.replies import ProgressLine

    while studio.talk is None or not studio.talk.work.jobs:
        await asyncio.sleep(0.01)
    job = next(iter(studio.talk.work.jobs))
    for step in range(8_000):
        if studio.talk is None:
            return
        for _ in range(4):
            studio.talk.desk.tell(
                ProgressLine(job, "render", (step % 1000) / 1000, step / 100, 60.0, 12.0, 3.0)
            )
        await asyncio.sleep(0.002)


def _make_long(paths: Any) -> None:
    """A session of a thousand takes in the history."""
    import history
    from studio import TAKES

    history.write_log(paths, TAKES * 16 // 3 + 1, TAKES * 10)


async def _scroll(studio: Any, watch: Watch, told: dict[str, Any]) -> None:
    began = time.perf_counter()
    while studio.talk is None:
        await asyncio.sleep(0.005)
    told["opened_seconds"] = time.perf_counter() - began
    await asyncio.sleep(1.0)
    gc.collect()
    watch.watching, watch.longest = True, 0.0
    transcript = studio.transcript
    for _ in range(60):
        transcript.scroll_page_up(animate=False)
        await asyncio.sleep(0.03)
    for _ in range(60):
        transcript.scroll_page_down(animate=False)
        await asyncio.sleep(0.03)
    told["scroll_gap_seconds"] = watch.longest
    studio.session.leave()


if __name__ == "__main__":
    main()
