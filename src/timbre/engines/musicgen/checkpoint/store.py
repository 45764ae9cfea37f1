"""The models on this machine: which there are, what each is, taking one away. Touches no network."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from timbre.engines.musicgen.checkpoint.catalog import Model, catalog, look_up
from timbre.engines.musicgen.checkpoint.config import read_config
from timbre.engines.musicgen.checkpoint.layout import parameters
from timbre.engines.musicgen.checkpoint.licence import Licence, licence_called, licence_for, licence_of
from timbre.engines.musicgen.checkpoint.manifest import Manifest, is_present, read_manifest
from timbre.engines.musicgen.checkpoint.places import (
    checkpoints_folder,
    derived_graphs,
    repo_folder,
    size_bytes,
)
from timbre.engines.musicgen.checkpoint.weights import Weights
from timbre.errors import FileError, MissingError, TimbreError, UnknownNameError
from timbre.session.paths import Paths


@dataclass(frozen=True)
class Entry:
    """One model as listed. `state` is "here", "partial" or "not here"."""

    model: Model
    licence: Licence
    state: str
    bytes: int | None
    """Of the whole model: exact once a pull has begun, approximate before, None when unknown."""
    here_bytes: int = 0
    folder: Path | None = None
    manifest: Manifest | None = None


def entries(paths: Paths | None = None) -> list[Entry]:
    """The known models, then others that were pulled."""
    known = catalog()
    repos = {model.repo for model in known.values()}
    found = [_entry(model, paths) for model in known.values()]
    folder = checkpoints_folder(paths)
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        manifest = read_manifest(each)
        if manifest is not None and manifest.repo not in repos and each == repo_folder(manifest.repo, paths):
            found.append(_entry(Model(name=manifest.repo, repo=manifest.repo), paths))
    return found


def entry(name: str, paths: Paths | None = None) -> Entry:
    """The model called `name`, here or not. Raises as `look_up` does."""
    model = look_up(name)
    if model.folder is None:
        return _entry(model, paths)
    size = size_bytes(model.folder)
    return Entry(model, licence_of(model.folder), "here", size, size, model.folder)


def facts(found: Entry, paths: Paths | None = None) -> dict[str, object]:
    """What a model that is here consists of: sizes, files, fingerprint and the graphs derived from it.

    Raises the errors of reading a checkpoint.
    """
    if found.folder is None:
        raise MissingError(
            f"The model {found.model.name} is not on this machine.", f"timbre models pull {found.model.name}"
        )
    config = read_config(found.folder)
    with Weights.open(found.folder) as weights:
        fingerprint = weights.fingerprint
    graphs = derived_graphs(fingerprint, paths)
    counts = parameters(config)
    return {
        "layers": config.decoder.num_hidden_layers,
        "width": config.decoder.hidden_size,
        "heads": config.decoder.num_attention_heads,
        "codebooks": config.decoder.num_codebooks,
        "channels": config.decoder.audio_channels,
        "sample_rate": config.codec.sampling_rate,
        "parameters": counts | {"all": sum(counts.values())},
        "files": {path.name: size_bytes(path) for path in sorted(found.folder.iterdir()) if path.is_file()},
        "fingerprint": fingerprint,
        "graphs": {path.name: size_bytes(path) for path in graphs},
    }


def remove(name: str, paths: Paths | None = None) -> int:
    """Delete a pulled model and every graph made from it; how many bytes that freed.

    Raises UnknownNameError when it is not here, FileError when it cannot be deleted or is the user's own folder.
    """
    found = entry(name, paths)
    if found.model.folder is not None:
        raise FileError(
            f"{found.model.folder} is your own folder, not one that Timbre fetched.", "Delete it yourself."
        )
    folder = repo_folder(found.model.repo, paths)
    if not folder.is_dir():
        raise UnknownNameError(
            f"The model {found.model.name} is not on this machine.",
            "timbre models list shows those that are.",
        )
    doomed = [folder, *_graphs_of(found, paths)]
    freed = sum(size_bytes(path) for path in doomed)
    try:
        for path in doomed:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    except OSError as error:
        raise FileError(
            f"{error.filename or folder} cannot be deleted: {error.strerror or error}.",
            "Close whatever plays with this model, and check the folder's permissions.",
        ) from error
    return freed


def _graphs_of(found: Entry, paths: Paths | None) -> tuple[Path, ...]:
    if found.folder is None:
        return ()
    try:
        with Weights.open(found.folder) as weights:
            return derived_graphs(weights.fingerprint, paths)
    except TimbreError:  # damaged: nothing can be told of it, and nothing was made from it
        return ()


def _entry(model: Model, paths: Paths | None) -> Entry:
    folder = repo_folder(model.repo, paths)
    manifest = read_manifest(folder)
    if manifest is None:
        return Entry(model, licence_for(model), "not here", model.bytes)
    terms = licence_called(manifest.licence, model.repo)
    here = is_present(folder, manifest)
    place = folder / manifest.commit
    size = size_bytes(place)
    return Entry(
        model,
        terms,
        "here" if here else "partial",
        manifest.bytes,
        size,
        place if here else None,
        manifest,
    )
