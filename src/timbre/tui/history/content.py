"""What the history panel shows: title, search, the takes as a tree, and what is known of the one under the cursor.

Knows nothing of keys, of the conversation or of playback.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from timbre.tui.history import about
from timbre.tui.history.finding import Look
from timbre.tui.history.heading import Heading, TitleLine
from timbre.tui.history.row_list import LETTERS
from timbre.tui.history.rows import TakeRow
from timbre.tui.history.search_bar import SearchBar
from timbre.tui.history.shown import Shown
from timbre.tui.history.tree_view import TreeView

if TYPE_CHECKING:
    from timbre.session.state import Session
    from timbre.session.view import SessionState

TALL_ROWS = 18
"""From so many rows on, the search field and the words of the take are always there."""


def today_here() -> date:
    """What day it is on the clock here."""
    return datetime.now().astimezone().date()


class HistoryContent(Widget):
    """The panel without its keys."""

    DEFAULT_CSS = """
    HistoryContent {
        width: 30;
        height: 1fr;
        background: $surface;
        & > #about { display: none; height: 4; padding: 1 1 0 1; color: $text-muted; }
        &.-tall > SearchBar, &.-tall > #about { display: block; }
    }
    """

    def __init__(self, *, today: Callable[[], date] = today_here, id: str | None = None) -> None:  # noqa: A002
        """`today` tells what day it is here."""
        super().__init__(id=id)
        self._today = today
        self._shown = Shown()
        self._playing = ""
        self._heading = Heading()
        self._search = SearchBar(today)
        self._tree = TreeView()
        self._about = Static(id="about", markup=False)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._heading
        yield self._search
        yield self._tree
        yield self._about

    def on_mount(self) -> None:
        """Show what came before there was a screen."""
        self._fill(self._shown.current)

    def on_resize(self, event: events.Resize) -> None:
        """On a tall screen there is more to see."""
        self.set_class(event.size.height >= TALL_ROWS, "-tall")

    # What the studio calls

    def connect(self, look: Look) -> None:
        """Let all sessions be searched: `look` reads the whole history (a new `Library`'s `state`), in a thread."""
        self._search.connect(look)

    def load(self, state: SessionState, sessions: Sequence[Session] | None = None) -> None:
        """Show this session, and offer `sessions` (None: those it knows). Cheap if nothing changed.

        What is folded, marked and seen stays.
        """
        shown = self._shown
        listed = shown.sessions if sessions is None else tuple(sessions)
        if state is shown.state and listed == shown.sessions:
            return
        before = shown.current
        change = shown.take_in(state, listed)
        self._search.watch_session(state)
        if change.session:
            self._tree.marks = []
        if not self.is_mounted:
            return
        row = self._tree.row
        follows = change.session or not self._tree.has_focus or row is None or row.key == before
        cursor = shown.current if change.current and follows else None
        if change.rows or shown.listing:
            self._fill(cursor)
            self._search.again()
        else:
            self._point()
            if cursor is not None:
                self._tree.go_to(cursor)

    def playing(self, take: str) -> None:
        """Show that this take plays (its id), or none ("")."""
        if take != self._playing:
            self._playing = take
            if self.is_mounted:
                self._point()

    def focus_search(self) -> None:
        """Go to the search; from there, search all sessions instead of this one, and back."""
        self._shown.listing = False
        self._search.open()
        self._fill()

    def focus_list(self) -> None:
        """Go to the takes."""
        self._tree.focus()

    def highlighted_take(self) -> str:
        """The id of the take under the cursor; "" if there is none, or it is of another session."""
        row = self._tree.row
        return row.take.id if isinstance(row, TakeRow) and not row.session else ""

    def marked(self) -> list[int]:
        """The numbers of the takes marked for a comparison, in the order they were marked."""
        takes = [self._shown.take(each) for each in self._tree.marks]
        return [take.number for take in takes if take is not None and take.sounds]

    def clear_marks(self) -> None:
        """Take all marks away."""
        self._tree.unmark()

    @property
    def has_open(self) -> bool:
        """Whether there is something for `close` to close."""
        return self._search.active or self._shown.listing or bool(self._tree.marks)

    def close(self) -> bool:
        """Close the innermost thing that is open: search, list of sessions, marks; whether there was one."""
        if self._search.active:
            kept = self.highlighted_take() or self._shown.current
            self._tree.focus()
            self._search.reset()
            self._shown.unfold_to(kept)
            self._fill(kept)
        elif self._shown.listing:
            self._shown.listing = False
            self._fill(self._shown.current)
        else:
            return self._tree.unmark()
        return True

    # Filling the list

    def _fill(self, cursor: str | None = None) -> None:
        """Put the rows of now into the list."""
        shown, view = self._shown, self._tree
        view.today = self._today()
        takes = shown.state.takes if shown.state is not None else {}
        found = self._search.found(takes, shown.graph, view.today)
        if found is None or shown.listing:
            rows, view.empty = shown.rows(view.today), about.NO_TAKES
            cursor = cursor or (f"session {shown.state.id}" if shown.listing and shown.state else None)
        else:
            rows, view.empty = found.rows, about.nothing_found(found, can_widen=self._search.can_widen)
        self._point()
        view.show(rows, cursor=cursor)
        self._describe()

    def _point(self) -> None:
        shown = self._shown
        self._tree.point(shown.current, self._playing)
        if shown.state is not None:
            title = about.one_line(shown.state.title)
            self._heading.query_one(TitleLine).show(title, len(shown.graph.parents), shown.listing)

    def _describe(self) -> None:
        marked = [(LETTERS[at % len(LETTERS)], number) for at, number in enumerate(self.marked())]
        self._about.update(Content(about.take_lines(self._tree.row, marked, self._tree.today)), layout=False)
