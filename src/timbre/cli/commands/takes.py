"""Commands about takes already made: `log`, `play`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from timbre.cli import output
from timbre.cli.diagnostics import guarded

_TAKE = "A take: its number, the start of its id, 'last', or a file."


@guarded
def log(
    query: Annotated[
        str | None, typer.Option("-q", "--query", help="Only takes whose words contain this.")
    ] = None,
    number: Annotated[int, typer.Option("-n", help="How many, newest last.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a take.")] = False,
) -> None:
    """List past takes, newest last."""
    from timbre.cli import listing, values

    listing.show(query, int(values.in_range("-n", number, 1, 1_000_000, "takes")), as_json=as_json)


@guarded
def play(take: Annotated[str, typer.Argument(help=_TAKE)] = "last") -> None:
    """Play a take or an audio file; Ctrl-C stops."""
    from timbre.cli import listing
    from timbre.cli.playing import play_file

    play_file(listing.audio_of(take))


@guarded
def export(
    take: Annotated[str, typer.Argument(help=_TAKE)] = "last",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="File to write; its ending decides the format.")
    ] = None,
    audio_format: Annotated[str | None, typer.Option("--format", help="wav, flac, mp3 or ogg.")] = None,
    bits: Annotated[str, typer.Option(help="16, 24 or float.")] = "16",
    stems: Annotated[
        bool, typer.Option("--stems", help="Also write each instrument group as its own file.")
    ] = False,
    midi: Annotated[bool, typer.Option("--midi", help="Also write the notes as a MIDI file.")] = False,
    json_sidecar: Annotated[
        bool, typer.Option("--json-sidecar", help="Also write the recipe and facts as JSON.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file named by -o.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a take again: other format, stems, MIDI."""
    from timbre.cli import exporting, values

    outputs = values.read_outputs(out, audio_format, bits, stems, midi)
    exported = exporting.export_take(take, outputs, out, json_sidecar=json_sidecar, force=force)
    if as_json:
        output.json_line(exported)
    else:
        for path in [exported["path"], *exported["stems"], exported["midi"], exported["sidecar"]]:
            if path:
                output.line(str(path))
