"""Characters a terminal's encoding lacks: something plain in their place, as wide as they are.

Knows nothing of what is written. Without this a line of a frame would come as `\\u2500`, six cells for one.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper

HANDLER = "timbre-plain"
"""The name of this rule, as an `errors` argument."""
_PLAIN = {
    "-": "─━╌╍┄┅┈┉═╸╺╴╶╼╾▔−–—",
    "|": "│┃║╷╵╹╻▏▕▎▍▌▐▋▊▉❘",
    "_": "▁▂▃▄▅▆▇",
    "#": "█▀▓▒░■",
    "+": "♥",
    "x": "✗×",
    "*": "●•◆",
    "o": "○◌◇",
    ">": "▶▸❯→»",
    "<": "◀◂❮←«",
    "^": "▴↑",
    "v": "▾↓✓",
    "=": "‖≡",
    "!": "△",
    "@": "↻",
    ".": "·…",
    '"': "“”„",
    "'": "‘’",
}
_ONE = {ord(character): plain for plain, characters in _PLAIN.items() for character in characters}


@contextmanager
def plain_where_needed() -> Iterator[None]:
    """While the block lasts, the terminal gets no escaped characters; nothing changes where it takes them all."""
    stream = sys.__stderr__  # the one Textual draws on
    if not isinstance(stream, TextIOWrapper) or "utf" in stream.encoding.lower():
        yield
        return
    before = stream.errors or "backslashreplace"
    codecs.register_error(HANDLER, _instead)
    stream.reconfigure(errors=HANDLER)
    try:
        yield
    finally:
        stream.reconfigure(errors=before)


def _instead(error: UnicodeError) -> tuple[str, int]:
    """A codec's error handler: frames as - | +, everything unknown as ?, one cell for one cell."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(character: str) -> str:
    from rich.cells import cell_len

    if ord(character) in _ONE:
        return _ONE[ord(character)]
    if "\u2500" <= character <= "\u257f":
        return "+"
    return "?" * cell_len(character)


def drawn_with(wanted: str) -> str:
    """`braille`, `block` or `ascii`: what was asked for, else what this terminal can show."""
    import locale
    import os

    if wanted != "auto":
        return wanted
    encoding = ""
    with suppress(locale.Error, ValueError):
        encoding = locale.getpreferredencoding(False)
    if "utf" not in encoding.lower() or _is_plain_locale():
        return "ascii"
    return "block" if os.environ.get("TERM") == "linux" else "braille"


def _is_plain_locale() -> bool:
    """Whether somebody asked for the C locale; Python itself then writes UTF-8, and says so in LC_CTYPE."""
    import os

    asked = [os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if asked[1] in ("C.UTF-8", "C.utf8", "UTF-8"):
        asked[1] = ""
    return next(filter(None, asked), "") in ("C", "POSIX")
