"""`timbre master`: the mastering chain on any audio file. The terminal side of `audio.mastering`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from timbre.audio.exporter import export
from timbre.audio.files import read_audio
from timbre.audio.loudness import integrated_lufs
from timbre.audio.mastering import master
from timbre.audio.metadata import Tags, read_tags
from timbre.audio.normalise import normalise
from timbre.audio.presets import load_preset
from timbre.audio.trim import sounding_range
from timbre.audio.true_peak import true_peak_dbtp
from timbre.cli import diagnostics, output, values
from timbre.errors import FileError
from timbre.jobs.mastering import plugin_hashes
from timbre.model.clip import Samples
from timbre.session.paths import Paths


def master_file(
    file: Path,
    out: Path | None,
    preset: str,
    lufs: float | None,
    trim: bool,
    bits: str,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Read, master, write; the original is never touched. Raises FileError, InvalidInputError, UnknownNameError."""
    chosen = load_preset(preset, Paths.from_environment().mastering)
    plugins = plugin_hashes(chosen)
    if lufs is not None:
        values.in_range("--lufs", lufs, -40, -5, "LUFS")
    target = out or file.with_name(f"{file.stem}-mastered{file.suffix.lower() or '.wav'}")
    outputs = values.read_outputs(target, None, bits, stems=False, midi=False)
    clip = read_audio(file)
    source = clip.samples
    if trim:
        start, end = sounding_range(source, clip.sample_rate)
        source = source[:, start : end or None]
    mastered = np.empty(source.shape, np.float32)
    if chosen.lufs is None and lufs is not None:
        normalise(source, clip.sample_rate, lufs, mastered)
    else:
        master(source, clip.sample_rate, chosen, lufs, out=mastered)
    exported = export(mastered, clip.sample_rate, target, outputs.format, outputs.bits, _tags_of(file), force)
    before, after = _facts(source, clip.sample_rate), _facts(mastered, clip.sample_rate)
    if as_json:
        output.json_line(
            {
                "path": str(exported.path.absolute()),
                "preset": preset,
                "plugins": plugins,
                "before": before,
                "after": after,
                "sha256": exported.sha256,
            }
        )
        return
    output.line(str(exported.path))
    for label, facts in (("before", before), ("after", after)):
        diagnostics.say(
            f"  {label:<7} {_shown(facts['lufs'], 'LUFS')}, true peak {_shown(facts['true_peak_dbtp'], 'dBTP')}"
        )


def _tags_of(file: Path) -> Tags:
    """The source's tags without its recipe, which would no longer make this file."""
    try:
        return replace(read_tags(file), recipe_json="")
    except FileError:  # odd tags are no reason not to master the sound
        return Tags()


def _facts(samples: Samples, sample_rate: int) -> dict[str, float | None]:
    lufs, peak = integrated_lufs(samples, sample_rate), true_peak_dbtp(samples, sample_rate)
    return {
        "lufs": None if lufs is None else round(lufs, 2),
        "true_peak_dbtp": round(peak, 2) if np.isfinite(peak) else None,
    }


def _shown(value: float | None, unit: str) -> str:
    return "silent" if value is None else f"{value:.1f} {unit}"
