"""`timbre chat`: the conversation in plain lines, on a terminal or in a pipe.

Knows nothing of what is said: it reads options, which are the defaults of every take.
"""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli.commands import options
from timbre.cli.diagnostics import Talk, guarded


@guarded
def chat(
    new: options.New = False,
    session: options.Session = None,
    seconds: options.Seconds = None,
    seed: options.Seed = None,
    loop: Annotated[int | None, typer.Option(help="Seamless loops of N bars.", metavar="N")] = None,
    bpm: options.Bpm = None,
    key: options.Key = None,
    metre: options.Metre = None,
    style: Annotated[str | None, typer.Option(help="Composer style.")] = None,
    preset: options.Preset = None,
    guide: options.Guide = None,
    guide_track: options.GuideTrack = None,
    engine: options.Engine = None,
    model: options.Model = None,
    temperature: options.Temperature = None,
    top_k: options.TopK = None,
    top_p: options.TopP = None,
    guidance: options.Guidance = None,
    precision: options.Precision = None,
    device: options.Device = None,
    sounds: options.Sounds = None,
    master: options.Master = None,
    lufs: options.Lufs = None,
    trim: Annotated[bool | None, typer.Option("--trim", help="Remove silence at both ends.")] = None,
    sample_rate: options.SampleRate = None,
    bits: Annotated[str | None, typer.Option(help="16, 24 or float.")] = None,
    audio_format: options.AudioFormat = None,
    stems: Annotated[
        bool | None,
        typer.Option("--stems", help="Also write each instrument group as its own file."),
    ] = None,
    midi: Annotated[
        bool | None,
        typer.Option("--midi", help="Also write the notes as a MIDI file."),
    ] = None,
    play: Annotated[bool, typer.Option("--play", help="Play each take when it is done.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per take; words go to stderr.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the paths of what was made.")] = False,
) -> None:
    """Make music in conversation: ideas, changes and /commands, one a line.

    Goes on with the session used last. In a pipe each line is done before the next; the exit code is that of the
    last line that failed, 0 if none did.
    """
    given = dict(locals())
    from timbre.cli import chatting
    from timbre.cli.talking import opening_of

    Talk.quiet = given.pop("quiet")
    as_json = given.pop("as_json")
    code = chatting.chat(opening_of("chat", **given), as_json=as_json)
    if code:
        raise typer.Exit(code)
