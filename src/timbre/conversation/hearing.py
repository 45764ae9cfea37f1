"""Starting sound, and telling why there is none.

Knows nothing of what is played. Two manners: what was asked for in words is answered, keys and clicks are quiet.
"""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path

from timbre.conversation.desk import Desk
from timbre.errors import MissingError, TimbreError


async def aloud(desk: Desk, starting: Awaitable[object]) -> bool:
    """Start what was asked for; whether it sounds. Without a device that is told each time. Raises TimbreError."""
    try:
        await starting
    except MissingError as error:
        desk.note(f"{error.message} {error.hint}")
        return False
    return True


async def quietly(desk: Desk, doing: Awaitable[object], path: Path | None = None) -> None:
    """Do what a key or a click asks for; raises nothing a user can cause.

    Without a device that is told once, with the `path` of the take.
    """
    try:
        await doing
    except TimbreError as error:
        desk.unheard(error, path)
