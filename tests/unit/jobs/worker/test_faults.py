"""Errors travel and come back; deaths are told in words that help."""

from __future__ import annotations

import errno

import pytest

from timbre import errors
from timbre.errors import (
    CapabilityError,
    EngineError,
    FileError,
    InvalidInputError,
    MissingError,
    TimbreError,
)
from timbre.jobs import protocol
from timbre.jobs.faults import Death, cause_of, composer_could, pack, unpack

CLASSES = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TimbreError)]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_comes_back_as_itself(kind: type[TimbreError]) -> None:
    line = protocol.encode(pack(kind("It is so – “é”.", "Do this."), "j"))
    message = protocol.decode_from_worker(line)
    assert isinstance(message, protocol.Error)
    error = unpack(message)
    assert type(error) is kind
    assert (error.message, error.hint, error.exit_code) == ("It is so – “é”.", "Do this.", kind.exit_code)


def test_an_error_of_a_plug_in_comes_back_as_what_it_extends() -> None:
    class QuotaError(MissingError):
        exit_code = 77

    error = unpack(pack(QuotaError("No credit."), "j"))
    assert type(error) is MissingError
    assert error.exit_code == 77


def test_names_that_are_no_errors_are_not_looked_up() -> None:
    assert (
        type(unpack(protocol.Error(kinds=["difflib", "Iterable", "annotations"], message="m"))) is TimbreError
    )


def test_other_exceptions_become_engine_errors() -> None:
    error = unpack(pack(ZeroDivisionError("division by zero"), "j"))
    assert type(error) is EngineError
    assert error.message == "ZeroDivisionError: division by zero"


def test_text_that_is_no_unicode_travels() -> None:
    assert b"bad?" in protocol.encode(pack(FileError("bad\udcff"), None))


def test_control_characters_are_taken_out() -> None:
    assert unpack(protocol.Error(kinds=[], message="a\x1b[31mb\x07")).message == "a[31mb"


@pytest.mark.parametrize("wrapped", [False, True])
def test_running_out_of_memory_is_noticed_wherever_it_hides(wrapped: bool) -> None:
    class OutOfMemoryError(RuntimeError):
        """As torch's."""

    error: Exception = OutOfMemoryError("CUDA out of memory")
    if wrapped:
        outer = EngineError("failed")
        outer.__cause__ = error
        error = outer
    assert pack(error, "j").out_of_memory
    assert pack(MemoryError(), "j").out_of_memory
    assert pack(OSError(errno.ENOMEM, "Cannot allocate memory"), "j").out_of_memory
    assert not pack(OSError(errno.ENOSPC, "No space"), "j").out_of_memory
    assert not pack(EngineError("failed"), "j").out_of_memory


@pytest.mark.parametrize(
    ("death", "words"),
    [
        (Death(-9), "want of memory"),
        (
            Death(1, detail="Traceback\nnumpy._core._exceptions._ArrayMemoryError: Unable"),
            "not enough memory",
        ),
        (Death(-9, why="ended"), "SIGKILL"),
        (Death(-9, why="silent"), "hung"),
        (Death(-15, why="stalled"), "30 seconds"),
        (Death(-11), "SIGSEGV"),
        (Death(-200), "signal 200"),
        (Death(None), "output ended"),
        (Death(0), "exit status 0"),
        (Death(1, why="start"), "did not start."),
        (Death(1, why="protocol"), "updated"),
    ],
)
def test_every_death_has_words_and_a_next_step(death: Death, words: str) -> None:
    error = cause_of(death, "musicgen", 30)
    assert words in error.message
    assert "musicgen" in error.message
    assert error.hint


@pytest.mark.parametrize(
    ("error", "offered"),
    [
        (MissingError(""), True),
        (EngineError(""), True),
        (CapabilityError(""), True),
        (FileError(""), False),
        (InvalidInputError(""), False),
    ],
)
def test_the_composer_is_offered_where_it_could_help(error: TimbreError, offered: bool) -> None:
    assert composer_could(error, "musicgen") is offered
    assert not composer_could(error, "composer")
