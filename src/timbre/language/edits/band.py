"""Clauses about who plays: add, with, drop, no, bring back, swap, louder; sounds and moods are added likewise.

Knows nothing of seeds or of genres.
"""

from __future__ import annotations

import re
from dataclasses import replace

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.edit import Action
from timbre.language.edits.feel import lean, set_mood, unset_genre, unset_mood
from timbre.language.edits.push import put_in, take_out
from timbre.language.edits.seats import add_instruments, drop_instruments, exchange, leave_alone, plays
from timbre.language.edits.things import Things, names_of, things_in

LEVEL_DB = 3.0
_QUANTITY = (
    r"(?:(?:some|a bit of|a touch of|a hint of|a splash of|a dash of|a little|a few|more|another"
    r"|an extra|extra"
    r"|a bunch of|lots of|of|the|a|an|in|on top|layer of) )*"
)
_ADD = re.compile(
    r"(?P<verb>add(?: in)?|bring in|put in|put on|throw in|include|layer(?: in)?|introduce|mix in"
    r"|blend in|with|plus|give it|sprinkle in|bring|use|play|have"
    rf"|feature|insert) {_QUANTITY}(?P<what>.+?)(?: (?:too|as well|in|on top|to it|underneath"
    rf"|in the background|into it|in the mix|into the mix))?"
)
_PUT = re.compile(
    rf"(?:put|lay|stack|place) {_QUANTITY}(?P<what>.+?) (?:on top|in|on|over it|on it|under it"
    rf"|underneath|behind it)"
)
_BACK = re.compile(
    r"(?:bring|put|add|get|turn) back (?:in )?(?P<a>.+)|(?:bring|put|add|get|have|turn"
    r"|want)? ?(?P<b>.+?) (?:back(?: in)?|back on)"
)
_DROP = re.compile(
    r"(?P<verb>drop|lose|remove|take out|take away|delete|cut(?: out)?|kill|mute|get rid of|ditch"
    r"|no more|no|without|minus|silence|leave out|strip out|strip away|skip|omit|stop"
    r"|turn off|don'?t use|do not use|not|i don'?t (?:like|want|need)|i hate) (?:all |any )?"
    r"(?P<what>.+?)(?: (?:out|away|completely"
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
    r"|(?P<what3>.+?) (?:is |are |sounds? )?(?P<way3>(?:less|more) (?:loud|quiet|soft))"
    r"|(?P<all>louder|quieter|turn it up|turn it down|turn up it|turn down it|more volume|less volume)"
)
_LOWER = (
    "less loud",
    "more quiet",
    "more soft",
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


def _level(clause: Clause, draft: Draft) -> tuple[bool, Things] | None:
    found = _LEVEL.fullmatch(clause.text)
    if found is None:
        return None
    way = found["way"] or found["way2"] or found["way3"] or found["all"]
    sign = -1 if way in _LOWER else 1
    amount = round(sign * LEVEL_DB * clause.amount, 1)
    if found["all"]:
        draft.act(Action(kind="level", amount_db=amount))
        return True, Things((), (), (), (), (), leaning=False, unknown=())
    things = things_in(found["what"] or found["what2"] or found["what3"])
    if not things.instruments or things.genres or things.moods or things.sounds:
        return None
    if way in ("more", "fewer"):
        absent = [entry for entry in things.instruments if not plays(entry, draft)]
        if way == "more" and absent:
            return None
    parts = tuple(name for entry in things.instruments for name in names_of(entry, draft)[-1:])
    draft.act(Action(kind="level", parts=parts, amount_db=amount))
    draft.verb = f"{way}" if found["way"] else ""
    return True, things


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
    put = _PUT.fullmatch(clause.text)
    if put is not None:
        clause = replace(clause, text=f"add {put['what']}")
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
