"""Bare `timbre`, and `timbre studio` with options: the conversation as a full-screen app.

Knows nothing of what is in it. Where there is no terminal it can use, it says what else there is.
"""

from __future__ import annotations

import typer

from timbre.cli.commands import options
from timbre.cli.diagnostics import guarded
from timbre.cli.full_screen import can_show, open_studio


@guarded
def studio(
    new: options.New = False,
    session: options.Session = None,
    seconds: options.Seconds = None,
    seed: options.Seed = None,
    preset: options.Preset = None,
    guide: options.Guide = None,
    guide_track: options.GuideTrack = None,
    engine: options.Engine = None,
    model: options.Model = None,
) -> None:
    """Open the studio: the conversation with history, inspector, transport and queue, full screen.

    The same as `timbre` alone. Goes on with the session used last.
    """
    code = open_studio(
        new=new,
        session=session,
        seconds=seconds,
        seed=seed,
        preset=preset,
        guide=guide,
        guide_track=guide_track,
        engine=engine,
        model=model,
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
