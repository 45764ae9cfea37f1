"""The one place that writes to stderr: errors with their hint, warnings, talk; and the exit codes.

Knows nothing of commands.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from timbre.errors import CancelledError, TimbreError
from timbre.model.text import clean

EXIT_CODES = {
    0: "done",
    1: "an unexpected fault in Timbre (please report it)",
    2: "bad input: a value, option or file name that cannot be used",
    3: "an unknown name: engine, style, preset, instrument or take",
    4: "something is missing: weights, an extra, a sound device",
    5: "a file problem: exists already, unreadable, unwritable, disk full",
    6: "the engine failed",
    7: "the engine cannot do what was asked",
    8: "the history could not be read or written",
    10: "verify: equivalent (within −90 dB)",
    11: "verify: different",
    12: "verify: cannot tell",
    130: "cancelled with Ctrl-C",
}

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class Talk:
    """What the user asked to hear: `--quiet` silences talk, never errors."""

    quiet = False


def is_terminal() -> bool:
    """Whether stderr is a terminal that a person looks at."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def colour() -> bool:
    """Whether to colour stderr: a terminal, and NO_COLOR unset (https://no-color.org)."""
    return is_terminal() and not os.environ.get("NO_COLOR")


def say(text: str = "") -> None:
    """Talk to the user, unless `--quiet`."""
    if not Talk.quiet:
        _write(clean(text))


def warn(text: str) -> None:
    """Something the user should know, even with `--quiet`."""
    _write(f"{_paint('note:', '33')} {clean(text)}")


def usable(names: Iterable[str], load: Callable[[str], T]) -> dict[str, T]:
    """Every name with what `load` gives for it; one that raises TimbreError is told and passed over."""
    found = {}
    for name in names:
        try:
            found[name] = load(name)
        except TimbreError as error:
            warn(f"{error.message} {error.hint}")
    return found


def report(error: TimbreError) -> int:
    """Show an error and its hint; return its exit code."""
    if isinstance(error, CancelledError):
        _write(clean(error.message))
    else:
        _write(f"{_paint('error:', '1;31')} {clean(error.message)}")
    if error.hint:
        _write(f"  {_paint('→', '36')} {clean(error.hint)}")
    return error.exit_code


def guarded(command: F) -> F:
    """Wrap a command so that no traceback reaches the user: known errors are reported, faults are logged."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        import typer

        try:
            return command(*args, **kwargs)
        except TimbreError as error:
            raise typer.Exit(report(error)) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(report(CancelledError("Cancelled."))) from error
        except BrokenPipeError as error:
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - the reader has left
            raise typer.Exit(0) from error
        except typer.Exit:
            raise
        except Exception as error:
            raise typer.Exit(_fault(error)) from error

    return cast(F, wrapper)


def run_guarded(deed: Callable[[], int]) -> int:
    """Do something outside the command line's library: no traceback reaches the user; the exit code."""
    try:
        return deed()
    except TimbreError as error:
        return report(error)
    except KeyboardInterrupt:
        return report(CancelledError("Cancelled."))
    except Exception as error:  # noqa: BLE001 - the process's edge
        return _fault(error)


def _fault(error: Exception) -> int:
    """Log an unexpected fault with its traceback and say where the log is."""
    from timbre.session.fault_log import log_fault
    from timbre.session.paths import Paths

    where = log_fault(Paths.from_environment().log, error)
    return report(
        TimbreError(
            f"Something went wrong in Timbre: {type(error).__name__}: {error}", where + " Please report it."
        )
    )


def _paint(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour() else text


def _write(text: str) -> None:
    """Write finished text; callers have passed foreign words through `clean`."""
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
