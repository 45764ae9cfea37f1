"""Things named in a clause: instruments, sounds, genres and moods, through the prompt's own vocabulary.

Knows nothing of what is to happen to them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from timbre.language.edits.draft import Draft
from timbre.language.parse import Understanding, parse, understand
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.entries import Entry, Kind

_COMPARATIVE = re.compile(r"\b([a-z]{3,14}?)(ier|er)\b")
_IDEA_KINDS: tuple[Kind, ...] = (
    "genre",
    "mood",
    "instrument",
    "production",
    "scene",
    "era",
    "feel",
    "artist",
)


@dataclass(frozen=True, slots=True)
class Things:
    """What a stretch of words names. Each match counts once, as an instrument before anything else."""

    instruments: tuple[Entry, ...]
    sounds: tuple[Entry, ...]
    genres: tuple[Entry, ...]
    moods: tuple[Entry, ...]
    others: tuple[Entry, ...]
    """Scenes, eras, artists and the like: only a new idea names those."""
    leaning: bool
    """Whether a genre was only leant towards ("jazzy")."""
    unknown: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether any of it can be put in or taken out."""
        return bool(self.instruments or self.sounds or self.genres or self.moods)


def things_in(text: str, *, genres_first: bool = False) -> Things:
    """Read a stretch of words. `genres_first`: a word that is a genre and a sound ("lo-fi") is the genre."""
    return of_understanding(understand(text), genres_first=genres_first)


def of_understanding(found: Understanding, *, genres_first: bool = False) -> Things:
    """The things of a prompt that was understood already."""
    groups: dict[str, list[Entry]] = {}
    leaning = False
    order: tuple[Kind, ...] = ("instrument", "production", "genre", "mood")
    if genres_first:
        order = ("instrument", "genre", "production", "mood")
    for match in found.matches:
        kind = next((kind for kind in order if match.of(kind) is not None), None)
        spelling = match.of(kind) if kind is not None else None
        if spelling is None:
            other = next((s for s in match.spellings if s.entry.kind in _IDEA_KINDS), None)
            if other is not None:
                groups.setdefault("other", []).append(other.entry)
        elif not (match.attached and spelling.entry.kind != "instrument"):
            groups.setdefault(spelling.entry.kind, []).append(spelling.entry)
            leaning = leaning or (spelling.entry.kind == "genre" and spelling.hint)
    named = {kind: tuple(dict.fromkeys(entries)) for kind, entries in groups.items()}
    return Things(
        named.get("instrument", ()),
        named.get("production", ()),
        named.get("genre", ()),
        named.get("mood", ()),
        named.get("other", ()),
        leaning=leaning,
        unknown=found.brief.ignored,
    )


def positive(text: str) -> str:
    """Comparatives as the vocabulary knows them: "jazzier" → "jazzy", "dreamier" → "dreamy"."""
    known = vocabulary().known

    def base(found: re.Match[str]) -> str:
        adjective = f"{found[1]}y"
        return adjective if found[2] == "ier" and adjective in known else found[0]

    return _COMPARATIVE.sub(base, text)


def names_of(entry: Entry, draft: Draft) -> tuple[str, ...]:
    """Canonical names an instrument entry adds: a general word by style, a kit with its role."""
    if entry.choices:
        choices = dict(entry.choices)
        return (choices.get(draft.get("style") or "default", choices["default"]),)
    return (entry.kit, entry.name) if entry.kit else (entry.name,)


def ruled_out(entry: Entry) -> tuple[str, ...]:
    """Canonical names that "no X" takes away: the family of a general word, both kinds of drums for percussion."""
    return parse(f"no {entry.name}").without or (entry.name,)
