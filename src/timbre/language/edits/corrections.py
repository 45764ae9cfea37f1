"""Lines that lean on the last edit: more, even more, a bit less, that's too much, the opposite, no.

Knows nothing of what the last edit was about: it goes on with its words, or part of the way back from its values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from timbre.language.edits.edit import EDITED, Action, Change, Edit
from timbre.language.text import fold
from timbre.model.brief import Brief, PartWish, PlaceWish

TAKEN_BACK = ", but less"
"""What the words of a change end with that went part of the way back."""
_SMALL = (
    r"(?:just )?(?:a (?:little |tiny |wee )?bit|a little(?: bit)?|slightly|a touch|a tad|a hair|somewhat)"
)
_BIG = r"(?:much|way|a lot|far|lots|loads|a whole lot|considerably|really)"
_LEAD = r"(?:(?:no|nope|yes|yeah|yep|ok|okay|hmm+|and|but|now|please|good|nice|great|better)[ ,]+)*"
_THATS = r"(?:(?:that'?s|it'?s|thats|its|this is|that is|it is|that was|is) )?"
_MORE = re.compile(
    rf"{_LEAD}(?:still |even |yet |give me |do )*(?:(?P<small>{_SMALL})|(?P<big>{_BIG}"
    rf"|even much))? ?(?:still |even |some )?"
    r"(?:more(?: of (?:that|it|the same|this)| like that| in that direction| so)?|further|go further"
    r"|keep going|carry on"
    r"|go on|push it(?: further)?|take it further|not enough|some more|double down|more please"
    r"|and more)(?: still| please)?"
)
_LESS = re.compile(
    rf"{_LEAD}{_THATS}(?:still |even |do )*(?:(?P<small>{_SMALL})|(?P<big>{_BIG}))? ?"
    r"(?:less(?: of (?:that|it|this)| so| of it)?|too much|too far|(?:not|don'?t go) (?:quite )?(?:so"
    r"|that|as|too) (?:much|far)"
    r"|overdone|over the top|too strong|half (?:of )?that|half as much|half (?:of )?it|tone that down"
    r"|dial that back"
    r"|(?:pull|take|back) (?:that )?(?:back|off)|back off|ease off|meet me half ?way|half ?way(?: back)?"
    r"|in between"
    r"|somewhere in between|halve (?:that|it))(?: please)?"
)
_OPPOSITE = re.compile(
    rf"{_LEAD}(?:(?:do|make it|i meant|i mean|go|try) )?(?:the )?(?:opposite|other way(?: round"
    rf"| around)?|reverse|contrary|wrong way"
    r"|wrong direction|other direction)(?: please)?"
)
_NO = re.compile(
    r"(?:no|nope|nah|no no|not that|no not that|not like that|(?:that'?s|thats|it'?s|this is) (?:wrong"
    r"|worse|bad|awful|not it|not right"
    r"|not what i (?:meant|wanted))|worse|wrong|i don'?t like (?:it|that|this)"
    r"|i liked it (?:better )?before|it was better(?: before)?"
    r"|i hate (?:it|that|this)|bad|don'?t|not good|yuck|ugh|scrap that|forget (?:it|that)|never mind"
    r"|nevermind)"
)
_STEPS = {"small": 0.4, "plain": 1.0, "big": 2.0}
_BACK = {"small": 1 / 3, "plain": 0.5, "big": 0.75}
_NUMBERS = ("bpm", "seconds", "bars", "valence", "energy", "density", "brightness", "swing")
_AXES = ("valence", "energy", "density", "brightness", "swing")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a line asks of the last edit."""

    kind: Literal["more", "less", "opposite", "no"]
    size: float
    """Of `more`: the amount, 1 the same again. Of `less`: how much of it is taken back."""


def correction_in(text: str) -> Correction | None:
    """What a whole line asks of the last edit; None when it says anything else."""
    line = " ".join(fold(text).lower().replace(",", " , ").split()).strip(" .!,?").replace(" , ", " ")
    if len(line) > 60:
        return None
    for kind, pattern, sizes in (("more", _MORE, _STEPS), ("less", _LESS, _BACK)):
        found = pattern.fullmatch(line)
        if found is not None:
            how = "small" if found["small"] else "big" if found["big"] else "plain"
            return Correction("more" if kind == "more" else "less", sizes[how])
    if _OPPOSITE.fullmatch(line):
        return Correction("opposite", 2.0)
    return Correction("no", 1.0) if _NO.fullmatch(line) else None


def directions_of(previous: Edit) -> tuple[str, ...]:
    """The words of the last edit that gave a direction, each once, in order."""
    said = (word for change in previous.changes for word in change.words.removesuffix(TAKEN_BACK).split(", "))
    return tuple(dict.fromkeys(word for word in said if word))


def was_taken_back(previous: Edit) -> bool:
    """Whether the last edit was itself a "less"."""
    return any(change.words.endswith(TAKEN_BACK) for change in previous.changes)


