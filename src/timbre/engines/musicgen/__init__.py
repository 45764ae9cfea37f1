"""MusicGen on this machine. Importing this package is light; `create()` and the first take pay for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.model.engine import Engine


def create() -> Engine:
    """The engine behind the entry point `musicgen`."""
    from timbre.engines.musicgen.engine import MusicgenEngine

    return MusicgenEngine()
