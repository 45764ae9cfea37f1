"""The keys and the mouse in the list of takes.

Knows nothing of sessions, or of what its messages lead to.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from timbre.tui.history.line import zone_at
from timbre.tui.history.row_list import RowList
from timbre.tui.history.row_messages import FoldWanted, ListLeft, MenuWanted, PlaceChanged, RowUsed
from timbre.tui.history.rows import HeadingRow, TakeRow


class TreeView(RowList, inherit_bindings=False):
    """A list of takes, or of sessions, that is moved in. Left and right stay free: they seek."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(False)", "First", show=False),
        Binding("end", "edge(True)", "Last", show=False),
        Binding("enter", "choose", "Go to this take", show=False),
        Binding("comma", "fold(True)", "Fold what follows", show=False),
        Binding("full_stop", "fold(False)", "Unfold what follows", show=False),
        Binding("m", "menu", "What can be done with it", show=False),
        Binding("x", "mark", "Mark for a comparison", show=False),
    ]

    def action_move(self, by: int) -> None:
        """One row up or down; up from the first leaves the list."""
        place = self._landing(self._cursor + by, by) if 0 <= self._cursor + by < len(self._rows) else -1
        if by < 0 and (place < 0 or place >= self._cursor):
            self.post_message(ListLeft())
        elif place >= 0:
            self._set_cursor(place, by)

    def action_page(self, by: int) -> None:
        """As many rows as are seen, less one."""
        step = by * max(1, self.size.height - 1)
        self._set_cursor(min(max(self._cursor + step, 0), len(self._rows) - 1), by)

    def action_edge(self, last: bool) -> None:
        """The first or the last row."""
        self._set_cursor(len(self._rows) - 1 if last else 0, -1 if last else 1)

    def action_choose(self) -> None:
        """Enter."""
        if self.row is not None:
            self.post_message(RowUsed(self.row, "chosen"))

    def action_fold(self, shut: bool) -> None:
        """Fold away what follows from the take, or show it; with nothing to fold, go to where its branch begins."""
        row = self.row
        if not isinstance(row, TakeRow):
            return
        if shut and (row.folded or not row.after):
            self.go_to(row.branch)
        elif row.after and row.folded != shut:
            self.post_message(FoldWanted(row, shut))

    def action_menu(self) -> None:
        """Ask for the menu, beside the row."""
        if self.row is not None:
            region = self.content_region
            y = region.y + self._cursor - round(self.scroll_y)
            self.post_message(MenuWanted(self.row, region.x + 4, y + 1))

    def action_mark(self) -> None:
        """Mark the take for a comparison, or not any more."""
        row = self.row
        if not isinstance(row, TakeRow) or not row.take.sounds or row.session:
            return
        if row.key in self.marks:
            self.marks.remove(row.key)
        else:
            self.marks.append(row.key)
        self._redraw(self._cursor, *(self._places.get(key, -1) for key in self.marks))
        self.post_message(PlaceChanged())

    # The mouse

    def _place_at(self, event: events.MouseEvent) -> int:
        offset = event.get_content_offset(self)
        place = -1 if offset is None else offset.y + round(self.scroll_y)
        return place if place < len(self._rows) else -1

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what the mouse is on."""
        self._set_hover(self._place_at(event))

    def on_leave(self) -> None:
        """The mouse has gone."""
        self._set_hover(-1)

    def _set_hover(self, place: int) -> None:
        if place != self._hover:
            before, self._hover = self._hover, place
            self._redraw(before, place)

    def on_click(self, event: events.Click) -> None:
        """Play, rate, fold, or open the menu, by button and place."""
        place = self._place_at(event)
        if place < 0 or isinstance(self._rows[place], HeadingRow):
            return
        event.stop()
        offset = event.get_content_offset(self)
        zone = zone_at(self._parts(place), offset.x if offset is not None else 0)
        self._set_cursor(place)
        row = self._rows[place]
        if event.button == 3:
            self.post_message(MenuWanted(row, event.screen_x, event.screen_y))
        elif zone == "rate":
            self.post_message(RowUsed(row, "rated"))
        elif zone == "unfold":
            self.post_message(FoldWanted(row, False))
        elif zone == "fold" and isinstance(row, TakeRow) and row.branch in self._places:
            self.post_message(FoldWanted(self._rows[self._places[row.branch]], True))
        else:
            self.post_message(RowUsed(row, "clicked"))
