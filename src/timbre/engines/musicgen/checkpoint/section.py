"""One section of a checkpoint's `config.json`: typed, bounded look-ups whose errors name file, field and value.

Knows nothing of MusicGen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from timbre.errors import CapabilityError, EngineError, MissingError
from timbre.model.text import clean, shortened

MOST_BYTES = 4_000_000
"""A configuration is a few kilobytes; anything larger is some other file."""

AGAIN = "Fetch the model again (timbre models pull), or point to another folder."


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in `path`. Raises MissingError when there is no such file, EngineError when it is not one."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise EngineError(
                f"{path} is larger than any configuration ({path.stat().st_size} bytes).", AGAIN
            )
        data = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise MissingError(f"{path.parent} has no {path.name}.", AGAIN) from error
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror or error}.", AGAIN) from error
    except (ValueError, RecursionError) as error:
        raise EngineError(f"{path} is not valid JSON: {shortened(str(error), 120)}.", AGAIN) from error
    if not isinstance(data, dict):
        raise EngineError(f"{path} holds no JSON object.", AGAIN)
    return data


def read_index(path: Path) -> dict[str, str]:
    """Which shard holds each tensor, from a `*.index.json`. Raises EngineError; shards lie beside the index."""
    places = read_json(path).get("weight_map")
    if not isinstance(places, dict) or not places:
        raise EngineError(f"{path} has no weight_map.", AGAIN)
    for shard in set(map(str, places.values())):
        if Path(shard).name != shard or not shard.endswith(".safetensors") or "\\" in shard:
            raise EngineError(
                f"{path} names a shard {shortened(clean(shard), 80)!r} outside its folder.", AGAIN
            )
    if not all(isinstance(shard, str) for shard in places.values()):
        raise EngineError(f"{path} has a weight_map of something other than file names.", AGAIN)
    return places


class Section:
    """The object called `name` within the configuration at `path`."""

    def __init__(self, path: Path, name: str, values: Mapping[str, Any]) -> None:
        self._path = path
        self._name = name
        self._values = values

    @classmethod
    def of(cls, path: Path, name: str, whole: Mapping[str, Any]) -> Section:
        """Section `name` of the object `whole`. Raises EngineError when it is not there."""
        values = whole.get(name)
        if not isinstance(values, dict):
            raise EngineError(f"{path} has no section {name!r}.", AGAIN)
        return cls(path, name, values)

    def value(self, field: str, default: Any) -> Any:
        """The raw value; `default` where the field is absent or null."""
        found = self._values.get(field)
        return default if found is None else found

    def whole(self, field: str, default: int, low: int = 1, high: int = 65_536) -> int:
        """A whole number within low..high. Raises EngineError."""
        found = self.value(field, default)
        if isinstance(found, bool) or not isinstance(found, int) or not low <= found <= high:
            raise self.wrong(field, found, f"a whole number from {low} to {high}")
        return found

    def number(self, field: str, default: float, low: float, high: float) -> float:
        """A finite number within low..high. Raises EngineError."""
        found = self.value(field, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self.wrong(field, found, f"a number from {low:g} to {high:g}")
        if not math.isfinite(found) or not low <= found <= high:
            raise self.wrong(field, found, f"a number from {low:g} to {high:g}")
        return float(found)

    def wholes(self, field: str, default: Sequence[int], most: int, high: int = 1024) -> tuple[int, ...]:
        """1 to `most` whole numbers, each 1..high. Raises EngineError."""
        found = self.value(field, list(default))
        good = isinstance(found, list | tuple) and 1 <= len(found) <= most
        if not good or any(
            isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= high for n in found
        ):
            raise self.wrong(field, found, f"1 to {most} whole numbers from 1 to {high}")
        return tuple(found)

    def only(self, field: str, default: Any, allowed: Sequence[Any]) -> Any:
        """A value that this engine can do. Raises CapabilityError for any other."""
        found = self.value(field, default)
        if not any(found == one and isinstance(found, bool) == isinstance(one, bool) for one in allowed):
            raise CapabilityError(
                f"{self._path}: {self._name}.{field} is {_shown(found)}; this engine plays only "
                f"{' or '.join(_shown(one) for one in allowed)}.",
                "Use a checkpoint of MusicGen's own architecture, such as facebook/musicgen-small.",
            )
        return found

    def wrong(self, field: str, found: object, valid: str) -> EngineError:
        """The error for a value that makes no sense."""
        return EngineError(
            f"{self._path}: {self._name}.{field} is {_shown(found)}; it must be {valid}.", AGAIN
        )


def _shown(value: object) -> str:
    text = json.dumps(value) if isinstance(value, str | bool | int | float | list) else type(value).__name__
    return shortened(clean(text), 60)
