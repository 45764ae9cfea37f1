"""What `timbre models` prints and asks; the work is done by the engine's checkpoint package."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any

from timbre.cli import diagnostics, output
from timbre.engines.musicgen.checkpoint import hub, store
from timbre.engines.musicgen.checkpoint.licence import LicenceError
from timbre.engines.musicgen.checkpoint.places import readable
from timbre.engines.musicgen.checkpoint.store import Entry
from timbre.errors import CancelledError, InvalidInputError
from timbre.model.text import clean

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


def show_all(*, as_json: bool) -> None:
    """`timbre models list`."""
    entries = store.entries()
    for entry in entries if as_json else ():
        output.json_line(_data(entry))
    if as_json:
        return
    rows = [
        [
            e.model.name,
            _size(e.bytes, e.manifest is None),
            _state(e),
            e.licence.label,
            str(e.folder or e.model.repo),
        ]
        for e in entries
    ]
    output.table(["model", "size", "state", "licence", "where"], rows)


def pull(name: str, *, accepted: bool, update: bool, as_json: bool) -> None:
    """`timbre models pull`: ask for the licence where a person can answer, then fetch."""
    before = store.entry(name)
    if before.model.folder is not None:
        diagnostics.say(f"{before.model.folder} is on this machine already: nothing to fetch.")
        _print_pulled(before, as_json)
        return
    try:
        _fetch(name, accepted=accepted, update=update)
    except LicenceError as error:
        if not _can_ask():
            raise
        diagnostics.say(f"{before.model.repo}: {error.licence.notice}")
        if not _agrees("Do you accept this licence?"):
            raise CancelledError("The licence was not accepted; nothing was fetched.") from error
        _fetch(name, accepted=True, update=update)
    after = store.entry(name)
    same = before.folder == after.folder
    diagnostics.say(
        f"{after.model.name} {'was here already' if same else 'is here'}: {_size(after.bytes)}, "
        f"licence {after.licence.label}, commit {after.manifest.commit[:12] if after.manifest else 'unknown'}."
    )
    _print_pulled(after, as_json)


def show(name: str, *, as_json: bool) -> None:
    """`timbre models info`."""
    entry = store.entry(name)
    facts = store.facts(entry) if entry.folder is not None else {}
    if as_json:
        output.json_line(_data(entry) | facts)
        return
    rows = [[key.replace("_", " "), _text(key, value)] for key, value in (_data(entry) | facts).items()]
    output.table(["fact", "value"], [row for row in rows if row[1]])


def remove(name: str, *, yes: bool, as_json: bool) -> None:
    """`timbre models remove`: ask, delete, tell how much room that made."""
    entry = store.entry(name)
    if not yes and entry.state != "not here" and entry.model.folder is None:
        if not _can_ask():
            raise InvalidInputError(
                f"Nobody can be asked whether to delete {entry.model.name}.", "Add --yes."
            )
        if not _agrees(f"Delete {entry.model.name} ({_size(entry.here_bytes)})?"):
            raise CancelledError("Nothing was deleted.")
    freed = store.remove(name)
    if as_json:
        output.json_line({"name": entry.model.name, "freed_bytes": freed})
    else:
        diagnostics.say(f"{entry.model.name} is deleted: {_size(freed)} free again.")


class DownloadLine:
    """Bytes, speed and time left on stderr while it is open; silent in a pipe or with `--quiet`."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> DownloadLine:
        if diagnostics.is_terminal() and not diagnostics.Talk.quiet:
            from rich.progress import (
                BarColumn,
                DownloadColumn,
                TextColumn,
                TimeRemainingColumn,
                TransferSpeedColumn,
            )
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=32),
                DownloadColumn(),
                TransferSpeedColumn(),
                TimeRemainingColumn(compact=True),
                console=output.console(stderr=True),
                transient=True,
            )
            self._bar.start()
        return self

    def show(self, here: int, whole: int) -> None:
        """Draw: `here` of `whole` bytes have arrived."""
        if self._bar is None:
            return
        if self._task is None:  # what was here before must not count as speed
            self._task = self._bar.add_task(clean(self._title), total=whole, completed=here)
        self._bar.update(self._task, completed=here, total=whole)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _fetch(name: str, *, accepted: bool, update: bool) -> None:
    try:
        with DownloadLine(name) as line:
            hub.resolve(name, download=True, progress=line.show, accepted=accepted, update=update)
    except KeyboardInterrupt as stop:
        raise CancelledError(
            "Cancelled.", "What has arrived is kept: run the same command again to go on."
        ) from stop


def _print_pulled(entry: Entry, as_json: bool) -> None:
    if as_json:
        output.json_line(_data(entry))
    else:
        output.line(str(entry.folder))


def _data(entry: Entry) -> dict[str, Any]:
    manifest = entry.manifest
    return {
        "name": entry.model.name,
        "repo": entry.model.repo or None,
        "state": entry.state,
        "bytes": entry.bytes,
        "here_bytes": entry.here_bytes,
        "licence": entry.licence.label,
        "licence_terms": f"{entry.licence.sentence} {entry.licence.url}".strip(),
        "folder": str(entry.folder) if entry.folder else None,
        "commit": manifest.commit if manifest else None,
        "pulled": (manifest.pulled or None) if manifest else None,
    }


def _text(key: str, value: object) -> str:
    """A fact for people: sizes in GB, tables on one line."""
    if key in ("bytes", "here_bytes") and isinstance(value, int):
        return _size(value)
    if key in ("files", "graphs") and isinstance(value, dict):
        return ", ".join(f"{name} ({_size(size)})" for name, size in value.items())
    if isinstance(value, dict):
        return ", ".join(f"{name} {number / 1e6:.1f} M" for name, number in value.items())
    return "" if value is None else str(value)


def _state(entry: Entry) -> str:
    if entry.state == "partial" and entry.bytes:
        return f"{100 * entry.here_bytes // entry.bytes} % here"
    return entry.state


def _size(count: int | None, about: bool = False) -> str:
    if count is None:
        return ""
    text = readable(count)
    return f"about {text}" if about else text


def _can_ask() -> bool:
    return sys.stdin.isatty() and diagnostics.is_terminal() and not diagnostics.Talk.quiet


def _agrees(question: str) -> bool:
    """Ask on stderr; anything but yes is no."""
    diagnostics.say(f"{question} [y/N]")
    try:
        return sys.stdin.readline().strip().lower() in ("y", "yes")
    except UnicodeDecodeError:
        return False
