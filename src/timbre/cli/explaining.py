"""Showing what words mean: `explain`, `vocabulary`, `presets`. The terminal side of `timbre.language`."""

from __future__ import annotations

from pathlib import Path

from timbre.audio.presets import preset_names as mastering_names
from timbre.cli import diagnostics, output
from timbre.errors import UnknownNameError
from timbre.language.explain import Explanation, explain, explain_json, in_words
from timbre.language.presets import Preset, load_preset, preset_names
from timbre.language.vocabulary.listing import list_topic, topics
from timbre.model.brief import Brief
from timbre.model.text import clean
from timbre.session.paths import Paths

_LABEL_COLOURS = {
    "genre": "cyan",
    "mood": "magenta",
    "instrument": "green",
    "scene": "blue",
    "production": "yellow",
}


def show(prompt: str, brief: Brief, *, as_json: bool) -> None:
    """`timbre explain`: the prompt with its meanings marked, a row per field, and what was ignored."""
    if as_json:
        output.json_line(explain_json(brief))
        return
    explanation = explain(prompt, brief)
    if output.is_terminal():
        _show_marked(explanation)
    rows = [[row.field, row.value or "–", row.source, row.because] for row in explanation.rows]
    output.table(
        ["what", "value", "source", "because"], [row for row in rows if row[1] != "–" or row[2] != "default"]
    )
    chosen = ", ".join(row[0] for row in rows if row[1] == "–" and row[2] == "default")
    if chosen:
        diagnostics.say(f"Left to the engine: {chosen}.")
    if explanation.ignored:
        diagnostics.say(f"Changed nothing: {', '.join(explanation.ignored)}.")
    for note in explanation.notes:
        diagnostics.say(f"Note: {note}")


def show_vocabulary(kind: str | None, query: str | None, *, as_json: bool) -> None:
    """`timbre vocabulary`: the topics with their sizes, or the entries of one topic."""
    if kind is not None and kind not in topics():
        raise UnknownNameError.among("part of the vocabulary", kind, topics())
    if kind is None and query is None and not as_json:
        rows = []
        for topic in topics():
            lines = list_topic(topic)
            words = len(lines) + sum(len(line.aliases) for line in lines)
            examples = ", ".join(line.name for line in lines[:6])
            rows.append([topic, str(len(lines)), str(words), examples + " …"])
        output.table(["topic", "entries", "words", "for example"], rows)
        diagnostics.say("timbre vocabulary TOPIC lists one; -q TEXT searches.")
        return
    rows = []
    for topic in (kind,) if kind else topics():
        for line in list_topic(topic):
            aliases = ", ".join(line.aliases)
            if query and query.lower() not in f"{line.name} {aliases} {line.implies}".lower():
                continue
            if as_json:
                output.json_line(
                    {
                        "topic": topic,
                        "name": line.name,
                        "aliases": list(line.aliases),
                        "implies": line.implies,
                    }
                )
            rows.append([topic, line.name, aliases, line.implies])
    if not as_json:
        output.table(["topic", "name", "also", "implies"], rows)


def show_presets(name: str | None, *, as_json: bool) -> None:
    """`timbre presets`: every preset, built-in and the user's own, or one of them whole.

    A file of the user's that cannot be used is told and passed over. Raises TimbreError where `name` is given.
    """
    folder = Paths.from_environment().presets
    if name:
        presets = [_preset(name, folder)]
    else:
        presets = list(
            diagnostics.usable(preset_names(folder), lambda each: load_preset(each, folder)).values()
        )
    if as_json:
        for preset in presets:
            output.json_line(
                {
                    "name": preset.name,
                    "title": preset.title,
                    "description": preset.description,
                    "brief": dict(preset.fields),
                    "master": preset.master,
                    "own": bool(preset.path),
                }
            )
        return
    output.table(["preset", "description", "sets"], [[p.name, p.description, _sets(p)] for p in presets])
    if not name:
        diagnostics.say(
            f'Use one: timbre make "with a flute" --preset {presets[0].name if presets else "NAME"}'
        )


def _preset(name: str, folder: Path) -> Preset:
    try:
        return load_preset(name, folder)
    except UnknownNameError as error:
        if name not in mastering_names(Paths.from_environment().mastering):
            raise
        raise UnknownNameError(
            f"{name!r} is a mastering preset.", f"Type: timbre presets --mastering {name}"
        ) from error


def _sets(preset: Preset) -> str:
    parts = [f"{field} {in_words(field, value)}" for field, value in preset.fields]
    return "; ".join([*parts, f"master {preset.master}"] if preset.master else parts)


def _show_marked(explanation: Explanation) -> None:
    """The prompt with every understood stretch underlined in its kind's colour."""
    from rich.text import Text

    text = Text("  ")
    position = 0
    for mark in explanation.highlights:
        text.append(clean(explanation.prompt[position : mark.start]))
        style = f"underline {_LABEL_COLOURS.get(mark.label, 'bold')}" + (" strike" if mark.negated else "")
        text.append(clean(explanation.prompt[mark.start : mark.end]), style=style)
        position = mark.end
    text.append(clean(explanation.prompt[position:]) + "\n")
    output.console().print(text)
