"""Clauses about who plays: add, with, drop, no, bring back, swap; sounds and moods are added likewise.

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
from timbre.language.edits.seats import add_instruments, drop_instruments, exchange, leave_alone
from timbre.language.edits.things import Things, things_in
from timbre.language.edits.touching import LEVEL_STEP_DB, MOST_DB
from timbre.language.vocabulary import vocabulary

_QUANTITY = (
    r"(?:(?:some|a bit of|a touch of|a hint of|a splash of|a dash of|a little|a few|more|another"
    r"|an extra|extra"
    r"|a bunch of|lots of|of|the|a|an|in|on top|layer of) )*"
)
_ADD = re.compile(
    r"(?P<verb>add(?:ed)?(?: in)?|bring in|put in|put on|throw in|include|layer(?: in)?|introduce|mix in"
    r"|blend in|with|plus|give it|sprinkle in|bring|use|play|have"
    rf"|feature|insert) {_QUANTITY}(?P<what>.+?)(?: (?:too|as well|in|on top|to it|underneath"
    rf"|in the background|into it|in the mix|into the mix))?"
)
_PUT = re.compile(
    rf"(?:put|lay|stack|place) {_QUANTITY}(?P<what>.+?) (?:on top|in|on|over it|on it|under it"
    rf"|underneath|behind it)"
)
_BACK = re.compile(
    r"(?:(?:bring|put|add|get|turn) back (?:in )?|un-?mute )(?P<a>.+)|(?:bring|put|add|get|have|turn"
    r"|want)? ?(?P<b>.+?) (?:back(?: in)?|back on)"
)
_DROP = re.compile(
    r"(?P<verb>drop(?:ped)?|lose|remove|take out|take away|delete|cut(?: out)?|kill|mute|get rid of|ditch"
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
_INSTRUMENTAL = (
    "instrumental",
    "an instrumental",
    "instrumental only",
    "instrumental version",
    "an instrumental version",
)
_LEADER = re.compile(
    r"(?:use|have|let|get|make|put)(?: (?:the|a|an))? (?P<who>.+?) (?:for|play|playing|on|as|take"
    r"|to play|carry)(?: the)?"
    r" (?:melody|tune|lead|theme|topline|main melody|lead line)"
    r"|(?:give|move|hand)(?: the)? (?:melody|tune|lead|theme) to(?: (?:the|a|an))? (?P<who2>.+)"
)
_TRADE = re.compile(r"(?:swap|switch|exchange|trade) (?P<one>.+?) and (?P<other>.+)")
_INSTEAD = re.compile(r"instead of (?P<old>.+)|rather than (?P<old2>.+)")
_ONLY = "only "
_ALONE = re.compile(
    r"(?:(?:use|keep|with|have|play|leave|make it) )?(?:only|just|nothing but) (?P<a>.+)"
    r"|(?:remove|drop|cut|lose|mute|take out) everything (?:else )?(?:except|but|apart from"
    r"|save)(?: for)? (?P<b>.+)|solo (?P<c>(?:the |just )?(?!piece|version|part).+)"
    r"|(?:use |keep |have |with )?(?P<d>.+) (?:only|alone)|(?:make it |arrange it |arranged "
    r"|write it )?for (?:a )?solo (?P<e>.+)"
)
_LOUDNESS = re.compile(
    r"(?P<way>louder|quieter|turn it up|turn it down|turn up it|turn down it|more volume|less volume"
    r"|volume up|volume down"
    r"|(?:less|more) (?:loud|quiet)|crank it(?: up)?|(?:raise|lower|increase|decrease|reduce|turn up"
    r"|turn down)(?: the)?"
    r" (?:overall |master |total )?(?:volume|loudness|level)|the volume (?:up|down)|boost it|pump it up)"
    r"(?: (?:by )?(?P<db>\d{1,2}(?:\.\d{1,2})?) ?(?:dbs?|decibels?|lu))?"
)
_LOUDNESS_DB = re.compile(
    r"(?P<sign>\+|-|plus |minus )?(?P<db>\d{1,2}(?:\.\d{1,2})?) ?(?:dbs?|decibels?|lu)(?: (?P<way>louder"
    r"|quieter|up|down))?"
)
_QUIETER = re.compile(r"quieter|down|lower|reduce|decrease|less volume|less loud|more quiet|-|minus")
_WEAK = ("with", "no", "without", "not", "minus", "plus", "use", "play", "have")


def read_band(clause: Clause, draft: Draft) -> tuple[bool, Things] | None:
    """(whether it plainly is an edit, what it names); None when the clause is about something else."""
    text = clause.text
    alone = _ALONE.fullmatch(clause.plain.lower())
    if alone is not None or text.startswith(_ONLY):
        said = [each for each in alone.groups() if each] if alone is not None else []
        things = things_in(said[0] if said else text.removeprefix(_ONLY))
        if things.instruments and not (things.genres or things.moods or things.sounds):
            leave_alone(things.instruments, draft)
            draft.verb = _ONLY.strip()
            sure = alone is not None and (alone["b"] or (alone["c"] and alone["c"].startswith("the ")))
            return bool(sure), things
        return None
    trade = _TRADE.fullmatch(text)
    if trade is not None and things_in(trade[1]).instruments and things_in(trade[2]).instruments:
        draft.note("Players cannot trade places. Say who comes for whom: “swap the piano for a harp”.")
        return True, _both(things_in(trade[1]), things_in(trade[2]))
    instead = _INSTEAD.fullmatch(text)
    if instead is not None:
        things = things_in(instead["old"] or instead["old2"])
        if things.instruments:
            draft.verb = f"swap {instead['old'] or instead['old2']} for"
            return True, things
    if text in _INSTRUMENTAL:
        return _drop("no vocals", draft)
    return (
        _leader(text, draft)
        or _in_place(clause, draft)
        or _swap(text, draft)
        or _loudness(clause, draft)
        or _back(text, draft)
        or _drop(text, draft)
        or _add(clause, draft)
    )


def _leader(text: str, draft: Draft) -> tuple[bool, Things] | None:
    """ "use a violin for the melody": who plays it is asked for; that it has the tune cannot be."""
    found = _LEADER.fullmatch(text)
    things = things_in(found["who"] or found["who2"]) if found is not None else None
    if things is None or not things.instruments or any(entry.role for entry in things.instruments):
        return None
    add_instruments(things.instruments, draft)
    draft.note("Who has the tune is for the style to say; it is asked to play.")
    return True, things


def _in_place(clause: Clause, draft: Draft) -> tuple[bool, Things] | None:
    """ "electric piano instead": of those of its family, or else beside the others."""
    if not clause.plain.lower().rstrip(" .!").endswith(" instead"):
        return None
    things = things_in(clause.text.removeprefix("use ").removeprefix("try "))
    if len(things.instruments) != 1 or things.genres or things.moods or things.unknown:
        return None
    new = things.instruments[0]
    band = (
        each
        for name in draft.get("instruments")
        if (each := vocabulary().named("instrument", name)) is not None
    )
    old = tuple(each for each in band if each.family == new.family and each.name != new.name)
    if old:
        exchange(old, (new,), draft)
    else:
        add_instruments((new,), draft)
    return True, things


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


def _loudness(clause: Clause, draft: Draft) -> tuple[bool, Things] | None:
    """ "louder": the whole mix, which mastering answers."""
    found = _LOUDNESS.fullmatch(clause.text) or _LOUDNESS_DB.fullmatch(clause.text)
    if found is None or (found["way"] is None and not found.groupdict().get("sign")):
        return None
    down = _QUIETER.search(found[0]) is not None
    size = float(found["db"]) if found["db"] else LEVEL_STEP_DB * clause.amount
    draft.act(Action(kind="loudness", amount_db=round(min(MOST_DB, size) * (-1 if down else 1), 1)))
    return True, Things((), (), (), (), (), leaning=False, unknown=())


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
