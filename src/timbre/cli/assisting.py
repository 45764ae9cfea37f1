"""`--assistant`: the user's language model reads the words; what it makes of them is shown, and used after a yes."""

from __future__ import annotations

import os
import sys

from timbre.assistant import endpoint_of, propose
from timbre.cli import configuring, diagnostics
from timbre.conversation.asking import wishes_in_words
from timbre.errors import CancelledError, InvalidInputError
from timbre.language.parse import parse
from timbre.model.brief import Brief


def read_words(words: str) -> Brief:
    """What the assistant makes of `words`, told on stderr. Raises MissingError or AssistantError."""
    endpoint = endpoint_of(configuring.current(), os.environ)
    diagnostics.say(f"Asking {endpoint.model} at {endpoint.host} …")
    found = propose(words, endpoint)
    if found.reply:
        diagnostics.say(f"The assistant: {found.reply}")
    if found.ignored:
        diagnostics.say(f"Left out of its answer: {'; '.join(found.ignored)}.")
    return found.brief if found.brief is not None else parse(words)


def agreed(words: str, *, yes: bool) -> Brief:
    """Like `read_words`, after the user has seen it and said yes. Raises CancelledError for a no."""
    if not yes and not sys.stdin.isatty():
        raise InvalidInputError(
            "Nobody is at the terminal to say yes to what the assistant proposes.",
            "Add --yes to use it unseen, or look first with: timbre explain … --assistant",
        )
    brief = read_words(words)
    sys.stderr.write(f"It would be: {wishes_in_words(brief)}\n")
    if not yes:
        sys.stderr.write("Make it? [Y/n] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("", "y", "yes"):
            raise CancelledError("Nothing was made.")
    return brief
