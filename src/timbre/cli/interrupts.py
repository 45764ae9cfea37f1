"""Ctrl-C that does not get lost: what is asked for while a library loads is done as soon as we are back.

Extension modules sometimes swallow a KeyboardInterrupt while they are imported, or turn it into another error. Knows
nothing of commands.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar, cast

from timbre.errors import CancelledError

F = TypeVar("F", bound=Callable[..., Any])


class _Asked:
    """Whether somebody pressed Ctrl-C since the command began."""

    yes = False


def check() -> None:
    """Raise KeyboardInterrupt if one was asked for and went astray."""
    if _Asked.yes:
        raise KeyboardInterrupt


def heard(command: F) -> F:
    """Wrap a command so that a Ctrl-C counts, whatever became of it."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with _listening():
            try:
                return command(*args, **kwargs)
            except CancelledError:
                raise
            except Exception as error:
                if _Asked.yes:
                    raise KeyboardInterrupt from error
                raise

    return cast(F, wrapper)


@contextlib.contextmanager
def _listening() -> Iterator[None]:
    _Asked.yes = False
    try:
        before = signal.signal(signal.SIGINT, _interrupt)
    except ValueError:  # not the main thread: nobody interrupts it
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _interrupt(_signal: int, _frame: object) -> None:
    _Asked.yes = True
    raise KeyboardInterrupt
