"""The kits there are: which piece answers to which General MIDI key, and the numbers of each.

Knows nothing of how pieces make sound; kits are TOML beside this file, common.toml holds what they share.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from timbre.engines.composer.synth.drums.colour import Colour
from timbre.engines.composer.synth.tone import Signal, Tone
from timbre.errors import UnknownNameError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_PACKAGE = "timbre.engines.composer.synth.drums"
_FOLDER = Path(__file__).parent
_NAMES = (
    "acoustic kit",
    "brush kit",
    "lo-fi kit",
    "808 kit",
    "909 kit",
    "electronic kit",
    "rock kit",
    "chip kit",
    "orchestral percussion",
    "latin percussion",
    "jazz kit",
    "metal kit",
    "breakbeat kit",
    "indian percussion",
    "african percussion",
    "frame drums",
)
_MODELS = {
    "kick": "KickPatch",
    "snare": "SnarePatch",
    "metal": "MetalPatch",
    "skin": "SkinPatch",
    "wood": "WoodPatch",
    "shaker": "ShakerPatch",
    "chip": "ChipPatch",
}
_SUBSTITUTES = {
    **dict.fromkeys(range(27, 35), 37),
    52: 49, 55: 57, 58: 54, 65: 60, 66: 61, 67: 56, 68: 56, 71: 81, 72: 81, 73: 69, 74: 69,
    78: 62, 79: 64, 80: 81, 82: 70, 83: 54, 84: 81, 85: 75, 86: 45, 87: 41,
}  # fmt: skip
"""General MIDI keys no kit has a piece for, and the key that stands in."""


@dataclass(frozen=True)
class Piece:
    """One drum: its model's module and numbers, its `level_db` (RMS of its loudest 50 ms at full stroke)."""

    model: str
    patch: Any
    level_db: float

    def sound(self, tone: Tone) -> Signal:
        """Render one stroke: [2, T], not yet levelled."""
        samples: Signal = import_module(f"{_PACKAGE}.{self.model}").render(self.patch, tone)
        return samples


@dataclass(frozen=True)
class Kit:
    """A drum kit: `keys` are the General MIDI keys it has a piece of its own for."""

    name: str
    description: str
    keys: tuple[int, ...]


@lru_cache(maxsize=32)
def _tables(name: str) -> dict[str, Any]:
    file = name.replace(" ", "-") + ".toml"
    tables: dict[str, Any] = tomllib.loads((_FOLDER / "kits" / file).read_text(encoding="utf-8"))
    return tables


@lru_cache(maxsize=32)
def _pieces(name: str) -> dict[int, dict[str, Any]]:
    """Key → the piece's whole table, `like` resolved."""
    tables = _tables(name)
    base = dict(_pieces(tables["extends"])) if "extends" in tables else {}
    named: dict[str, dict[str, Any]] = {}
    for title, table in tables.get("pieces", {}).items():
        whole = {**named.get(table.get("like", ""), {}), **{k: v for k, v in table.items() if k != "like"}}
        named[title] = whole
        for key in whole["keys"]:
            base[key] = whole
    return base


@lru_cache(maxsize=512)
def piece(name: str, key: int) -> Piece | None:
    """The piece of kit `name` that answers to `key`, a near relative if it has none, or None."""
    pieces = _pieces(name)
    table = pieces.get(key) or pieces.get(_SUBSTITUTES.get(key, -1))
    if table is None:
        return None
    numbers = {k: _frozen(v) for k, v in table.items() if k not in ("keys", "model", "level_db")}
    model = table["model"]
    kind = getattr(import_module(f"{_PACKAGE}.{model}"), _MODELS[model])
    return Piece(model, kind(**numbers), float(table["level_db"]))


@lru_cache(maxsize=16)
def colour(name: str) -> Colour:
    """The colour of kit `name`."""
    return Colour(**{k: _frozen(v) for k, v in _tables(name).get("colour", {}).items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


class _Kits(Mapping[str, Kit]):
    """All kits by name; the files are read at first use."""

    def __getitem__(self, name: str) -> Kit:
        if name not in _NAMES:
            raise KeyError(name)
        return Kit(name, _tables(name)["description"], tuple(sorted(_pieces(name))))

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


KITS: Mapping[str, Kit] = _Kits()


def known_kit(name: str) -> None:
    """Refuse a kit that is not there (UnknownNameError)."""
    if name not in _NAMES:
        raise UnknownNameError.among("drum kit", name, _NAMES)
