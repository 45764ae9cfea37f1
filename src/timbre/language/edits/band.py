"""Clauses about who plays: add, with, drop, no, bring back, swap, louder; sounds and moods are added likewise.

Knows nothing of seeds or of genres.
"""

from __future__ import annotations

import re

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.edit import Action
from timbre.language.edits.feel import lean, set_mood, unset_genre, unset_mood
from timbre.language.edits.push import put_in, take_out
from timbre.language.edits.things import Things, names_of, ruled_out, things_in
from timbre.language.instruments import MOST_INSTRUMENTS
from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.entries import Entry

LEVEL_DB = 3.0
_QUANTITY = r"(?:(?:some|a bit of|a touch of|a hint of|a splash of|a dash of|a little|a few|more|another|an extra|extra|a bunch of|lots of|of|the|a|an|in|on top|layer of) )*"
_ADD = re.compile(
    r"(?P<verb>add(?: in)?|bring in|put in|put on|throw in|include|layer(?: in)?|introduce|mix in"
    r"|blend in|with|plus|give it|sprinkle in|bring|use|play|have"
    rf"|feature|insert) {_QUANTITY}(?P<what>.+?)(?: (?:too|as well|in|on top|to it|underneath"
    rf"|in the background|into it|in the mix|into the mix))?"
)
_BACK = re.compile(
    r"(?:bring|put|add|get|turn) back (?:in )?(?P<a>.+)|(?:bring|put|add|get|have|turn"
    r"|want)? ?(?P<b>.+?) (?:back(?: in)?|back on)"
)
_DROP = re.compile(
    r"(?P<verb>drop|lose|remove|take out|take away|delete|cut(?: out)?|kill|mute|get rid of|ditch"
    r"|no more|no|without|minus|silence|leave out|strip out|strip away|skip|omit|stop"
    r"|turn off|don'?t use|do not use|not) (?:all |any )?(?P<what>.+?)(?: (?:out|away|completely"
    r"|entirely|altogether|anymore|any more|from it|at all))?"
    r"|(?:take|cut|leave|strip|turn|get|pull)? ?(?P<what2>.+?) (?:out|away|off)(?: of it)?"
)
_SWAP = re.compile(
    r"(?:swap|replace|switch|change|exchange|trade|turn|convert"
    r"|make)(?: out)? (?P<old>.+?) (?:out )?(?:for|with|to|into|by|be) (?P<new>.+)"
    r"|(?:use |play |put |with |have |try )?(?P<new2>.+?) (?:instead of|in place of|rather than"
    r"|not) (?P<old2>.+)"
    r"|(?:make )?(?P<old3>the .+?) (?P<new3>an? .+)"
)
_INSTEAD = re.compile(r"instead of (?P<old>.+)|rather than (?P<old2>.+)")
_ONLY = "only "
_ALONE = re.compile(
    r"(?:(?:use|keep|with|have|play|leave|make it) )?(?:only|just|nothing but) (?P<a>.+)"
    r"|(?:remove|drop|cut|lose|mute|take out) everything (?:else )?(?:except|but|apart from"
    r"|save)(?: for)? (?P<b>.+)"
)
_LEVEL = re.compile(
    r"(?P<way>louder|quieter|softer|turn up|turn down|bring up|bring down|boost|raise|lower|more|less"
    r"|fewer) (?P<what>.+?)(?: volume)?"
    r"|(?:turn|bring|make|push|pull|mix|have)? ?(?P<what2>.+?) (?:part )?(?P<way2>up|down|louder"
    r"|quieter|softer)(?: in the mix| a notch)?"
    r"|(?P<all>louder|quieter|turn it up|turn it down|turn up it|turn down it|more volume|less volume)"
)
_LOWER = (
    "quieter",
    "softer",
    "turn down",
    "bring down",
    "lower",
    "less",
    "fewer",
    "down",
    "turn it down",
    "less volume",
    "turn down it",
)
_WEAK = ("with", "no", "without", "not", "minus", "plus", "use", "play", "have")


def read_band(clause: Clause, draft: Draft) -> tuple[bool, Things] | None:
    """(whether it plainly is an edit, what it names); None when the clause is about something else."""
    text = clause.text
    alone = _ALONE.fullmatch(clause.plain.lower())
    if alone is not None or text.startswith(_ONLY):
        things = things_in(alone["a"] or alone["b"] if alone is not None else text.removeprefix(_ONLY))
        if things.instruments and not (things.genres or things.moods or things.sounds):
            leave_alone(things.instruments, draft)
            draft.verb = _ONLY.strip()
            return bool(alone and alone["b"]), things
        return None
    instead = _INSTEAD.fullmatch(text)
    if instead is not None:
        things = things_in(instead["old"] or instead["old2"])
        if things.instruments:
            draft.verb = f"swap {instead['old'] or instead['old2']} for"
            return True, things
    return (
        _swap(text, draft)
        or _level(clause, draft)
        or _back(text, draft)
        or _drop(text, draft)
        or _add(clause, draft)
    )


def _swap(text: str, draft: Draft) -> tuple[bool, Things] | None:
    found = _SWAP.fullmatch(text)
    if found is None:
        return None
    old = things_in(found["old"] or found["old2"] or found["old3"])
    new = things_in(found["new"] or found["new2"] or found["new3"])
    if not old.instruments or not new.instruments:
        return None
    exchange(old.instruments, new.instruments, draft)
    return True, _both(old, new)


def _both(one: Things, other: Things) -> Things:
    return Things(
        one.instruments + other.instruments,
        (),
        (),
        (),
        one.others + other.others,
        leaning=False,
        unknown=one.unknown + other.unknown,
    )


