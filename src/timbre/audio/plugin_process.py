"""The other side of `audio.plugin_host`: a process of its own in which one plug-in is loaded, set and run.

What a plug-in breaks, breaks here: it may crash, print, or change how the processor rounds. Reads a JSON line
that says what to load, then blocks: a little-endian count and that many float32 samples of every channel. Answers
each with such a block. An error is a count of −1 and a JSON line with the kind of error, message and hint.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path
from typing import IO, Any

import numpy as np

from timbre.audio.presets import PluginEffect
from timbre.errors import InvalidInputError, TimbreError, UnknownNameError
from timbre.model.clip import Samples

_COUNT = struct.Struct("<q")
_PROBE_SAMPLES = 512


def main() -> None:
    """Serve one plug-in until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the plug-in prints is no answer
    wanted = json.loads(sys.stdin.buffer.readline())
    try:
        effect = PluginEffect.model_validate(wanted["effect"])
        plugin = _Loaded(effect, Path(wanted["path"]), wanted["channels"], wanted["sample_rate"])
        _answer(answers, packed(np.zeros((wanted["channels"], 0), np.float32)))
        while (block := receive(sys.stdin.buffer, wanted["channels"])) is not None:
            _answer(answers, packed(plugin.process(block)))
    except TimbreError as error:
        said = {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
        _answer(answers, _COUNT.pack(-1) + json.dumps(said).encode() + b"\n")
    os._exit(0)  # some plug-ins crash when they are taken down


def _answer(answers: IO[bytes], data: bytes) -> None:
    answers.write(data)
    answers.flush()


def packed(block: Samples) -> bytes:
    """One block [C, n] as it goes between the processes."""
    return _COUNT.pack(block.shape[1]) + np.ascontiguousarray(block, "<f4").tobytes()


def receive(stream: IO[bytes], channels: int) -> Samples | None:
    """Read one block [C, n]; None at the end. Raises what the other side reports."""
    head = stream.read(_COUNT.size)
    if len(head) < _COUNT.size:
        return None
    (count,) = _COUNT.unpack(head)
    if count < 0:
        said = json.loads(stream.readline())
        kind = UnknownNameError if said["kind"] == "UnknownNameError" else InvalidInputError
        raise kind(said["message"], said["hint"])
    data = stream.read(4 * channels * count)
    if len(data) < 4 * channels * count:
        return None
    return np.frombuffer(data, "<f4").reshape(channels, count).astype(np.float32)


class _Loaded:
    """A plug-in, loaded and set. One that takes a single channel is loaded once for each."""

    def __init__(self, effect: PluginEffect, path: Path, channels: int, sample_rate: int) -> None:
        self._name, self._rate = path.stem, float(sample_rate)
        self._plugins = [_load(path, effect)]
        self._groups = [slice(0, channels)]
        if channels > 1 and not self._takes(channels):
            self._groups = [slice(n, n + 1) for n in range(channels)]
            self._plugins += [_load(path, effect) for _ in range(channels - 1)]
        for plugin in self._plugins:
            _set(plugin, effect, self._name)
            plugin.reset()

    def _takes(self, channels: int) -> bool:
        try:
            self._plugins[0].process(np.zeros((channels, _PROBE_SAMPLES), np.float32), self._rate, reset=True)
        except ValueError:
            return False
        return True

    def process(self, block: Samples) -> Samples:
        """The next `block` [C, n] through the plug-in: as many samples as it has ready by now, latency left out."""
        try:
            parts = [
                plugin.process(np.ascontiguousarray(block[group]), self._rate, reset=False)
                for plugin, group in zip(self._plugins, self._groups)
            ]
        except (ValueError, RuntimeError) as error:
            raise InvalidInputError(
                f"The plug-in {self._name} cannot work on this audio: {error}", "Take it out of the preset."
            ) from error
        count = min(part.shape[1] for part in parts)
        result: Samples = np.nan_to_num(np.concatenate([part[:, :count] for part in parts]))
        return result


def _load(path: Path, effect: PluginEffect) -> Any:
    import pedalboard

    try:
        plugin = pedalboard.load_plugin(str(path), plugin_name=effect.plugin_name)
    except (ImportError, ValueError, RuntimeError, OSError) as error:
        said = " ".join(str(error).split())[:300].rstrip(". ")
        raise InvalidInputError(
            f"{path} cannot be loaded as a plug-in: {said or type(error).__name__}.",
            "Is it a VST3 or Audio Unit for this system? Where it holds several, say which with plugin_name.",
        ) from error
    if not plugin.is_effect:
        raise InvalidInputError(
            f"The plug-in {plugin.name} is an instrument, not an effect.", "A mastering chain takes effects."
        )
    return plugin


def _set(plugin: Any, effect: PluginEffect, name: str) -> None:
    """Give `plugin` the settings, checked. Raises UnknownNameError, InvalidInputError."""
    parameters = plugin.parameters
    for key, value in effect.settings.items():
        if key not in parameters:
            raise UnknownNameError.among(f"parameter of the plug-in {name}", key, parameters)
        _check_value(f"{name}.{key}", parameters[key], value)
        try:
            setattr(plugin, key, value)
        except (ValueError, TypeError) as error:
            raise InvalidInputError(f"{name}.{key} cannot be {value!r}: {error}", "Change it.") from error


def _check_value(name: str, parameter: Any, value: bool | float | str) -> None:
    if parameter.type in (str, bool) or isinstance(value, (bool, str)):
        valid = list(parameter.valid_values)
        if value not in valid:
            shown = ", ".join(str(each) for each in valid[:20])
            raise InvalidInputError(f"{name} cannot be {value!r}.", f"It is one of: {shown}.")
        return
    low, high = parameter.min_value, parameter.max_value
    if low is not None and not low <= value <= high:
        raise InvalidInputError(f"{name} is {value:g}; it goes from {low:g} to {high:g}.", "Change it.")


if __name__ == "__main__":
    main()
