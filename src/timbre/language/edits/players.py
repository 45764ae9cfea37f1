"""Clauses about one player: louder bass, the snare down 3 dB, pan the guitar left, the melody an octave lower.

Knows nothing of how a player sounds (`sounding`), of places in the piece, nor of who plays at all (`band`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.grammar import grammar
from timbre.language.edits.seats import plays
from timbre.language.edits.sounding import read_sounding
from timbre.language.edits.things import things_in
from timbre.language.edits.touching import LEVEL_STEP_DB, change_players, higher, louder, who
from timbre.language.edits.who import players_in

_VERB = re.compile(
    r"(?:turn|bring|push|pull|take|boost|raise|lower|cut|drop|increase|reduce|decrease|crank|bump|nudge"
    r"|knock|mix|lift"
    r"|attenuate|dial|duck|set|put|move|get|have|fade|tame|tuck|dip|pump)"
    r"(?: (?P<way>up|down|back|forward))?(?: the (?:volume|level) (?:of|on))? "
)
_RAISE, _LOWER = ("boost", "raise", "increase", "crank", "bump", "lift", "push", "pump"), (
    "lower", "reduce", "decrease", "attenuate", "duck", "tame", "tuck", "dip", "cut", "knock", "pull")  # fmt: skip
_NEEDS_WAY = ("drop", "cut", "push", "pull", "knock", "lift")
"""Verbs that say how loud only with a word or a number after them ("drop the bass" silences it)."""
_KIT = ("drums", "percussion", "kick", "snare", "hi-hats", "cymbals", "toms")
_BACK = ("pull", "push", "move", "mix", "dial", "tuck", "set")
"""Verbs that take a player back in the mix; "bring back" lets one play again."""
_WAY = (
    r"louder|more loud|up in the mix|up front|upfront|up|higher in the mix|forward|further forward"
    r"|to the front|less quiet|more"
    r"|quieter|softer|down in the mix|down|lower in the mix|back in the mix|back|less loud|more quiet"
    r"|to the back|further back"
    r"|in the background|less"
)
_DOWN = re.compile(r"quieter|softer|down|lower|back|less loud|more quiet|less$")
_DB = re.compile(
    r"(?<![a-z0-9.])(?:(?:is|are|be|by) )*(?P<sign>\+|-|plus "
    r"|minus )? ?(?P<db>\d{1,2}(?:\.\d{1,2})?)(?: ?(?:dbs?|decibels?)|(?<= (?:up|by) \d)$)"
)
_DB_FIRST = re.compile(
    rf"(?P<sign>\+|-|plus |minus )? ?(?P<db>\d{{1,2}}(?:\.\d{{1,2}})?) ?(?:dbs?|decibels?) ?(?P<way>{_WAY})?"
    r"(?: ?(?:on|of|for|to|off))? ?(?P<who>.+)"
)
_AT_END = re.compile(rf" (?:(?:is|are|be|go|sounds?) )?(?P<way>{_WAY})(?: by| in the mix)?$")
_INAUDIBLE = re.compile(
    r"(?:i )?(?:can'?t|cannot|can not|can barely|can hardly|don'?t) (?:really "
    r"|quite )?hear (?P<who>.+?)(?: enough)?"
)
_AHEAD = re.compile(
    r"(?:have |get |give me |let's have )?(?P<way>louder|quieter|more|less|fewer) (?:volume (?:on|for"
    r"|to) )?(?P<who>.+?)(?: in the mix)?"
)
_LOW_END = re.compile(
    r"(?:cut|reduce|roll off|tame|remove|lower|turn down|less)(?: (?:some"
    r"|a bit) of)?(?: the)? (?:low end|lows|bass frequencies|sub)"
)
_TIMES = (
    ("twice as loud", 6.0), ("double the volume", 6.0), ("half as loud", -6.0), ("at half volume", -6.0),
    ("half the volume", -6.0),
)  # fmt: skip
_OF_TIMES = re.compile(r"(?P<times>double|halve|half) the (?:volume|level) (?:of|on) (?P<who>.+)")
_WHO = r"(?:the |its |my )*(?P<who>.+?)(?: part)?"
_MOVES = (
    r"(?:turn|bring|push|pull|take|raise|lower|drop|bump|put|move|have|transpose|shift|play|lift|sing|octave)"
)
_OCTAVE = re.compile(
    rf"(?:{_MOVES} )?{_WHO} ?(?P<way>up|down|higher|lower)? ?(?:by )?"
    r"(?P<n>an?|one|two|1|2|another) octaves?(?: (?P<way2>up|down|higher|lower))?"
)
_OCTAVES_DOWN = ("down", "lower", "drop")
_OCTAVE_FIRST = re.compile(
    rf"(?:(?P<n>an?|one|two|1|2) )?octaves? (?P<way>up|down|higher|lower)(?: (?:on|for|with|in))? {_WHO}"
)
_PAN = re.compile(
    rf"(?:(?P<verb>pan|move|put|place|shift|push|set|send|throw|position|sit|bring|have|get|keep"
    rf"|slide) )?{_WHO}"
    r"(?: (?P<panned>panned|is|are|be|go|goes|over|out|off))*"
    r" (?:(?:to|on|in|at|towards?) )?(?:the )?(?:(?P<how>hard|far|all the way|fully|full|completely|more"
    r"|slightly) ?)?"
    r"(?:(?:over )?(?:to|on) the )?(?P<side>left|right|cent(?:re|er)(?:ed)?|centred|middle)"
    r"(?:[ -](?:hand )?(?P<channel>side|channel|speaker|ear))?"
)
_PERCENT_PAN = re.compile(
    rf"(?:pan |move |put )?{_WHO} (?P<n>\d{{1,3}}) ?(?:%|percent) (?:to the )?(?P<side>left|right)"
)
_MOST = 120


def read_players(clause: Clause, draft: Draft) -> bool:
    """Whether the clause changes how single players sound; sets their wishes."""
    clause = replace(clause, text=clause.text.removesuffix(" in it").removesuffix(" in the mix"))
    text = clause.text
    if len(text) > _MOST:
        return False
    return (
        _octave(text, draft) or _level(clause, draft) or _pan(clause, draft) or read_sounding(clause, draft)
    )


def _level(clause: Clause, draft: Draft) -> bool:
    """ "louder bass", "bass 6 dB louder", "turn the guitar up 3 dB", "-3 dB on the snare", "piano twice as loud"."""
    return _exactly(clause.text, draft) or _in_steps(clause, draft)


def _exactly(text: str, draft: Draft) -> bool:
    """With a number, or a factor."""
    for said, factor in _TIMES:
        if text.endswith(said):
            name = re.sub(r" (?:is|are|be|at)$", "", text.removesuffix(said).strip()).removeprefix("play ")
            return _by(who(name, draft), factor, draft)
    times = _OF_TIMES.fullmatch(text)
    if times is not None:
        return _by(who(times["who"], draft), 6.0 if times["times"] == "double" else -6.0, draft)
    first = _DB_FIRST.fullmatch(text)
    if first is not None:
        way = first["way"] or ""
        return _by(who(first["who"], draft), _signed(first, _DOWN.search(way) is not None), draft)
    found = _DB.search(text)
    if found is None:
        return False
    head, tail = text[: found.start()].strip(), text[found.end() :].strip()
    if tail and re.fullmatch(_WAY, tail) is None:
        return False
    name, way = _asked(head)
    return _by(who(name, draft), _signed(found, _DOWN.search(f"{way} {tail}".strip()) is not None), draft)


def _signed(found: re.Match[str], down: bool) -> float:
    down = down or (found["sign"] or "").strip() in ("-", "minus")
    return float(found["db"]) * (-1 if down else 1)


def _in_steps(clause: Clause, draft: Draft) -> bool:
    """Without a number: the usual step, more or less of it."""
    if clause.text.startswith(("more ", "less ")) and clause.text[5:] in grammar().nouns:
        return False  # "more groove" is about the take
    if _LOW_END.fullmatch(clause.text):
        return _by(("bass",), _step(clause, down=True), draft)
    unheard = _INAUDIBLE.fullmatch(clause.text)
    if unheard is not None:
        return _by(who(unheard["who"], draft), _step(clause, down=False), draft)
    if clause.joined and draft.about and clause.text in ("louder", "quieter"):
        return _by(draft.about, _step(clause, clause.text == "quieter"), draft)
    ahead = _AHEAD.fullmatch(clause.text)
    names = who(ahead["who"], draft) if ahead is not None else ()
    if ahead is not None and names:
        way = ahead["way"]
        if way in ("more", "less", "fewer") and _is_absent(ahead["who"], draft):
            return False
        draft.verb = way
        return _by(names, _step(clause, way in ("quieter", "less", "fewer")), draft)
    name, way = _asked(clause.text)
    if not way or way == "softer":
        return False
    return _by(who(name, draft), _step(clause, _DOWN.search(way) is not None), draft)


def _is_absent(who: str, draft: Draft) -> bool:
    """Whether somebody named does not play: "more cello" then asks for one."""
    return any(not plays(entry, draft) for entry in things_in(who).instruments)


def _step(clause: Clause, down: bool) -> float:
    return round((-1 if down else 1) * LEVEL_STEP_DB * clause.amount, 1)


def _asked(text: str) -> tuple[str, str]:
    """(who, which way) of "turn the bass down", "boost the drums", "the snare louder"; no way where none is said."""
    verb = _VERB.match(text)
    rest = text[verb.end() :] if verb is not None else text
    end = _AT_END.search(f" {rest}")
    name = f" {rest}"[: end.start()].strip() if end is not None else rest
    if end is not None and not (end["way"] == "back" and (verb is None or verb[0].split()[0] not in _BACK)):
        return name, end["way"]
    name = rest
    if verb is None:
        return name, ""
    how = verb[0].split()[0]
    if (
        how == "lower"
        and not rest.startswith(("the ", "its ", "all ", "my "))
        and not set(players_in(rest)) & set(_KIT)
    ):
        return rest, ""  # "lower strings": an octave, not a level
    if verb["way"]:
        return name, "" if verb["way"] == "back" and verb[0].split()[0] not in _BACK else verb["way"]
    if how in _RAISE or how in _LOWER:
        return name, "" if how in _NEEDS_WAY else "up" if how in _RAISE else "down"
    return name, ""


def _by(names: tuple[str, ...], level_db: float, draft: Draft) -> bool:
    change_players(draft, names, lambda wish: louder(wish, level_db))
    return bool(names)


def _octave(text: str, draft: Draft) -> bool:
    """ "melody an octave lower", "raise the strings two octaves"."""
    for pattern in (_OCTAVE_FIRST, _OCTAVE):
        found = pattern.fullmatch(text)
        names = who(found["who"], draft) if found is not None else ()
        if found is None or not names:
            continue
        said = found.groupdict()
        way = said.get("way") or said.get("way2") or text.partition(" ")[0]
        if way not in (*_OCTAVES_DOWN, "up", "higher", "raise", "lift"):
            return False
        _shift(names, (2 if found["n"] in ("two", "2") else 1) * (-1 if way in _OCTAVES_DOWN else 1), draft)
        return True
    return False


def _shift(names: tuple[str, ...], octaves: int, draft: Draft) -> None:
    change_players(draft, names, lambda wish: higher(wish, octaves))


def _pan(clause: Clause, draft: Draft) -> bool:
    """ "pan the guitar left", "guitar hard right", "put the piano in the middle"."""
    exact = _PERCENT_PAN.fullmatch(clause.text)
    found = exact or _PAN.fullmatch(clause.text)
    names = who(found["who"], draft) if found is not None else ()
    if found is None or not names:
        return False
    side = found["side"]
    if exact is not None:
        size = min(100, int(found["n"])) / 100
    elif side not in ("left", "right"):
        if side == "middle" and not found["verb"]:
            return False
        size = 0.0
    else:
        size = _pan_size(clause, found)
    pan = (size if side == "right" else -size) + 0.0
    change_players(draft, names, lambda wish: wish.model_copy(update={"pan": pan}))
    return True


def _pan_size(clause: Clause, found: re.Match[str]) -> float:
    said = clause.plain.lower()
    if found["how"] in ("hard", "far", "all the way", "fully", "full", "completely") or "far " in said:
        return 1.0
    if found["channel"] in ("channel", "speaker", "ear"):
        return 1.0
    return 0.3 if clause.amount < 1 or found["how"] == "slightly" else 0.9 if clause.amount > 1 else 0.6
