"""A form written alone: `intro 4, verse 8, chorus (8 bars)`, `AABA`.

Knows nothing of prompts, where sections stand among other words (`form` reads those).
"""

from __future__ import annotations

import re

from timbre.errors import InvalidInputError, UnknownNameError
from timbre.language.form import LETTERS, MOST_SECTIONS
from timbre.language.text import fold
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import SectionWish

__all__ = ["MOST_BARS", "MOST_SECTIONS", "form_of"]

MOST_BARS = 256
_ITEM = re.compile(
    r"(?:(?P<before>\d{1,4})[ \-]?(?:bars?)?(?: of)? ?)?(?P<name>[a-z][a-z \-]*?)"
    r"(?:[ :]*\(?(?P<after>\d{1,4}) ?(?:bars?)?\)?)?"
)


def form_of(text: str) -> tuple[SectionWish, ...]:
    """The sections of a list, in order. Raises UnknownNameError (with a guess) or InvalidInputError."""
    plain = fold(text).strip()
    letters = plain.replace("-", "").replace(" ", "")
    if len(letters) > 1 and set(letters) <= set(LETTERS):
        wishes = [SectionWish(name=LETTERS[letter]) for letter in letters]
    else:
        items = [item for item in re.split(r"[,;|>\n]", plain.lower()) if item.strip()]
        wishes = [wish for item in items for wish in _read(" ".join(item.split()))]
    if not 1 <= len(wishes) <= MOST_SECTIONS:
        raise InvalidInputError(
            f"A form has 1 to {MOST_SECTIONS} sections, not {len(wishes)}.",
            "Write: intro 4, verse 8, chorus 8",
        )
    return tuple(wishes)


def _read(item: str) -> list[SectionWish]:
    known = vocabulary().grammar.sections
    found = _ITEM.fullmatch(item)
    name = found["name"].strip() if found is not None else item
    if found is not None and _section(name) is not None:
        bars = found["before"] or found["after"]
        if bars is not None and not 1 <= int(bars) <= MOST_BARS:
            raise InvalidInputError(
                f"The {name} cannot have {bars} bars; 1 to {MOST_BARS} can be.", f"Write: {name} 8"
            )
        return [SectionWish(name=_section(name) or name, bars=int(bars) if bars else None)]
    words = re.findall(r"[a-z\-]+(?: \(?\d{1,4}\)?)?", item)
    if len(words) > 1 and " ".join(words) == item:
        return [wish for word in words for wish in _read(word)]
    names = ", ".join(dict.fromkeys(known.values()))
    raise UnknownNameError.among("section", name, known, f"Sections: {names}.")


def _section(name: str) -> str | None:
    known = vocabulary().grammar.sections
    return known.get(name) or known.get(name.removesuffix("s"))
