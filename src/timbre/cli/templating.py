"""`timbre templates` and `--template`: listed, shown, checked, filled in. The terminal side of `language.templates`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from timbre.cli import checking, diagnostics, output, values
from timbre.conversation.templating import slot_rows
from timbre.errors import InvalidInputError
from timbre.language.parse import parse
from timbre.language.presets.load import own_files
from timbre.language.templates import Template, fill, load_template, template_names
from timbre.language.templates.filling import read_pairs
from timbre.language.templates.load import misnamed, read_own
from timbre.session.paths import Paths


def show_all(*, as_json: bool) -> None:
    """Every template, a line each; a file of the user's that cannot be used is told and passed over."""
    folder = Paths.from_environment().templates
    for path in misnamed(folder):
        diagnostics.warn(f"{path.name} is passed over: {checking.NAMING}. Rename it.")
    found = diagnostics.usable(template_names(folder), lambda each: load_template(each, folder)).values()
    for template in found:
        if as_json:
            output.json_line(_as_data(template))
    if as_json:
        return
    rows = [[_marked(template), template.description, template.text] for template in found]
    output.table(["template", "description", "text"], rows)
    diagnostics.say("Use one: timbre make --template podcast-intro --set mood=dark")
    diagnostics.say(f"timbre templates NAME tells its slots; your own go into {folder}.")


def show(name: str, *, as_json: bool) -> None:
    """One template. Raises UnknownNameError, InvalidInputError, FileError."""
    template = load_template(name, Paths.from_environment().templates)
    if as_json:
        output.json_line(_as_data(template))
        return
    output.line(f"{template.title}: {template.description}")
    output.line(template.text)
    output.table(["slot", "default", "takes", "what it is for"], slot_rows(template))
    needed = [slot for slot in template.slots if slot.default is None]
    if not needed:
        diagnostics.say(f"By default: {fill(template, {})}")
    example = needed[0] if needed else next(iter(template.slots), None)
    if example is not None:
        diagnostics.say(f"Use it: timbre make --template {name} --set {example.name}=VALUE")


def check(files: Sequence[str], *, strict: bool, as_json: bool) -> bool:
    """Whether all the files can be used; without `files`, the user's own. Problems go to stdout. Raises FileError."""
    folder = Paths.from_environment().templates
    named = checking.Checked("template", folder, own_files(folder), template_names, load_template)
    return checking.check(named, files, lambda path: _doubts(read_own(path)), strict=strict, as_json=as_json)


def prompt_of(template: str | None, settings: Sequence[str], words: Sequence[str]) -> str:
    """The prompt of a command line: words, or a template filled in and words after it. Raises TimbreError."""
    if template is None:
        if settings:
            raise InvalidInputError("--set fills in a slot of a template.", "Add --template NAME.")
        return values.read_prompt(list(words))
    found = load_template(template, Paths.from_environment().templates)
    more = values.read_prompt(list(words)) if words else ""
    return values.check_prompt(fill(found, read_pairs(settings, found), more))


def _doubts(template: Template) -> list[str]:
    """What is odd in a template that can be read."""
    found = [] if template.description else ["There is no description."]
    if all(slot.default is not None for slot in template.slots):
        ignored = parse(fill(template, {})).ignored
        found += [f"Its words change nothing: {', '.join(ignored)}."] if ignored else []
    return found


def _as_data(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "title": template.title,
        "description": template.description,
        "text": template.text,
        "slots": [{**asdict(slot), "choices": list(slot.choices)} for slot in template.slots],
        "own": bool(template.path),
        "path": template.path or None,
    }


def _marked(template: Template) -> str:
    return f"{template.name} (yours)" if template.path else template.name
