"""Who is not there: names nobody in the take answers to, where its band is known.

Knows nothing of what was to happen to them.
"""

from __future__ import annotations

from timbre.language.edits.draft import Draft
from timbre.language.edits.placewish import PARTS
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.entries import Entry

_ANOTHER_BAND = ("style", "genres")
"""What brings other players."""
_ALSO = {"bells": ("celesta", "music box", "glockenspiel"), "synth": ("acid bass",)}
"""Who answers to a general word without being of its family."""


def absent(names: tuple[str, ...], draft: Draft) -> tuple[str, ...]:
    """Those of `names` (canonical) that nobody answers to; () where nobody knows who plays."""
    heard = draft.current.instruments
    if not heard or draft.force or any(name in draft.values for name in _ANOTHER_BAND) or draft.actions:
        return ()
    placed = [name for wish in draft.get("places") for name in (*wish.only, *wish.add)]
    band = (*heard, *draft.get("instruments"), *draft.brief.instruments, *placed)
    return tuple(name for name in names if not _is_there(name, band))


def _is_there(name: str, band: tuple[str, ...]) -> bool:
    entry = vocabulary().named("instrument", name)
    if entry is None or name in PARTS or name == "vocals" or entry.role or entry.kit:
        return True  # a part of the band, or a piece of its kit
    if any(name == each or name in each.split() or name.removesuffix("s") in each.split() for each in band):
        return True
    if not set(_ALSO.get(name, ())).isdisjoint(band):
        return True
    return _is_family(entry) and any(_family(each) == entry.family for each in band)


def _is_family(entry: Entry) -> bool:
    return bool(entry.choices) or entry.name == entry.family


def _family(name: str) -> str | None:
    entry = vocabulary().named("instrument", name)
    return entry.family if entry is not None else None
