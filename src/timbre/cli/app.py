"""The `timbre` command: its commands, global options and welcome.

Imports nothing heavy: each command pays for its own work when it runs.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import Annotated

import typer

import timbre
from timbre.cli import diagnostics, output
from timbre.cli.commands import (
    chat,
    config,
    files,
    make,
    models,
    presets,
    sounds,
    stats,
    studio,
    styles,
    takes,
    templates,
    words,
    workshop,
)

_HELP = """Words to music in your terminal: offline, repeatable, yours.

Try: timbre make "warm lo-fi piano, 80 bpm, rainy night"
"""

app = typer.Typer(
    name="timbre",
    help=_HELP,
    no_args_is_help=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich costs a quarter of a second, and plain help reads well
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(value: bool) -> None:
    if value:
        output.line(f"timbre {timbre.__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Words to music in your terminal: offline, repeatable, yours."""
    if context.invoked_subcommand is None:
        studio.bare()


app.command("make")(make.make)
app.command("studio")(studio.studio)
app.command("chat")(chat.chat)
app.command("explain")(words.explain)
app.command("engines")(workshop.engines)
app.command("sounds")(sounds.sounds)
app.command("vocabulary")(words.vocabulary)
app.command("master")(files.master)
app.command("verify")(files.verify)
app.command("log")(takes.log)
app.command("play")(takes.play)
app.command("export")(takes.export)
app.command("stats")(stats.stats)
app.command("doctor")(workshop.doctor)
app.add_typer(styles.app, name="styles")
app.add_typer(presets.app, name="presets")
app.add_typer(templates.app, name="templates")
app.add_typer(config.app, name="config")
app.add_typer(models.app, name="models")


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """Run one command line; return the exit code. Never raises."""
    for name in ("SIGTERM", "SIGHUP"):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            signal.signal(getattr(signal, name), _interrupt)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app(args=arguments, prog_name="timbre")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else (0 if stop.code is None else 1)
    except KeyboardInterrupt:
        diagnostics.say("Cancelled.")
        return 130
    return 0
