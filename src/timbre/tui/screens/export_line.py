"""What was chosen in the export dialog, as the `/export` line that says the same, and whether it can be written.

Knows nothing of widgets or audio. `judge` looks at the disk: call it in a thread.
"""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from timbre.errors import FileError, InvalidInputError
from timbre.model.text import clean

FORMATS = {
    "wav": "Exact, and opens everywhere. For editing.",
    "flac": "As exact as WAV in half the room. For keeping.",
    "mp3": "Small, and plays on everything. For sending.",
    "ogg": "Small and good. For games, videos, the web.",
}
"""Format → what it is good for."""
BITS = {
    "16": "As on a CD: enough for listening.",
    "24": "Finer steps: for further editing.",
    "float": "Nothing is rounded: for audio programs.",
}
LOSSLESS = ("wav", "flac")
_ENDINGS = {**{name: name for name in FORMATS}, "wave": "wav", "oga": "ogg"}
_NAME_MAX_BYTES = 255

Kind = Literal["fine", "new folder", "exists", "wrong"]


@dataclass(frozen=True)
class Wish:
    """Everything the dialog asks. `folder` and `name` are as typed."""

    number: int
    audio_format: str
    bits: str
    folder: str
    name: str
    stems: bool = False
    midi: bool = False
    force: bool = False


@dataclass(frozen=True)
class Verdict:
    """Whether a wish can be fulfilled, and where; `text` says it to the user."""

    kind: Kind
    text: str
    field: Literal["folder", "name"] = "name"
    """Which field is to be changed, if one is."""
    taken: bool = False
    """Whether something there has to be replaced."""


def format_of_name(name: str) -> str:
    """The format that a file name asks for by its ending; "" if none."""
    stem, dot, ending = name.rpartition(".")
    return _ENDINGS.get(ending.strip().lower(), "") if dot and stem.strip(" .") else ""


def name_for(name: str, audio_format: str) -> str:
    """`name` with the ending of `audio_format` in the place of another format's."""
    had = format_of_name(name)
    if had == audio_format:
        return name
    stem = name.rpartition(".")[0] if had else name
    return f"{stem}.{audio_format}"


def target(wish: Wish) -> Path:
    """The absolute path of the audio file. Raises InvalidInputError where the words make no path."""
    name = wish.name.strip()
    if not name.strip(" ."):
        raise InvalidInputError("The file needs a name.")
    if name.endswith(("/", os.sep)):
        raise InvalidInputError("This names a folder. The file needs a name.")
    for words in (wish.folder, name):
        if clean(words) != words or "\n" in words or "\t" in words:
            raise InvalidInputError("There are characters in it that no name should have.")
    try:
        path = (
            Path(wish.folder.strip() or ".").expanduser()
            / Path(name_for(name, wish.audio_format)).expanduser()
        )
    except RuntimeError:
        raise InvalidInputError("Nobody here has that home folder.") from None
    if format_of_name(path.name) != wish.audio_format:
        raise InvalidInputError("The file needs a name.")
    if len(os.fsencode(path.name)) > _NAME_MAX_BYTES:
        raise InvalidInputError("The name is too long for a file.")
    return path.absolute()


def line_of(wish: Wish) -> str:
    """The `/export` line. Raises InvalidInputError as `target` does."""
    words = ["/export", _typed(target(wish))]
    if wish.audio_format in LOSSLESS:
        words += ["--bits", wish.bits]
    words += [option for option, on in (("--stems", wish.stems), ("--midi", wish.midi)) if on]
    words += ["--take", str(wish.number)]
    if wish.force:
        words.append("--force")
    return shlex.join(words)


def judge(wish: Wish) -> Verdict:
    """Look whether the files can be written."""
    try:
        path = target(wish)
    except InvalidInputError as error:
        return Verdict("wrong", error.message, "folder" if "home" in error.message else "name")
    try:
        missing = _missing_folders(path.parent)
    except FileError as error:
        return Verdict("wrong", error.message, "folder")
    if path.is_dir():
        return Verdict("wrong", f"{path.name} is a folder. Choose another name.")
    taken = [member.name for member in _family(path, wish) if os.path.lexists(member)]
    if taken and not wish.force:
        verb = "exists" if len(taken) == 1 else "exist"
        return Verdict("exists", f"{' and '.join(taken)} {verb} already.", taken=True)
    if missing:
        return Verdict(
            "new folder", f"The folder {missing.name} does not exist yet; it will be made.", "folder"
        )
    if taken:
        return Verdict("fine", f"Replaces {' and '.join(taken)}.", taken=True)
    return Verdict("fine", f"Writes {_files(wish)}.")


def free_name(wish: Wish) -> str:
    """The file name with -2, -3 … where it is taken. Raises FileError or InvalidInputError."""
    from timbre.audio.names import unique_path

    path = target(wish)
    return unique_path(path.parent, path.stem, path.suffix).name


def _family(path: Path, wish: Wish) -> list[Path]:
    """The audio and what goes with it."""
    found = [path]
    if wish.midi:
        found.append(path.with_suffix(".mid"))
    if wish.stems:
        found.append(path.with_name(f"{path.stem}-stems"))
    return found


def _files(wish: Wish) -> str:
    parts = [
        "one file",
        *(["a folder of stems"] if wish.stems else []),
        *(["a MIDI file"] if wish.midi else []),
    ]
    return " and ".join(parts) if len(parts) < 3 else f"{parts[0]}, {parts[1]} and {parts[2]}"


def _missing_folders(folder: Path) -> Path | None:
    """`folder` if it has to be made. Raises FileError where that is impossible."""
    try:
        above = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    except OSError as error:
        raise FileError(f"{folder} cannot be looked at: {error.strerror}.") from error
    if not above.is_dir():
        raise FileError(f"{above} is a file, not a folder.")
    if not os.access(above, os.W_OK | os.X_OK):
        raise FileError(f"Nothing may be written in {above}. Choose another folder.")
    return None if above == folder else folder


def _typed(path: Path) -> str:
    """`path` as it would be typed: from the working folder where it lies in it."""
    try:
        short = str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
    return str(path) if short.startswith(("-", "~")) else short
