"""A session as files to keep or pass on: transcript, audio and records, in a folder or a zip.

Knows nothing of terminals. The export holds prompts and music, and no path of this machine but what was said
in messages. `bundle` has its form, `importing` reads it.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

import timbre
from timbre.audio.atomic import file_error, new_file
from timbre.audio.names import slug
from timbre.errors import FileError, InvalidInputError
from timbre.session import bundle, rows
from timbre.session import payload as read
from timbre.session.archive import Archive
from timbre.session.bundle import BundledFile, Manifest
from timbre.session.events import JOB_QUEUED, SETTING_CHANGED
from timbre.session.hashing import file_sha256
from timbre.session.identity import new_id
from timbre.session.lines import flush_to_disk
from timbre.session.record import Record, dump_payload, encode
from timbre.session.take import Take
from timbre.session.transcript import transcript
from timbre.session.view import SessionState, fold_session

_BLOCK_BYTES = 2**20


@dataclass(frozen=True)
class Exported:
    """What was written: where, how many takes with their audio, and the numbers of those without."""

    path: Path
    takes: int
    missing: tuple[int, ...]


class Sink(Protocol):
    """A folder or a zip that is being written."""

    def write(self, name: str, data: bytes) -> None:
        """A small file."""

    def copy(self, name: str, source: Path) -> None:
        """A copy of a file of any size."""


def export_session(archive: Archive, session: str, target: Path, *, force: bool = False) -> Exported:
    """Write the session to `target`: a zip if it ends in .zip, which `force` may replace, else a new folder.

    Audio that is gone, or is another by now, is left out. All appears or nothing. Raises FileError,
    HistoryError, InvalidInputError if there is no such session.
    """
    records = [record for record in archive.records_of(session).records if not record.is_newer]
    state = fold_session(session, records)
    if not state.started:
        raise InvalidInputError(f"There is no session {session[:80]!r}.", "`/session list` shows them.")
    opened = _zip(target, force) if target.suffix.lower() == ".zip" else _folder(target)
    copying = _Copying(state)
    try:
        with opened as sink:
            copying.run(sink)
            lines = [encode(_portable(record, session, copying.names)) for record in records]
            sink.write(bundle.RECORDS, b"".join(lines))
            sink.write(bundle.TRANSCRIPT, transcript(state, copying.audio).encode())
            manifest = Manifest(
                timbre=timbre.__version__,
                session=session,
                title=state.title,
                records=len(lines),
                files=tuple(copying.files),
            )
            sink.write(bundle.MANIFEST, (manifest.model_dump_json(indent=1) + "\n").encode())
    except OSError as error:
        raise file_error(error, target) from error
    return Exported(target, len(copying.audio), tuple(copying.missing))


@dataclass
class _Copying:
    """The audio of the session's takes, on its way into the bundle."""

    state: SessionState
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """Take → path on this machine → name in the bundle."""
    audio: dict[str, str] = field(default_factory=dict)
    files: list[BundledFile] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    def run(self, sink: Sink) -> None:
        """Copy what there is."""
        for take in self.state.takes.values():
            if take.path is None or not take.sounds:
                continue
            name = self._copy_take(take, Path(take.path), sink)
            if name is None:
                self.missing.append(take.number)
            else:
                self.audio[take.id] = name

    def _copy_take(self, take: Take, path: Path, sink: Sink) -> str | None:
        result = take.result
        stem = bundle.audio_stem(take.number, path.stem)
        name = bundle.audio_name(bundle.AUDIO, stem, path.suffix)
        if name is None or not self._copy(take, path, name, sink, read.text(result.get("sha256")) or ""):
            return None
        midi = read.text(result.get("midi"))
        if midi:
            self._copy(take, Path(midi), f"{bundle.AUDIO}/{stem}.mid", sink)
        for each in map(Path, read.texts(result.get("stems"))):
            folder = f"{bundle.AUDIO}/{stem}{bundle.STEMS}"
            inside = bundle.audio_name(folder, slug(each.stem), each.suffix)
            if inside is not None and inside not in self.names.get(take.id, {}).values():
                self._copy(take, each, inside, sink)
        return name

    def _copy(self, take: Take, path: Path, name: str, sink: Sink, sha256: str = "") -> bool:
        """Copy one file, unless it is not there or does not have the hash it was made with."""
        if "\0" in str(path) or not path.is_file():
            return False
        found = file_sha256(path)
        if sha256 and found != sha256:
            return False
        sink.copy(name, path)
        self.files.append(BundledFile(path=name, size=path.stat().st_size, sha256=found))
        self.names.setdefault(take.id, {})[str(path)] = name
        return True


def _portable(record: Record, session: str, names: dict[str, dict[str, str]]) -> Record:
    """The record for the bundle: in this session, with paths that count from the bundle."""
    if record.type not in (*rows.TAKE_TYPES, JOB_QUEUED, SETTING_CHANGED):
        return record._replace(session=session)
    payload = bundle.without_folders(record.payload)
    if record.type in rows.TAKE_TYPES:
        inside = names.get(read.text(payload.get("take")) or record.id, {})
        payload = bundle.with_paths(payload, lambda path: inside.get(str(Path(path))))
    return record._replace(session=session, payload_json=dump_payload(payload, record.type))


class _Zip:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def write(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        self._file.writestr(info, data)

    def copy(self, name: str, source: Path) -> None:
        with (
            source.open("rb") as file,
            self._file.open(zipfile.ZipInfo(name), "w", force_zip64=True) as inside,
        ):
            shutil.copyfileobj(file, inside, _BLOCK_BYTES)


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, name: str, data: bytes) -> None:
        with (self._root / name).open("xb") as file:
            file.write(data)
            _to_disk(file)

    def copy(self, name: str, source: Path) -> None:
        target = self._root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as original, target.open("xb") as file:
            shutil.copyfileobj(original, file, _BLOCK_BYTES)
            _to_disk(file)


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    flush_to_disk(file.fileno())


@contextmanager
def _zip(target: Path, force: bool) -> Iterator[Sink]:
    with new_file(target, force) as file, zipfile.ZipFile(file, "w") as opened:
        yield _Zip(opened)


@contextmanager
def _folder(target: Path) -> Iterator[Sink]:
    if os.path.lexists(target):
        raise FileError(
            f"{target} already exists.", "Choose another name for the folder, or one ending in .zip."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f".{target.name[:80]}.{new_id()[-8:]}.part")
    making.mkdir()
    try:
        yield _Folder(making)
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
