"""Which models are known by name (`catalog.toml`), and what a name the user gives stands for. Touches no network."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from timbre.errors import CapabilityError, InvalidInputError, UnknownNameError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_REPO = re.compile(r"^[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}$", re.ASCII)
_MELODY = re.compile(r"^(facebook/musicgen-)?(stereo-)?melody(-large)?$")


@dataclass(frozen=True)
class Model:
    """One model: `name` as the user types it, `repo` "owner/name" on the hub (empty for a local `folder`)."""

    name: str
    repo: str = ""
    revision: str = "main"
    licence: str | None = None
    """Licence id; None where only the hub or the model card can tell."""
    bytes: int | None = None
    """Approximate size of the download; None when unknown."""
    channels: int | None = None
    folder: Path | None = None


def catalog() -> Mapping[str, Model]:
    """The known models by short name, smallest first of each kind."""
    return {name: Model(name=name, **facts) for name, facts in catalog_data()["models"].items()}


@cache
def catalog_data() -> dict[str, Any]:
    """What `catalog.toml` says."""
    data: dict[str, Any] = tomllib.loads(Path(__file__).with_name("catalog.toml").read_text(encoding="utf-8"))
    return data


def look_up(name: str) -> Model:
    """The model `name` means: a short name, a hub name "owner/name", or a folder that holds a checkpoint.

    A known name wins; then an existing folder; then the hub. Raises UnknownNameError, InvalidInputError or
    CapabilityError (melody models).
    """
    known = catalog()
    wanted = name.strip()
    for model in known.values():
        if wanted.lower() in (model.name, model.repo, model.repo.partition("/")[2]):
            return model
    if _MELODY.match(wanted.lower()):
        raise CapabilityError(
            f"{wanted} is a melody model: melody variants are not supported yet.",
            f"Known: {', '.join(known)}.",
        )
    folder = _folder(wanted)
    if folder is not None:
        return Model(name=str(folder), folder=folder)
    if _REPO.match(wanted) and "--" not in wanted and ".." not in wanted:
        return Model(name=wanted, repo=wanted)
    raise UnknownNameError.among(
        "model",
        wanted,
        known,
        f"Known: {', '.join(known)}; or owner/name on the Hugging Face hub; or a folder with a checkpoint.",
    )


def _folder(wanted: str) -> Path | None:
    """`wanted` as a folder where it is one, or is written like one."""
    if not wanted or "\0" in wanted or len(wanted) > 4096:
        return None
    try:
        path = Path(wanted).expanduser()
        if path.is_dir():
            return path.absolute()
    except (OSError, RuntimeError):
        path = Path(wanted)
    if wanted.startswith((".", "~")) or path.is_absolute() or "\\" in wanted:
        raise InvalidInputError(
            f"There is no folder {wanted[:200]}.", "Give the folder that holds config.json."
        )
    return None
