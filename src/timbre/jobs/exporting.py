"""The rules of exporting a take again, for `timbre export` and the conversation's `/export` alike.

A take is made again from its recipe, so that nothing is converted twice; where that would change the sound (another
engine version, an engine that never repeats itself, a take that was cut short) the file is converted instead.
"""

from __future__ import annotations

from pathlib import Path

from timbre.audio.exporter import export
from timbre.audio.files import read_audio
from timbre.audio.metadata import read_tags
from timbre.engines.registry import find_engine
from timbre.errors import CapabilityError, FileError, UnknownNameError
from timbre.model.request import Outputs


def repeatable(engine: str, engine_version: str | None) -> bool:
    """Whether `engine` as installed would make the very same again."""
    try:
        info = find_engine(engine).info
    except UnknownNameError:
        return False
    return info is not None and info.determinism != "none" and info.version == engine_version


def convert(source: Path | None, target: Path, outputs: Outputs, force: bool) -> Path:
    """The take's own file in another format, its tags kept; the absolute path. Raises CapabilityError, FileError."""
    if outputs.stems or outputs.midi:
        raise CapabilityError(
            "This take cannot be made again exactly, so there are no stems or MIDI of it.",
            "Export the audio alone, or make a new take from its words.",
        )
    if source is None:
        raise FileError(
            "The take's file is gone and its engine has changed since.",
            "Make a new take from the same words.",
        )
    clip = read_audio(source)
    written = export(
        clip.samples, clip.sample_rate, target, outputs.format, outputs.bits, read_tags(source), force
    )
    return written.path.absolute()
