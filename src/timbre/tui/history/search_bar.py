"""The search field over the takes, and the line under it: how many were found, and where.

Knows nothing of the list that shows what it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from timbre.tui.history import about
from timbre.tui.history.finding import Finding, Found, Look
from timbre.tui.history.rows import Graph

if TYPE_CHECKING:
    from timbre.session.take import Take
    from timbre.session.view import SessionState

DELAY_SECONDS = 0.15
"""So long the typing must rest before all sessions are searched."""


class ScopeLine(Static):
    """How many were found, and where; a click looks elsewhere."""

    def on_click(self, event: events.Click) -> None:
        """Change where it looks."""
        event.stop()
        self.post_message(SearchBar.ScopeClicked())


class SearchBar(Widget):
    """Words to find takes by. Up and down leave the field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "leave(True)", "To the takes", show=False),
        Binding("up", "leave(False)", "To the title", show=False),
    ]
    DEFAULT_CSS = """
    SearchBar {
        height: auto;
        display: none;
        & > Input.-textual-compact { padding: 0 1; background: $surface; }
        & > Input.-textual-compact:focus { background: $panel; background-tint: $foreground 0%; }
        & > ScopeLine { display: none; height: 1; padding: 0 1; color: $text-muted; }
        & > ScopeLine:hover { background: $foreground 6%; }
        &.-active { display: block; }
        &.-active > ScopeLine { display: block; }
    }
    """

    class Changed(Message):
        """Something else is found now."""

    class Left(Message):
        """The field was left: `down` to the takes, or up."""

        def __init__(self, down: bool) -> None:
            super().__init__()
            self.down = down

    class ScopeClicked(Message):
        """Look elsewhere."""

    def __init__(self, today: Callable[[], date]) -> None:
        """`today` tells what day it is here."""
        super().__init__()
        self._today = today
        self._finding = Finding()
        self._state: SessionState | None = None
        self._elsewhere: Found | None = None
        """What the search of all sessions gave last."""
        self._delay: Timer | None = None
        self._field = Input(compact=True, max_length=200)
        self._line = ScopeLine(markup=False)

    def compose(self) -> ComposeResult:
        """Field and line."""
        yield self._field
        yield self._line

    def on_mount(self) -> None:
        """Say what the field is for."""
        self._refresh()

    @property
    def active(self) -> bool:
        """Whether a search goes on, or its field has the focus."""
        return bool(self._finding.query) or self._field.has_focus

    @property
    def can_widen(self) -> bool:
        """Whether all sessions can be searched."""
        return self._finding.look is not None

    def connect(self, look: Look) -> None:
        """`look` reads the whole history."""
        self._finding.look = look

    def watch_session(self, state: SessionState) -> None:
        """Search this session from now on; the search ends where it is another."""
        moved = self._state is not None and self._state.id != state.id
        self._state = state
        if moved:
            self.reset()

    def open(self) -> None:
        """Go to the field; from there, change where it looks."""
        if self._field.has_focus:
            self.widen()
        else:
            self.add_class("-active")
            self._field.focus()

    def again(self) -> None:
        """The takes have changed: look once more where that takes a while."""
        if self._finding.everywhere and self._finding.wanted:
            self._search()

    def widen(self) -> None:
        """Look in all sessions, or in this one again."""
        if self.can_widen:
            self._finding.everywhere = not self._finding.everywhere
            self._search()

    def reset(self) -> None:
        """No search any more."""
        self._finding.query, self._finding.everywhere, self._elsewhere = "", False, None
        if self.is_mounted:
            with self.prevent(Input.Changed):
                self._field.value = ""
            self._refresh()

    def found(self, takes: Mapping[str, Take], graph: Graph, today: date) -> Found | None:
        """What is found now; None if nothing is searched for."""
        if not self._finding.wanted:
            self._line.update(about.found_line(Found(problem=self._where), everywhere=False, can_widen=False))
            return None
        if self._finding.everywhere:
            found = self._elsewhere or Found(problem="Looking in all sessions …")
        else:
            found = self._finding.here(takes, graph, today)
        everywhere = self._finding.everywhere
        self._line.update(
            about.found_line(found, everywhere=everywhere, can_widen=self.can_widen), layout=False
        )
        return found

    @property
    def _where(self) -> str:
        if not self.can_widen:
            return "words, a key, a day, ♥"
        return "in all sessions" if self._finding.everywhere else "in this session"

    def _search(self) -> None:
        if self._delay is not None:
            self._delay.stop()
        if self._finding.everywhere and self._finding.wanted:
            self._delay = self.set_timer(DELAY_SECONDS, self._look_everywhere)
        self._refresh()
        self.post_message(self.Changed())

    def _refresh(self) -> None:
        self.set_class(self.active, "-active")
        widen = " · Ctrl+F: all sessions" if self.can_widen and not self._finding.everywhere else ""
        self._field.placeholder = f"find a take{widen}" if self._field.has_focus else "find a take"

    @work(thread=True, exclusive=True, group="history-facts")
    def _gather(self) -> None:
        """Read keys and tempos behind the scenes; what is found may be more then."""
        worker, state = get_current_worker(), self._state
        if state is None:
            return
        if self._finding.gather(state.takes, self._today(), lambda: worker.is_cancelled):
            self.post_message(self.Changed())

    @work(thread=True, exclusive=True, group="history-everywhere")
    def _look_everywhere(self) -> None:
        worker, wanted = get_current_worker(), self._finding.wanted
        here = self._state.id if self._state is not None else ""
        found = self._finding.look_everywhere(here, wanted, self._today(), lambda: worker.is_cancelled)
        if not worker.is_cancelled and wanted == self._finding.wanted:
            self._elsewhere = found
            self.post_message(self.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as the words are typed."""
        event.stop()
        self._finding.query = event.value
        self._search()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To what was found."""
        event.stop()
        self.post_message(self.Left(True))

    def on_search_bar_scope_clicked(self, event: ScopeClicked) -> None:
        """The line was clicked."""
        event.stop()
        self.widen()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Show where it looks, and read what may be asked for."""
        self._gather()
        self._refresh()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """With nothing in it, the search is over."""
        self._refresh()

    def action_leave(self, down: bool) -> None:
        """Up or down."""
        self.post_message(self.Left(down))
