"""Commands on audio files: `master` any file, `verify` one of Timbre's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from timbre.cli import output
from timbre.cli.diagnostics import guarded


@guarded
def master(
    file: Annotated[Path, typer.Argument(help="Any WAV, FLAC, MP3 or OGG file.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to write; <name>-mastered by default.")
    ] = None,
    preset: Annotated[str, typer.Option(help="Mastering preset.")] = "clean",
    lufs: Annotated[
        float | None, typer.Option(help="Loudness target, −40 to −5 LUFS; the preset's by default.")
    ] = None,
    trim: Annotated[bool, typer.Option("--trim", help="Remove silence at both ends.")] = False,
    bits: Annotated[str, typer.Option(help="16, 24 or float.")] = "24",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file named by -o.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Loudness, EQ and limiter on any audio file. The original is never touched."""
    from timbre.cli import mastering

    mastering.master_file(file, out, preset, lufs, trim, bits, force=force, as_json=as_json)


@guarded
def verify(
    file: Annotated[Path, typer.Argument(help="A file that Timbre made.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a file again from its recipe and compare.

    Exit code: 0 identical, 10 equivalent, 11 different, 12 cannot tell.
    """
    from timbre.jobs.verify import EXIT_CODES
    from timbre.jobs.verify import verify as check

    verdict = check(file)
    if as_json:
        output.json_line(
            {
                "path": str(file),
                "verdict": verdict.word,
                "detail": verdict.detail,
                "difference_db": verdict.difference_db,
            }
        )
    else:
        output.line(f"{verdict.word}: {verdict.detail}")
    raise typer.Exit(EXIT_CODES[verdict.word])
