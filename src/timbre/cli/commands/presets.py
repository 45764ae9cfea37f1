"""The `timbre presets` commands: list, show, save, check, remove, path; a name alone shows that preset."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from timbre.cli.commands import options
from timbre.cli.diagnostics import guarded

_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object a preset.")]
_MASTERING = Annotated[bool, typer.Option("--mastering", help="Mastering presets and their chains.")]


class NamedOrCommand(TyperGroup):
    """A group in which a word that is no command is the argument of `show`: `timbre presets rainy-cafe`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command, its name, and what is left of the arguments."""
        first = args[0] if args else ""
        if first and not first.startswith("-") and self.get_command(ctx, first) is None:
            args = ["show", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="presets",
    cls=NamedOrCommand,
    help="Presets to start from, Timbre's and your own.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    epilog="`timbre presets NAME` shows one. Your own are TOML files: `timbre presets path` says where.",
)


@app.callback()
def presets(context: typer.Context, mastering: _MASTERING = False, as_json: _JSON = False) -> None:
    """Presets to start from, Timbre's and your own."""
    if context.invoked_subcommand is None:
        list_presets(mastering=mastering, as_json=as_json)
    context.obj = (mastering, as_json)


@app.command("list")
@guarded
def list_presets(mastering: _MASTERING = False, as_json: _JSON = False) -> None:
    """List every preset, what it is for and what it sets."""
    from timbre.cli import mastering_presets, presetting

    if mastering:
        mastering_presets.show_mastering_presets(None, as_json=as_json)
    else:
        presetting.show_all(as_json=as_json)


@app.command("show")
@guarded
def show(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(help="A preset: `timbre presets` lists them.", autocompletion=options.preset_choices),
    ],
    mastering: _MASTERING = False,
    as_json: _JSON = False,
) -> None:
    """Tell everything a preset sets."""
    from timbre.cli import mastering_presets, presetting

    before = context.obj or (False, False)
    mastering, as_json = mastering or before[0], as_json or before[1]
    if mastering:
        mastering_presets.show_mastering_presets(name, as_json=as_json)
    else:
        presetting.show(name, as_json=as_json)


@app.command("save")
@guarded
def save(
    name: Annotated[str, typer.Argument(help="What to call it: small letters, digits, hyphens.")],
    take: Annotated[
        str, typer.Option("--from", metavar="TAKE", help="The take: its number, 'last', or a file.")
    ] = "last",
    title: Annotated[str, typer.Option(help="Its title.", show_default=False)] = "",
    description: Annotated[str, typer.Option(help="A line about it.", show_default=False)] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace your preset of that name.")] = False,
    as_json: _JSON = False,
) -> None:
    """Save what a take was asked for as a preset of your own."""
    from timbre.cli import presetting

    presetting.save(name, take, title, description, force=force, as_json=as_json)


@app.command("check")
@guarded
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            help="Preset files, or names of presets; all of your own if none.", show_default=False
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count warnings as errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a problem.")] = False,
) -> None:
    """Look for what is wrong in preset files, with its line.

    Ends with 0 when they can be used, with 2 when one cannot; warnings count with --strict only.
    """
    from timbre.cli import presetting

    if not presetting.check(files or [], strict=strict, as_json=as_json):
        raise typer.Exit(2)


@app.command("remove")
@guarded
def remove(
    name: Annotated[str, typer.Argument(help="A preset of your own.", autocompletion=options.preset_choices)],
) -> None:
    """Remove a preset of your own."""
    from timbre.cli import presetting

    presetting.remove(name)


@app.command("path")
@guarded
def path() -> None:
    """Print the folder your own presets go into."""
    from timbre.cli import output
    from timbre.session.paths import Paths

    output.line(str(Paths.from_environment().presets))
