"""Which panels there is room for: three widths, and what the user folded or opened by hand.

A panel opened where there is no room for it lies over the conversation. Knows nothing of what panels show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.tui.studio import Studio

INSPECTOR_COLUMNS = 100
"""Narrower than this, the inspector folds away."""
HISTORY_COLUMNS = 70
"""Narrower than this, the history does too."""
ROOMY_COLUMNS = 116
"""Narrower than this, the panels beside the conversation leave it some of their width."""
TALL_ROWS = 30
"""From here on the transport has three rows."""
SIDE_BY_SIDE_COLUMNS = 100
"""From here on the queue stands beside the transport."""


class Folding:
    """The panels' visibility."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._wish: dict[str, bool] = {}
        """Panel → whether the user wants it; by the width where they never said."""
        self._over = ""
        """The panel that lies over the conversation, if one does."""
        self._size = (0, 0)

    def fit(self, width: int, height: int) -> None:
        """Lay the panels out for a terminal of this size."""
        if (self._size[0] < INSPECTOR_COLUMNS) != (width < INSPECTOR_COLUMNS):
            self._over = ""
        self._size = (width, height)
        self._studio.screen_stack[0].update_classes(  # at once: each change styles the whole screen anew
            {
                "-tall": height >= TALL_ROWS,
                "-low": height < 16,
                "-side": width >= SIDE_BY_SIDE_COLUMNS,
                "-narrow": width < HISTORY_COLUMNS,
                "-tight": INSPECTOR_COLUMNS <= width < ROOMY_COLUMNS,
            }
        )
        self._apply()

    def go(self, panel: str) -> None:
        """To the panel, which is shown if it was folded; from there, fold it."""
        widget = self._studio.screen_stack[0].query_one(f"#{panel}")
        if self.shows(panel) and not widget.has_focus_within:
            self._focus(panel)
        else:
            self.toggle(panel)

    def toggle(self, panel: str) -> None:
        """Show the panel if it is folded, fold it if it is shown."""
        if self._roomy(panel):
            self._wish[panel] = not self.shows(panel)
        else:
            self._over = "" if self._over == panel else panel
        self._apply()
        if self.shows(panel):
            self._focus(panel)
        else:
            self._studio.prompt.focus_editor()

    def show(self, panel: str) -> None:
        """Make sure the panel is seen."""
        if not self.shows(panel):
            self.toggle(panel)

    def shows(self, panel: str) -> bool:
        """Whether the panel is seen."""
        return self._wish.get(panel, True) if self._roomy(panel) else self._over == panel

    def close_over(self) -> bool:
        """Take away the panel that lies over the conversation; whether there was one."""
        was, self._over = self._over, ""
        if was:
            self._apply()
            self._studio.prompt.focus_editor()
        return bool(was)

    def _roomy(self, panel: str) -> bool:
        least = {"history": HISTORY_COLUMNS, "inspector": INSPECTOR_COLUMNS}.get(panel, 0)
        return self._size[0] >= least

    def _apply(self) -> None:
        for name in ("history", "inspector"):
            widget = self._studio.screen_stack[0].query_one(f"#{name}")
            widget.display = self.shows(name)
            widget.set_class(self._over == name and not self._roomy(name), "-over")

    def _focus(self, panel: str) -> None:
        if panel == "history":
            self._studio.history.focus_list()
        elif panel == "inspector":
            self._studio.inspector.focus()
