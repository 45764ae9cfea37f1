"""What is said when the words of a prompt mean nothing: that they do, and what is assumed instead.

Knows nothing of who says it.
"""

from __future__ import annotations

from timbre.language.text import fold
from timbre.model.brief import Brief

_NOTE = (
    "Nothing in these words was understood as music. Assumed: a style, tempo, key and players of the engine's choice, "
    "no vocals, 30 seconds where no length is set. Name a genre, a mood, an instrument or a tempo (English, Spanish, "
    "Portuguese, French, German, Chinese, Japanese, some Korean); timbre vocabulary lists the words."
)


def nothing_understood(prompt: str, read: Brief) -> str:
    """The note for a prompt whose words meant nothing; "" where something was understood or nothing was written.

    `read` is what the words alone mean, without options and presets.
    """
    return _NOTE if fold(prompt).strip() and not read.sources else ""
