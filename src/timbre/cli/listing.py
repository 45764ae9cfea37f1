"""Past takes for `log`, `play` and `export`: listed from the history, found by what the user calls them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from timbre.audio.metadata import read_recipe
from timbre.audio.names import typed_path
from timbre.cli import diagnostics, output
from timbre.errors import FileError, InvalidInputError, UnknownNameError
from timbre.jobs.recipe import Recipe
from timbre.session.library import Library
from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.state import Take

_MARKS = {"up": "♥", "down": "✗", None: ""}


def show(query: str | None, limit: int, *, as_json: bool) -> None:
    """`timbre log`: the newest `limit` takes that match, oldest of them first."""
    history = History(Paths.from_environment())
    takes = list(reversed(Library(history).takes(query, limit)))
    if history.damage_notice:
        diagnostics.warn(history.damage_notice)
    if as_json:
        for take in takes:
            output.json_line(take.row())
        return
    if not takes:
        what = f"No take matches {query!r}." if query else "No takes yet."
        diagnostics.say(f'{what} Make one: timbre make "slow piano at night"')
        return
    output.table(
        ["take", "when", "what", "length", "engine", "seed", "", "file"], [_row(take) for take in takes]
    )


def find_take(reference: str) -> Take:
    """The take the user means. Raises UnknownNameError or InvalidInputError."""
    return Library(History(Paths.from_environment())).find(reference)


def audio_of(reference: str) -> Path:
    """The audio file the user means: a path that exists, or a take's file. Raises FileError, UnknownNameError."""
    direct = typed_path(reference)
    if direct.is_file():
        return direct
    try:
        take = find_take(reference)
    except UnknownNameError:
        if direct.suffix:
            raise FileError(
                f"There is no file {reference}.", "`timbre log` lists the takes and their files."
            ) from None
        raise
    if take.path is None or not Path(take.path).is_file():
        raise FileError(
            f"Take {take.number} has no file any more ({take.path or take.status}).",
            "timbre export makes it again from its recipe.",
        )
    return Path(take.path)


def recipe_of_file(path: Path, next_step: str) -> Recipe:
    """The recipe inside an audio file. Raises InvalidInputError, ending with `next_step`, where there is none."""
    text = read_recipe(path)
    if text is None:
        raise InvalidInputError(
            f"{path} holds no recipe: Timbre did not make it, or its tags were removed.", next_step
        )
    return Recipe.from_json(text)


def _local(time: str) -> str:
    """A record's time (UTC) as the clock on the wall shows it."""
    try:
        return datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return time[:16]


def _row(take: Take) -> list[str]:
    words = " ".join(take.prompt.split())
    state = "" if take.status == "done" else f" [{take.status}]"
    return [
        str(take.number),
        _local(take.time),
        (words if len(words) <= 48 else words[:47] + "…") + state,
        f"{take.seconds:.0f} s" if take.seconds else "",
        take.engine,
        str(take.seed),
        _MARKS[take.rating],
        Path(take.path).name if take.path else "",
    ]
