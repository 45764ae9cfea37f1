"""The composer: Timbre's embedded engine. Importing this package is light; `create()` pays for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.model.engine import Engine


def create() -> Engine:
    """The engine behind the entry point `composer`."""
    from timbre.engines.composer.engine import ComposerEngine

    return ComposerEngine()
