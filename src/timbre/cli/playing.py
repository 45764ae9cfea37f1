"""Playing a file from the command line; Ctrl-C stops the sound, not the user's day."""

from __future__ import annotations

from pathlib import Path

from timbre.cli import diagnostics
from timbre.errors import MissingError


def play_file(path: Path) -> None:
    """Play `path` to its end. A machine without a sound device is normal: say where the file is and go on."""
    from timbre.audio.player import play

    diagnostics.say(f"Playing {path} – Ctrl-C stops.")
    try:
        play(path)
    except MissingError as error:
        diagnostics.warn(f"{error.message} {error.hint}")
    except KeyboardInterrupt:
        diagnostics.say("Stopped.")
