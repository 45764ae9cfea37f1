"""A cursor over the things of a roll that can be worked with: up, down, Enter, and the keys each of them has.

Knows nothing of what they do; they say which keys they know.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import var

from timbre.tui.transcript.piece import Item, Piece
from timbre.tui.transcript.roll import Roll

_LINES = 3
"""Scrolled at a time within something higher than the view."""


class Stops(Roll, can_focus=True):
    """One stop for Tab; in it the arrows go from thing to thing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", "The one before", show=False),
        Binding("down", "go(1)", "The next one", show=False),
        Binding("home", "top", "To the top", show=False),
        Binding("end", "end", "To the newest", show=False),
        Binding("pageup", "page(-1)", "A page up", show=False),
        Binding("pagedown", "page(1)", "A page down", show=False),
    ]
    cursor: var[Item | None] = var[Item | None](None)
    """What the keys are about."""

    def watch_cursor(self, before: Item | None, now: Item | None) -> None:
        """Mark it."""
        for item, marked in ((before, False), (now, True)):
            if item is not None and item.piece is not None:
                item.piece.marked(marked and self.has_focus)

    def on_focus(self) -> None:
        """Rest on what it was on, if that can be seen, or else on the newest that can."""
        if self.cursor is None or self.cursor not in [piece.item for piece in self.visible_pieces()]:
            self.cursor = self._newest_seen()
        if self.cursor is not None and self.cursor.piece is not None:
            self.cursor.piece.marked(True)

    def on_blur(self) -> None:
        """The keys are somewhere else."""
        if self.cursor is not None and self.cursor.piece is not None:
            self.cursor.piece.marked(False)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """What is clicked is what the keys are about."""
        for node in event.widget.ancestors_with_self if event.widget is not None else ():
            if isinstance(node, Piece) and node.item.stop:
                self.cursor = node.item

    def on_key(self, event: events.Key) -> None:
        """A key that the thing under the cursor knows."""
        piece = self._under_cursor()
        deed = piece.deed_of(event.key) if piece is not None else ""
        if piece is not None and deed:
            event.stop()
            event.prevent_default()
            # What a widget posts on behalf of its parent would go no farther than the parent.
            piece.call_later(piece.act, deed)

    def action_go(self, way: int) -> None:
        """To the next stop up or down; through anything that is higher than the view line by line."""
        piece = self.cursor.piece if self.cursor is not None else None
        seen = self.visible_pieces()
        if piece is None or piece not in seen:
            stops = [each for each in seen if each.item.stop]
            if stops:
                self._rest_on(stops[-1 if way < 0 else 0])
            else:
                self._scroll_by(way * _LINES)
            return
        place = next(place for place in self._placed() if place.widget is piece)
        top, bottom = self.scroll_y, self.scroll_y + self.scrollable_content_region.height
        if place.region.y < top if way < 0 else place.region.bottom > bottom:
            self._scroll_by(way * _LINES)
            return
        pieces = self.pieces
        after = pieces[pieces.index(piece) + 1 :] if way > 0 else reversed(pieces[: pieces.index(piece)])
        found = next((each for each in after if each.item.stop), None)
        if found is not None:
            self._rest_on(found)
        elif way > 0:
            self.to_end()
        else:
            self._scroll_by(-_LINES)

    def action_top(self) -> None:
        """To the top of what is there; older things come in above it."""
        self.scroll_to(y=0, animate=False, immediate=True)

    def action_end(self) -> None:
        """To the newest."""
        self.to_end()

    def action_page(self, way: int) -> None:
        """A page up or down."""
        self._scroll_by(way * max(1, self.scrollable_content_region.height - 2))

    def _under_cursor(self) -> Piece | None:
        """What the keys are about; another thing where that cannot be worked with any more."""
        if self.cursor is None or not self.cursor.stop or self.cursor.piece is None:
            self.cursor = self._newest_seen()
        return self.cursor.piece if self.cursor is not None else None

    def _newest_seen(self) -> Item | None:
        return next((piece.item for piece in reversed(self.visible_pieces()) if piece.item.stop), None)

    def _rest_on(self, piece: Piece) -> None:
        self.cursor = piece.item
        place = next((place for place in self._placed() if place.widget is piece), None)
        if place is None:
            return
        height = self.scrollable_content_region.height
        first = place.region.y if self.pieces[0] is not piece else 0
        if first < self.scroll_y or place.region.height > height:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif place.region.bottom > self.scroll_y + height:
            self.scroll_to(y=place.region.bottom - height, animate=False, immediate=True)

    def _scroll_by(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_y + lines, animate=False, immediate=True)
