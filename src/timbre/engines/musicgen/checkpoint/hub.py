"""A model's name to its folder on this machine; fetching it first where that is allowed.

The first pull writes down the commit it found; the same commit is used until an update is asked for. Prints nothing,
asks nothing: progress goes to a callback, and a licence has to be accepted before (`licence.accept`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from timbre.audio.atomic import file_error
from timbre.engines.musicgen.checkpoint import library, licence, remote
from timbre.engines.musicgen.checkpoint.catalog import Model, look_up
from timbre.engines.musicgen.checkpoint.config import read_config
from timbre.engines.musicgen.checkpoint.manifest import (
    FileFact,
    Manifest,
    is_present,
    read_manifest,
    write_manifest,
)
from timbre.engines.musicgen.checkpoint.places import checkpoints_folder, readable, repo_folder
from timbre.engines.musicgen.checkpoint.transfer import bytes_here, fetch, mismatch
from timbre.engines.musicgen.checkpoint.trouble import hub_errors, offline
from timbre.errors import FileError, MissingError
from timbre.session.paths import Paths, private_folder

Progress = Callable[[int, int], None]
"""Told bytes here and bytes in all, of the whole model."""
_SPARE_BYTES = 200_000_000
"""Left free on the disk after a download."""


def find(name: str, paths: Paths | None = None) -> Path:
    """The folder of a model that is here. Raises MissingError with what to type, or an error about the name."""
    return resolve(name, download=False, paths=paths)


def resolve(
    name: str,
    *,
    download: bool,
    progress: Progress | None = None,
    accepted: bool = False,
    update: bool = False,
    paths: Paths | None = None,
) -> Path:
    """The folder of the model `name` (a known name, "owner/name" or a folder), fetched first with `download`.

    What is complete is never fetched again; `update` looks for a newer commit. `accepted`: the user has just agreed to
    the licence, which is remembered. Raises MissingError (not here; licence not accepted; network; no access),
    UnknownNameError, CapabilityError (not an architecture for this engine), FileError (disk), EngineError.
    """
    model = look_up(name)
    if model.folder is not None:
        return model.folder
    places = paths or Paths.from_environment()
    here = read_manifest(repo_folder(model.repo, places))
    if here is not None and is_present(repo_folder(model.repo, places), here) and not update:
        return repo_folder(model.repo, places) / here.commit
    if not download:
        if remote.is_offline():
            raise offline(model.repo)
        raise MissingError(
            f"The model {model.name} is not on this machine.", f"To fetch it: timbre models pull {model.name}"
        )
    return _pull(model, here, progress or _silent, accepted, update, places)


def _pull(
    model: Model, here: Manifest | None, progress: Progress, accepted: bool, update: bool, paths: Paths
) -> Path:
    from timbre.session.lock import LockTimeoutError, exclusive

    if remote.is_offline():
        raise offline(model.repo)
    library.need()
    folder = repo_folder(model.repo, paths)
    try:
        if model.licence is not None:
            _agree(licence.licence_for(model), model, accepted, paths)
        private_folder(checkpoints_folder(paths))
        with exclusive(folder.with_name(f".{folder.name}.lock"), 0.0):
            plan = _plan(model, here, update, accepted, paths)
            _fetch_all(folder, plan, progress, previous=here)
            _forget_others(folder, plan.commit)
    except LockTimeoutError as error:
        raise FileError(
            f"{model.repo} is being fetched by another Timbre.", "Wait until that one is done."
        ) from error
    except OSError as error:
        raise file_error(error, folder) from error
    return folder / plan.commit


def _plan(model: Model, here: Manifest | None, update: bool, accepted: bool, paths: Paths) -> Manifest:
    """Which files of which commit: the pinned one where a pull has begun before, else the newest."""
    if here is not None and not here.complete and not update:
        return here
    pinned = here.commit if here is not None and not update else model.revision
    listing = remote.list_repo(model.repo, pinned)
    name = model.licence or listing.licence
    if model.licence is None:
        _agree(licence.licence_called(name, model.repo), model, accepted, paths)
    files = remote.choose_files(model.repo, listing)
    return Manifest(model.repo, model.revision, listing.commit, name, files)


def _agree(terms: licence.Licence, model: Model, accepted: bool, paths: Paths) -> None:
    if accepted:
        licence.accept(terms, model.repo, paths)
    licence.require(terms, model, paths)


def _fetch_all(folder: Path, plan: Manifest, progress: Progress, previous: Manifest | None) -> None:
    place = private_folder(folder / plan.commit)
    _reuse(folder, plan, previous)
    _check_room(place, plan)
    if previous is None or not previous.complete:
        write_manifest(folder, plan)  # pins the commit before the first byte
    elsewhere = {file.name: bytes_here(place / file.name, file) for file in plan.files}

    def arrived(name: str, count: int) -> None:
        elsewhere[name] = count
        progress(sum(elsewhere.values()), plan.bytes)

    progress(sum(elsewhere.values()), plan.bytes)
    for file in plan.files:
        _fetch_one(place, plan, file, lambda count, name=file.name: arrived(name, count))  # type: ignore[misc]
        if file.name == "config.json":
            read_config(place)  # another architecture is refused before gigabytes are fetched
    write_manifest(folder, plan.whole(datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")))


def _fetch_one(place: Path, plan: Manifest, file: FileFact, arrived: Callable[[int], None]) -> None:
    target = place / file.name
    if target.is_file():
        if not mismatch(target, file):
            return
        target.unlink()
    with hub_errors(plan.repo, remote.endpoint()):
        address = remote.file_address(plan.repo, plan.commit, file.name)
        fetch(address, target, file, remote.headers(), arrived)


def _reuse(folder: Path, plan: Manifest, previous: Manifest | None) -> None:
    """Take what is on this machine already: files that an update did not change, and other programs' downloads."""
    old = {_content(f): folder / previous.commit / f.name for f in previous.files} if previous else {}
    for file in plan.files:
        target, content = folder / plan.commit / file.name, _content(file)
        for source in (old.get(content), remote.shared_blob(plan.repo, content)):
            if content and source and source.is_file() and not target.exists():
                _take(source, target)


def _take(source: Path, target: Path) -> None:
    """Link, or copy where that cannot be; leave nothing where neither can (it is fetched then)."""
    try:
        target.hardlink_to(source)
    except OSError:
        try:
            shutil.copyfile(source, target)
        except OSError:
            target.unlink(missing_ok=True)


def _content(file: FileFact) -> str:
    """What a file's content is known by, "" when nothing is known."""
    return file.sha256 or file.git or ""


def _check_room(place: Path, plan: Manifest) -> None:
    """Raise FileError unless what is still to come fits on the disk."""
    coming = plan.bytes - sum(bytes_here(place / file.name, file) for file in plan.files)
    free = shutil.disk_usage(place).free
    if coming and coming + _SPARE_BYTES > free:
        raise FileError(
            f"{plan.repo} needs {readable(coming)} more and {readable(_SPARE_BYTES)} to spare; the disk of {place} "
            f"has {readable(free)} free.",
            "Free some space (timbre models remove), or set TIMBRE_HOME to a folder on a larger disk.",
        )


def _forget_others(folder: Path, commit: str) -> None:
    """Drop the files of commits that are no longer used."""
    for other in folder.iterdir():
        if other.is_dir() and not other.is_symlink() and other.name != commit:
            shutil.rmtree(other, ignore_errors=True)


def _silent(_here: int, _whole: int) -> None:
    """For callers who do not want to know."""
