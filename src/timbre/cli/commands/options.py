"""Options that several commands share, declared once. Knows no command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def number(text: str) -> float:
    """An option's value. Raises BadParameter naming it."""
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(f"{text[:40]!r} is not a number.") from None


def whole(text: str) -> int:
    """An option's value without decimals. Raises BadParameter naming it."""
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text[:40]!r} is not a whole number.") from None


def prompt_of(template: str | None, slots: list[str] | None, words: list[str] | None) -> str:
    """The prompt of a command line, from its words and, where one is named, a template. Raises TimbreError."""
    if template is None and not slots:
        from timbre.cli import values

        return values.read_prompt(words or [])
    from timbre.cli import templating

    return templating.prompt_of(template, slots or (), words or ())


def preset_choices(incomplete: str) -> list[str]:
    """Names of presets that begin so, for the shell."""
    from timbre.language.presets.load import preset_names
    from timbre.session.paths import Paths

    return [name for name in preset_names(Paths.from_environment().presets) if name.startswith(incomplete)]


def template_choices(incomplete: str) -> list[str]:
    """Names of templates that begin so, for the shell."""
    from timbre.language.templates.load import template_names
    from timbre.session.paths import Paths

    return [
        name for name in template_names(Paths.from_environment().templates) if name.startswith(incomplete)
    ]


NUMBER, WHOLE = "<float>", "<int>"
"""What help shows as the value of such an option."""

New = Annotated[bool, typer.Option("--new", help="Begin a new session.")]
Session = Annotated[
    str | None,
    typer.Option(
        "--session", help="Go on with this session: its number in /session list, or a part of its title."
    ),
]
Seconds = Annotated[
    str | None,
    typer.Option("--seconds", "-s", help="Length where words do not say: 45, 2:30.", metavar="N|M:SS"),
]
Seed = Annotated[int | None, typer.Option(parser=whole, metavar=WHOLE, help="Seed of every new idea.")]
Bpm = Annotated[
    float | None,
    typer.Option(parser=number, metavar=NUMBER, help="Tempo in beats per minute (30 to 300)."),
]
Key = Annotated[
    str | None,
    typer.Option(help="Key, such as 'A minor', 'F# major', 'D dorian'."),
]
Metre = Annotated[str | None, typer.Option(help="Metre, such as 4/4, 3/4, 6/8, 7/8.")]
Preset = Annotated[
    list[str] | None,
    typer.Option(
        help="Preset to start from; may be given several times, later ones on top.",
        autocompletion=preset_choices,
    ),
]
Template = Annotated[
    str | None,
    typer.Option(help="A prompt with slots to fill in: `timbre templates`.", autocompletion=template_choices),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SLOT=VALUE", help="What goes into a slot of the template."),
]
Guide = Annotated[
    Path | None,
    typer.Option(help="Follow the tune in a MIDI file: its melody, key and tempo.", metavar="FILE.mid"),
]
GuideTrack = Annotated[
    str | None,
    typer.Option(help="Which track of the guide is the tune, by name or number (it is found by itself)."),
]
Engine = Annotated[str | None, typer.Option(help="Which engine makes the music.")]
Model = Annotated[
    str | None, typer.Option(help="Which of the engine's models; for some, a folder or a repository.")
]
Temperature = Annotated[
    float | None,
    typer.Option(parser=number, metavar=NUMBER, help="How adventurous a neural engine is (0 to 4)."),
]
TopK = Annotated[
    int | None,
    typer.Option("--top-k", parser=whole, metavar=WHOLE, help="Sample among the k likeliest."),
]
TopP = Annotated[
    float | None,
    typer.Option("--top-p", parser=number, metavar=NUMBER, help="Sample among the likeliest with sum p."),
]
Guidance = Annotated[
    float | None,
    typer.Option(parser=number, metavar=NUMBER, help="How closely a neural engine follows the words."),
]
Precision = Annotated[
    str | None,
    typer.Option(help="Of a neural engine: fp32, fp16, bf16, int8 or int4 (it chooses by itself)."),
]
Device = Annotated[
    str | None,
    typer.Option(help="What a neural engine computes on: cpu, cuda, mps or torch-cpu."),
]
Sounds = Annotated[
    str | None,
    typer.Option(
        help="What acoustic instruments sound with: a SoundFont (.sf2, .sf3), 'auto' or 'synth'.",
        metavar="FILE",
    ),
]
Master = Annotated[str | None, typer.Option(help="Mastering preset, or 'off'.")]
Lufs = Annotated[
    float | None,
    typer.Option(parser=number, metavar=NUMBER, help="Loudness target, −40 to −5 LUFS."),
]
SampleRate = Annotated[
    int | None,
    typer.Option(parser=whole, metavar=WHOLE, help="Resample to this rate in Hz."),
]
AudioFormat = Annotated[str | None, typer.Option("--format", help="wav, flac, mp3 or ogg.")]
Assistant = Annotated[
    bool,
    typer.Option("--assistant", help="Let your assistant read the words; it is shown before it is used."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Use what the assistant proposes without asking.")]
