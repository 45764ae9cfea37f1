"""A small menu beside a take: what can be done with it.

Knows nothing of what the entries lead to.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from timbre.tui.history.wishes import Deed


class TakeMenu(OptionList):
    """Lies over everything else; gone when something is chosen, or the focus goes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,m", "dismiss", "Close", show=False)]
    DEFAULT_CSS = """
    TakeMenu {
        position: absolute;
        overlay: screen;
        constrain: inside inside;
        width: 28;
        height: auto;
        max-height: 100vh;
        padding: 0;
        border: round $border;
        border-title-color: $text-muted;
        background: $panel;
        &:focus { border: round $border; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0 1; }
    }
    """

    class Closed(Message):
        """Something was chosen (`deed`), or not; `left`: because the focus went elsewhere."""

        def __init__(self, menu: TakeMenu, deed: Deed | None, left: bool) -> None:
            super().__init__()
            self.menu = menu
            self.take = menu.take
            self.deed = deed
            self.left = left

    def __init__(self, take: str, title: str, entries: list[Deed]) -> None:
        super().__init__(*(Option(Content(deed.words)) for deed in entries), markup=False)
        self.take = take
        self._deeds = entries
        self._done = False
        self.border_title = title

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pass on what was chosen."""
        event.stop()
        self._close(self._deeds[event.option_index])

    def action_dismiss(self) -> None:
        """Close it."""
        self._close(None)

    def on_blur(self, _event: events.Blur) -> None:
        """Something else was clicked."""
        self._close(None, left=True)

    def _close(self, deed: Deed | None, *, left: bool = False) -> None:
        if not self._done:
            self._done = True
            self.post_message(self.Closed(self, deed, left))
