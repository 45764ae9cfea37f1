"""Tells of what happens while nobody looks: bell, desktop notification, terminal title and progress.

Knows nothing of jobs. Writes nothing where there is no terminal.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from timbre.tui import sequences

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer

NAME = "Timbre"
EVERY_SECONDS = 0.5
"""The title changes at most this often."""
QUIET_SECONDS = 1.0
"""After a bell or notification."""


class Notices:
    """`setting` is that of the configuration. Call `close` before the terminal is given back."""

    def __init__(
        self,
        app: App[Any],
        setting: Literal["off", "bell", "desktop"] = "bell",
        *,
        environment: Mapping[str, str] | None = None,
        write: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._setting = setting
        self._able = sequences.ability(os.environ if environment is None else environment)
        self._given = write
        self._clock = clock
        self._focused = True
        self._fraction: float | None = None
        self._unseen = ""
        """What became ready while nobody looked."""
        self._told: tuple[str, float | None] = ("", None)
        """Title and progress as the terminal has them."""
        self._told_at = float("-inf")
        self._alerted_at = float("-inf")
        self._soon: Timer | None = None
        self._open = False

    def begin(self) -> None:
        """Keep the terminal's title and show ours. Everything else calls this too."""
        if not self._open and self._can_write():
            self._open = True
            if self._able.titles:
                self._write(sequences.SAVE_TITLE)
        self._retitle()

    def close(self) -> None:
        """Give the title back and take the progress away. Once is enough."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None
        if not self._open:
            return
        self._open = False
        if self._able.progress and self._told[1] is not None:
            self._write(sequences.progress(None))
        if self._able.titles:
            self._write(sequences.title("") + sequences.RESTORE_TITLE)
        self._told = ("", None)

    def focus(self, focused: bool) -> None:
        """Whether the terminal has the focus."""
        self._focused = focused
        if focused:
            self._unseen = ""
        self.begin()

    def job_progress(self, fraction: float | None) -> None:
        """How much of all jobs is done, 0..1; None when none runs or waits."""
        self._fraction = fraction
        self.begin()

    def take_ready(self, number: int, words: str) -> None:
        """A take is finished."""
        self._tell(f"Take {number} is ready", words, "information")

    def failed(self, text: str) -> None:
        """Something could not be done."""
        self._tell("That did not work", text, "error")

    def _tell(self, heading: str, text: str, severity: Literal["information", "error"]) -> None:
        """Outside while nobody looks; as a toast where a dialog hides the conversation; else it is seen there."""
        if self._focused:
            if len(self._app.screen_stack) > 1:
                line = sequences.one_line(text, sequences.TEXT_CHARACTERS)
                self._app.notify(line, title=heading, severity=severity, markup=False)
            return
        now = self._clock()
        if self._setting == "off":
            return
        self._unseen = heading
        self.begin()
        if not self._open or now - self._alerted_at < QUIET_SECONDS:
            return
        self._alerted_at = now
        desktop = self._setting == "desktop"
        self._write(sequences.alert(self._able, heading, text) if desktop else sequences.BELL)

    def _retitle(self) -> None:
        """Write title and progress, soon if not now."""
        if not self._open or self._soon is not None or self._wanted() == self._told:
            return
        wait = EVERY_SECONDS - (self._clock() - self._told_at)
        if wait > 0:
            self._soon = self._app.set_timer(wait, self._retitle_now)
        else:
            self._retitle_now()

    def _retitle_now(self) -> None:
        self._soon = None
        wanted = self._wanted()
        if not self._open or wanted == self._told:
            return
        if self._able.progress and wanted[1] != self._told[1]:
            self._write(sequences.progress(wanted[1]))
        if self._able.titles and wanted[0] != self._told[0]:
            self._write(sequences.title(wanted[0]))
        self._told, self._told_at = wanted, self._clock()

    def _wanted(self) -> tuple[str, float | None]:
        if self._fraction is not None:
            per_cent = int(min(1.0, max(0.0, self._fraction)) * 100)
            return f"▶ {per_cent} % – {NAME}", per_cent / 100
        if self._unseen:
            return f"{self._unseen} – {NAME}", None
        return self._app.title or NAME, None

    def _can_write(self) -> bool:
        if self._given is not None:
            return True
        driver = self._app._driver
        if driver is None or driver.is_headless or driver.is_web:
            return False
        file = getattr(driver, "_file", None)
        return file is not None and bool(file.isatty())

    def _write(self, sequence: str) -> None:
        if self._given is not None:
            self._given(sequence)
        elif self._app._driver is not None and sequence:
            self._app._driver.write(sequence)
            self._app._driver.flush()
