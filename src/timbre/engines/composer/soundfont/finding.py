"""SoundFonts on this machine: the usual folders, which file is best, and files known by their content.

Knows nothing of what is inside a file but its presets.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from timbre.engines.composer.soundfont.fingerprints import Fingerprints
from timbre.engines.composer.soundfont.font import DRUM_BANK, SoundFont, open_font, unreadable
from timbre.engines.soundfont_name import sounds_name
from timbre.errors import MissingError, TimbreError, UnknownNameError
from timbre.model.request import AUTO, SYNTH, Sounds
from timbre.session.paths import Paths

ENDINGS = (".sf2", ".sf3")
_DEEPEST = 2
_MOST_FILES = 500
_GENERAL_PRESETS = 100
_BEST = ("musescore_general", "fluidr3_gm", "generaluser", "sgm", "fluidr3mono", "timgm6mb")
"""Parts of the names of well-known files, the best first."""
GET_ONE = "Get one (Debian, Ubuntu: apt install fluid-soundfont-gm), or name a file by its path."


@dataclass(frozen=True)
class Found:
    """A SoundFont file; `presets` 0 and `trouble` said where it cannot be used."""

    path: Path
    size: int
    presets: int
    general: bool
    """Whether it has about all of General MIDI, drums too."""
    trouble: str = ""


def folders() -> list[Path]:
    """Where SoundFonts are usually kept on this system, the user's own folders first."""
    home = Path.home()
    mine = [home / ".local/share/sounds", home / ".local/share/soundfonts", home / ".sounds"]
    if sys.platform == "darwin":
        banks = "Library/Audio/Sounds/Banks"
        return [home / banks, Path("/") / banks, Path("/opt/homebrew/share/soundfonts"), *mine]
    if sys.platform == "win32":
        places = [os.environ.get(name) for name in ("LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES")]
        usual = [Path(place) / "soundfonts" for place in places if place]
        return [home / "Documents/soundfonts", home / "Music/soundfonts", *usual, Path("C:/soundfonts")]
    shared = [Path("/usr/local/share"), Path("/usr/share")]
    names = ("sounds/sf2", "sounds/sf3", "soundfonts")
    return [*mine, *(place / name for place in shared for name in names)]


def files() -> list[Path]:
    """The SoundFont files in those folders, each once, whatever links lead to it."""
    found: dict[Path, None] = {}
    for folder in folders():
        for path in _inside(folder, _DEEPEST):
            found.setdefault(path.resolve())
            if len(found) >= _MOST_FILES:
                return list(found)
    return list(found)


def look() -> list[Found]:
    """Every SoundFont there is, the best first."""
    return sorted((_seen(path) for path in files()), key=_rank)


def settle(sounds: Sounds) -> Sounds:
    """`sounds` with the file's absolute path and content hash; one that has a hash is found by it, wherever it lies.

    Raises MissingError when it is not here (or has changed), FileError or InvalidInputError when it cannot be used.
    """
    path = _by_content(sounds) if sounds.sha256 else _by_name(sounds.file)
    open_font(path)
    return sounds.model_copy(update={"file": str(path), "sha256": Fingerprints.usual().of(path)})


def check(name: str) -> None:
    """Refuse, before a take is asked for, a name no SoundFont answers to. Raises what `settle` raises."""
    if name != SYNTH:
        open_font(_by_name(name))


def _by_name(name: str) -> Path:
    if name == AUTO:
        best = next((each.path for each in look() if not each.trouble), None)
        if best is None:
            raise MissingError("There is no SoundFont in the usual folders.", GET_ONE)
        return best
    if Path(name).is_absolute():
        return Path(name)
    wanted, here = name.casefold(), files()
    for path in here:
        if wanted in (path.name.casefold(), path.stem.casefold()):
            return path
    known = UnknownNameError.among("SoundFont", name, [AUTO, SYNTH, *(path.stem for path in here)])
    hint = "timbre sounds lists those in the usual folders; name any other by its path." if here else GET_ONE
    raise MissingError(known.message, hint)


def _by_content(sounds: Sounds) -> Path:
    prints = Fingerprints.usual()
    path = Path(sounds.file)
    here = path.is_absolute() and path.is_file()
    if here and prints.of(path) == sounds.sha256:
        return path
    for other in (*prints.known(), *_configured(), *files()):
        if other.is_file() and prints.of(other) == sounds.sha256:
            return other
    what = f"{path.name} (sha256 {(sounds.sha256 or '')[:12]}…)"
    if here:
        raise MissingError(
            f"The take was made with another {what}: the file at {path} has changed.",
            "Put the old file back, or make a new take with this one.",
        )
    raise MissingError(
        f"The take was made with the SoundFont {what}, which is not on this machine.",
        f"Put it into one of: {', '.join(str(each) for each in folders()[:4])}.",
    )


def _configured() -> list[Path]:
    """The file the settings name by its path, if they do."""
    from timbre.config.reading import load

    try:
        path = Path(sounds_name(load(Paths.from_environment().config).settings.sounds))
    except ValueError:
        return []
    return [path] if path.is_absolute() else []


def _inside(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.suffix.lower() in ENDINGS and entry.is_file():
            yield entry
        elif depth > 1 and entry.is_dir():
            yield from _inside(entry, depth - 1)


def _seen(path: Path) -> Found:
    try:
        about = path.stat()
    except OSError as error:
        return Found(path, 0, 0, False, unreadable(path, error).message)
    return _counted(path, about.st_size, about.st_mtime_ns)


@lru_cache(maxsize=_MOST_FILES)
def _counted(path: Path, size: int, changed_ns: int) -> Found:
    del changed_ns
    try:
        font = SoundFont(path)
    except TimbreError as error:
        return Found(path, size, 0, False, error.message)
    melodic = sum(preset.bank == 0 for preset in font.presets)
    general = melodic >= _GENERAL_PRESETS and any(preset.bank == DRUM_BANK for preset in font.presets)
    return Found(path, size, len(font.presets), general)


def _rank(found: Found) -> tuple[bool, bool, int, int, str]:
    name = found.path.name.casefold()
    place = next((n for n, part in enumerate(_BEST) if part in name), len(_BEST))
    return bool(found.trouble), not found.general, place, -found.size, str(found.path)
