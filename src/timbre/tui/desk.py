"""The studio's own screen, under all the others. Knows only in which order Tab goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from timbre.tui.transcript import Transcript

if TYPE_CHECKING:
    from textual.widget import Widget


class Desk(Screen[None]):
    """The studio's own screen: from the prompt, Tab goes to the conversation first."""

    @property
    def focus_chain(self) -> list[Widget]:
        """As they stand on the screen, the conversation before all else."""
        return sorted(super().focus_chain, key=lambda widget: not isinstance(widget, Transcript))
