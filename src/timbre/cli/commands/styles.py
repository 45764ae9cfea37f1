"""The `timbre styles` commands: list, show, check."""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli.diagnostics import guarded

_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object a style.")]

app = typer.Typer(
    name="styles",
    help="The styles the composer plays, and your own.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    epilog="Your own styles are TOML files in a folder `styles` beside config.toml (`timbre config path`).",
)


@app.callback()
def styles(context: typer.Context, as_json: _JSON = False) -> None:
    """The styles the composer plays, and your own."""
    if context.invoked_subcommand is None:
        list_styles(as_json=as_json)


@app.command("list")
@guarded
def list_styles(as_json: _JSON = False) -> None:
    """List every style with its tempo and a line about it."""
    from timbre.cli import styling

    styling.show_all(as_json=as_json)


@app.command("show")
@guarded
def show(
    name: Annotated[str, typer.Argument(help="A style: `timbre styles` lists them.")], as_json: _JSON = False
) -> None:
    """Tell what a style does: groove, harmony, players, form, mix."""
    from timbre.cli import styling

    styling.show(name, as_json=as_json)


@app.command("check")
@guarded
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Style files, or names of styles; all of your own if none.", show_default=False),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count warnings as errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a problem.")] = False,
) -> None:
    """Look for everything that is wrong in style files, each with its line.

    Ends with 0 when they can be used, with 2 when one cannot; warnings count with --strict only.
    """
    from timbre.cli import styling

    if not styling.check(files or [], strict=strict, as_json=as_json):
        raise typer.Exit(2)
