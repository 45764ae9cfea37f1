"""Settings on the terminal: what `timbre config` shows, and the settings every other command works by."""

from __future__ import annotations

from typing import Any

from timbre.cli import diagnostics, output
from timbre.config.reading import Loaded, check, load
from timbre.config.settings import TABLES, Settings, description, names, valid_values, variable
from timbre.config.writing import set_value, unset_value
from timbre.errors import TimbreError
from timbre.session.paths import Paths


class _Told:
    """Which problems the user has been told of; each only once a run."""

    texts: set[str] = set()  # noqa: RUF012 - one for the process, as the terminal is


def current() -> Settings:
    """The settings in force. What is wrong in them is told once, and never stops a command."""
    return _load().settings


def show_all(*, as_json: bool) -> None:
    """`timbre config list`."""
    loaded = _load()
    plain = loaded.settings.model_dump(mode="json")
    for name in names() if as_json else ():
        source = loaded.sources.get(name, "default")
        facts = {"description": description(name), "valid": valid_values(name), "variable": variable(name)}
        output.json_line({"name": name, "value": plain[name], "source": source, **facts})
    if as_json:
        return
    rows = [
        [
            name,
            _shown(plain[name]),
            loaded.sources.get(name, ""),
            f"{description(name)} ({valid_values(name)})",
        ]
        for name in names()
    ]
    output.table(["setting", "value", "from", "what it does"], rows)


def show(name: str) -> None:
    """`timbre config get`. Raises UnknownNameError."""
    table, _, key = name.partition(".")
    if table in TABLES and key:
        output.line(_shown(getattr(current(), table).get(key)))
        return
    if name not in names():
        check(name, "")
    output.line(_shown(current().model_dump(mode="json")[name]))


def change(name: str, value: str) -> None:
    """`timbre config set`. Raises UnknownNameError, InvalidInputError, FileError."""
    stored = set_value(Paths.from_environment().config, name, value)
    diagnostics.say(f"{name} is now {_shown(stored)}.")
    if name == "sounds":
        _warn_if_missing(str(stored))
    _warn_if_overridden(name)


def _warn_if_missing(sounds: str) -> None:
    """A SoundFont may be put there later, so one that is not there is told only."""
    from timbre.engines.composer.soundfont.finding import check as look_for
    from timbre.engines.soundfont_name import sounds_name

    try:
        look_for(sounds_name(sounds))
    except TimbreError as error:
        diagnostics.warn(f"{error.message} {error.hint}")


def remove(name: str) -> None:
    """`timbre config unset`. Raises UnknownNameError, InvalidInputError, FileError."""
    if unset_value(Paths.from_environment().config, name):
        diagnostics.say(f"{name} has its default again.")
    else:
        diagnostics.say(f"{name} was not set.")
    _warn_if_overridden(name)


def _load() -> Loaded:
    loaded = load(Paths.from_environment().config)
    for problem in loaded.problems:
        if problem.text not in _Told.texts:
            _Told.texts.add(problem.text)
            diagnostics.warn(problem.text)
    return loaded


def _warn_if_overridden(name: str) -> None:
    if _load().sources.get(name) == "environment":
        diagnostics.warn(f"{variable(name)} is set in the environment and wins.")


def _shown(value: Any) -> str:
    """A value as it is typed; nothing if it is unset."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{key}={inner}" for key, inner in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)
