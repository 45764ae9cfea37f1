"""Where a job's files go, decided before it runs, so that what a killed worker left half done can be found.

Knows nothing of processes or of what is in the files.
"""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from timbre.audio.exporter import take_name, unique_path
from timbre.jobs.take import Destination
from timbre.model.request import GenerationRequest

_TEMPORARY_STEM = 40
"""As many characters of a file's name are in its temporary file's name (`audio.atomic`)."""


@dataclass(frozen=True)
class Site:
    """A destination with a path of its own, and which of its files existed before."""

    destination: Destination
    path: Path
    before: frozenset[Path]


def choose_site(
    request: GenerationRequest, destination: Destination, staging: Path, taken: Collection[Path]
) -> Site:
    """A path for `request` in `destination` that no file and no running job (`taken`) has. Raises FileError."""
    path = destination.path
    if path is None:
        path = _free_path(request, destination, taken)
    path = path.absolute()
    before = frozenset(member for member in _family(path) if member.exists() or member.is_symlink())
    return Site(replace(destination, path=path, staging=staging), path, before)


def _free_path(request: GenerationRequest, destination: Destination, taken: Collection[Path]) -> Path:
    folder, base = destination.folder.absolute(), take_name(destination.time, request.prompt)
    reserved = {other.with_suffix("") for other in taken}
    for number in itertools.count(1):
        stem = base if number == 1 else f"{base}-{number}"
        path = unique_path(folder, stem, request.outputs.format)
        if path.with_suffix("") not in reserved:
            break
    return path


def remove_half_take(site: Site, taken: Collection[Path]) -> None:
    """Delete what a lost or broken-off worker wrote at `site`; files that were there before stay.

    Temporary files whose owner cannot be told from those of another running job (`taken`) stay too.
    """
    for member in _family(site.path):
        if member in site.before:
            continue
        if member.is_dir() and not member.is_symlink():
            shutil.rmtree(member, ignore_errors=True)
        else:
            with suppress(OSError):
                member.unlink()
    folder = site.path.parent
    names = _temporary_names(site.path)
    for other in taken:
        if other.parent == folder:
            names -= _temporary_names(other)
    with suppress(OSError):
        for temporary in list(folder.glob(".*.part")):
            owner = re.match(r"\.(.*)\.[0-9a-f]{8}\.part$", temporary.name)
            if owner and owner.group(1) in names:
                temporary.unlink()


def _temporary_names(path: Path) -> set[str]:
    return {member.name[:_TEMPORARY_STEM] for member in _family(path)}


def _family(path: Path) -> tuple[Path, ...]:
    """Every file and folder a take at `path` owns."""
    return (path, path.with_suffix(".json"), path.with_suffix(".mid"), path.with_name(f"{path.stem}-stems"))
