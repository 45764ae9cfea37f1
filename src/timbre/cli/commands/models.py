"""The `timbre models` commands: list, pull, info, remove."""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli.diagnostics import Talk, guarded

_NAME = "A known name (small, stereo-medium, …), owner/name on the Hugging Face hub, or a folder."

app = typer.Typer(
    name="models",
    help="Fetch, show and remove the weights of MusicGen.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command("list")
@guarded
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a model.")] = False,
) -> None:
    """List the models: size, whether they are here, licence, where."""
    from timbre.cli import model_store

    model_store.show_all(as_json=as_json)


@app.command("pull")
@guarded
def pull(
    name: Annotated[str, typer.Argument(help=_NAME, show_default=False)],
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Agree to the model's licence without being asked.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Look for a newer version than the one that is here.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Fetch a model; prints its folder.

    A transfer that was cut goes on where it stopped, and what is complete is never fetched again. The first pull
    writes down the commit it found; that one is used from then on, until --update.
    """
    from timbre.cli import model_store

    Talk.quiet = quiet or as_json
    model_store.pull(name, accepted=accept_licence, update=update, as_json=as_json)


@app.command("info")
@guarded
def info(
    name: Annotated[str, typer.Argument(help=_NAME, show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show one model: sizes, files, commit, licence."""
    from timbre.cli import model_store

    model_store.show(name, as_json=as_json)


@app.command("remove")
@guarded
def remove(
    name: Annotated[str, typer.Argument(help="A model that `timbre models list` shows.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Delete a model that was fetched, and what was made from it."""
    from timbre.cli import model_store

    Talk.quiet = as_json
    model_store.remove(name, yes=yes, as_json=as_json)
