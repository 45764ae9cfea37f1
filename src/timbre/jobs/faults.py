"""What went wrong in a worker, in words the user can act on; errors travel as data and come back as themselves.

Knows nothing of processes.
"""

from __future__ import annotations

import errno
import signal
from collections.abc import Iterator
from dataclasses import dataclass

from timbre import errors
from timbre.errors import CapabilityError, EngineError, MissingError, TimbreError
from timbre.jobs import protocol
from timbre.model.text import clean

EMBEDDED_ENGINE = "composer"
_KILLED = -9
_SAVE_MEMORY = "Make the piece shorter (--seconds), close other programs, or choose a smaller model."
_OUT_OF_MEMORY_NAMES = ("MemoryError", "OutOfMemoryError", "OutOfMemory", "CUDAOutOfMemoryError")


@dataclass(frozen=True)
class Death:
    """How a worker ended. `returncode` is negative for a signal, as in subprocess."""

    returncode: int | None
    why: str = ""
    """`"silent"`, `"stalled"`, `"garbage"`, `"protocol"` when the supervisor ended it for that; else empty."""
    detail: str = ""
    """The last it said on stderr, cleaned."""

    @property
    def out_of_memory(self) -> bool:
        """Whether the system, or Python, ran out of memory: SIGKILL that nobody here sent, or MemoryError's trace."""
        return self.killed or any(name in self.detail[-500:] for name in _OUT_OF_MEMORY_NAMES)

    @property
    def killed(self) -> bool:
        """Whether somebody else sent SIGKILL; Linux does when memory runs out."""
        return self.returncode == _KILLED and not self.why


class WorkerLostError(Exception):
    """A worker ended that should not have. Stays inside `jobs`."""

    def __init__(self, death: Death) -> None:
        super().__init__(death.why or f"exit status {death.returncode}")
        self.death = death


def pack(error: BaseException, job: str | None) -> protocol.Error:
    """`error` as a message. What is no TimbreError becomes an EngineError that names it."""
    out_of_memory = any(_names_memory(link) for link in _chain(error))
    if not isinstance(error, TimbreError):
        error = EngineError(
            "There was not enough memory." if out_of_memory else f"{type(error).__name__}: {error}",
            "Try another seed; if it happens again, please report it with the prompt and seed.",
        )
    kinds = [kind.__name__ for kind in type(error).__mro__ if issubclass(kind, TimbreError)]
    return protocol.Error(
        job=job,
        kinds=kinds,
        message=_text(error.message),
        hint=_text(error.hint),
        exit_code=error.exit_code,
        out_of_memory=out_of_memory,
    )


def unpack(message: protocol.Error) -> TimbreError:
    """The error again, as the most special class known here; control characters are taken out of its text."""
    known = (getattr(errors, name, None) for name in message.kinds)
    kind = next((k for k in known if isinstance(k, type) and issubclass(k, TimbreError)), TimbreError)
    error = kind(clean(message.message)[:4000], clean(message.hint)[:4000])
    if error.exit_code != message.exit_code and 0 < message.exit_code < 256:
        error.exit_code = message.exit_code
    return error


def cause_of(death: Death, engine: str, silence_seconds: float) -> TimbreError:
    """Why the worker of `engine` was lost, and what to do about it."""
    if death.why == "protocol":
        return EngineError(
            f"The {engine} engine's process speaks another version: Timbre was updated while it was running.",
            "Leave Timbre and start it again.",
        )
    if death.killed:
        return EngineError(
            f"The system ended the {engine} engine's process, most likely for want of memory.", _SAVE_MEMORY
        )
    if death.out_of_memory:
        return out_of_memory(engine)
    report = "Try another seed; if it happens again, please report it with the prompt and seed."
    if death.why in ("silent", "stalled"):
        return EngineError(
            f"The {engine} engine hung: nothing was heard of it for {silence_seconds:g} seconds, so it was ended.",
            report,
        )
    if death.why == "garbage":
        return EngineError(f"The {engine} engine's process sent nonsense, so it was ended.", report)
    if death.why == "start":
        last = death.detail.strip().rpartition("\n")[2][:200]
        return EngineError(
            f"The process for the {engine} engine did not start{': ' + last if last else ''}.",
            "timbre doctor shows what is installed.",
        )
    return EngineError(f"The {engine} engine's process crashed ({_exit_words(death.returncode)}).", report)


def out_of_memory(engine: str) -> TimbreError:
    """What to tell the user when memory ran out."""
    return EngineError(f"There was not enough memory for the {engine} engine.", _SAVE_MEMORY)


def composer_could(error: TimbreError, engine: str) -> bool:
    """Whether offering the embedded engine makes sense: another engine lacks something, cannot, or failed."""
    return engine != EMBEDDED_ENGINE and isinstance(error, (MissingError, CapabilityError, EngineError))


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    for _ in range(10):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _names_memory(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or type(error).__name__ in _OUT_OF_MEMORY_NAMES


def _exit_words(returncode: int | None) -> str:
    if returncode is None:
        return "its output ended"
    if returncode >= 0:
        return f"exit status {returncode}"
    try:
        return signal.Signals(-returncode).name
    except ValueError:
        return f"signal {-returncode}"


def _text(text: str) -> str:
    """Lone surrogates, from file names that are no Unicode, cannot travel."""
    return text.encode(errors="replace").decode()[:20_000]
