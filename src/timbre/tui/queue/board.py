"""The queue as it is drawn: the head line, a row for every job, painted at most ten times a second.

Fed by `show(reply)` alone. Knows nothing of keys or the mouse.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from timbre.tui.queue.jobs import JobEntry, LiveJobs
from timbre.tui.queue.rows import Action, Row, head_row, job_row, summary

if TYPE_CHECKING:
    from textual import events
    from textual.timer import Timer

    from timbre.conversation.replies import Reply

REPAINT_SECONDS = 0.1
COUNT_SECONDS = 1.0
"""How often the time left is counted down between reports."""
HINT = "x cancels · Ctrl+↑ sooner · Ctrl+↓ later · Enter folds"


class QueueBoard(ScrollView, can_focus=True):
    """Every job that is not over. `folded` is one line high; else a row each, up to `max-height`.

    Has the class `-idle` while nothing is going on.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"queue--{role}"
        for role in (
            "number", "mark", "words", "stage", "bar", "groove", "fact", "left", "button", "off", "title",
            "cursor", "hover",
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    QueueBoard {
        height: auto; max-height: 7; overflow-x: hidden; scrollbar-size-vertical: 1;
        background: $surface; color: $foreground;
        & > .queue--number { color: $text-muted; }
        & > .queue--mark { color: $accent; }
        & > .queue--stage { color: $text-muted; }
        & > .queue--bar { color: $accent; }
        & > .queue--groove { color: $foreground 25%; }
        & > .queue--fact { color: $text-muted; }
        & > .queue--left { color: $foreground; text-style: bold; }
        & > .queue--button { color: $text-muted; }
        & > .queue--off { color: $text-muted; }
        & > .queue--title { color: $foreground; }
        & > .queue--hover { color: $accent; text-style: bold; }
        &:focus > .queue--cursor { background: $foreground 10%; text-style: bold; }
        &:focus > .queue--title { text-style: bold; color: $accent; }
        &:nocolor:focus > .queue--cursor { text-style: reverse; }
        &.-idle:focus > .queue--off { text-style: bold; color: $accent; }
        &:nocolor:focus > .queue--title { text-style: reverse; }
        &.-idle:nocolor:focus > .queue--off { text-style: reverse; }
    }
    """

    folded: reactive[bool] = reactive(True, init=False)

    def __init__(
        self,
        *,
        folded: bool = True,
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._jobs = LiveJobs()
        self._shown: list[JobEntry] = []
        self._clock = clock
        self._cursor = 0
        self._hover: tuple[int, Action] = (-1, "")
        self._strips: dict[int, Strip] = {}
        self._rows: dict[int, Row] = {}
        self._dirty: set[str] = set()
        self._painted_at = float("-inf")
        self._soon: Timer | None = None
        self._counting: Timer | None = None
        self.repaints = 0
        """How often it was painted anew; at most ten times a second, however much is told."""
        self.set_reactive(QueueBoard.folded, folded)
        self.add_class("-idle")
        self.set_class(folded, "-folded")
        self._resize_content()

    @property
    def busy(self) -> bool:
        """Whether any job runs or waits."""
        return bool(len(self._jobs))

    @property
    def fraction(self) -> float | None:
        """How much of all that was asked for is done, 0..1; None when nothing is going on."""
        return self._jobs.fraction()

    @property
    def jobs(self) -> tuple[JobEntry, ...]:
        """The jobs as they are shown, from the top."""
        return tuple(self._shown)

    def seconds_total(self, job: str) -> float | None:
        """Seconds of audio `job` will have made in the end; None where nobody knows."""
        entry = self._jobs.get(job)
        return None if entry is None else entry.total or entry.asked_seconds

    def summary(self) -> str:
        """`2 jobs · 0:14 left`; "" when nothing is going on."""
        return summary(self._jobs, self._clock())

    def show(self, reply: Reply) -> None:
        """Learn from a reply of the conversation; those about no job change nothing."""
        job, moved = self._jobs.take_in(reply, self._clock())
        if moved:
            self._arrange()
        elif job:
            self._dirty.add(job)
            self._repaint_soon()

    def render_line(self, y: int) -> Strip:
        """Line `y` of the panel, in cells of its width."""
        line = 0 if y == 0 else y + self.scroll_offset.y
        if line not in self._strips:
            self._strips[line] = self._paint(line)
        return self._strips[line]

    def watch_folded(self, folded: bool) -> None:
        """Take the height that belongs to it."""
        self.set_class(folded, "-folded")
        self._resize_content()
        self._forget()

    def on_resize(self) -> None:
        """All rows take the new width."""
        self._forget()

    def notify_style_update(self) -> None:
        """Colours changed."""
        super().notify_style_update()
        self._forget()

    def _at(self, x: int, y: int) -> tuple[int, Action]:
        """The line (0 is the head) and what a click there does."""
        line = 0 if y == 0 else y + self.scroll_offset.y
        for part in self._rows.get(line, ()):
            x -= Segment(part.text).cell_length
            if x < 0:
                return line, part.action
        return line, ""

    def _arrange(self) -> None:
        """Rows came, went or moved."""
        self._shown = self._jobs.in_order()
        self._cursor = max(0, min(self._cursor, len(self._shown) - 1))
        self.set_class(not self._shown, "-idle")
        self._resize_content()
        self._count(self.busy)
        self._forget()

    def _resize_content(self) -> None:
        rows = 1 if self.folded else 1 + len(self._shown)
        if self.virtual_size.height != rows:
            self.virtual_size = Size(0, rows)
            self.refresh(layout=True)

    def _count(self, wanted: bool) -> None:
        if wanted and self._counting is None and self.is_mounted:
            self._counting = self.set_interval(COUNT_SECONDS, self._counted)
        elif not wanted and self._counting is not None:
            self._counting.stop()
            self._counting = None

    def _counted(self) -> None:
        self._dirty.update(entry.job for entry in self._shown if entry.left is not None)
        if self._dirty:
            self._repaint_soon()

    def _repaint_soon(self) -> None:
        if self._soon is not None or not self.is_mounted:
            return
        wait = REPAINT_SECONDS - (self._clock() - self._painted_at)
        if wait <= 0:
            self._repaint()
        else:
            self._soon = self.set_timer(wait, self._repaint)

    def _repaint(self) -> None:
        """Draw the head and the rows of what was told of since."""
        self._soon = None
        self._painted_at = self._clock()
        self.repaints += 1
        width = self.size.width
        regions = [Region(0, 0, width, 1)]
        self._strips.pop(0, None)
        for line, entry in enumerate(self._shown, 1):
            if entry.job in self._dirty:
                self._strips.pop(line, None)
                regions.append(Region(0, line - self.scroll_offset.y, width, 1))
        self._dirty.clear()
        self.refresh(*(region for region in regions if region.y >= 0))

    def _forget(self) -> None:
        self._strips.clear()
        self._rows.clear()
        self.refresh()

    def _paint(self, line: int) -> Strip:
        width, now = self.size.width, self._clock()
        plain = getattr(self.app, "glyphs", "braille") == "ascii"
        if line == 0:
            hint = HINT if self.has_focus and not self.folded else ""
            row = head_row(self._jobs, width, now, self.folded, plain, hint)
        elif line <= len(self._shown):
            entry = self._shown[line - 1]
            row = job_row(entry, line, width, now, self._jobs.waiting, plain)
        else:
            return Strip.blank(width, self.rich_style)
        self._rows[line] = row
        over: Style | None = None
        if line == self._cursor + 1 and self.has_focus:
            cursor = self.get_component_rich_style("queue--cursor")
            over = Style(bgcolor=cursor.bgcolor, bold=cursor.bold, reverse=cursor.reverse)
        segments = []
        for part in row:
            role = "hover" if part.role == "button" and (line, part.action) == self._hover else part.role
            style = self.get_component_rich_style(f"queue--{role}")
            segments.append(Segment(part.text, style if over is None else style + over))
        return Strip(segments, width)

    def on_focus(self) -> None:
        """The cursor can be seen."""
        self._forget()

    def on_blur(self) -> None:
        """The cursor cannot be seen."""
        self._forget()

    def _on_mount(self, event: events.Mount) -> None:
        """Begin to count where jobs were told of before."""
        super()._on_mount(event)
        self._count(self.busy)
        self._forget()
