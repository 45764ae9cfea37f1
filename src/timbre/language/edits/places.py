"""Clauses about one place of the piece: start with just the bass, no drums in the bridge, bigger last chorus, a key
change at the end, bring in the drums at 0:20.

Knows nothing of which sections there are (`sections`), nor of how single players sound (`players`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.keys import key_now, semitones_of
from timbre.language.edits.parting import At, bare_place, parted
from timbre.language.edits.placewish import GROWTH, grown, growth_of, set_place, solo_of, store_places
from timbre.language.edits.players import read_players
from timbre.language.edits.sections import add_section
from timbre.language.edits.staging import ALONE, ALONE_WORDS, SOLO, comes_after, read_staging
from timbre.language.edits.touching import who
from timbre.language.parse import key_name
from timbre.language.places import Place
from timbre.model.brief import PlaceWish
from timbre.theory.key import parse_key

_MOST = 160
_OPEN = re.compile(
    r"(?P<way>start|begin|open|kick off|intro|end|finish|close|conclude|wrap up|go out|stop|starts"
    r"|begins|opens"
    r"|ends|finishes|closes)(?: (?:it|that|things))?(?: (?:off|up|out))?(?: the (?:song|piece|track))?"
    r" (?:with|on|by|from|as)(?: (?:only|just|nothing but|a|an|the|solo|some))* (?P<what>.+)"
)
_QUIETLY = re.compile(
    r"(?P<way>start|begin|open|end|finish|close|starts|begins|ends|finishes)(?: (?:it|off|out"
    r"|up))? (?P<how>[a-z -]+)"
)
_ENDS = ("end", "finish", "close", "conclude", "wrap", "go", "stop", "ends", "finishes", "closes")
_KEY = re.compile(
    r"(?:(?:add|put|with|have|make|do|insert|give it|throw in)(?: (?:a|an|the))? )?(?:(?:a "
    r"|the )?(?:key change|change of key"
    r"|modulation|modulate|change(?: the)? key|change|truck driver(?:'?s)? gear change|gear change"
    r"|transpose|shift|raise|lower"
    r"|go|move|jump|lift|take|key|drop|bring)(?: (?:it|the key|everything))?)?(?: (?:of|by|to))? ?(?P<how>.*)"
)
_KEY_SAID = re.compile(r"\b(?:key change|change of key|modulat\w+|change(?: the)? key|gear change|key)\b")
_NO_KEY = re.compile(
    r"(?:no|remove|drop|lose|without|cut|take out|skip)(?: (?:the|any))? (?:key changes?|modulations?)"
)
_FILL = re.compile(r"^(?:add|put|have|insert|with|include|bring in)\b.*\b(?:fill|drum roll)s?\b")
_RISER = re.compile(r"\b(?:risers?|build-?up sound|uplifter|sweep|whoosh)\b")
_NO_TIME = re.compile(r"(?<![\d:])(?P<m>\d{1,2}):(?P<s>[6-9]\d)(?![\d:])")
_TEMPO = (
    "slower",
    "faster",
    "double time",
    "half time",
    "slow down",
    "speed up",
    "halftime",
    "half-time",
    "double-time",
)
_LEAD = re.compile(
    r"^(?:(?:give|make|have|let|transpose|raise|lower|move|shift|take|bring|modulate|put|keep|play"
    r"|turn) )?(?:(?:the|a|an) )?"
)
_BE = re.compile(r"(?: (?:is|are|be|to be|should be|sounds?|feels?|has|have|gets?))+$")
_WITHOUT = re.compile(r"(?:without|with no|no) (?:any )?")
_DRUMLESS = ("drumless", "drum-free", "no-drums", "beatless", "no drums")
_IN_THE_MIX = re.compile(r"(?:put|move|pan|place|position|set|centre|center) ")
"""What is put in the middle is meant to stand between left and right."""
_INTO = re.compile(
    r"\b(?:modulate|change|go|move|key change|switch|shift|transpose)(?: key)?(?: up"
    r"| down)? (?:in)?to (?:the key of )?"
    r"(?P<key>[a-h](?:#|b)?(?: (?:major|minor|maj|min))?)$"
)
_BARE_KEY = re.compile(
    r"(?:(?:add|put in|with|have|insert|throw in|include|make|do) )?(?:a |the |some )?(?:key change"
    r"|change of key|modulation|modulate"
    r"|gear change)(?P<how>(?: [a-z0-9 ]+)?)"
)
_BUILDS = re.compile(
    r"(?:let it |have it )?(?:slowly |gradually )?(?:build|builds|build up|builds up|build it up"
    r"|build gradually|build slowly|grow"
    r"|build up gradually|build up slowly|more of a build|more build|add a build up|add a crescendo"
    r"|crescendo)"
)


def read_places(clause: Clause, draft: Draft) -> bool:
    """Whether the clause says what happens in one place; adds the wish."""
    if len(clause.text) > _MOST:
        return False
    if _FILL.search(clause.text):
        draft.note("Fills come by themselves where sections end. “Busier drums” brings more of them.")
        return True
    no_time = _NO_TIME.search(clause.text)
    if no_time is not None:
        m, s = divmod(60 * int(no_time["m"]) + int(no_time["s"]), 60)
        draft.note(f"“{no_time[0]}” is no time: seconds go from 00 to 59. Say {m}:{s:02d} for {no_time[0]}.")
        return True
    if _there_too(clause, draft) or _opening(clause, draft) or _everywhere(clause.text, draft):
        return True
    ways = parted(clause.text, draft)
    return any(_read(clause, part, draft) for part in ways) or (not ways and _whole(clause, draft))


def _there_too(clause: Clause, draft: Draft) -> bool:
    """The bridge of "strings in the chorus and bridge": what was said last of a place goes for this one too."""
    place = bare_place(re.sub(r"^(?:in|during|over) ", "", clause.text)) if clause.joined else None
    if place is None or not draft.values.get("places"):
        return False
    return set_place(
        draft, draft.get("places")[-1].model_copy(update={"where": place.where, "seconds": None})
    )


def _everywhere(text: str, draft: Draft) -> bool:
    """What names no place but has its usual one: a key change, a build-up, a guitar solo."""
    if _NO_KEY.fullmatch(text):
        store_places(draft, tuple(wish.model_copy(update={"semitones": 0}) for wish in draft.get("places")))
        return True
    key = _BARE_KEY.fullmatch(text)
    semitones = (
        (semitones_of(key["how"].strip()) if key["how"].strip() not in ("", "up") else 2) if key else None
    )
    if semitones:
        return set_place(draft, PlaceWish(where="last chorus", semitones=_within_octave(semitones)))
    if _BUILDS.fullmatch(text):
        set_place(draft, PlaceWish(where="start", energy=-GROWTH))
        return set_place(draft, PlaceWish(where="second half", energy=GROWTH))
    solo = SOLO.fullmatch(text)
    names = who(solo["who"], draft) if solo is not None else ()
    if not names:
        return False
    add_section(draft, "solo")
    return set_place(draft, solo_of(names, "solo"))


def _opening(clause: Clause, draft: Draft) -> bool:
    """ "start with just the bass", "end on the piano alone", "begin quietly"."""
    found = _OPEN.fullmatch(clause.text)
    if found is not None:
        names = who(ALONE_WORDS.sub(" ", found["what"]).strip(), draft)
        where = "end" if found["way"].split()[0] in _ENDS else "start"
        return set_place(draft, PlaceWish(where=where, only=names)) if names else False
    quietly = _QUIETLY.fullmatch(clause.text)
    if quietly is None:
        return False
    growth = growth_of(quietly["how"], made=True)
    where = "end" if quietly["way"] in _ENDS else "start"
    return growth is not None and set_place(draft, grown(where, None, growth, clause))


def _whole(clause: Clause, draft: Draft) -> bool:
    """ "bigger chorus", "the bridge should be quieter", "only piano intro", "last chorus up a tone"."""
    words = _LEAD.sub("", clause.text).split()
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    for head, tail in cuts:
        place = bare_place(tail)
        if place is not None and _described(clause, head, place, draft):
            return True
    for head, tail in reversed(cuts):
        place = bare_place(_BE.sub("", head))
        if place is not None and _predicated(clause, tail, place, draft):
            return True
    return False


def _described(clause: Clause, words: str, place: Place, draft: Draft) -> bool:
    """What stands before the place: "bigger", "only piano", "drumless"."""
    growth = growth_of(words, made=True)
    if growth is not None:
        return set_place(draft, grown(place.where, None, growth, clause))
    if words in _DRUMLESS:
        return set_place(draft, PlaceWish(where=place.where, without=("drums",)))
    alone = ALONE.search(words) is not None or clause.made or draft.force
    names = who(ALONE_WORDS.sub(" ", words).strip(), draft) if alone else ()
    return bool(names) and set_place(draft, PlaceWish(where=place.where, only=names))


def _predicated(clause: Clause, words: str, place: Place, draft: Draft) -> bool:
    """What is said of the place: "quieter", "up a tone", "without drums", "only piano"."""
    growth, semitones = growth_of(words, made=True), semitones_of(words.removeprefix("by "))
    if growth is not None:
        return set_place(draft, grown(place.where, None, growth, clause))
    if semitones is not None or (semitones := semitones_of(f"{clause.text.split()[0]} {words}")):
        return set_place(draft, PlaceWish(where=place.where, semitones=_within_octave(semitones)))
    out = _WITHOUT.match(words)
    names = who(words[out.end() :], draft) if out is not None else ()
    if names:
        return set_place(draft, PlaceWish(where=place.where, without=names))
    names = who(" ".join(ALONE_WORDS.sub(" ", words).split()), draft) if ALONE.search(words) else ()
    return bool(names) and set_place(draft, PlaceWish(where=place.where, only=names))


def _within_octave(semitones: int) -> int:
    return max(-11, min(11, semitones))


def _read(clause: Clause, at: At, draft: Draft) -> bool:
    """What is to happen in the place."""
    rest, place = at.rest, at.place
    if not rest:
        return False
    if rest.endswith(" @after"):
        return comes_after(rest.removesuffix(" @after"), place, draft)
    if place.where == "middle" and _IN_THE_MIX.match(rest):
        return False
    if _NO_KEY.fullmatch(rest):
        return _no_key_change(place, draft)
    if _RISER.search(rest):
        draft.note("Where a riser comes is for the style to say; “add a riser” asks for one.")
        return True
    if any(rest.startswith(word) for word in _TEMPO):
        draft.note("One tempo holds for the whole piece: say “slower” for all of it.")
        return True
    return (
        _key(rest, place, draft)
        or read_staging(clause, rest, at, draft)
        or _grows(clause, rest, place, draft)
        or _player(replace(clause, text=rest), place, draft)
    )


def _player(clause: Clause, place: Place, draft: Draft) -> bool:
    """ "louder drums in the chorus": for the whole piece, and the user is told so."""
    if not read_players(clause, draft):
        return False
    draft.note(f"How a player sounds holds for the whole piece, not only for {_named(place)}.")
    return True


def _named(place: Place) -> str:
    return "that moment on" if place.seconds is not None else f"the {place.where}"


def _key(rest: str, place: Place, draft: Draft) -> bool:
    found = _KEY.fullmatch(rest)
    if found is None:
        return False
    semitones = semitones_of(found["how"].strip())
    into = _INTO.search(rest)
    name, now = key_name(into["key"]) if into is not None else None, key_now(draft)
    if name is not None and now is not None:
        semitones = (parse_key(name).tonic_class - now.tonic_class + 5) % 12 - 5
    if semitones is None and _KEY_SAID.search(rest) and found["how"].strip() in ("", "up"):
        semitones = 2
    if semitones is None and _KEY_SAID.search(rest) and found["how"].strip() == "down":
        semitones = -2
    if not semitones:
        return False
    return set_place(draft, PlaceWish(where=place.where, seconds=place.seconds, semitones=semitones))


def _grows(clause: Clause, rest: str, place: Place, draft: Draft) -> bool:
    growth = growth_of(re.sub(r"^(?:make it|make|get|go|be|it|let it|have it) ", "", rest), made=True)
    return growth is not None and set_place(draft, grown(place.where, place.seconds, growth, clause))


def _no_key_change(place: Place, draft: Draft) -> bool:
    places: tuple[PlaceWish, ...] = draft.get("places")
    store_places(draft, tuple(
        wish.model_copy(update={"semitones": 0}) if wish.where == place.where else wish for wish in places
    ))  # fmt: skip
    return True
