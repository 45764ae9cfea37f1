"""A long list of things of any height, of which only those near the view are widgets.

Knows nothing of what they are. What the reader looks at stays where it is, whatever comes, goes or grows around
it; at the end the view stays at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.layout import DockArrangeResult, WidgetPlacement
from textual.reactive import var
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from timbre.tui.transcript.below import Below
from timbre.tui.transcript.piece import Item, Piece

FIRST = 8
"""Things mounted at once; more follow until the view and one height above it are filled."""
STEP = 4
"""Mounted at a time, so that no step is felt."""
MOST = 48
"""With more widgets than this, those more than two heights away from the view go."""


class Roll(VerticalScroll, inherit_bindings=False):
    """Shows things, the newest at the bottom."""

    DEFAULT_CSS = """
    Roll {
        layers: default above;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """
    following: var[bool] = var(True)
    """Whether the view stays at the end."""
    unseen: var[bool] = var(False)
    """Whether something came while the reader was elsewhere."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's name)
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, can_focus_children=False)
        self.items: list[Item] = []
        """All there is, oldest first; those with a `piece` are mounted."""
        self._first = self._last = 0
        self._arranged: DockArrangeResult | None = None
        self._looking = False

    def compose(self) -> ComposeResult:
        """The hint; all else comes as it is needed."""
        yield Below()

    def on_mount(self) -> None:
        """Show what was put in before."""
        self._show_tail()

    # What it shows

    def reset(self, items: Iterable[Item]) -> None:
        """Show `items` instead of everything so far, from their end."""
        self._drop(self._first, self._last)
        self.items = list(items)
        self._show_tail()

    def append(self, item: Item) -> None:
        """One more at the bottom."""
        at_end = self._last == len(self.items)
        self.items.append(item)
        if self.is_mounted and at_end:
            self._last = len(self.items)
            self.mount(self._made(item))
        if not self.following:
            self.unseen = True
        self._look_soon()

    def remove_item(self, item: Item) -> None:
        """Take one out again."""
        at = self.items.index(item)
        if self._first <= at < self._last:
            self._drop(at, at + 1)
            self._last -= 1
        elif at < self._first:
            self._first -= 1
            self._last -= 1
        del self.items[at]

    @property
    def pieces(self) -> list[Piece]:
        """The mounted ones, from top to bottom."""
        return [item.piece for item in self.items[self._first : self._last] if item.piece is not None]

    def visible_pieces(self) -> list[Piece]:
        """Those of which something is in view."""
        top, bottom = self.scroll_y, self.scroll_y + self.scrollable_content_region.height
        return [
            place.widget
            for place in self._placed()
            if place.region.y < bottom and place.region.bottom > top and isinstance(place.widget, Piece)
        ]

    def to_end(self) -> None:
        """Go to the newest and stay there."""
        if self._last < len(self.items):
            self._drop(self._first, self._last)
            self._show_tail()
        self.following = True
        self.unseen = False
        self.scroll_end(animate=False, immediate=True)

    def show_item(self, item: Item) -> None:
        """Bring `item` into view from its top, wherever it is; it stays where it is if all of it can be seen."""
        if item.piece is None:
            at = self.items.index(item)
            self._drop(self._first, self._last)
            self._first, self._last = max(0, at - 1), min(len(self.items), at + FIRST)
            self.following = False
            self.mount_all([self._made(each) for each in self.items[self._first : self._last]])
        self.call_after_refresh(self._bring, item)

    def _bring(self, item: Item) -> None:
        place = next((each.region for each in self._placed() if each.widget is item.piece), None)
        height = self.scrollable_content_region.height
        if place is None or (place.y >= self.scroll_y and place.bottom <= self.scroll_y + height):
            return
        self.following = False
        self.scroll_to(y=max(0, place.y - 1), animate=False, immediate=True)

    def looked_at(self) -> None:
        """The view shows something else than before, or shows it differently."""

    # Holding still

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """The places of all widgets; the view moves along with what it shows."""
        result = super().arrange(size, optimal)
        if not optimal and size.height and result is not self._arranged:
            before, self._arranged = self._arranged, result
            self._hold(before, result, size.height)
        return result

    def _hold(self, before: DockArrangeResult | None, after: DockArrangeResult, height: int) -> None:
        """Set the scroll position for a new arrangement before it is painted."""
        room = max(0, after.total_region.bottom - height)
        top = self.scroll_y
        if self.following:
            top = room
        elif before is not None:
            places = {place.widget: place.region.y for place in _flow(after)}
            known = [place for place in _flow(before) if place.widget in places]
            held = next((place for place in known if place.region.y >= top), known[-1] if known else None)
            if held is not None:
                top = min(max(0, top + places[held.widget] - held.region.y), room)
        if top != self.scroll_y:
            self.app.animator.force_stop_animation(self, "scroll_y")
            self.set_reactive(Widget.scroll_y, top)
            self.set_reactive(Widget.scroll_target_y, top)
            self.vertical_scrollbar.set_reactive(ScrollBar.position, top)
        self._look_soon()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The reader went somewhere."""
        super().watch_scroll_y(old_value, new_value)
        self.following = new_value >= self.max_scroll_y and self._last == len(self.items)
        self._look_soon()

    def watch_following(self, following: bool) -> None:
        """At the end nothing is unseen."""
        if following:
            self.unseen = False

    def watch_unseen(self, unseen: bool) -> None:
        """Show or hide the hint."""
        for hint in self.query(Below):
            hint.display = unseen

    def on_resize(self, event: events.Resize) -> None:
        """The hint sits at the right."""
        for hint in self.query(Below):
            hint.styles.offset = (max(0, event.size.width - 11), 0)
        self._look_soon()

    @on(Below.Wanted)
    def _to_end_wanted(self, event: Below.Wanted) -> None:
        event.stop()
        self.to_end()

    # Mounting and pruning

    def _look_soon(self) -> None:
        if not self._looking and self.is_attached:
            self._looking = True
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Mount what is missing near the view, let go of what is far from it."""
        self._looking = False
        height = self.scrollable_content_region.height
        if not height or not self.is_attached:
            return
        below = self.virtual_size.height - self.scroll_y - height
        if self._first > 0 and self.scroll_y < height:
            self._mount_older()
        elif self._last < len(self.items) and below < height:
            self._mount_newer()
        elif self._last - self._first > MOST:
            self._prune(height)
        self.looked_at()

    def _mount_older(self) -> None:
        top = self.pieces[0] if self._last > self._first else None
        first = max(0, self._first - STEP)
        made = [self._made(item) for item in self.items[first : self._first]]
        self._first = first
        self.mount_all(made, before=top)

    def _mount_newer(self) -> None:
        last = min(len(self.items), self._last + STEP)
        made = [self._made(item) for item in self.items[self._last : last]]
        self._last = last
        self.mount_all(made)

    def _prune(self, height: int) -> None:
        far = {
            place.widget
            for place in self._placed()
            if place.region.bottom < self.scroll_y - 2 * height or place.region.y > self.scroll_y + 3 * height
        }
        surplus = self._last - self._first - MOST
        first, last = self._first, self._last
        while surplus and self.items[first].piece in far:
            first, surplus = first + 1, surplus - 1
        while surplus and self.items[last - 1].piece in far:
            last, surplus = last - 1, surplus - 1
        self._drop(self._first, first)
        self._drop(last, self._last)
        self._first, self._last = first, last

    def _show_tail(self) -> None:
        """Mount the newest few; the rest follows by itself."""
        self.following = True
        self._first = self._last = len(self.items)
        if self.is_attached:
            self._first = max(0, self._last - FIRST)
            self.mount_all([self._made(item) for item in self.items[self._first :]])
            self._look_soon()

    def _made(self, item: Item) -> Piece:
        item.piece = item.make()
        return item.piece

    def _drop(self, first: int, last: int) -> None:
        gone = [item for item in self.items[first:last] if item.piece is not None]
        self.remove_children([item.piece for item in gone if item.piece is not None])
        for item in gone:
            item.piece = None

    def _placed(self) -> list[WidgetPlacement]:
        return [] if self._arranged is None else _flow(self._arranged)


def _flow(arranged: DockArrangeResult) -> list[WidgetPlacement]:
    """The places that scroll, from top to bottom."""
    return [place for place in arranged.placements if not place.fixed]
