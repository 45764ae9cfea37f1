"""Bare `timbre`, and `timbre studio` with options: the conversation as a full-screen app.

Knows nothing of what is in it. Where there is no terminal it can use, it says what else there is.
"""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli.diagnostics import guarded
from timbre.cli.full_screen import can_show, open_studio


@guarded
def studio(
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
    preset: Annotated[
        list[str] | None, typer.Option(help="Preset to start from; may be given several times.")
    ] = None,
    engine: Annotated[str | None, typer.Option(help="Which engine makes the music.")] = None,
    model: Annotated[
        str | None, typer.Option(help="Which of the engine's models; for some, a folder or a repository.")
    ] = None,
) -> None:
    """Open the studio: the conversation with history, inspector, transport and queue, full screen.

    The same as `timbre` alone. Goes on with the session used last.
    """
    code = open_studio(
        new=new, session=session, seconds=seconds, seed=seed, preset=preset, engine=engine, model=model
    )
    if code:
        raise typer.Exit(code)


@guarded
def bare() -> None:
    """`timbre` alone: the studio, or the welcome where nobody looks."""
    if not can_show():
        from timbre.cli.commands.words import welcome

        welcome()
    elif code := open_studio():
        raise typer.Exit(code)
