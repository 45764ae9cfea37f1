"""What may be put into a slot: a genre, a mood, a number …, each checked with a guess at what was meant.

Knows nothing of files and of where slots stand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from timbre.errors import InvalidInputError, TimbreError, UnknownNameError, nearest
from timbre.language.chords import chord_names
from timbre.language.parse import key_name, parse, understand
from timbre.language.sections import form_of
from timbre.language.vocabulary import Kind, vocabulary
from timbre.model.brief import BPM_RANGE
from timbre.model.text import clean

MOST_CHARACTERS = 200
_SHOWN = 60
_BPM = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(?: ?bpm)?\Z", re.IGNORECASE)
_METRE = re.compile(r"([1-9]|1\d)/(2|4|8|16)\Z")
KINDS = {
    "genre": "a genre: jazz, lo-fi, drum and bass",
    "mood": "a mood: warm, tense, dreamy",
    "instrument": "an instrument, or several: piano, strings and harp",
    "sound": "a word for the sound: vinyl, dry, wide",
    "tempo": "beats per minute, or a word: 96, slow, allegro",
    "key": "a key: A minor, F# dorian",
    "metre": "a metre: 4/4, 3/4, 7/8",
    "chords": "chords in order: Am F C G, or ii V I",
    "form": "sections in order: intro, verse, chorus",
    "number": "a number",
    "text": "any words",
}
"""Kind of slot → what it takes, in words."""
_ALSO = {
    "genres": "genre", "style": "genre", "moods": "mood", "feeling": "mood", "instruments": "instrument",
    "lead": "instrument", "bpm": "tempo", "chord": "chords", "meter": "metre", "sections": "form",
    "seconds": "number", "minutes": "number", "bars": "number",
}  # fmt: skip
"""Names of slots that say what they take."""
_RANGES = {"seconds": (1.0, 900.0), "minutes": (1.0, 15.0), "bars": (1.0, 512.0)}
_VOCABULARY: dict[str, tuple[Kind, str]] = {
    "genre": ("genre", "genres"),
    "mood": ("mood", "moods"),
    "instrument": ("instrument", "instruments"),
    "sound": ("production", "production"),
}
_CALLED = {"sound": "word for the sound"}


@dataclass(frozen=True, slots=True)
class Slot:
    """Something to fill in. `low` and `high` are of numbers, `choices` of any kind (empty: everything goes)."""

    name: str
    kind: str = "text"
    description: str = ""
    default: str | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def valid(self) -> str:
        """What it takes, in words."""
        if self.choices:
            return f"one of: {', '.join(self.choices)}"
        if self.kind == "number" and self.low is not None and self.high is not None:
            return f"a number, {self.low:g} to {self.high:g}"
        if self.kind == "number" and self.low is not None:
            return f"a number, {self.low:g} or more"
        if self.kind == "number" and self.high is not None:
            return f"a number, {self.high:g} or less"
        return KINDS[self.kind]


def usual_kind(name: str) -> str:
    """The kind of a slot that nothing is said of but its name."""
    return name if name in KINDS else _ALSO.get(name, "text")


def usual_range(name: str) -> tuple[float | None, float | None]:
    """The range of a number that nothing is said of but its name."""
    return _RANGES.get(name, (None, None))


def checked(slot: Slot, value: str) -> str:
    """`value` as it goes into the prompt. Raises InvalidInputError or UnknownNameError, with a guess."""
    text = " ".join(clean(value).split())
    if len(text) > MOST_CHARACTERS:
        raise InvalidInputError(
            f"{slot.name} has {len(text)} characters; {MOST_CHARACTERS} are the most.", "Say it shorter."
        )
    if not text and slot.kind != "text":
        raise InvalidInputError(f"{slot.name} is empty.", f"It takes {slot.valid}.")
    if slot.choices:
        return _chosen(slot, text)
    try:
        return _READERS[slot.kind](slot, text)
    except TimbreError as error:
        if error.message.startswith(slot.name):
            raise
        kind = UnknownNameError if isinstance(error, UnknownNameError) else InvalidInputError
        raise kind(f"{slot.name}: {error.message}", error.hint or f"It takes {slot.valid}.") from error


def examples(slot: Slot) -> Iterable[str]:
    """Values that could be put in, for completion: those to choose from, or names of the vocabulary."""
    if slot.choices:
        return slot.choices
    if slot.kind in _VOCABULARY:
        kind = _VOCABULARY[slot.kind][0]
        return sorted(entry.name for entry in vocabulary().entries if entry.kind == kind)
    if slot.kind == "tempo":
        return sorted(entry.name for entry in vocabulary().entries if entry.kind == "tempo")
    return ()


def _chosen(slot: Slot, text: str) -> str:
    found = next((each for each in slot.choices if each.lower() == text.lower()), None)
    if found is None:
        close = nearest(text, slot.choices)
        meant = f" Did you mean {close!r}?" if close else ""
        raise UnknownNameError(f"{slot.name} cannot be {text[:_SHOWN]!r}.{meant}", f"It is {slot.valid}.")
    return found


def _named(slot: Slot, text: str) -> str:
    """Words in which something of the slot's kind is named, and nothing that means nothing."""
    kind, field = _VOCABULARY[slot.kind]
    understood = understand(text)
    brief = understood.brief
    slip = next((match.spellings[0].text for match in understood.matches if match.typo), None)
    if slip is not None:
        called, hint = _CALLED.get(slot.kind, slot.kind), f"`timbre vocabulary {field}` lists them."
        raise UnknownNameError(f"There is no {called} called {text!r}. Did you mean {slip!r}?", hint)
    if getattr(brief, field) and brief.stated(field) and not brief.ignored:
        return text
    names = {
        name for entry in vocabulary().entries if entry.kind == kind for name in (entry.name, *entry.aliases)
    }
    called = _CALLED.get(slot.kind, slot.kind)
    raise UnknownNameError.among(called, text, names, f"`timbre vocabulary {field}` lists them.")