def exchange(old: tuple[Entry, ...], new: tuple[Entry, ...], draft: Draft) -> None:
    """Put `new` where `old` play. An instrument that went stays out; a role ("bass") goes on in other hands."""
    band = draft.get("instruments")
    leaving = {name for entry in old for name in _members(entry, band)}
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
        for name in (_members(entry, (*band, *draft.current.instruments)) if entry.choices else {entry.name})
        if not entry.role and not entry.kit and name not in arriving
    ]
    _set_without((*(n for n in draft.get("without") if n not in arriving), *gone), draft)


def _members(entry: Entry, band: tuple[str, ...]) -> set[str]:
    """Which of the band an entry means: itself, its kit, or its family for a general word or a role."""
    if entry.choices or entry.role or entry.name == "strings":
        found = {name for name in band if _family(name) == entry.family or name == entry.name}
        found |= {
            name for name in band if (kit := vocabulary().named("instrument", name)) and kit.kit == entry.name
        }
        return found
    return {name for name in band if name in (entry.name, entry.kit)}


def _family(name: str) -> str | None:
    entry = vocabulary().named("instrument", name)
    return entry.family if entry is not None and entry.family else name


def _level(clause: Clause, draft: Draft) -> tuple[bool, Things] | None:
    found = _LEVEL.fullmatch(clause.text)
    if found is None:
        return None
    way = found["way"] or found["way2"] or found["all"]
    sign = -1 if way in _LOWER else 1
    amount = round(sign * LEVEL_DB * clause.amount, 1)
    if found["all"]:
        draft.act(Action(kind="level", amount_db=amount))
        return True, Things((), (), (), (), (), leaning=False, unknown=())
    things = things_in(found["what"] or found["what2"])
    if not things.instruments or things.genres or things.moods or things.sounds:
        return None
    if way in ("more", "fewer"):
        absent = [entry for entry in things.instruments if not _plays(entry, draft)]
        if way == "more" and absent:
            return None
    parts = tuple(name for entry in things.instruments for name in names_of(entry, draft)[-1:])
    draft.act(Action(kind="level", parts=parts, amount_db=amount))
    draft.verb = f"{way}" if found["way"] else ""
    return True, things


def _plays(entry: Entry, draft: Draft) -> bool:
    band = (*draft.get("instruments"), *draft.current.instruments)
    return bool(_members(entry, band)) or (entry.role and entry.name not in draft.get("without"))


def _back(text: str, draft: Draft) -> tuple[bool, Things] | None:
    found = _BACK.fullmatch(text)
    if found is None:
        return None
    things = things_in(found["a"] or found["b"])
    if not things.instruments:
        return None
    add_instruments(things.instruments, draft, back=True)
    draft.verb = "bring back"
    if not draft.values and not draft.notes:
        draft.note("It is not ruled out: the engine may use it already.")
    return True, things


def _add(clause: Clause, draft: Draft) -> tuple[bool, Things] | None:
    found = _ADD.fullmatch(clause.text)
    text = found["what"] if found is not None else clause.text.removeprefix("more ")
    if found is None and (text == clause.text or clause.made):
        return None
    things = things_in(text)
    if not things.anything:
        return None
    add_instruments(things.instruments, draft)
    for entry in things.sounds:
        put_in(entry.name, draft)
    for entry in things.genres:
        lean(entry, clause.amount, draft)
    for entry in things.moods:
        set_mood(entry, clause.amount, draft)
    verb = found["verb"] if found is not None else "more"
    draft.verb = "with" if verb in _WEAK else "add"
    return verb not in _WEAK, things


def _drop(text: str, draft: Draft) -> tuple[bool, Things] | None:
    found = _DROP.fullmatch(text)
    if found is None:
        return None
    things = things_in(found["what"] or found["what2"])
    kinds = (things.instruments, things.sounds, things.genres, things.moods)
    if sum(bool(kind) for kind in kinds) != 1:
        return None
    drop_instruments(things.instruments, draft)
    for entry in things.sounds:
        take_out(entry.name, draft)
    for entry in things.genres:
        unset_genre(entry, draft)
    for entry in things.moods:
        unset_mood(entry, 1.0, draft)
    verb = found["verb"] or "drop"
    draft.verb = "no" if verb in _WEAK else "drop"
    return verb not in _WEAK, things


def add_instruments(entries: tuple[Entry, ...], draft: Draft, *, back: bool = False) -> None:
    """Let them play; what ruled them out no longer does."""
    names: list[str] = []
    for entry in entries:
        if entry.name == "vocals":
            draft.set("vocals", True)
            _set_without(tuple(n for n in draft.get("without") if n not in ruled_out(entry)), draft)
            continue
        names += [name for name in names_of(entry, draft) if not (back and entry.role)]
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
        gone = ruled_out(entry)
        if entry.name == "vocals":
            draft.set("vocals", False)
        band = draft.get("instruments")
        leaving = {*gone, *_members(entry, band)}
        left = tuple(name for name in band if name not in leaving)
        if left != band:
            if left:
                draft.set("instruments", left)
            else:
                draft.clear("instruments")
        _set_without((*draft.get("without"), *gone), draft)


def leave_alone(entries: tuple[Entry, ...], draft: Draft) -> None:
    """Only these play: "just the piano", "only drums and bass" (called once for each item of the list)."""
    draft.alone += [entry.name for entry in entries]
    wish = parse(f"only {' and '.join(draft.alone)}")
    draft.set("instruments", wish.instruments)
    _set_without(wish.without, draft)


def _set_without(names: tuple[str, ...], draft: Draft) -> None:
    after = tuple(dict.fromkeys(names))
    if after == draft.get("without"):
        return
    if after:
        draft.set("without", after)
    else:
        draft.clear("without")
