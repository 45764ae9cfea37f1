"""Commands about words: `explain` (words, or a take's score), `vocabulary`, `presets`, and the welcome.

Makes no sound.
"""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli import output
from timbre.cli.diagnostics import guarded
from timbre.errors import InvalidInputError

_WELCOME = """Timbre turns words into music, here in your terminal.

  timbre make "warm lo-fi piano, 80 bpm, rainy night"    make a piece (--play to hear it)
  timbre chat                                            talk: slower, add strings, undo
  timbre explain "slow jazz waltz, no drums"             see what your words mean

timbre --help lists everything. Your takes land in ./outputs."""


def welcome() -> None:
    """What bare `timbre` shows: three commands to try."""
    output.line(_WELCOME)


@guarded
def explain(
    prompt: Annotated[
        list[str] | None,
        typer.Argument(help="The words to explain; '-' reads them from stdin.", show_default=False),
    ] = None,
    preset: Annotated[list[str] | None, typer.Option(help="Preset to apply as well.")] = None,
    score: Annotated[
        str | None,
        typer.Option(
            metavar="TAKE",
            help="Instead of words: what the critic says of a take (its number, 'last', or a file).",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what a prompt means, and which words did nothing; or, with --score, how a take was judged."""
    from timbre.cli import explaining, values

    if score is not None:
        from timbre.cli.judging import show_score

        if prompt or preset:
            raise InvalidInputError(
                "--score explains a take, not words.", "Give either words to explain, or --score TAKE."
            )
        show_score(score, as_json=as_json)
        return
    from timbre.conversation.requesting import Wishes, build_brief
    from timbre.session.paths import Paths

    if not prompt:
        raise InvalidInputError(
            "There is nothing to explain.", "Give some words, or --score TAKE for a take's score."
        )
    text = values.read_prompt(prompt)
    brief = build_brief(text, Wishes(presets=tuple(preset or ())), Paths.from_environment().presets)
    explaining.show(text, brief, as_json=as_json)


@guarded
def vocabulary(
    kind: Annotated[
        str | None, typer.Argument(help="genres, moods, instruments, scenes or production.")
    ] = None,
    query: Annotated[str | None, typer.Option("-q", help="Only entries that contain this text.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object an entry.")] = False,
) -> None:
    """List the words Timbre knows and what each implies."""
    from timbre.cli import explaining

    explaining.show_vocabulary(kind, query, as_json=as_json)


@guarded
def presets(
    name: Annotated[str | None, typer.Argument(help="Show one preset whole.")] = None,
    mastering: Annotated[
        bool, typer.Option("--mastering", help="Mastering presets and their chains.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a preset.")] = False,
) -> None:
    """List presets, your own included."""
    if mastering:
        from timbre.cli import mastering_presets

        mastering_presets.show_mastering_presets(name, as_json=as_json)
        return
    from timbre.cli import explaining

    explaining.show_presets(name, as_json=as_json)
