"""`timbre make`: one prompt in, one or more finished takes out.

Knows nothing of how music is made: it builds requests, shows progress, writes the history and prints the result.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from timbre.audio.names import typed_path
from timbre.cli.commands import options
from timbre.cli.diagnostics import Talk, guarded
from timbre.cli.interrupts import heard


@guarded
@heard
def make(
    prompt: Annotated[
        list[str] | None,
        typer.Argument(
            help="What to play, in your own words; '-' reads them from stdin.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="File to write; its ending decides the format."),
    ] = None,
    seconds: Annotated[
        str | None,
        typer.Option("--seconds", "-s", help="Length: 45, 2:30 (1 second to 15 minutes).", metavar="N|M:SS"),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            parser=options.whole,
            metavar=options.WHOLE,
            help="Same words and seed, same music. Random when not given.",
        ),
    ] = None,
    loop: Annotated[int | None, typer.Option(help="A seamless loop of N bars.", metavar="N")] = None,
    variations: Annotated[
        int,
        typer.Option(help="How many different takes to make (1 to 16).", metavar="N"),
    ] = 1,
    bpm: options.Bpm = None,
    key: options.Key = None,
    metre: options.Metre = None,
    style: Annotated[str | None, typer.Option(help="Composer style, whatever the words say.")] = None,
    preset: options.Preset = None,
    template: options.Template = None,
    slots: options.Set = None,
    assistant: options.Assistant = False,
    yes: options.Yes = False,
    guide: options.Guide = None,
    guide_track: options.GuideTrack = None,
    engine: Annotated[
        str | None,
        typer.Option(help="Which engine makes the music (composer, unless configured)."),
    ] = None,
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
    trim: Annotated[bool, typer.Option("--trim", help="Remove silence at both ends.")] = False,
    sample_rate: options.SampleRate = None,
    bits: Annotated[str | None, typer.Option(help="16, 24 or float (16, unless configured).")] = None,
    audio_format: options.AudioFormat = None,
    stems: Annotated[
        bool,
        typer.Option("--stems", help="Also write each instrument group as its own file."),
    ] = False,
    midi: Annotated[bool, typer.Option("--midi", help="Also write the notes as a MIDI file.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file named by -o.")] = False,
    play: Annotated[bool, typer.Option("--play", help="Play the take when it is done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per take.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no card.")] = False,
) -> None:
    """Make music from words: one take (or several), then exit."""
    from timbre.cli import configuring, making, values
    from timbre.conversation.requesting import Wishes

    Talk.quiet = quiet or as_json
    settings = configuring.current()
    wishes = Wishes(
        engine=engine or settings.engine,
        model=values.read_model(model or (None if engine else settings.model)),
        seconds=None if seconds is None else values.read_seconds(seconds),
        default_seconds=settings.seconds,
        bpm=None if bpm is None else values.read_bpm(bpm),
        key=None if key is None else values.read_key(key),
        metre=None if metre is None else values.read_metre(metre),
        style=None if style is None else values.read_style(style),
        loop_bars=None if loop is None else int(values.in_range("--loop", loop, 1, 512, "bars")),
        presets=tuple(preset or ()),
        guide=values.read_guide_option(guide, guide_track),
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        guidance=guidance,
        precision=values.read_precision(precision),
        device=values.read_device(device),
        sounds=values.read_sounds(sounds, settings.sounds, engine or settings.engine),
        voices=settings.voices,
        post=values.read_post(
            master or settings.master,
            settings.lufs if lufs is None else lufs,
            trim or settings.trim,
            sample_rate or settings.sample_rate,
        ),
        outputs=values.read_outputs(
            out,
            audio_format,
            bits,
            stems or settings.stems,
            midi or settings.midi,
            settings.format,
            settings.bits,
        ),
    )
    words = options.prompt_of(template, slots, prompt)
    read = None
    if assistant:
        from timbre.cli import assisting

        read = assisting.agreed(words, yes=yes)
    order = making.Order(
        prompt=words,
        read=read,
        wishes=wishes,
        seed=values.random_seed() if seed is None else values.read_seed(seed),
        variations=int(values.in_range("--variations", variations, 1, 16, "takes")),
        out=out,
        folder=typed_path(settings.outputs),
        force=force,
    )
    making.make_takes(order, as_json=as_json, play=play)
