"""What a preset sets, in words and as plain JSON data.

Knows nothing of files.
"""

from __future__ import annotations

from typing import Any

from timbre.language.explain import in_words
from timbre.language.presets.load import Preset
from timbre.model.brief import Brief


def rows(preset: Preset) -> list[tuple[str, str]]:
    """Field → value in words, everything the preset wishes for."""
    told = [(field, in_words(field, value)) for field, value in preset.fields]
    told += [("add", ", ".join(preset.add))] if preset.add else []
    told += [("master", preset.master)] if preset.master else []
    told += [("lufs", f"{preset.lufs:g} LUFS")] if preset.lufs is not None else []
    return told


def in_a_line(preset: Preset) -> str:
    """Everything the preset wishes for, in one line."""
    return "; ".join(f"{field} {value}" for field, value in rows(preset))


def as_data(preset: Preset) -> dict[str, Any]:
    """The preset as `--json` prints it."""
    brief = Brief.model_validate(dict(preset.fields)).model_dump(mode="json")
    return {
        "name": preset.name,
        "title": preset.title,
        "description": preset.description,
        "brief": {name: brief[name] for name, _ in preset.fields},
        "add": list(preset.add),
        "master": preset.master,
        "lufs": preset.lufs,
        "own": bool(preset.path),
        "path": preset.path or None,
    }
