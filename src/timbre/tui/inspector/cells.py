"""Text that fits: foreign text made plain, cut and wrapped by terminal cells.

Pure. Knows nothing of fields, styles or widgets.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size


def plain(text: str) -> str:
    """`text` on one line, without anything that could steer a terminal."""
    from timbre.model.text import clean

    return " ".join(clean(text).split())


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in at most `width` cells; where it is longer it ends in `ellipsis`."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    room = width - cell_len(ellipsis)
    if room <= 0:
        return ellipsis[:width]
    return set_cell_size(text, room).rstrip() + ellipsis


def wrap(text: str, width: int) -> list[str]:
    """`text` as lines of at most `width` cells (1 or more), broken at spaces, or inside a word that is wider."""
    width = max(1, width)
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        size = cell_len(word)
        if line and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        while size > width:
            head = _head(word, width)
            lines.append(set_cell_size(head, min(cell_len(head), width)))
            word = word[len(head) :]
            size = cell_len(word)
        line, used = word, size
    if line:
        lines.append(line)
    return lines


def _head(word: str, width: int) -> str:
    """The longest beginning of `word`, one character or more, that fits into `width` cells."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if cell_len(word[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return word[:low]
