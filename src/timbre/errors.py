"""The one exception tree: every error a user can meet, with its hint and exit code.

Knows nothing of terminals: `cli.diagnostics` decides how an error looks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_MOST_SHOWN = 60
_SURE, _LIKELY = 0.75, 0.5
_LEAST_BEGUN = 3
"""So many letters of a name say which is meant."""


def nearest(name: str, names: Sequence[str]) -> str | None:
    """Which of `names` is meant by `name`: a slip of the keyboard, else one begun, else the likest; None: none."""
    said, lower = name.lower(), {each.lower(): each for each in reversed(names)}
    begun = [each for each in lower if len(said) >= _LEAST_BEGUN and each.startswith(said)]
    close = difflib.get_close_matches(said, lower, n=1, cutoff=_SURE) or sorted(begun, key=len)[:1]
    close = close or difflib.get_close_matches(said, lower, n=1, cutoff=_LIKELY)
    return lower[close[0]] if close else None


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
        close = nearest(name, names)
        meant = f" Did you mean {close!r}?" if close else ""
        left = len(names) - _MOST_SHOWN
        shown = ", ".join(names[:_MOST_SHOWN]) + (f" and {left} more" if left > 0 else "")
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


class AssistantError(TimbreError):
    """The assistant did not give an answer that can be used."""

    exit_code = 9


class CancelledError(TimbreError):
    """The user stopped it (Ctrl-C): nothing was kept."""

    exit_code = 130
