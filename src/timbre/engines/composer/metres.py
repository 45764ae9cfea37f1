"""Metres: a style's patterns for the metre a piece is in, and a word to the user when that is not one of its own.

Knows nothing of how a pattern is laid out (`rhythm`).
"""

from __future__ import annotations

from typing import Any

from timbre.engines.composer.patterns import Choice, Table
from timbre.engines.composer.style import Style


def in_metre(style: Style, metre: str) -> Style:
    """The style with, of every list of choices, those written for `metre`, else those written for any."""
    changes = {
        name: narrowed
        for name, value in style
        if isinstance(value, Table) and (narrowed := _narrowed(value, metre)) is not value
    }
    return style.model_copy(update=changes) if changes else style


def metre_note(style: Style, metre: str) -> tuple[str, ...]:
    """What to tell a user whose metre the style does not know."""
    usual = dict.fromkeys((style.metre, *(variant.metre for variant in style.variants)))
    if metre in usual:
        return ()
    return (f"{style.title} is usually in {' or '.join(usual)}; its patterns were fitted to {metre}.",)


def _narrowed(table: Table, metre: str) -> Table:
    changes: dict[str, Any] = {}
    for name, value in table:
        if isinstance(value, tuple) and value and isinstance(value[0], Choice):
            fitting = [c for c in value if metre in c.metres] or [c for c in value if not c.metres]
            if fitting and len(fitting) < len(value):
                changes[name] = tuple(fitting)
    return table.model_copy(update=changes) if changes else table
