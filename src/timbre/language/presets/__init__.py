"""Presets: named fragments of a Brief that can be stacked under what the user says.

Knows nothing of where the user keeps theirs: a folder is handed in.
"""

from timbre.language.presets.apply import Applied, Held, applied, apply_presets
from timbre.language.presets.load import Preset, load_preset, preset_names
from timbre.language.presets.saving import preset_text

__all__ = [
    "Applied",
    "Held",
    "Preset",
    "applied",
    "apply_presets",
    "load_preset",
    "preset_names",
    "preset_text",
]
