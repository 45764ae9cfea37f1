"""The queue on the screen: a line at a glance, or a row for every job, to watch, cancel and reorder.

Knows nothing of how jobs are run: what it wants done it says as a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from timbre.tui.messages import Say
from timbre.tui.queue.board import QueueBoard
from timbre.tui.queue.rows import Action

if TYPE_CHECKING:
    from textual import events


class QueuePanel(QueueBoard):
    """The queue with keys and mouse. `QueuePanel(folded=True)`; `show` it every reply."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move_cursor(-1)", "Up", show=False),
        Binding("down", "move_cursor(1)", "Down", show=False),
        Binding("home", "move_cursor(-9999)", "First", show=False),
        Binding("end", "move_cursor(9999)", "Last", show=False),
        Binding("delete,x", "cancel", "Cancel the job", show=False),
        Binding("ctrl+up", "reorder('up')", "Sooner", show=False),
        Binding("ctrl+down", "reorder('down')", "Later", show=False),
        Binding("enter", "fold", "Fold", show=False),
    ]

    class Folded(Message):
        """The user folded or unfolded the queue with the mouse or Enter."""

        def __init__(self, folded: bool) -> None:
            super().__init__()
            self.folded = folded

    def toggle(self) -> None:
        """Show the rows and go there, or fold to one line."""
        self.action_fold()
        if not self.folded:
            self.focus()

    def action_move_cursor(self, by: int) -> None:
        """Go `by` rows down."""
        if self.folded:
            self.action_fold()
            return
        self._go_to(self._cursor + by)

    def action_cancel(self) -> None:
        """Stop the job under the cursor."""
        if not self.folded:
            self._act(self._cursor, "cancel")

    def action_reorder(self, where: Action) -> None:
        """Move the job under the cursor one place among the waiting, `up` or `down`."""
        if not self.folded:
            self._act(self._cursor, where)

    def action_fold(self) -> None:
        """Fold to one line, or show the rows again."""
        self.folded = not self.folded
        self.post_message(self.Folded(self.folded))

    def on_click(self, event: events.Click) -> None:
        """A click on a button of a row, on the row, or on the head."""
        place = event.get_content_offset(self)
        if place is None:
            return
        line, action = self._at(place.x, place.y)
        if action == "fold":
            self.action_fold()
        elif line > 0:
            self._go_to(line - 1)
            self._act(line - 1, action)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the button under the mouse."""
        place = event.get_content_offset(self)
        self._hover_over((-1, "") if place is None else self._at(place.x, place.y))

    def on_leave(self, event: events.Leave) -> None:
        """The mouse is elsewhere."""
        if event.node is self:
            self._hover_over((-1, ""))

    def _act(self, index: int, action: Action) -> None:
        if not 0 <= index < len(self._shown):
            return
        entry = self._shown[index]
        number = self._jobs.number(entry.job)
        if action == "cancel" and entry.stopping_since is None:
            self._jobs.stop(entry.job, self._clock())
            self._forget()
            self.post_message(Say(f"/cancel {number}"))
        elif action in ("up", "down") and self._jobs.movable(entry, action):
            self._cursor = index + (1 if action == "down" else -1)
            self.post_message(Say(f"/queue {action} {number}"))

    def _go_to(self, index: int) -> None:
        self._cursor = max(0, min(index, len(self._shown) - 1))
        if self.size.height > 1:
            top, rows = self.scroll_offset.y, self.size.height - 1
            if not top <= self._cursor < top + rows:
                self.scroll_to(
                    y=self._cursor if self._cursor < top else self._cursor - rows + 1, animate=False
                )
        self._forget()

    def _hover_over(self, found: tuple[int, Action]) -> None:
        if found != self._hover:
            before, self._hover = self._hover, found
            for line in {before[0], found[0]} - {-1}:
                self._strips.pop(line, None)
            self.refresh()
