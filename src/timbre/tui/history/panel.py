"""The history panel: what its keys and clicks wish for.

Knows nothing of the conversation or of playback: it posts messages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from timbre.tui.history import about
from timbre.tui.history.content import HistoryContent
from timbre.tui.history.heading import Heading, TitleLine, quoted
from timbre.tui.history.row_messages import FoldWanted, How, MenuWanted, RowUsed
from timbre.tui.history.rows import Row, TakeRow
from timbre.tui.history.search_bar import SearchBar
from timbre.tui.history.wishes import clicking, deeds, going_to, rating
from timbre.tui.messages import Say

if TYPE_CHECKING:
    from timbre.tui.history.menu import TakeMenu

_WISHES: dict[How, Callable[[Row], Sequence[Message]]] = {
    "chosen": going_to,
    "clicked": clicking,
    "rated": rating,
}


class HistoryPanel(HistoryContent):
    """The takes of the session. Posts Say, Draft, PlayToggled and ExportWanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close the search", show=False),
        Binding("t", "sessions", "The other sessions", show=False),
        Binding("r", "rename", "Rename the session", show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is ours only while there is something to close."""
        return self.has_open if action == "close" else super().check_action(action, parameters)

    def action_close(self) -> None:
        """Escape."""
        self.close()

    def action_sessions(self) -> None:
        """Show the sessions instead of the takes, or the takes again."""
        if self._shown.listing:
            self.close()
            return
        self._tree.focus()
        self._search.reset()
        self._shown.listing = True
        self._fill()

    def action_rename(self) -> None:
        """Write the session's title anew."""
        state = self._shown.state
        if state is not None:
            self._heading.rename(about.one_line(state.name or state.title))

    def on_heading_sessions_wanted(self) -> None:
        """The sign beside the title."""
        self.action_sessions()

    def on_heading_rename_wanted(self) -> None:
        """The title."""
        self.action_rename()

    def on_heading_left(self) -> None:
        """Down from the title."""
        if self._search.display:
            self._search.open()
        else:
            self._tree.focus()

    def on_heading_named(self, event: Heading.Named) -> None:
        """A title was written, or not."""
        self._tree.focus()
        state = self._shown.state
        if event.name is not None and state is not None and event.name != state.name:
            self.post_message(Say(f"/session rename {quoted(event.name)}".rstrip()))

    def on_search_bar_changed(self) -> None:
        """Something else is found."""
        if self._search.active:
            self._shown.listing = False
        self._fill()

    def on_search_bar_left(self, event: SearchBar.Left) -> None:
        """Down or up from the search."""
        (self._tree if event.down else self._heading.query_one(TitleLine)).focus()

    def on_list_left(self) -> None:
        """Up from the first row."""
        if self._search.display:
            self._search.open()
        else:
            self._heading.query_one(TitleLine).focus()

    def on_place_changed(self) -> None:
        """The cursor is on another row, or more takes are marked, or fewer."""
        self._describe()

    def on_row_used(self, event: RowUsed) -> None:
        """A key or a click on a row; Enter compares takes that are marked."""
        marked = self.marked()
        if event.how == "chosen" and len(marked) > 1 and isinstance(event.row, TakeRow):
            self.post_message(Say(f"/compare {' '.join(map(str, marked))}"))
            self.clear_marks()
        else:
            self._post(_WISHES[event.how](event.row))

    def on_fold_wanted(self, event: FoldWanted) -> None:
        """Fold or unfold."""
        if isinstance(event.row, TakeRow):
            self._shown.fold(event.row.take.id, event.shut)
            self._fill(event.row.key)

    def on_menu_wanted(self, event: MenuWanted) -> None:
        """What can be done with a take of this session, beside it."""
        from timbre.tui.history.menu import TakeMenu

        row, shown = event.row, self._shown
        if not isinstance(row, TakeRow) or row.session:
            return
        take = row.take
        after = shown.graph.after.get(take.id, 0)
        parent = shown.take(shown.graph.parents.get(take.id))
        found = deeds(take, shown.take(shown.current), parent, after, shown.folded(take.id))
        menu = TakeMenu(take.id, f"take {take.number}", found)
        menu.styles.offset = (event.x - self.region.x, event.y - self.region.y)
        self.mount(menu)
        menu.focus()

    def on_take_menu_closed(self, event: TakeMenu.Closed) -> None:
        """Do what was chosen."""
        deed = event.deed
        if not event.left:
            self.screen.set_focus(self._tree)
        event.menu.remove()
        if deed is None:
            return
        self._tree.go_to(event.take)
        if deed.own == "mark":
            self._tree.action_mark()
        elif deed.own == "rename":
            self.action_rename()
        elif deed.own:
            self._shown.fold(event.take, deed.own == "fold")
            self._fill(event.take)
        self._post(deed.messages)

    def _post(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self.post_message(message)
