"""A Ctrl-C that a library swallows or turns into something else still counts."""

from __future__ import annotations

import contextlib
import signal

import pytest

from timbre.cli import interrupts
from timbre.errors import CancelledError, EngineError


def press() -> None:
    signal.raise_signal(signal.SIGINT)


def test_a_swallowed_one_is_found_at_the_next_check() -> None:
    @interrupts.heard
    def command() -> str:
        with contextlib.suppress(KeyboardInterrupt):
            press()
        interrupts.check()
        return "finished"

    with pytest.raises(KeyboardInterrupt):
        command()


@pytest.mark.parametrize("error", [ImportError("initialization failed"), EngineError("failed to start")])
def test_one_that_became_another_error_is_still_a_cancel(error: Exception) -> None:
    @interrupts.heard
    def command() -> None:
        try:
            press()
        except KeyboardInterrupt:
            raise error from None

    with pytest.raises(KeyboardInterrupt):
        command()


def test_without_one_errors_and_results_pass() -> None:
    @interrupts.heard
    def command(fail: bool) -> str:
        interrupts.check()
        if fail:
            raise ImportError("no such module")
        return "finished"

    assert command(False) == "finished"
    with pytest.raises(ImportError):
        command(True)


def test_what_was_cancelled_in_order_stays_so_and_the_next_command_begins_anew() -> None:
    @interrupts.heard
    def command(pressed: bool) -> str:
        if pressed:
            try:
                press()
            except KeyboardInterrupt:
                raise CancelledError("Cancelled; nothing was saved.") from None
        interrupts.check()
        return "finished"

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(CancelledError):
        command(True)
    assert signal.getsignal(signal.SIGINT) is before
    assert command(False) == "finished"
