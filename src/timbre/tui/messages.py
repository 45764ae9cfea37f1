"""What widgets ask of the studio. They show what they are given; only the studio does things.

Knows nothing of widgets or the conversation.
"""

from __future__ import annotations

from textual.message import Message


class Say(Message):
    """Say `line` in the conversation, as if it had been typed. `typed`: it was, at the prompt."""

    def __init__(self, line: str, *, typed: bool = False) -> None:
        super().__init__()
        self.line = line
        self.typed = typed


class Draft(Message):
    """Put `text` into the prompt, to be completed or changed, and go there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Sought(Message):
    """Playback should go to `fraction` (0..1) of `take` (its id), or of what plays ("")."""

    def __init__(self, fraction: float, take: str = "") -> None:
        super().__init__()
        self.fraction = fraction
        self.take = take


class PlayToggled(Message):
    """Play or pause `take` (its id), or what plays or is current ("")."""

    def __init__(self, take: str = "") -> None:
        super().__init__()
        self.take = take


class LoopToggled(Message):
    """Play round and round, or not."""


class VolumeChanged(Message):
    """The volume should be `percent`, 0..100."""

    def __init__(self, percent: float) -> None:
        super().__init__()
        self.percent = percent


class Switched(Message):
    """Hear the take with `letter` (`A` …) of the comparison from the same place; "" is the next one."""

    def __init__(self, letter: str = "") -> None:
        super().__init__()
        self.letter = letter


class Preferred(Message):
    """Keep the take with `letter` of the comparison; "" is the one that is heard."""

    def __init__(self, letter: str = "") -> None:
        super().__init__()
        self.letter = letter


class CompareClosed(Message):
    """No more comparing; nothing is chosen."""


class ExportWanted(Message):
    """Open the export dialog for `take` (its id), or the current one ("")."""

    def __init__(self, take: str = "") -> None:
        super().__init__()
        self.take = take


class FileWanted(Message):
    """Show the file at `path` in its folder, outside Timbre."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
