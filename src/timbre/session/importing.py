"""An exported session back into the history: every byte of the bundle is a stranger's until it is checked.

Knows nothing of terminals. Nothing is written outside one new folder, and nothing at all if anything is odd.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

import timbre
from timbre.audio.atomic import file_error
from timbre.audio.names import slug
from timbre.errors import InvalidInputError
from timbre.model.request import GenerationRequest, GenerationResult
from timbre.session import bundle, events, rows
from timbre.session.archive import Archive
from timbre.session.bundle import Caps, Manifest
from timbre.session.events import Event
from timbre.session.identity import new_id, utc_now
from timbre.session.package import Package, open_package, unreadable
from timbre.session.record import VERSION, DamagedLineError, Record, decode, dump_payload
from timbre.session.view import fold_session

_NAMING_KEYS = ("take", "job", "message")
_FOLDERS_MAX = 1000


@dataclass(frozen=True)
class Imported:
    """The session it became; `copied` if it got new ids, as the history had it already. No folder: no audio."""

    session: str
    title: str
    takes: int
    copied: bool
    folder: Path | None


def import_session(archive: Archive, source: Path, outputs: Path, *, caps: Caps | None = None) -> Imported:
    """Take in the bundle at `source`, a folder or zip; its audio goes to a new folder in `outputs`.

    Ids stay what they were, unless the history knows one of them: then the session comes in as a copy. Raises
    InvalidInputError if the bundle is damaged, too large or hostile; FileError, HistoryError.
    """
    caps = Caps() if caps is None else caps
    with open_package(source, caps) as package:
        manifest = _manifest(package, caps)
        records = _records(package, manifest, caps)
        state = fold_session(manifest.session, records)
        ids = _new_ids(archive, manifest.session, records)
        folder = _extract(package, manifest, outputs, caps)
    session = ids.get(manifest.session, manifest.session)
    try:
        added = [_settled(record, ids, folder, manifest) for record in records]
        note = events.session_imported(timbre.__version__, manifest.session)
        archive.history.extend([*added, _record(note, session)])
    except BaseException:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return Imported(session, state.title, len(state.takes), bool(ids), folder)


def _manifest(package: Package, caps: Caps) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(package.read(bundle.MANIFEST, caps.manifest_bytes))
    except ValidationError as error:
        first = error.errors()[0]
        raise unreadable(package.source, f"its {bundle.MANIFEST} is not valid ({first['msg']})") from error
    if manifest.schema_version > bundle.SCHEMA:
        raise InvalidInputError(
            f"{package.source} has form {manifest.schema_version}; this Timbre reads up to {bundle.SCHEMA}.",
            "Upgrade Timbre.",
        )
    names = [file.path for file in manifest.files]
    if len(names) > caps.files or len(set(names)) != len(names):
        raise unreadable(package.source, "its list of files is too long, or names one twice")
    if sum(file.size for file in manifest.files) > caps.audio_bytes:
        raise unreadable(package.source, f"its audio is larger than {caps.audio_bytes:,} bytes")
    return manifest


def _records(package: Package, manifest: Manifest, caps: Caps) -> list[Record]:
    found: list[Record] = []
    for number, line in enumerate(package.read(bundle.RECORDS, caps.records_bytes).split(b"\n"), 1):
        if not line:
            continue
        try:
            record = decode(line)
        except DamagedLineError as error:
            raise unreadable(
                package.source, f"line {number} of {bundle.RECORDS} is damaged: {error}"
            ) from error
        if record.is_newer:
            raise InvalidInputError(
                f"{package.source} was made by a newer Timbre (format {record.v}).", "Upgrade Timbre."
            )
        if record.session != manifest.session or len(found) >= caps.records:
            raise unreadable(package.source, f"line {number} of {bundle.RECORDS} does not belong there")
        if record.type in rows.TAKE_TYPES:
            _check(package, number, record, "request", GenerationRequest)
            if record.type != events.TAKE_FAILED:
                _check(package, number, record, "result", GenerationResult)
        found.append(record)
    if len(found) != manifest.records or not found:
        raise unreadable(package.source, f"{bundle.RECORDS} has {len(found)} records of {manifest.records}")
    return found


def _check(package: Package, number: int, record: Record, key: str, model: type[BaseModel]) -> None:
    try:
        model.model_validate(record.payload.get(key))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        message = f"line {number} of {bundle.RECORDS}: the {key}'s {where or 'form'} is not valid"
        raise unreadable(package.source, message) from error


def _new_ids(archive: Archive, session: str, records: list[Record]) -> dict[str, str]:
    """A new id for every one in the bundle, if the history knows any of them; else none."""
    known = archive.state()
    named = dict.fromkeys(
        value
        for record in records
        for payload in [record.payload]
        for key in _NAMING_KEYS
        if isinstance(value := payload.get(key), str) and value
    )
    if session not in known.sessions and not any(name in known.takes for name in named):
        return {}
    return {old: new_id() for old in [session, *named]}


def _extract(package: Package, manifest: Manifest, outputs: Path, caps: Caps) -> Path | None:
    """The audio in a new folder; None if there is none."""
    if not manifest.files:
        return None
    stem = f"{slug(manifest.title)}-imported"
    folder: Path | None = None
    try:
        outputs.mkdir(parents=True, exist_ok=True)
        for number in range(1, _FOLDERS_MAX):
            name = stem if number == 1 else f"{stem}-{number}"
            with suppress(FileExistsError):
                (outputs / name).mkdir()
                folder = outputs / name
                break
        if folder is None:
            raise InvalidInputError(f"{outputs} holds too many folders called {stem}.", "Clear some away.")
        for file in manifest.files:
            target = folder / Path(file.path).relative_to(bundle.AUDIO)
            target.parent.mkdir(exist_ok=True)
            package.extract(file, target, caps)
    except BaseException as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise file_error(error, outputs / stem) from error
        raise
    return folder.absolute()


def _settled(record: Record, ids: Mapping[str, str], folder: Path | None, manifest: Manifest) -> Record:
    """The record as this history will hold it: new ids where there are any, and paths on this machine."""
    try:
        payload = _renamed(record.payload, ids)
    except RecursionError as error:
        raise InvalidInputError(
            f"A {record.type[:40]!r} event is nested too deeply.", "The bundle is odd."
        ) from error
    if record.type in rows.TAKE_TYPES:
        here = {
            file.path: str(folder / Path(file.path).relative_to(bundle.AUDIO))
            for file in manifest.files
            if folder
        }
        payload = bundle.with_paths(payload, here.get)
    session = ids.get(record.session, record.session)
    identity = new_id() if ids else record.id
    return record._replace(id=identity, session=session, payload_json=dump_payload(payload, record.type))


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, dict):
        return {key: _renamed(inner, ids) for key, inner in value.items()}
    return [_renamed(inner, ids) for inner in value] if isinstance(value, list) else value


def _record(event: Event, session: str) -> Record:
    payload_json = dump_payload(event.payload, event.type)
    return Record(VERSION, new_id(), utc_now(), session, "timbre", event.type, payload_json)
