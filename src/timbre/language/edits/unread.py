"""Lines that ask for a change in words nobody could read: better no music than a new piece nobody asked for.

Knows nothing of takes; whoever has one asks here once a line could not be read as an edit.
"""

from __future__ import annotations

import re

from timbre.language.assumed import nothing_understood
from timbre.language.parse import parse
from timbre.language.text import fold
from timbre.model.brief import Brief

MOST_CHARACTERS = 200
_POLITE = r"(?:please |ok |okay |and |now |but |so |hey |maybe |also |then )*"
_CAN_YOU = r"(?:(?:can|could|would|will) (?:you|we) (?:please |maybe |also )*)?"
_SURELY = re.compile(
    rf"{_POLITE}{_CAN_YOU}(?:make|play|change|turn|keep) (?:it|this|that|them|everything|the)\b"
    rf"|{_POLITE}(?:can|could|should|would|will) (?:the|it|this|that|they|there)\b"
)
_PROBABLY = re.compile(
    rf"{_POLITE}{_CAN_YOU}(?:let|give|bring|put|have|take|stop|start|get|move|leave|push|pull|fix"
    r"|shift|add|drop|remove|lose|swap|replace|mute|unmute|cut) (?:it|this|that|the|its|them|those|these)\b"
)
_JUDGED = re.compile(
    r"(?:it(?:'s| is| sounds?| feels?| needs?| has| should| could| drags)"
    r"|the \w+(?: \w+)? (?:should|shall|must|needs?|could|ought|sounds?|feels?))\b"
    r"(?! (?:a|an|like a|like an|\w+ing)\b)[^,;.]*$"
)
_NO_IDEA = frozenset(("without", "places", "parts", "vocals"))
"""What is no music by itself: "im Refrain ohne Schlagzeug"."""
_FEW_WORDS = 8
"""Longer ones may describe a piece: "the piano sounds soft over a deep bass and ..."."""


def is_unread_change(line: str, read: Brief | None = None) -> bool:
    """Whether `line` is no idea either: nothing in it is music, or it is worded as a change of what is there.

    `read`: what the line means as a prompt, where the caller knows. Linear in the line.
    """
    brief = parse(line) if read is None else read
    if nothing_understood(line, brief) or (brief.sources and _NO_IDEA.issuperset(brief.sources)):
        return True
    if len(line) > MOST_CHARACTERS:
        return False
    text = fold(line).lower().strip()
    stated = brief.sources.get("genres")
    named = stated is not None and stated.kind == "stated"
    judged = _JUDGED.match(text) is not None and len(text.split()) <= _FEW_WORDS
    return bool(_SURELY.match(text)) or (not named and (judged or _PROBABLY.match(text) is not None))
