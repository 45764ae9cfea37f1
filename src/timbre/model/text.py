"""clean(): takes out of foreign text what could fool a terminal or a reader. Beside it small things that are said in
many places: the beginning of a text, a speed.

Knows nothing of terminals, markup or languages: letters, emoji modifiers and combining marks are kept.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # blank fillers, Arabic letter mark
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # zero width, line separators, bidi controls
    "\ud800-\udfff"  # lone surrogates, from file names that are not UTF-8
    "\ufff9-\ufffb"  # interlinear annotation
    "\U000e0000-\U000e0fff"  # tag characters
    "]"
)


def clean(text: str) -> str:
    """`text` without control characters (tab and newline stay), bidi controls and zero-width characters.

    A carriage return is dropped. Cleaning twice changes nothing more.
    """
    return _UNSAFE.sub("", text)


def shortened(text: str, most: int) -> str:
    """`text` on one line of at most `most` characters (1 or more); "…" stands for what is missing."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def speed_words(speed: float) -> str:
    """Seconds of music made in a second, as text: "12× real time"; slow ones with a decimal, "0.4× real time"."""
    return f"{speed:.0f}× real time" if speed >= 2 else f"{speed:.1f}× real time"


_COUNTS = (
    (2.0, "double time"), (0.5, "half time"), (3.0, "triplet time"), (1.5, "triplet time"),
    (2 / 3, "dotted time"), (1 / 3, "dotted time"),
)  # fmt: skip


def counted(heard_bpm: float, asked_bpm: float, tolerance: float = 0.03) -> str:
    """How the tempo heard counts the beat asked for, such as "double time"; "" where it is the same, or another."""
    return next((told for times, told in _COUNTS if abs(heard_bpm / (asked_bpm * times) - 1) < tolerance), "")


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
