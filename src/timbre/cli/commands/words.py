"""Commands about words: `explain` (words, or a take's score), `vocabulary`, and the welcome.

Makes no sound.
"""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli import output
from timbre.cli.commands import options
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


def _dialects() -> list[str]:
    from timbre.language.describe import DIALECTS

    return list(DIALECTS)


@guarded
def explain(
    prompt: Annotated[
        list[str] | None,
        typer.Argument(help="The words to explain; '-' reads them from stdin.", show_default=False),
    ] = None,
    preset: Annotated[
        list[str] | None,
        typer.Option(help="Preset to apply as well.", autocompletion=options.preset_choices),
    ] = None,
    template: options.Template = None,
    slots: options.Set = None,
    assistant: options.Assistant = False,
    score: Annotated[
        str | None,
        typer.Option(
            metavar="TAKE",
            help="Instead of words: what the critic says of a take (its number, 'last', or a file).",
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="ENGINE",
            help="What another engine would be told: musicgen, stable-audio, ace-step or elevenlabs.",
            autocompletion=_dialects,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what a prompt means, and which words did nothing; or, with --score, how a take was judged."""
    from timbre.cli import explaining, presetting

    if score is not None:
        from timbre.cli.judging import show_score

        if prompt or preset or template or assistant or engine:
            raise InvalidInputError(
                "--score explains a take, not words.", "Give either words to explain, or --score TAKE."
            )
        show_score(score, as_json=as_json)
        return
    from timbre.conversation.requesting import Wishes, build_brief
    from timbre.language.parse import parse
    from timbre.session.paths import Paths

    if not prompt and template is None:
        raise InvalidInputError(
            "There is nothing to explain.", "Give some words, or --score TAKE for a take's score."
        )
    text = options.prompt_of(template, slots, prompt)
    names, folder = tuple(preset or ()), Paths.from_environment().presets
    read = None
    if assistant:
        from timbre.cli import assisting

        read = assisting.read_words(text)
    explaining.show(
        text, build_brief(text, Wishes(presets=names), folder, read), as_json=as_json, engine=engine
    )
    if not as_json:
        presetting.tell_held(parse(text), names, folder)


@guarded
def vocabulary(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC|WORD]",
            help="A topic (genres, moods, instruments, scenes …), or a word to tell: timbre vocabulary Rhodes",
            show_default=False,
        ),
    ] = None,
    query: Annotated[str | None, typer.Option("-q", help="Only entries that contain this text.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Spellings in another language: es, pt, fr, de, zh, ja, ko.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object an entry.")] = False,
) -> None:
    """List the words Timbre knows and what each implies, or tell what one word means."""
    from timbre.cli import vocabulary as tables

    tables.show(" ".join(what) if what else None, query, language, as_json=as_json)
