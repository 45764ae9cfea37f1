"""Which engines there are, what each can do and what it misses — without importing any of them.

Built-in engines are named here; others announce themselves by the entry-point group `timbre.engines`. What an
engine says of itself lies in `engine.toml` beside its code. Knows nothing of how an engine works.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from timbre.errors import EngineError, InvalidInputError, MissingError, UnknownNameError
from timbre.model.engine import Engine, EngineInfo, Need

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ENTRY_POINT_GROUP = "timbre.engines"
BUILT_IN = {
    "composer": "timbre.engines.composer:create",
    "musicgen": "timbre.engines.musicgen:create",
}
"""Engine name → `module:factory`. A plug-in cannot take one of these names."""


@dataclass(frozen=True)
class EngineEntry:
    """One engine as listed: `info` is None when its `engine.toml` is missing or wrong (`problem` says why)."""

    name: str
    target: str
    """`module:factory`."""
    info: EngineInfo | None
    missing: tuple[Need, ...] = ()
    problem: str = ""
    built_in: bool = True

    @property
    def ready(self) -> bool:
        """Whether nothing known is missing."""
        return self.info is not None and not self.missing


def list_engines() -> tuple[EngineEntry, ...]:
    """Every engine, built-in first, then plug-ins by name. Imports none of them."""
    plugins = {point.name: point.value for point in _plugin_points() if point.name not in BUILT_IN}
    return tuple(
        [_entry(name, target, built_in=True) for name, target in BUILT_IN.items()]
        + [_entry(name, plugins[name], built_in=False) for name in sorted(plugins)]
    )


def find_engine(name: str) -> EngineEntry:
    """The entry called `name`. Raises UnknownNameError."""
    if name in BUILT_IN:
        return _entry(name, BUILT_IN[name], built_in=True)
    for point in _plugin_points():
        if point.name == name:
            return _entry(name, point.value, built_in=False)
    raise UnknownNameError.among("engine", name, [entry.name for entry in list_engines()])


def engine_info(name: str) -> EngineInfo:
    """What the engine says of itself. Raises UnknownNameError, or EngineError for a plug-in without a description."""
    entry = find_engine(name)
    if entry.info is None:
        raise EngineError(
            f"The engine {name!r} does not describe itself: {entry.problem}",
            "Update or uninstall that plug-in.",
        )
    return entry.info


def check_needs(entry: EngineEntry) -> None:
    """Raise MissingError, with the command that gets it, for the first thing the engine misses."""
    if entry.missing:
        need = entry.missing[0]
        raise MissingError(
            f"The engine {entry.name!r} needs {need.name}, which is not here.", f"To get it: {need.install}"
        )


def create_engine(name: str) -> Engine:
    """Import and make the engine. Raises UnknownNameError, MissingError (with the install command) or EngineError."""
    entry = find_engine(name)
    engine_info(name)  # raises for one that does not describe itself
    check_needs(entry)
    module_name, _, factory = entry.target.partition(":")
    try:
        engine = getattr(importlib.import_module(module_name), factory)()
    except Exception as error:
        raise EngineError(
            f"The engine {name!r} failed to start: {type(error).__name__}: {error}",
            "timbre doctor shows what is installed.",
        ) from error
    if not isinstance(engine, Engine):
        raise EngineError(
            f"{entry.target} returned a {type(engine).__name__}, not an engine.",
            "Update or uninstall that plug-in.",
        )
    return engine


def model_name(text: str) -> str:
    """A model as a request names it: a folder by its absolute path, since workers run elsewhere; others as typed.

    A folder is what looks like a path, or holds a checkpoint. Raises InvalidInputError for nothing at all.
    """
    said = text.strip()
    if not said:
        raise InvalidInputError("The model has no name.", "timbre engines NAME lists an engine's models.")
    folder = Path(os.path.expanduser(said))  # noqa: PTH111 - pathlib raises for an unknown user
    is_path = said.startswith((".", "~", "/", "\\")) or folder.is_absolute()
    if is_path or (folder / "config.json").is_file():
        return str(Path(os.path.abspath(folder)))  # noqa: PTH100 - "." and ".." go, links stay
    return said


def _plugin_points() -> Iterable[importlib.metadata.EntryPoint]:
    return importlib.metadata.entry_points(group=ENTRY_POINT_GROUP)


def _entry(name: str, target: str, *, built_in: bool) -> EngineEntry:
    try:
        info = _read_info(target)
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        return EngineEntry(name, target, None, problem=str(error).replace("\n", " ")[:300], built_in=built_in)
    if info.name != name:
        problem = f"its engine.toml calls itself {info.name!r}"
        return EngineEntry(name, target, None, problem=problem, built_in=built_in)
    missing = tuple(need for need in info.needs if _is_missing(need))
    return EngineEntry(name, target, info, missing, built_in=built_in)


def _read_info(target: str) -> EngineInfo:
    """Read `engine.toml` of the package that `target` names, found on the import path without running its code."""
    root, *rest = target.partition(":")[0].split(".")
    spec = importlib.util.find_spec(root)
    locations = list(spec.submodule_search_locations or ()) if spec else []
    if not locations:
        raise FileNotFoundError(f"no package {root!r} with an engine.toml is installed")
    path = Path(locations[0]).joinpath(*rest, "engine.toml")
    with path.open("rb") as file:
        return EngineInfo.model_validate(tomllib.load(file))


def _is_missing(need: Need) -> bool:
    """Packages and keys can be looked up cheaply; weights and GPUs are for the engine's own `prepare`."""
    if need.kind == "package":
        return importlib.util.find_spec(need.name.split(".")[0]) is None
    if need.kind == "key":
        return not os.environ.get(need.name)
    return False
