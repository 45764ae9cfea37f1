"""A piece: what a speaker is given to play. And several of them side by side.

Knows nothing of devices or of the takes behind the labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from timbre.errors import InvalidInputError

if TYPE_CHECKING:
    from timbre.audio.playback.bank import Bank
    from timbre.audio.playback.feed import Feed


@dataclass(frozen=True)
class Piece:
    """A file, or a take that is still being made (a feed), turned down by `gain_db` (0 or less)."""

    source: Path | Feed
    gain_db: float = 0.0
    label: str = ""
    """The take's id."""

    @property
    def file(self) -> Path | None:
        """The file, if it is one."""
        return self.source if isinstance(self.source, Path) else None


def side_by_side(pieces: Sequence[Piece], index: int) -> Bank | None:
    """The pieces as one source, piece `index` heard; None where they do not fit together. Raises FileError."""
    from timbre.audio.playback.bank import Bank
    from timbre.audio.playback.file_source import FileSource

    files = [FileSource(piece.file) for piece in pieces if piece.file is not None]
    if len(files) < len(pieces):
        return None
    try:
        return Bank(files, [piece.gain_db for piece in pieces], index)
    except InvalidInputError:
        return None
