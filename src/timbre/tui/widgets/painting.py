"""Makes strips of cells and looks.

Knows nothing of what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.style import Style

    from timbre.tui.widgets.wave_strips import Kind, Span


def paint(text: str, spans: Iterable[Span], mark: str, look: Callable[[Kind], Style]) -> Strip:
    """One row of a waveform: `text` in the looks of its `spans`, with `mark` where the cursor is."""
    return Strip(
        [
            Segment(mark if span.kind == "cursor" else text[span.start : span.end], look(span.kind))
            for span in spans
        ],
        len(text),
    )
