"""The `timbre config` commands: list, get, set, unset, path."""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli.diagnostics import guarded

_NAME = "A setting: `timbre config list` shows them. Keys are called keys.ACTION."

app = typer.Typer(
    name="config", help="Show and change settings.", no_args_is_help=True, pretty_exceptions_enable=False
)


@app.command("list")
@guarded
def list_settings(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a setting.")] = False,
) -> None:
    """List every setting: its value, where that comes from, what it does."""
    from timbre.cli import configuring

    configuring.show_all(as_json=as_json)


@app.command("get")
@guarded
def get_setting(name: Annotated[str, typer.Argument(help=_NAME)]) -> None:
    """Print the value in force."""
    from timbre.cli import configuring

    configuring.show(name)


@app.command("set")
@guarded
def set_setting(
    name: Annotated[str, typer.Argument(help=_NAME)],
    value: Annotated[str, typer.Argument(help="The new value.")],
) -> None:
    """Change a setting in config.toml; comments there stay."""
    from timbre.cli import configuring

    configuring.change(name, value)


@app.command("unset")
@guarded
def unset_setting(name: Annotated[str, typer.Argument(help=_NAME)]) -> None:
    """Take a setting out of config.toml, so that the default counts."""
    from timbre.cli import configuring

    configuring.remove(name)


@app.command("path")
@guarded
def path() -> None:
    """Print where config.toml is, or would be."""
    from timbre.cli import output
    from timbre.session.paths import Paths

    output.line(str(Paths.from_environment().config))
