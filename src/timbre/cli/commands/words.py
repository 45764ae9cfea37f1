"""Commands about words: `explain`, `vocabulary`, `presets`, and the welcome of bare `timbre`.

Makes no sound.
"""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli import output
from timbre.cli.diagnostics import guarded

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
        list[str], typer.Argument(help="The words to explain; '-' reads them from stdin.", show_default=False)
    ],
    preset: Annotated[list[str] | None, typer.Option(help="Preset to apply as well.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what a prompt means, and which words did nothing."""
    from timbre.cli import explaining, values
    from timbre.conversation.requesting import Wishes, build_brief
    from timbre.session.paths import Paths

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
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a preset.")] = False,
) -> None:
    """List presets, your own included."""
    from timbre.cli import explaining

    explaining.show_presets(name, as_json=as_json)
