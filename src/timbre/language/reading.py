"""Reading: what has been found in a prompt so far, and which stretches of it are spoken for.

Knows nothing of what findings mean together: `imply` decides that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from timbre.language.text import Text
from timbre.language.vocabulary import Vocabulary

MOST_SAYINGS = 200
"""Nobody says the same kind of thing more often than this; it keeps hostile input cheap."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the words say. `start`, `end` are offsets in the folded text, half open."""

    field: str
    """A Brief field (bpm, key, metre …) or a vocabulary kind (genre, mood, instrument …)."""
    value: Any
    start: int
    end: int
    rank: int = 1
    """How plainly it was said: of two findings for one field the higher rank wins, then the earlier."""
    because: str = ""
    weight: float = 1.0
    negated: bool = False


@dataclass(slots=True)
class Reading:
    """The notebook that the readers of one prompt write into, in turn."""

    text: Text
    words: Vocabulary
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    claimed: bytearray = field(default_factory=bytearray)
    """One byte per folded character: 1 where a reader has understood it."""

    def __post_init__(self) -> None:
        self.claimed = bytearray(len(self.text))

    def free(self, start: int, end: int) -> bool:
        """Whether nobody has claimed any of the stretch."""
        return self.claimed.find(1, start, end) < 0

    def claim(self, start: int, end: int) -> None:
        """Mark the stretch as understood."""
        self.claimed[start:end] = b"\x01" * (end - start)

    def add(self, finding: Finding) -> None:
        """Note a finding and claim its stretch."""
        self.findings.append(finding)
        self.claim(finding.start, finding.end)

    def of(self, field_name: str) -> Iterator[Finding]:
        """The findings for one field or kind, in the order they were made."""
        return (finding for finding in self.findings if finding.field == field_name)

    def best(self, field_name: str) -> Finding | None:
        """The plainest, then earliest, finding for `field_name` that was not negated."""
        return min(
            (f for f in self.of(field_name) if not f.negated), key=lambda f: (-f.rank, f.start), default=None
        )

    def each(self, pattern: re.Pattern[str], *hints: str, capitals: bool = False) -> Iterator[re.Match[str]]:
        """The first `MOST_SAYINGS` places of a pattern; nothing without one of `hints` (cheap, for long prompts)."""
        if hints and not any(hint in self.text.folded for hint in hints):
            return iter(())
        return islice(pattern.finditer(self.text.plain if capitals else self.text.folded), MOST_SAYINGS)

    def before(self, start: int, characters: int = 48) -> str:
        """Folded text before `start`."""
        return self.text.folded[max(0, start - characters) : start]

    def after(self, end: int, characters: int = 48) -> str:
        """Folded text from `end` on."""
        return self.text.folded[end : end + characters]
