"""What can be played: something that gives frames in order and can jump.

Knows nothing of devices, gain or fades.
"""

from __future__ import annotations

from typing import Protocol

from timbre.errors import TimbreError
from timbre.model.clip import Samples


class Source(Protocol):
    """Frames [n, C] float32 at `sample_rate`. Reading and seeking never raise: `error` says what went wrong.

    Not safe for several threads at once; the transport sees to that (a `Feed` is filled from outside, and locks).
    """

    error: TimbreError | None

    @property
    def sample_rate(self) -> int:
        """Frames per second."""
        ...

    @property
    def channels(self) -> int:
        """Channels in a frame."""
        ...

    @property
    def frames(self) -> int:
        """Length so far, in frames."""
        ...

    @property
    def position(self) -> int:
        """The next frame that `read` gives."""
        ...

    @property
    def complete(self) -> bool:
        """Whether nothing more will arrive: where the frames end, the sound ends."""
        ...

    def open(self) -> None:
        """Get ready to read from the beginning. Raises FileError."""
        ...

    def read(self, count: int) -> Samples:
        """Up to `count` frames [n, C] from `position` on; fewer where no more are there."""
        ...

    def seek(self, frame: int) -> None:
        """Go on from `frame`, held within 0 … `frames`."""
        ...

    def close(self) -> None:
        """Let everything go. Harmless twice."""
        ...
