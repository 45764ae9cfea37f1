"""Where Timbre keeps its own files: settings, history, presets, models, renders and its diagnostic log.

Knows names and permissions, nothing of what is inside the files. Nothing is created until it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from timbre.errors import InvalidInputError

HOME_VARIABLE = "TIMBRE_HOME"
FOLDER_MODE = 0o700
FILE_MODE = 0o600


@dataclass(frozen=True)
class Paths:
    """The folders and files Timbre owns. `from_environment` is the usual way in."""

    config_folder: Path
    models: Path
    cache: Path
    log: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Paths:
        """`TIMBRE_HOME` when it is set (everything lives there), else the platform's own folders."""
        home = (os.environ if environment is None else environment).get(HOME_VARIABLE, "").strip()
        if home:
            return cls.under(Path(home))
        import platformdirs

        cache = platformdirs.user_cache_path("timbre", appauthor=False)
        return cls(
            config_folder=platformdirs.user_config_path("timbre", appauthor=False),
            models=cache / "models",
            cache=cache / "renders",
            log=platformdirs.user_log_path("timbre", appauthor=False) / "timbre.log",
        )

    @classmethod
    def under(cls, home: Path) -> Paths:
        """Everything in one folder, `home`; a relative one counts from the working folder.

        Raises InvalidInputError for `~name` with an unknown user.
        """
        try:
            root = home.expanduser().absolute()
        except RuntimeError as error:
            raise InvalidInputError(
                f"{HOME_VARIABLE} is {str(home)!r}, and there is no such user.", "Give a full path."
            ) from error
        return cls(root, root / "models", root / "cache", root / "log" / "timbre.log")

    @property
    def config(self) -> Path:
        """The user's settings."""
        return self.config_folder / "config.toml"

    @property
    def history(self) -> Path:
        """The append-only record of everything that was made."""
        return self.config_folder / "history.jsonl"

    @property
    def history_lock(self) -> Path:
        """Locked while the history is written; never renamed or removed."""
        return self.config_folder / "history.lock"

    @property
    def history_bad(self) -> Path:
        """Copies of damaged history lines."""
        return self.config_folder / "history.bad"

    @property
    def history_index(self) -> Path:
        """What is looked up often in the history; can be thrown away at any time."""
        return self.cache / "history-1.sqlite3"

    @property
    def guides(self) -> Path:
        """Tunes takes were made from."""
        return self.config_folder / "guides"

    @property
    def mastering(self) -> Path:
        """The user's own mastering presets."""
        return self.config_folder / "mastering"

    @property
    def presets(self) -> Path:
        """The user's own presets."""
        return self.config_folder / "presets"

    @property
    def templates(self) -> Path:
        """The user's own templates."""
        return self.config_folder / "templates"


def private_folder(folder: Path) -> Path:
    """Create `folder`, and its missing parents, readable by the user alone (0700); leave existing ones.

    Raises OSError.
    """
    missing = []
    probe = folder
    while not probe.exists() and probe.parent != probe:
        missing.append(probe)
        probe = probe.parent
    for path in reversed(missing):
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(folder))
    return folder


def open_private(path: Path, flags: int) -> int:
    """A file descriptor in binary mode; a file that is created is readable by the user alone (0600).

    Raises OSError. The descriptor is not inherited by child processes.
    """
    return os.open(path, flags | getattr(os, "O_BINARY", 0), FILE_MODE)
