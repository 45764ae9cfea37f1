"""The progress line of a running job: stage, bar, seconds made, speed, time left. On a terminal only.

Knows nothing of engines; it is fed `Progress` events.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from timbre.cli import diagnostics, output
from timbre.model.events import Progress
from timbre.model.text import speed_words

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class ProgressLine:
    """Shows progress on stderr while it is open and leaves nothing behind. Silent in a pipe or with `--quiet`."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._begin = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> ProgressLine:
        if diagnostics.is_terminal() and not diagnostics.Talk.quiet:
            from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("{task.description:<8}", markup=False),
                BarColumn(bar_width=32),
                TextColumn("{task.percentage:>3.0f} %", markup=False),
                TextColumn("{task.fields[made]}", markup=False),
                TimeRemainingColumn(compact=True),
                console=output.console(stderr=True),
                transient=True,
                refresh_per_second=12,
            )
            self._bar.start()
            self._task = self._bar.add_task(self._title, total=1.0, made="")
        return self

    def show(self, event: Progress) -> None:
        """Draw the state `event` tells of."""
        if self._bar is None or self._task is None:
            return
        made = ""
        if event.seconds_made > 0:
            speed = event.seconds_made / max(0.001, time.monotonic() - self._begin)
            made = f"{event.seconds_made:.0f} s made · {speed_words(speed)}"
        self._bar.update(self._task, description=event.stage, completed=event.fraction, made=made)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
