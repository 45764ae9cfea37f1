"""Who sits in the band: letting instruments in, sending them out, exchanging them, leaving some alone.

Knows nothing of words; entries come from the instrument vocabulary.
"""

from __future__ import annotations

from timbre.language.edits.draft import Draft
from timbre.language.edits.present import absent
from timbre.language.edits.things import names_of, ruled_out
from timbre.language.ensembles import ONLY
from timbre.language.instruments import MOST_INSTRUMENTS, narrowed
from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.entries import Entry

SOLO = "solo"
"""The production word of a prompt for one player; an edit says `ONLY`, so that who is added later stays as alone."""


def exchange(old: tuple[Entry, ...], new: tuple[Entry, ...], draft: Draft) -> None:
    """Put `new` where `old` play. An instrument that went stays out; a role ("bass") goes on when
    what comes can play it."""
    missing = absent(tuple(entry.name for entry in old), draft)
    if missing:
        draft.note(f"Not in it: {', '.join(missing)}.")
        old = tuple(entry for entry in old if entry.name not in missing)
    band = draft.get("instruments")
    leaving = {name for entry in old for name in members(entry, band)}
    arriving = tuple(name for entry in new for name in names_of(entry, draft))
    leaving -= set(arriving)
    seat = next((i for i, name in enumerate(band) if name in leaving), len(band))
    after = [name for name in band if name not in leaving and name not in arriving]
    seat = min(seat, len(after))
    after[seat:seat] = arriving
    draft.set("instruments", tuple(dict.fromkeys(after))[:MOST_INSTRUMENTS])
    gone = [
        name
        for entry in old
        if not (entry.role and any(_carries_on(entry, other) for other in new))
        for name in (members(entry, (*band, *draft.current.instruments)) if entry.choices else (entry.name,))
        if not entry.kit and name not in arriving
    ]
    _set_without((*(n for n in draft.get("without") if n not in arriving), *gone), draft)


def members(entry: Entry, band: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the band an entry means, in order: itself, its kit, or its family for a general word or a role."""
    if entry.choices or entry.role or entry.name == "strings":
        return tuple(
            name
            for name in band
            if _family(name) == entry.family or name == entry.name or _kit(name) == entry.name
        )
    return tuple(name for name in band if name in (entry.name, entry.kit))


def _kit(name: str) -> str | None:
    entry = vocabulary().named("instrument", name)
    return entry.kit if entry is not None else None


def _carries_on(old: Entry, new: Entry) -> bool:
    """Whether `new` plays the role that `old` names: a sub bass for the bass, brushes for the drums."""
    return (new.kit or new.name) == old.name if new.kit else new.family == old.family


def _family(name: str) -> str | None:
    entry = vocabulary().named("instrument", name)
    return entry.family if entry is not None and entry.family else name


def plays(entry: Entry, draft: Draft) -> bool:
    """Whether the take has it, by name, by family, or as a role nobody ruled out."""
    band = (*draft.get("instruments"), *draft.current.instruments)
    return bool(members(entry, band)) or (entry.role and entry.name not in draft.get("without"))


def add_instruments(entries: tuple[Entry, ...], draft: Draft, *, back: bool = False) -> None:
    """Let them play; what ruled them out no longer does."""
    names: list[str] = []
    for entry in entries:
        if entry.name == "vocals":
            draft.set("vocals", True)
            _set_without(tuple(n for n in draft.get("without") if n not in ruled_out(entry)), draft)
            continue
        everyone = ONLY not in draft.get("production")
        names += [name for name in names_of(entry, draft) if not (back and entry.role and everyone)]
        free = {*names_of(entry, draft), *(ruled_out(entry) if entry.role else ())}
        _set_without(tuple(name for name in draft.get("without") if name not in free), draft)
    band = draft.get("instruments")
    after = tuple(dict.fromkeys((*band, *names)))
    if len(after) > MOST_INSTRUMENTS:
        draft.note(
            f"A take has at most {MOST_INSTRUMENTS} instruments: {', '.join(after[MOST_INSTRUMENTS:])} stayed out."
        )
    if after != band:
        draft.set("instruments", after[:MOST_INSTRUMENTS])
    elif names:
        draft.note(f"Already there: {', '.join(names)}.")


def drop_instruments(entries: tuple[Entry, ...], draft: Draft) -> None:
    """Silence them and keep them out."""
    for entry in entries:
        pieces = narrowed(entry, draft.clause)
        gone = pieces or ruled_out(entry)
        if not pieces and absent((entry.name,), draft):
            draft.note(f"Not in it: {entry.name}.")
            continue
        if entry.name == "vocals":
            draft.set("vocals", False)
        band = draft.get("instruments")
        leaving = {*gone, *(() if pieces and "pad" not in pieces else members(entry, band))}
        left = tuple(name for name in band if name not in leaving)
        if left != band:
            if left:
                draft.set("instruments", left)
            else:
                draft.clear("instruments")
        elif set(gone) <= set(draft.get("without")):
            draft.note(f"Already out: {', '.join(gone)}.")
        _set_without((*draft.get("without"), *gone), draft)


def leave_alone(entries: tuple[Entry, ...], draft: Draft) -> None:
    """Only these play: "just the piano", "only drums and bass" (called once for each item of the list)."""
    if not draft.alone:
        draft.alone_without = draft.get("without")
    band = draft.brief.instruments
    for entry in entries:
        draft.alone += (members(entry, band) if entry.choices else ()) or (entry.name,)
    wish = parse(f"only {' and '.join(draft.alone)}")
    draft.set("instruments", wish.instruments)
    kept = tuple(name for name in draft.alone_without if name not in wish.instruments)
    _set_without((*kept, *wish.without), draft)
    heard = tuple(word for word in draft.get("production") if word not in (ONLY, SOLO))
    draft.set("production", (ONLY, *heard))


def _set_without(names: tuple[str, ...], draft: Draft) -> None:
    after = tuple(dict.fromkeys(names))
    if after == draft.get("without"):
        return
    if after:
        draft.set("without", after)
    else:
        draft.clear("without")
