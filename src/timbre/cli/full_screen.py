"""Opening the studio from the command line, as quickly as it can be painted.

Imports neither typer nor anything heavy: what the conversation needs is loaded behind the first picture.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from timbre.cli import diagnostics
from timbre.errors import MissingError

if TYPE_CHECKING:
    from timbre.conversation.opening import Opening


def can_show() -> bool:
    """Whether a person sits at a terminal that can show more than lines."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def run_bare() -> int:
    """`timbre` alone, where `can_show`; the exit code. Raises nothing."""
    return diagnostics.run_guarded(open_studio)


def open_studio(**given: Any) -> int:
    """The studio, with options as typed, until the user leaves; the exit code. Raises TimbreError."""
    if not can_show():
        raise MissingError(
            "The studio needs a terminal that can draw; this one only prints lines.",
            "timbre chat is the same conversation in plain lines.",
        )
    from timbre.session.paths import Paths
    from timbre.tui.running import run_studio

    known: list[str] = []
    order = None
    if any(value not in (None, False) for value in given.values()):
        order = _order(given, known)  # what is wrong with the options is told before anything is painted

    def opening(problems: list[str]) -> Opening:
        problems += known
        return _order(given, problems) if order is None else order

    return run_studio(opening, Paths.from_environment())


def _order(given: dict[str, Any], problems: list[str]) -> Opening:
    from timbre.cli.talking import opening_of

    return opening_of("studio", tell=problems.append, **given)
