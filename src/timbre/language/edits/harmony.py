"""Clauses about the chords as chords: simpler chords, jazzier chords, sevenths; a capo.

Knows nothing of keys being changed (`keys`) or of progressions written out (`absolute`).
"""

from __future__ import annotations

import re

from timbre.errors import InvalidInputError
from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.feel import lean
from timbre.language.edits.keys import key_now, move_key
from timbre.language.parse import understand
from timbre.language.places import find_places
from timbre.language.vocabulary import vocabulary
from timbre.theory.chord import parse_chord

_CHORDS = r"(?:chords?|harmony|harmonies|chord progression|progression|changes)"
_SIMPLE = re.compile(
    rf"(?:use |play |with )?(?:the )?(?:simpler|simple|easier|plainer|basic|more basic|less jazzy"
    rf"|less complex|triads?(?: only)?"
    rf"|plain|only triads) ?{_CHORDS}?|{_CHORDS} (?:simpler|simple|less jazzy|less complex)"
    rf"|the {_CHORDS} simpler|no sevenths"
)
_RICH = re.compile(
    rf"(?:use |play |with |add )?(?:the )?(?:jazzier|jazzy|richer|rich|more complex|more interesting"
    rf"|fancier|extended|lusher"
    rf"|seventh|7th|ninth|9th|more colou?rful|colou?rful|thicker) {_CHORDS}"
    rf"|(?:the )?{_CHORDS} (?:jazzier|richer|more complex"
    r"|more interesting|jazzy|fancier)|(?:use |add |with )?(?:sevenths|7ths|extensions|seventh chords"
    r"|tensions)"
)
_ONLY_OF_CHORDS = re.compile(rf"{_CHORDS}|triad|seventh|7th|extension|tension")
_CAPO = re.compile(
    r"(?:with a |put a |add a |use a )?capo(?: on| at)?(?: the)? ?(?:fret )?(?P<n>\d|1[0-2])(?:st|nd|rd"
    r"|th)?(?: fret)?"
)
_SYMBOL = re.compile(
    r"(?P<root>[A-G](?:#|b)?)(?P<quality>m(?!aj)|min|dim|aug|\+|°|o)?(?P<more>[^/]*)(?P<bass>/.*)?"
)
_SEVENTH = {"m": "m7", "min": "m7", "dim": "m7b5", "aug": "aug", "": "maj7"}
_FIFTH = 7


def read_harmony(clause: Clause, draft: Draft) -> bool:
    """Whether the clause is about the chords; changes those that were asked for, or leans towards jazz."""
    if _of_one_place(clause):
        draft.note("Chords hold for the whole piece; those of one place cannot be set.")
        return True
    capo = _CAPO.fullmatch(clause.text)
    if capo is not None:
        if int(capo["n"]):
            move_key(draft, int(capo["n"]))
        return True
    if _ONLY_OF_CHORDS.search(clause.text) is None:
        return False
    simple, rich = _SIMPLE.fullmatch(clause.text), _RICH.fullmatch(clause.text)
    chords: tuple[str, ...] = draft.get("chords")
    if (simple is None and rich is None) or (simple is not None and not chords):
        return False
    if not chords:
        jazz = vocabulary().named("genre", "jazz")
        if jazz is None:
            return False
        lean(jazz, clause.amount, draft)
        draft.note("The chords were the engine's choice: the whole take leans towards jazz.")
        return True
    after = tuple(_plain(chord) if simple is not None else _richer(chord, draft) for chord in chords)
    if after == chords:
        draft.note("The chords are like that already.")
    else:
        draft.set("chords", after)
    return True


def _of_one_place(clause: Clause) -> bool:
    """ "use Dm, G and C in the chorus"."""
    if next(find_places(clause.text), None) is None:
        return False
    said = understand(clause.plain).reading.best("chords")
    return said is not None and said.rank > 0 and len(said.value) > 1


def _plain(symbol: str) -> str:
    found = _SYMBOL.fullmatch(symbol)
    if found is None:
        return symbol
    return _known(
        found["root"]
        + {"min": "m", "+": "aug", "°": "dim", "o": "dim"}.get(
            found["quality"] or "", found["quality"] or ""
        ),
        symbol,
    )


def _richer(symbol: str, draft: Draft) -> str:
    found = _SYMBOL.fullmatch(symbol)
    if found is None or found["bass"] or not _plain(symbol):
        return symbol
    if found["more"]:
        return _known(
            {"7": f"{found['root']}{found['quality'] or ''}9"}.get(
                found["more"], symbol.replace("maj7", "maj9")
            ),
            symbol,
        )
    key = key_now(draft)
    dominant = (
        key is not None
        and not found["quality"]
        and parse_chord(symbol).root % 12 == (key.tonic_class + _FIFTH) % 12
    )
    return _known(found["root"] + ("7" if dominant else _SEVENTH.get(found["quality"] or "", "7")), symbol)


def _known(symbol: str, otherwise: str) -> str:
    """The symbol if it is a chord."""
    try:
        parse_chord(symbol)
    except InvalidInputError:
        return otherwise
    return symbol
