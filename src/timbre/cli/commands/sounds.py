"""`timbre sounds`: the SoundFonts on this machine. Makes no sound."""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli.diagnostics import guarded


@guarded
def sounds(
    file: Annotated[
        str | None, typer.Argument(help="List the presets of this SoundFont; 'auto' is the best.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a file, or a preset.")
    ] = False,
) -> None:
    """List SoundFonts on this machine, or the presets of one."""
    from timbre.cli import sounding

    if file is None:
        sounding.show_files(as_json=as_json)
    else:
        sounding.show_presets(file, as_json=as_json)
