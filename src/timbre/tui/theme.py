"""The studio's own colours, dark and light, and the choice among Textual's.

Knows nothing of widgets: they use the variables these themes give.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

DARK = Theme(
    name="timbre",
    primary="#7fb4ca",
    secondary="#9d8fc7",
    accent="#f0a868",
    foreground="#dcdde6",
    background="#13141b",
    surface="#191b24",
    panel="#242734",
    success="#98bb6c",
    warning="#e6c384",
    error="#ee7884",
    dark=True,
    variables={
        "block-cursor-background": "#f0a868",
        "block-cursor-foreground": "#13141b",
        "block-cursor-text-style": "none",
        "input-selection-background": "#7fb4ca 30%",
        "footer-key-foreground": "#f0a868",
        "border": "#3a3f52",
        "border-blurred": "#2a2d3b",
        "scrollbar": "#2f3342",
        "scrollbar-hover": "#464c62",
        "scrollbar-active": "#f0a868",
        "scrollbar-background": "#13141b",
        "scrollbar-background-hover": "#13141b",
        "scrollbar-background-active": "#13141b",
    },
)

LIGHT = Theme(
    name="timbre-light",
    primary="#1f6079",
    secondary="#63528f",
    accent="#a3520f",
    foreground="#26252d",
    background="#fbf8f3",
    surface="#f5f0e8",
    panel="#e9e2d6",
    success="#41691d",
    warning="#825800",
    error="#a82838",
    dark=False,
    variables={
        "block-cursor-background": "#a3520f",
        "block-cursor-foreground": "#fbf8f3",
        "block-cursor-text-style": "none",
        "input-selection-background": "#1f6079 25%",
        "footer-key-foreground": "#a3520f",
        "border": "#c9bfae",
        "border-blurred": "#ddd4c5",
        "scrollbar": "#d6ccbb",
        "scrollbar-hover": "#bfb39f",
        "scrollbar-active": "#a3520f",
        "scrollbar-background": "#fbf8f3",
        "scrollbar-background-hover": "#fbf8f3",
        "scrollbar-background-active": "#fbf8f3",
    },
)


def use_theme(app: App[Any], name: str) -> str:
    """Register our themes and take the one called `name`; what is wrong with the name, "" if nothing."""
    for theme in (DARK, LIGHT):
        app.register_theme(theme)
    if name in app.available_themes:
        app.theme = name
        return ""
    app.theme = DARK.name
    close = difflib.get_close_matches(name, app.available_themes, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    return f"There is no theme called {name[:40]!r}.{meant} F6 goes through them all."


def next_theme(app: App[Any]) -> str:
    """Take the theme after the one in use, ours first; its name."""
    own = [DARK.name, LIGHT.name]
    names = [*own, *sorted(name for name in app.available_themes if name not in own)]
    at = names.index(app.theme) if app.theme in names else -1
    app.theme = names[(at + 1) % len(names)]
    return app.theme
