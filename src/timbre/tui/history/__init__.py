"""The left panel of the studio: the takes of the session as a tree, searched, rated, compared, gone back to."""

from timbre.tui.history.panel import HistoryPanel

__all__ = ["HistoryPanel"]