def _tempo(slot: Slot, text: str) -> str:
    plain = _BPM.match(text)
    if plain is None:
        if parse(text).bpm is not None:
            return text
        names = [entry.name for entry in vocabulary().entries if entry.kind == "tempo"]
        close = nearest(text, names)
        meant = f" Did you mean {close!r}?" if close else ""
        raise InvalidInputError(f"{slot.name} cannot be {text[:_SHOWN]!r}.{meant}", f"It takes {slot.valid}.")
    if not BPM_RANGE[0] <= float(plain[1]) <= BPM_RANGE[1]:
        raise InvalidInputError(
            f"{slot.name} is {plain[1]}; it must be {BPM_RANGE[0]:g} to {BPM_RANGE[1]:g} beats per minute.",
            "Or use a word: slow, fast.",
        )
    return f"{plain[1]} bpm"


def _key(slot: Slot, text: str) -> str:
    found = key_name(text) if len(text) <= _SHOWN else None
    if found is None:
        raise InvalidInputError(
            f"{slot.name}: {text[:_SHOWN]!r} is not a key.", "Write: A minor, F# major, Bb dorian."
        )
    return found


def _metre(slot: Slot, text: str) -> str:
    if not _METRE.match(text):
        raise InvalidInputError(f"{slot.name}: {text[:_SHOWN]!r} is not a metre.", "Write: 4/4, 3/4, 7/8.")
    return text


def _chords(_slot: Slot, text: str) -> str:
    return " ".join(chord_names(text))


def _form(_slot: Slot, text: str) -> str:
    return ", ".join(f"{wish.name} {wish.bars} bars" if wish.bars else wish.name for wish in form_of(text))


def _number(slot: Slot, text: str) -> str:
    try:
        value = float(text.replace("−", "-"))
    except ValueError:
        raise InvalidInputError(
            f"{slot.name} is {text[:_SHOWN]!r}, not a number.", f"It takes {slot.valid}."
        ) from None
    low = -math.inf if slot.low is None else slot.low
    high = math.inf if slot.high is None else slot.high
    if not math.isfinite(value) or not low <= value <= high:
        raise InvalidInputError(f"{slot.name} is {text[:_SHOWN]}.", f"It takes {slot.valid}.")
    return f"{value:.10g}"


def _text(_slot: Slot, text: str) -> str:
    return text


_READERS: dict[str, Callable[[Slot, str], str]] = {
    **dict.fromkeys(_VOCABULARY, _named),
    "tempo": _tempo,
    "key": _key,
    "metre": _metre,
    "chords": _chords,
    "form": _form,
    "number": _number,
    "text": _text,
}


def read_slot(name: str, default: str | None, table: dict[str, Any]) -> Slot:
    """The slot from its table, whose fields have the right types. Raises TimbreError where its default is wrong."""
    kind = table.get("kind", usual_kind(name))
    low, high = usual_range(name) if kind == "number" else (None, None)
    slot = Slot(
        name,
        kind,
        table.get("description", ""),
        default,
        table.get("low", low),
        table.get("high", high),
        tuple(table.get("choices", ())),
    )
    if default is not None:
        checked(slot, default)
    return slot
