"""The user's own VST3 and Audio Unit plug-ins in a mastering chain: found, checked, set and run.

Knows nothing of presets' other effects. A plug-in is somebody else's code, so it never runs in this process.
"""

from __future__ import annotations

import hashlib
import json
import platform
import struct
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np

from timbre.audio.blocks import BLOCK_SAMPLES, blocks
from timbre.audio.plugin_process import packed, receive
from timbre.audio.presets import PluginEffect
from timbre.errors import EngineError, FileError, InvalidInputError, MissingError
from timbre.model.clip import Samples

ENDINGS = (".vst3", ".component")
LONGEST_LATENCY_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
"""For how long a plug-in may load, or work on one block of a second or two."""
_ELF_MACHINES = {0x3E: "x86_64", 0xB7: "aarch64", 0x03: "i386", 0x28: "armv7l"}
_MACHINES = {"AMD64": "x86_64", "ARM64": "aarch64", "arm64": "aarch64", "i686": "i386"}
_HASH_CHUNK = 1 << 20


def plugin_path(effect: PluginEffect) -> Path:
    """Where the plug-in lies. Raises MissingError where there is none, InvalidInputError for what is no plug-in."""
    path = Path(effect.path).expanduser()
    if path.suffix.lower() not in ENDINGS:
        raise InvalidInputError(
            f"{path} is not a plug-in: its name does not end in {' or '.join(ENDINGS)}.",
            "Name a VST3 or an Audio Unit plug-in.",
        )
    if not path.exists():
        raise MissingError(
            f"The plug-in {path} is not there.", "Install it, or mend its path in the mastering preset."
        )
    return path


def plugin_sha256(effect: PluginEffect) -> str:
    """SHA-256 of the plug-in: of its file, or of every file of its bundle with its name, in order of name."""
    path = plugin_path(effect)
    digest = hashlib.sha256()
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    for each in files:
        if each is not path:
            digest.update(each.relative_to(path).as_posix().encode("utf-8", "surrogateescape") + b"\0")
        try:
            with each.open("rb") as file:
                while chunk := file.read(_HASH_CHUNK):
                    digest.update(chunk)
        except OSError as error:
            raise FileError(f"{each} cannot be read: {error.strerror}.", "Check its permissions.") from error
    return digest.hexdigest()


def run_plugin(effect: PluginEffect, sample_rate: int, samples: Samples) -> None:
    """Send `samples` [C, T] through the plug-in, in place, in a process of its own; its latency is taken out.

    Raises MissingError, InvalidInputError, UnknownNameError; EngineError when the plug-in crashes or hangs.
    """
    path = plugin_path(effect)
    _check_machine(path)
    channels, length = samples.shape
    with _Process(path) as process:
        process.start(effect, channels, sample_rate)
        done = 0
        for block in blocks(samples):
            done = _write(process.exchange(block), samples, done)
        silence = np.zeros((channels, BLOCK_SAMPLES), np.float32)
        for _ in range(round(LONGEST_LATENCY_SECONDS * sample_rate) // BLOCK_SAMPLES + 1):
            if done >= length:
                return
            done = _write(process.exchange(silence), samples, done)
    raise EngineError(
        f"The plug-in {path.stem} gave {done} samples for {length}.", "Take it out of the preset."
    )


def _write(part: Samples, samples: Samples, done: int) -> int:
    count = min(part.shape[1], samples.shape[1] - done)
    samples[:, done : done + count] = part[:, :count]
    return done + count


class _Process:
    """The process that hosts one plug-in; it is gone when the `with` block ends."""

    def __init__(self, path: Path) -> None:
        self._name, self._channels = path.stem, 0
        self._path = path
        self._child = subprocess.Popen(
            [sys.executable, "-m", "timbre.audio.plugin_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.communicate()

    def start(self, effect: PluginEffect, channels: int, sample_rate: int) -> None:
        """Have the plug-in loaded and set."""
        wanted = {
            "effect": effect.model_dump(),
            "path": str(self._path.absolute()),
            "channels": channels,
            "sample_rate": sample_rate,
        }
        self._channels = channels
        self._ask(json.dumps(wanted).encode() + b"\n")

    def exchange(self, block: Samples) -> Samples:
        """What the plug-in has ready after the next `block` [C, n]."""
        return self._ask(packed(block))

    def _ask(self, data: bytes) -> Samples:
        sent, answers = self._child.stdin, self._child.stdout
        if sent is None or answers is None:
            raise EngineError(f"The plug-in {self._name} could not be started.", "Try again.")
        watch = threading.Timer(PATIENCE_SECONDS, self._child.kill)
        watch.start()
        try:
            sent.write(data)
            sent.flush()
            block = receive(answers, self._channels)
        except BrokenPipeError:
            block = None
        finally:
            watch.cancel()
        if block is None:
            raise EngineError(
                f"The plug-in {self._name} crashed or did not answer; nothing else is harmed.",
                "Take it out of the mastering preset, or try another version of it.",
            )
        return block


def _check_machine(path: Path) -> None:
    """Refuse a bundle or library made for another kind of processor. Raises InvalidInputError."""
    here = _MACHINES.get(platform.machine(), platform.machine())
    libraries = [path] if path.is_file() else sorted((path / "Contents").glob("*/*.so"))
    found = {machine for each in libraries if (machine := _elf_machine(each)) is not None}
    if platform.system() == "Linux" and found and here not in found:
        raise InvalidInputError(
            f"The plug-in {path.name} is made for {', '.join(sorted(found))}, and this machine is {here}.",
            "Install the version for this machine.",
        )


def _elf_machine(path: Path) -> str | None:
    """The processor an ELF library is made for; None when it is not one."""
    try:
        with path.open("rb") as file:
            head = file.read(20)
    except OSError:
        return None
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return None
    number = struct.unpack("<H" if head[5] == 1 else ">H", head[18:20])[0]
    return _ELF_MACHINES.get(number, f"machine {number}")
