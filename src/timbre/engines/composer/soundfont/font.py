"""SoundFont: one .sf2 or .sf3 file, mapped into memory, its presets and samples by number.

Source: SoundFont Technical Specification 2.04; SF3 is MuseScore's variant, each sample an Ogg Vorbis file. Knows
nothing of notes or instruments. Whatever is wrong with a file becomes an error that names it.
"""

from __future__ import annotations

import mmap
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from timbre.engines.composer.soundfont.records import Tables, read_tables, readable
from timbre.engines.composer.soundfont.regions import Region, regions
from timbre.engines.composer.soundfont.riff import Chunk, DamagedError, chunks, named, outer
from timbre.engines.composer.soundfont.samples import Pool, Sample, read_samples
from timbre.errors import FileError, InvalidInputError

T = TypeVar("T")
VERSIONS = (2, 3)
DRUM_BANK = 128


@dataclass(frozen=True, order=True)
class Preset:
    """One sound of a file, by General MIDI bank (128: drums) and program 0..127."""

    bank: int
    program: int
    name: str
    index: int


class SoundFont:
    """An open file. `presets` in order of bank and program; `samples` by number; `pool` holds their data."""

    def __init__(self, path: Path) -> None:
        """Raises FileError when it cannot be read, InvalidInputError when it is no SoundFont or a damaged one."""
        self.path = path
        self._lock = threading.Lock()
        self._regions: dict[int, tuple[Region, ...]] = {}
        data = _mapped(path)
        parts = self._try(lambda: chunks(data, outer(data, b"sfbk")))
        info = self._try(lambda: chunks(data, named(parts, b"INFO")))
        self.version = self._try(lambda: _version(data, info))
        self.name = _text(data, info, b"INAM") or path.stem
        self.rights = _text(data, info, b"ICOP")
        self._tables: Tables = self._try(lambda: read_tables(data, named(parts, b"pdta")))
        stores = self._try(lambda: chunks(data, named(parts, b"sdta")))
        self.pool = self._try(lambda: Pool.of(data, stores))
        self.samples: tuple[Sample, ...] = read_samples(self._tables.shdr, self.pool)
        self.presets = self._presets()
        if not self.presets:
            raise self.trouble("it has no presets")

    def regions(self, preset: Preset) -> tuple[Region, ...]:
        """What `preset` is made of; regions whose sample is damaged are left out. Raises InvalidInputError."""
        with self._lock:
            if preset.index not in self._regions:
                found = self._try(lambda: regions(self._tables, preset.index))
                self._regions[preset.index] = tuple(r for r in found if self.samples[r.sample].usable)
            return self._regions[preset.index]

    def preset(self, bank: int, program: int) -> Preset | None:
        """The preset of that bank and program, or None."""
        return next((p for p in self.presets if (p.bank, p.program) == (bank, program)), None)

    def trouble(self, what: str) -> InvalidInputError:
        """The error for a file of which `what` is true."""
        return InvalidInputError(
            f"{self.path.name} cannot be used as a SoundFont: {what}.",
            "Get the file again, or choose another: timbre sounds lists those on this machine.",
        )

    def _try(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except DamagedError as error:
            raise self.trouble(str(error)) from error

    def _presets(self) -> tuple[Preset, ...]:
        rows: list[Any] = self._tables.phdr[:-1].tolist()
        return tuple(
            sorted(
                Preset(bank, program, readable(name), index)
                for index, (name, program, bank, *_) in enumerate(rows)
                if bank <= DRUM_BANK and program <= 127
            )
        )


@lru_cache(maxsize=4)
def _opened(path: Path, size: int, changed_ns: int) -> SoundFont:
    del size, changed_ns
    return SoundFont(path)


def open_font(path: Path) -> SoundFont:
    """The SoundFont at `path`; one that is open already and has not changed is used again. Raises as SoundFont does."""
    try:
        about = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return _opened(path, about.st_size, about.st_mtime_ns)


def unreadable(path: Path, error: OSError) -> FileError:
    """The error for a file that the system does not give."""
    return FileError(
        f"The SoundFont {path} cannot be read: {error.strerror or error}.",
        "Check the path; timbre sounds lists the SoundFonts on this machine.",
    )


def _mapped(path: Path) -> memoryview:
    try:
        with path.open("rb") as file:
            if not path.is_file():
                raise OSError(21, "it is no file")
            if path.stat().st_size == 0:
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise unreadable(path, error if isinstance(error, OSError) else OSError(str(error))) from error


def _version(data: memoryview, info: list[Chunk]) -> tuple[int, int]:
    chunk = named(info, b"ifil")
    if chunk.stop - chunk.start < 4:
        raise DamagedError("its version is missing")
    raw = bytes(data[chunk.start : chunk.start + 4])
    major, minor = int.from_bytes(raw[:2], "little"), int.from_bytes(raw[2:], "little")
    if major not in VERSIONS:
        raise DamagedError(f"it has version {major}.{minor:02d}; 2.01 to 2.04 and 3 (SF3) can be read")
    return major, minor


def _text(data: memoryview, info: list[Chunk], name: bytes) -> str:
    chunk = next((each for each in info if each.name == name), None)
    return "" if chunk is None else readable(bytes(data[chunk.start : min(chunk.stop, chunk.start + 256)]))
