"""docs/presets.md: the tables of what presets and templates there are, and of what may be in them. By make_docs.py."""

from __future__ import annotations

from timbre.language.presets import Preset, load_preset, preset_names
from timbre.language.presets.values import FIELDS, VALID
from timbre.language.presets.words import in_a_line
from timbre.language.templates import KINDS, load_template, template_names


def tables() -> dict[str, str]:
    """Mark in the page → its table."""
    presets = [load_preset(name) for name in preset_names()]
    looks = [preset for preset in presets if "genres" in dict(preset.fields)]
    aspects = [preset for preset in presets if preset not in looks]
    templates = [load_template(name) for name in template_names()]
    return {
        "fields": _pairs("field of `[brief]`", {name: VALID[name] for name in FIELDS}),
        "kinds": _pairs("kind", KINDS),
        "presets": "Whole looks:\n\n"
        + _presets(looks)
        + "\n\nSingle things, to stack:\n\n"
        + _presets(aspects),
        "templates": "\n".join(
            ["| template | what it is for | text |", "|---|---|---|"]
            + [f"| `{each.name}` | {each.description} | {_literal(each.text)} |" for each in templates]
        ),
    }


def _presets(presets: list[Preset]) -> str:
    rows = [f"| `{each.name}` | {each.description} | {_literal(in_a_line(each))} |" for each in presets]
    return "\n".join(["| preset | what it is | sets |", "|---|---|---|", *rows])


def _pairs(what: str, rows: dict[str, str]) -> str:
    told = [f"| `{name}` | {about} |" for name, about in rows.items()]
    return "\n".join([f"| {what} | what it takes |", "|---|---|", *told])


def _literal(text: str) -> str:
    return text.replace("|", "\\|")
