"""`timbre chat`: the conversation in plain lines, on a terminal or in a pipe.

Knows nothing of what is said: it reads options, which are the defaults of every take.
"""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli.diagnostics import Talk, guarded


@guarded
def chat(
    new: Annotated[bool, typer.Option("--new", help="Begin a new session.")] = False,
    session: Annotated[
        str | None,
        typer.Option(
            "--session", help="Go on with this session: its number in /session list, or a part of its title."
        ),
    ] = None,
    seconds: Annotated[
        str | None,
        typer.Option("--seconds", "-s", help="Length where words do not say: 45, 2:30.", metavar="N|M:SS"),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of every new idea.")] = None,
    loop: Annotated[int | None, typer.Option(help="Seamless loops of N bars.", metavar="N")] = None,
    bpm: Annotated[float | None, typer.Option(help="Tempo in beats per minute (30 to 300).")] = None,
    key: Annotated[
        str | None,
        typer.Option(help="Key, such as 'A minor', 'F# major', 'D dorian'."),
    ] = None,
    metre: Annotated[str | None, typer.Option(help="Metre, such as 4/4, 3/4, 6/8, 7/8.")] = None,
    style: Annotated[str | None, typer.Option(help="Composer style.")] = None,
    preset: Annotated[
        list[str] | None,
        typer.Option(help="Preset to start from; may be given several times."),
    ] = None,
    engine: Annotated[str | None, typer.Option(help="Which engine makes the music.")] = None,
    model: Annotated[
        str | None, typer.Option(help="Which of the engine's models; for some, a folder or a repository.")
    ] = None,
    temperature: Annotated[
        float | None,
        typer.Option(help="How adventurous a neural engine is (0 to 4)."),
    ] = None,
    top_k: Annotated[int | None, typer.Option("--top-k", help="Sample among the k likeliest.")] = None,
    top_p: Annotated[
        float | None,
        typer.Option("--top-p", help="Sample among the likeliest with sum p."),
    ] = None,
    guidance: Annotated[
        float | None,
        typer.Option(help="How closely a neural engine follows the words."),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(help="Of a neural engine: fp32, fp16, bf16, int8 or int4 (it chooses by itself)."),
    ] = None,
    device: Annotated[
        str | None,
        typer.Option(help="What a neural engine computes on: cpu, cuda, mps or torch-cpu."),
    ] = None,
    master: Annotated[str | None, typer.Option(help="Mastering preset, or 'off'.")] = None,
    lufs: Annotated[float | None, typer.Option(help="Loudness target, −40 to −5 LUFS.")] = None,
    trim: Annotated[bool | None, typer.Option("--trim", help="Remove silence at both ends.")] = None,
    sample_rate: Annotated[int | None, typer.Option(help="Resample to this rate in Hz.")] = None,
    bits: Annotated[str | None, typer.Option(help="16, 24 or float.")] = None,
    audio_format: Annotated[str | None, typer.Option("--format", help="wav, flac, mp3 or ogg.")] = None,
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
