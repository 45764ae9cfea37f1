"""The one exception tree: every error a user can meet, with its hint and exit code.

Knows nothing of terminals: `cli.diagnostics` decides how an error looks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class TimbreError(Exception):
    """Base of every error Timbre raises on purpose.

    `message` names the bad value and the valid ones, `hint` the next step. `exit_code` is the process's.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidInputError(TimbreError):
    """A value outside its range or of the wrong form (bpm 9999, a key called "H sharp")."""

    exit_code = 2


class UnknownNameError(TimbreError):
    """A name nobody answers to: an engine, style, preset, instrument or take."""

    exit_code = 3

    @classmethod
    def among(cls, kind: str, name: str, valid: Iterable[str], hint: str = "") -> UnknownNameError:
        """Build the message with "did you mean" from the `valid` names."""
        names = sorted(valid)
        close = difflib.get_close_matches(name.lower(), [n.lower() for n in names], n=1, cutoff=0.5)
        meant = f" Did you mean {close[0]!r}?" if close else ""
        shown = ", ".join(names[:40]) + (", …" if len(names) > 40 else "")
        return cls(f"There is no {kind} called {name[:80]!r}.{meant}", hint or f"Known: {shown}.")


class MissingError(TimbreError):
    """Something has to be installed, fetched or plugged in first (weights, an extra, a sound device)."""

    exit_code = 4


class FileError(TimbreError):
    """A file cannot be read or written: it exists already, the folder is read-only, the disk is full."""

    exit_code = 5


class EngineError(TimbreError):
    """An engine failed while making music."""

    exit_code = 6


class CapabilityError(TimbreError):
    """The chosen engine cannot do what was asked (stems, lyrics, a ten-minute piece)."""

    exit_code = 7


class HistoryError(TimbreError):
    """The history cannot be read or written."""

    exit_code = 8


class CancelledError(TimbreError):
    """The user stopped it (Ctrl-C): nothing was kept."""

    exit_code = 130