def part_back(previous: Edit, brief: Brief, part: float) -> Edit:
    """The edit that goes `part` of the way back (0.5: half of it, 2: as far in the other direction).

    After a "less", another one goes on the same way. What has no half is taken back whole. Values that something
    else has changed since stay as they are.
    """
    if was_taken_back(previous):
        part = -part
    there = [change for change in previous.changes if getattr(brief, change.field) == change.after]
    halves = [(change, _between(change, part)) for change in there]
    changes = [_change(change, value, brief) for change, value in halves if value is not _WHOLE]
    changes = [change for change in changes if change.before != change.after]
    if changes or not there or part < 0:
        notes = () if changes else ("There is nothing of that to take back.",)
        return Edit(changes=tuple(changes), notes=notes)
    whole = tuple(_change(change, change.before, brief) for change in there)
    return Edit(changes=whole, notes=("There is no half of that: it is taken back.",))


def undone() -> Edit:
    """What "no" asks for."""
    return Edit(actions=(Action(kind="undo"),))


_WHOLE = object()


def _change(change: Change, value: Any, brief: Brief) -> Change:
    default = Brief.model_fields[change.field].get_default(call_default_factory=True)
    back = value == change.before
    source = change.before_source if back else None if value == default else EDITED
    return Change(
        field=change.field,
        before=getattr(brief, change.field),
        after=value,
        before_source=brief.sources.get(change.field),
        after_source=source,
        heard=change.heard,
        words=change.words.removesuffix(TAKEN_BACK) + TAKEN_BACK,
    )


def _between(change: Change, part: float) -> Any:
    """The value part of the way back from `after` to `before`; _WHOLE where there is nothing in between."""
    name, before, after = change.field, change.before, change.after
    if name in _NUMBERS:
        start = (
            before
            if before is not None
            else change.heard
            if change.heard is not None
            else 0.0
            if name in _AXES
            else None
        )
        return _WHOLE if start is None or after is None else _number(name, after + (start - after) * part)
    if name == "parts":
        return _wishes(before, after, part)
    if name == "places":
        return _places(before, after, part)
    if name == "genres" and before and after:
        return _weights(dict(before), dict(after), part)
    return _WHOLE


def _number(name: str, value: float) -> float | int:
    if name == "bars":
        return max(1, min(512, round(value)))
    if name == "bpm":
        return max(30.0, min(300.0, float(round(value))))
    if name == "seconds":
        return max(1.0, min(900.0, float(round(value))))
    return round(max(0.0 if name == "swing" else -1.0, min(1.0, value)), 3) + 0.0


def _weights(before: dict[str, float], after: dict[str, float], part: float) -> Any:
    mixed = {
        name: round(min(1.0, weight + (before.get(name, 0.0) - weight) * part), 2)
        for name, weight in after.items()
    }
    kept = tuple((name, weight) for name, weight in mixed.items() if weight >= 0.1)
    return kept or _WHOLE


def _wishes(before: tuple[PartWish, ...], after: tuple[PartWish, ...], part: float) -> tuple[PartWish, ...]:
    old = {wish.name: wish for wish in before}
    mixed = (_wish(old.get(wish.name, PartWish(name=wish.name)), wish, part) for wish in after)
    return tuple(wish for wish in mixed if wish != PartWish(name=wish.name))


def _wish(before: PartWish, after: PartWish, part: float) -> PartWish:
    if before == after:
        return after
    fields: dict[str, Any] = {
        axis: round(
            _within(getattr(after, axis) + (getattr(before, axis) - getattr(after, axis)) * part, limit), 3
        )
        + 0.0
        for axis, limit in (("dynamics", 1), ("brightness", 1), ("density", 1), ("level_db", 24))
    }
    fields["octave"] = int(_within(after.octave + _whole((before.octave - after.octave) * part), 2))
    if after.pan is not None:
        pan = after.pan + ((before.pan or 0.0) - after.pan) * part
        fields["pan"] = round(_within(pan, 1), 3) + 0.0
    same = all(
        fields[axis] == getattr(after, axis)
        for axis in ("dynamics", "brightness", "density", "level_db", "octave")
    )
    if same and fields.get("pan") == after.pan and part > 0:
        return before
    wish = after.model_copy(update=fields)
    silent = PartWish(name=wish.name, words=wish.words, pan=wish.pan if wish.pan else None)
    return PartWish(name=wish.name) if wish == silent and not wish.pan and part > 0 else wish


def _places(before: tuple[PlaceWish, ...], after: tuple[PlaceWish, ...], part: float) -> Any:
    old = {(wish.where, wish.seconds): wish for wish in before}
    mixed = []
    for wish in after:
        was = old.get((wish.where, wish.seconds), PlaceWish(where=wish.where, seconds=wish.seconds))
        energy = round(_within(wish.energy + (was.energy - wish.energy) * part, 1), 3) + 0.0
        semitones = wish.semitones + _whole((was.semitones - wish.semitones) * part)
        semitones = int(_within(semitones, 11))
        now = wish.model_copy(update={"energy": energy, "semitones": semitones})
        mixed.append(was if now == wish and was != wish and part > 0 else now)
    kept = (wish for wish in mixed if wish.only or wish.add or wish.without or wish.energy or wish.semitones)
    return tuple(kept)


def _within(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))


def _whole(step: float) -> int:
    """A step of whole numbers, at least one of them."""
    return 0 if not step else int(step) or (1 if step > 0 else -1)
