"""The `timbre templates` commands: list, show, check, path; a name alone shows that template."""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli.commands import options
from timbre.cli.commands.presets import NamedOrCommand
from timbre.cli.diagnostics import guarded

_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object a template.")]

app = typer.Typer(
    name="templates",
    cls=NamedOrCommand,
    help="Prompts with slots to fill in, Timbre's and your own.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    epilog="Make a take of one: timbre make --template podcast-intro --set mood=dark --set seconds=20",
)


@app.callback()
def templates(context: typer.Context, as_json: _JSON = False) -> None:
    """Prompts with slots to fill in, Timbre's and your own."""
    if context.invoked_subcommand is None:
        list_templates(as_json=as_json)
    context.obj = as_json


@app.command("list")
@guarded
def list_templates(as_json: _JSON = False) -> None:
    """List every template and its text."""
    from timbre.cli import templating

    templating.show_all(as_json=as_json)


@app.command("show")
@guarded
def show(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="A template: `timbre templates` lists them.", autocompletion=options.template_choices
        ),
    ],
    as_json: _JSON = False,
) -> None:
    """Tell what a template's slots take, and the prompt its defaults make."""
    from timbre.cli import templating

    templating.show(name, as_json=as_json or bool(context.obj))


@app.command("check")
@guarded
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            help="Template files, or names of templates; all of your own if none.", show_default=False
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count warnings as errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a problem.")] = False,
) -> None:
    """Look for what is wrong in template files, with its line.

    Ends with 0 when they can be used, with 2 when one cannot; warnings count with --strict only.
    """
    from timbre.cli import templating

    if not templating.check(files or [], strict=strict, as_json=as_json):
        raise typer.Exit(2)


@app.command("path")
@guarded
def path() -> None:
    """Print the folder your own templates go into."""
    from timbre.cli import output
    from timbre.session.paths import Paths

    output.line(str(Paths.from_environment().templates))
