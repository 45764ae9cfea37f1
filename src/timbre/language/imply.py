"""From findings and matches to the Brief's fields, each with its source: what was said wins over what is implied.

Knows nothing of how words were found. Rule for conflicts: the plainer statement wins (a number over a word), then
the earlier one, unless the later one corrects it ("no, make it 90 bpm"); what was ruled out beats what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from timbre.language.feeling import Feeling, imply_feeling
from timbre.language.frames import imply_metre
from timbre.language.genres import imply_genres
from timbre.language.instruments import imply_instruments
from timbre.language.match import Match
from timbre.language.pace import imply_tempo
from timbre.language.production import imply_production
from timbre.language.reading import Reading
from timbre.language.vocabulary import Entry, Kind, Vocabulary
from timbre.model.brief import Source

Found = tuple[Entry, Match]


@dataclass(slots=True)
class Draft:
    """A Brief in the making: fields and their sources."""

    reading: Reading
    matches: list[Match]
    words: Vocabulary
    fields: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    feeling: Feeling = field(default_factory=Feeling)
    _kinds: dict[tuple[Kind, bool], list[Found]] = field(default_factory=dict)
    _plain: dict[Kind, list[Found]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for match in self.matches:
            for spelling in match.spellings:
                if match.negated or not spelling.weak:
                    found = self._kinds.setdefault((spelling.entry.kind, match.negated), [])
                    found.append((spelling.entry, match))

    def state(self, name: str, value: Any, start: int, end: int, because: str = "") -> None:
        """Set a field that the words say plainly; offsets are in the folded text."""
        self.fields[name] = value
        self.sources[name] = Source(kind="stated", span=self.reading.text.span(start, end), because=because)

    def imply(self, name: str, value: Any, because: str, span: tuple[int, int] | None = None) -> None:
        """Set a field that follows from something said, unless it is set already."""
        if name in self.fields:
            return
        self.fields[name] = value
        where = self.reading.text.span(*span) if span else None
        self.sources[name] = Source(kind="implied", span=where, because=because)

    def wanted(self, kind: Kind) -> list[Found]:
        """Entries of a kind that were asked for, in order."""
        return self._kinds.get((kind, False), [])

    def plainly(self, kind: Kind) -> list[Found]:
        """Like `wanted`, without spellings that only lean that way ("jazzy")."""
        if kind not in self._plain:
            self._plain[kind] = [
                (e, m) for e, m in self.wanted(kind) if not any(s.hint for s in m.spellings if s.entry is e)
            ]
        return self._plain[kind]

    def refused(self, kind: Kind) -> list[Found]:
        """Entries of a kind that were ruled out, in order."""
        return self._kinds.get((kind, True), [])


def fill(draft: Draft) -> None:
    """Fill in every field of the draft that the words say or imply."""
    for name in ("bpm", "key", "metre", "chords", "seconds", "bars", "form", "ending", "loop"):
        best = draft.reading.best(name)
        if best is None:
            continue
        if best.rank > 0:
            draft.state(name, best.value, best.start, best.end, best.because)
        else:
            draft.imply(name, best.value, best.because, (best.start, best.end))
    imply_genres(draft)
    draft.feeling = imply_feeling(draft)
    imply_instruments(draft)
    imply_production(draft)
    imply_tempo(draft)
    _imply_the_rest(draft)


def _imply_the_rest(draft: Draft) -> None:
    for entry, _ in draft.plainly("genre"):
        if entry.metre:
            draft.imply("metre", entry.metre, f"genre {entry.name}")
    imply_metre(draft)
    for entry, _ in draft.wanted("scene"):
        if entry.seconds:
            draft.imply("seconds", entry.seconds, f"scene {entry.name}")
