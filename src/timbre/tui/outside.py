"""The world outside the terminal: the system's clipboard and its file manager, where there are any.

Knows nothing of the studio. Everything here may block for a moment: call it in a thread.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_CLIPBOARDS = {
    "darwin": (("pbcopy",),),
    "win32": (("clip",),),
    "wayland": (("wl-copy",),),
    "x11": (("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")),
}
TIMEOUT_SECONDS = 2.0


def copy(text: str, environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> bool:
    """Put `text` on the system's clipboard; whether a program that does so was there and did.

    Terminals that know OSC 52 need none: the studio asks them as well.
    """
    for command in _clipboards(os.environ if environment is None else environment, platform):
        if shutil.which(command[0]) is None:
            continue
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                command,
                input=text.encode("utf-16-le" if command[0] == "clip" else "utf-8"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=TIMEOUT_SECONDS,
                check=True,
            )
            return True
    return False


def reveal(path: Path, environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> bool:
    """Show `path` in the file manager; whether there is one."""
    command = _file_manager(path, os.environ if environment is None else environment, platform)
    if command is None or shutil.which(command[0]) is None:
        return False
    try:
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=platform != "win32",
        )
    except OSError:
        return False
    threading.Thread(target=started.wait, daemon=True).start()  # so that it leaves no zombie
    return True


def _clipboards(environment: Mapping[str, str], platform: str) -> tuple[tuple[str, ...], ...]:
    if platform in _CLIPBOARDS:
        return _CLIPBOARDS[platform]
    found = _CLIPBOARDS["wayland"] if environment.get("WAYLAND_DISPLAY") else ()
    return found + (_CLIPBOARDS["x11"] if environment.get("DISPLAY") else ())


def _file_manager(path: Path, environment: Mapping[str, str], platform: str) -> tuple[str, ...] | None:
    if platform == "darwin":
        return ("open", "-R", str(path))
    if platform == "win32":
        return ("explorer", f"/select,{path}")
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return ("xdg-open", str(path if path.is_dir() else path.parent))
    return None
