"""What went wrong, with the fix; questions and their answers; files that were written.

Knows nothing of why. A question that was answered, or passed over, cannot be clicked any more.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.content import Content

from timbre.tui.messages import FileWanted, Say
from timbre.tui.transcript.fitting import cut_path, near, one_line, shown, wrapped
from timbre.tui.transcript.piece import QUIET, Item, Piece, beside, flow, link

_LINES = 12
_FILES_MOST = 3
"""More files in one folder are told by their names on one line."""


@dataclass(eq=False)
class TroubleItem(Item):
    """An error: what happened and what to do."""

    message: str
    hint: str = ""

    def make(self) -> Piece:
        """A bubble in the colour of errors."""
        return Trouble(self)


class Trouble(Piece):
    """An error with its hint."""

    DEFAULT_CSS = """
    Trouble {
        margin: 1 0;
        padding: 0 1;
        background: $error 8%;
        border-left: outer $error;
    }
    Trouble.-ascii { border-left: ascii $error; }
    """

    def __init__(self, item: TroubleItem) -> None:
        super().__init__(item)
        self._told = item

    def lay(self, width: int) -> list[Content]:
        """The message after a "!", the hint quieter below it."""
        lines, more = wrapped(shown(self._told.message), width - 2, _LINES)
        laid = [
            Content("  " if at else "! ").stylize("bold $text-error") + Content(line)
            for at, line in enumerate(lines)
        ]
        if more:
            laid.append(Content("  …").stylize(QUIET))
        if self._told.hint:
            hint, _ = wrapped(shown(self._told.hint), width - 2, _LINES)
            laid += [Content("  " + line).stylize(QUIET) for line in hint]
        return laid


@dataclass(eq=False)
class QuestionItem(Item):
    """A question, `open` until the next line is said."""

    question: str
    answers: tuple[str, ...]
    open: bool = True

    @property
    def stop(self) -> bool:  # type: ignore[override]
        """While it can be answered."""
        return self.open

    def make(self) -> Piece:
        """A bubble with answers to click."""
        return Question(self)


class Question(Piece):
    """A question with its answers; their first letters answer it too, and Enter gives the first."""

    DEFAULT_CSS = """
    Question {
        margin: 1 0;
        padding: 0 1;
        border-left: outer $secondary;
    }
    Question.-marked { background: $surface; border-left: outer $accent; }
    Question.-ascii { border-left: ascii $border; }
    """

    def __init__(self, item: QuestionItem) -> None:
        super().__init__(item)
        self._asked = item

    def lay(self, width: int) -> list[Content]:
        """The question, and the answers below it."""
        asked = self._asked
        style = "" if asked.open else QUIET
        lines = [Content(line).stylize(style) for line in wrapped(shown(asked.question), width, _LINES)[0]]
        if asked.open:
            words = [
                link(f"[{one_line(answer)}]", f"say:{at}", "bold $primary", one_line(answer)[:1])
                for at, answer in enumerate(asked.answers)
            ]
            lines += flow(words, width)
        return lines

    def deed_of(self, key: str) -> str:
        """Answers by their first letter."""
        if not self._asked.open:
            return ""
        if key == "enter":
            return "say:0"
        letters = [answer[:1].lower() for answer in self._asked.answers]
        return f"say:{letters.index(key)}" if key in letters else ""

    def act(self, deed: str) -> None:
        """Say the answer."""
        if self._asked.open and deed.startswith("say:"):
            self.post_message(Say(self._asked.answers[int(deed[4:])], typed=True))


@dataclass(eq=False)
class FilesItem(Item):
    """An export: how far it is, then what was written."""

    number: int | None = None
    job: str = ""
    status: str = ""
    """While it goes on, or how it ended without files."""
    place: int = 0
    """In `/queue`, from 1; 0 when it is over."""
    paths: tuple[str, ...] = ()
    stop = True

    def make(self) -> Piece:
        """A line, later one for each file."""
        return Files(self)


class Files(Piece):
    """Files that were written, or will be; a click opens their folder."""

    DEFAULT_CSS = """
    Files {
        margin: 1 0;
        padding: 0 1;
        border-left: outer $border-blurred;
    }
    Files.-marked { background: $surface; border-left: outer $accent; }
    Files.-ascii { border-left: ascii $border; }
    """
    keys: ClassVar[Mapping[str, str]] = {"enter": "show:0", "delete": "cancel", "backspace": "cancel"}

    def __init__(self, item: FilesItem) -> None:
        super().__init__(item)
        self._told = item

    def lay(self, width: int) -> list[Content]:
        """The status, or the paths."""
        told = self._told
        if told.paths:
            return [line for first, group in _by_folder(told.paths) for line in _written(first, group, width)]
        name = Content(f"Export of take {told.number}" if told.number is not None else "Export")
        left = name + Content(f"  {told.status}").stylize(QUIET)
        right = link("stop", "cancel", "$primary") if told.place else Content("")
        return [beside(left, right, width)]

    def act(self, deed: str) -> None:
        """Open the folder, or stop."""
        told = self._told
        name, _, at = deed.partition(":")
        if name == "show" and int(at) < len(told.paths):
            self.post_message(FileWanted(told.paths[int(at)]))
        elif name == "cancel" and told.place:
            self.post_message(Say(f"/cancel {told.job}"))


def _by_folder(paths: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """Paths that follow each other in one folder, and where the first of them stands."""
    groups: list[tuple[int, list[str]]] = []
    for at, path in enumerate(paths):
        if groups and Path(groups[-1][1][0]).parent == Path(path).parent:
            groups[-1][1].append(path)
        else:
            groups.append((at, [path]))
    return groups


def _written(first: int, paths: list[str], width: int) -> list[Content]:
    """A line for each file; many in one folder are one line of names below the folder."""
    lead = Content("↓ ").stylize("$text-success")
    if len(paths) <= _FILES_MOST:
        return [
            lead + link(cut_path(one_line(near(path)), width - 2), f"show:{at}", "")
            for at, path in enumerate(paths, first)
        ]
    folder = cut_path(one_line(near(str(Path(paths[0]).parent))) + os.sep, width - 2)
    names = ", ".join(one_line(Path(path).stem) for path in paths)
    told = wrapped(f"{len(paths)} files: {names}", width - 2, 3)[0]
    return [lead + link(folder, f"show:{first}", ""), *(Content(f"  {line}").stylize(QUIET) for line in told)]
