"""A prompt in, a Brief out: the one way words become musical wishes.

Knows nothing of engines or of sessions; `understand` keeps what was found where, for `explain`.
"""

from __future__ import annotations

from dataclasses import dataclass

from timbre.language.chords import read_chords
from timbre.language.clashing import clash_of
from timbre.language.colours import without_mere_colours
from timbre.language.ensembles import without_lone_piano
from timbre.language.form import read_form
from timbre.language.imply import Draft, fill
from timbre.language.keys import read_keys
from timbre.language.leftover import leftover
from timbre.language.length import read_length
from timbre.language.match import Match, find_matches
from timbre.language.metre import read_metre
from timbre.language.negation import mark_negated
from timbre.language.numbers import read_numbers
from timbre.language.placing import imply_places, read_places
from timbre.language.players import imply_players, read_players
from timbre.language.reading import Reading
from timbre.language.tempo import read_tempo
from timbre.language.text import read_text
from timbre.language.vocabulary import Vocabulary, vocabulary_for
from timbre.model.brief import Brief


@dataclass(frozen=True, slots=True)
class Understanding:
    """A Brief with everything that led to it."""

    brief: Brief
    reading: Reading
    matches: tuple[Match, ...]


def parse(prompt: str) -> Brief:
    """What `prompt` means. Never raises, whatever the string; time grows linearly with its length."""
    return understand(prompt).brief


def understand(prompt: str, words: Vocabulary | None = None) -> Understanding:
    """Like `parse`, keeping the findings and matches (for `explain` and tests)."""
    text = read_text(prompt)
    reading = Reading(text, words or vocabulary_for(text))
    numbers = read_numbers(reading.text)
    read_metre(reading, numbers)
    read_form(reading)
    read_length(reading, numbers)
    read_chords(reading)
    read_keys(reading)
    read_tempo(reading, numbers)
    found = without_lone_piano(reading.text, find_matches(reading), reading.words)
    matches, negations = mark_negated(reading.text, found, reading.words)
    matches = without_mere_colours(reading, matches)
    matches, happenings = read_places(reading, matches)
    matches, players = read_players(reading, matches)
    draft = Draft(reading, matches, reading.words)
    fill(draft)
    imply_players(draft, players)
    imply_places(draft, happenings)
    if draft.sources.get("key") and draft.sources["key"].kind == "stated":
        clash = clash_of(draft.fields.get("chords", ()), draft.fields.get("key"))
        reading.notes.extend([clash] if clash else [])
    ignored = leftover(reading, matches, negations)
    brief = Brief(**draft.fields, ignored=ignored, sources=draft.sources)
    return Understanding(brief, reading, tuple(matches))


def key_name(text: str) -> str | None:
    """The canonical name of a key written alone ("f#m" → "F# minor"), or None when it is not one."""
    lead, alone = "key of ", text.strip()
    said = read_text(lead + ("B" if alone in ("H", "h") else alone))
    reading = Reading(said, vocabulary_for(said))
    read_keys(reading)
    best = reading.best("key")
    if best is None or best.rank == 0 or best.start != len(lead) or best.end != len(reading.text):
        return None
    return str(best.value)
