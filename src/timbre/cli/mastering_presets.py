"""`timbre presets --mastering`: mastering chains in words. The terminal side of `audio.presets`."""

from __future__ import annotations

from timbre.audio.effects import Effect
from timbre.audio.presets import MasteringPreset, PluginEffect, load_preset, preset_names
from timbre.cli import diagnostics, output
from timbre.session.paths import Paths

_UNITS = {"_hz": "Hz", "_db": "dB", "_ms": "ms"}


def show_mastering_presets(name: str | None, *, as_json: bool) -> None:
    """Every mastering preset, Timbre's and the user's own, or the one called `name`.

    A file of the user's that cannot be used is told and passed over. Raises TimbreError where `name` is given.
    """
    folder = Paths.from_environment().mastering
    if name:
        presets = {name: load_preset(name, folder)}
    else:
        presets = diagnostics.usable(preset_names(folder), lambda each: load_preset(each, folder))
    if as_json:
        for each, preset in presets.items():
            output.json_line({"name": each, **preset.model_dump(mode="json")})
        return
    rows = [
        [
            each,
            preset.description,
            "" if preset.lufs is None else f"{preset.lufs:g} LUFS",
            chain_in_words(preset),
        ]
        for each, preset in presets.items()
    ]
    output.table(["mastering preset", "description", "loudness", "chain"], rows)
    if not name:
        diagnostics.say(f"Your own go to {folder}: one TOML file each, with extends and chain.")


def chain_in_words(preset: MasteringPreset) -> str:
    """The chain, one effect after another: "peak 320 Hz, −0.8 dB → compressor …"."""
    steps = [_in_words(step) for step in preset.chain]
    if preset.clip_db is not None:
        steps.append(f"soft clip over {preset.clip_db:g} dB of limiting")
    return " → ".join([*steps, "limiter −1 dBTP"] if preset.lufs is not None else ["untouched"])


def _in_words(step: Effect | PluginEffect) -> str:
    if isinstance(step, PluginEffect):
        told = ", ".join(f"{key} {value}" for key, value in step.settings.items())
        return f"plug-in {step.plugin_name or step.path}" + (f" ({told})" if told else "")
    values = []
    for key, value in step.settings.items():
        unit = next((unit for ending, unit in _UNITS.items() if key.endswith(ending)), "")
        shown = f"{value:g} {unit}".strip().replace("-", "−")
        plain = key in ("cutoff_frequency_hz", "gain_db", "tilt_db", "width")
        values.append(shown if plain else f"{key.rsplit('_', 1)[0] if unit else key} {shown}")
    return " ".join([step.effect.replace("_", " "), ", ".join(values)]).strip()
