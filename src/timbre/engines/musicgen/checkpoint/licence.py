"""What a checkpoint's licence is called, what it asks, and whether the user has accepted it. Asks nobody anything."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from timbre.audio.atomic import write_file
from timbre.engines.musicgen.checkpoint.catalog import Model, catalog_data
from timbre.engines.musicgen.checkpoint.manifest import read_manifest
from timbre.engines.musicgen.checkpoint.places import licences_file
from timbre.errors import MissingError
from timbre.model.text import clean, shortened
from timbre.session.paths import Paths, private_folder

_CARD_BYTES = 65_536
_ID = re.compile(r"^[a-z0-9][a-z0-9.+-]{0,63}$")


class LicenceError(MissingError):
    """A licence was not accepted yet; `licence` is the one."""

    def __init__(self, message: str, hint: str, licence: Licence) -> None:
        super().__init__(message, hint)
        self.licence = licence


@dataclass(frozen=True)
class Licence:
    """`id` as the hub writes it, "" when unknown; `label` and `sentence` for people."""

    id: str
    label: str
    sentence: str
    url: str = ""

    @property
    def notice(self) -> str:
        """One line with all of it."""
        return f"Licence {self.label}: {self.sentence}" + (f" {self.url}" if self.url else "")


def licence_called(identifier: str | None, where: str = "local checkpoint") -> Licence:
    """The licence with that id; an unknown one is named as it is, a missing one as "unknown (where)"."""
    name = (identifier or "").strip().lower()
    if not _ID.match(name) or name in ("other", "unknown"):
        return Licence(
            "", f"unknown ({where})", "Nobody says what may be done with these weights: ask their authors."
        )
    facts = catalog_data()["licences"].get(name)
    if facts is None:
        return Licence(name, name, "Read its terms before you use what you make with it.")
    return Licence(name, facts["label"], facts["sentence"], facts["url"])


def licence_of(folder: Path) -> Licence:
    """The licence of the checkpoint in `folder`: as recorded when it was pulled, else as its model card says."""
    manifest = read_manifest(folder.parent)
    if manifest is not None and folder.name == manifest.commit:
        return licence_called(manifest.licence, manifest.repo)
    return licence_called(_card_licence(folder / "README.md"))


def licence_for(model: Model) -> Licence:
    """What is known of a model's licence before anything is fetched."""
    return licence_called(model.licence, model.repo or "local checkpoint")


def is_accepted(licence: Licence, repo: str, paths: Paths | None = None) -> bool:
    """Whether the user accepted that licence before (an unknown one counts for its own model only)."""
    return (licence.id or repo) in _accepted(licences_file(paths))


def accept(licence: Licence, repo: str, paths: Paths | None = None) -> None:
    """Remember that the user accepted it. Raises FileError."""
    file = licences_file(paths)
    accepted = _accepted(file)
    accepted[licence.id or repo] = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    private_folder(file.parent)
    write_file(file, (json.dumps(accepted, indent=2, sort_keys=True) + "\n").encode(), force=True)


def require(licence: Licence, model: Model, paths: Paths | None = None) -> None:
    """Raise LicenceError, with what to type, unless the licence was accepted."""
    if not is_accepted(licence, model.repo, paths):
        raise LicenceError(
            f"{model.repo} is not here, and its licence was not accepted yet. {licence.notice}",
            f"If you agree: timbre models pull {model.name} --accept-licence",
            licence,
        )


def _accepted(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _card_licence(card: Path) -> str | None:
    """`license:` in the block of metadata that begins a model card."""
    try:
        with card.open("rb") as file:
            text = file.read(_CARD_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    block = re.match(r"^---\r?\n(.*?)\r?\n---", text, re.DOTALL)
    line = re.search(r"^license:[ \t]*['\"]?([^\s'\"#]+)", block[1], re.MULTILINE) if block else None
    return shortened(clean(line[1]), 64) if line else None
