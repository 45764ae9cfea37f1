"""The `timbre stats` command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from timbre.cli.diagnostics import guarded


@guarded
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export", help="Also write the numbers to a JSON file, without prompts, paths or ids."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file named by --export.")] = False,
) -> None:
    """How Timbre serves you: waiting, failures, ratings.

    Counted from your own history; nothing leaves this machine.
    """
    from timbre.cli import measuring

    measuring.show(as_json=as_json, export=export, force=force)
