"""Who plays in one place of the piece: only the bass, no drums, strings too, drums that come in there.

Knows nothing of how the place was found (`places`), nor of the form (`sections`).
"""

from __future__ import annotations

import re

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.parting import At
from timbre.language.edits.placewish import nowhere_else, set_place, solo_of
from timbre.language.edits.seats import plays
from timbre.language.edits.things import things_in
from timbre.language.edits.touching import who
from timbre.language.places import Place
from timbre.model.brief import PlaceWish

ALONE = re.compile(
    r"\b(?:only|just|alone|solo|by itself|by themselves|nothing but|nothing else|on its own|unaccompanied)\b"
)
ALONE_WORDS = re.compile(
    r"\b(?:only|just|alone|solo|by itself|by themselves|nothing but|and nothing else|nothing else"
    r"|on its own|on their own"
    r"|unaccompanied|have|keep|leave|make it|use|play|plays|playing|be|is|are)\b"
)
_ALL_BUT = re.compile(
    r"(?:(?:drop|remove|cut|mute|lose|take out|no|silence|have) )?everything(?: else)?(?: out| off| silent)?"
    r" (?:but|except(?: for)?|apart from|save(?: for)?) (?P<who>.+)"
)
SOLO = re.compile(
    r"(?:add|insert|put in|have|with|include|give me|throw in|use)(?: (?:a|an|the|some))* (?P<who>.+?) solo"
)
_ADD = re.compile(
    r"(?:add|bring in|put in|put|introduce|include|throw in|layer in|layer|with|have|use|mix in|let|play"
    r"|want|give it|give)"
    r"(?: (?:some|more|a|an|the|in|back))* (?P<what>.+?)(?: (?:in|too|as well|play|enter|on top))?"
)
_OUT = re.compile(
    r"(?:(?:drop|no|remove|without|cut|mute|lose|take out|take|kill|leave out|silence|stop|skip|pull"
    r"|omit|strip out|turn off"
    r"|not|minus)(?: out)?(?: (?:the|any|all))* (?P<what>.+?)(?: (?:out|away))?"
    r"|(?P<what2>.+?) (?:drops?|cuts?|goes?|stops?|falls?|leaves?|is|are|fades?|dropping"
    r"|stopping)(?: (?:out|away|silent|off|gone))?"
    r"|(?P<what3>.+?) (?:out|off|silent|gone))"
)
_COMES = re.compile(
    r"(?:(?:bring|let|have|make|get)? ?(?P<what>.+?) (?:comes? in|come back|comes back|enters?"
    r"|joins?(?: in)?|starts?(?: playing)?"
    r"|kicks? in|begins?|come on|in|arrives?|back in|drops? in)"
    r"|(?:bring in|bring back|start|introduce|bring)(?: (?:in|back))? (?P<what2>.+?)(?: (?:in|back in|back))?"
    r"|(?P<what3>.+?) (?:from|starting))"
)
_ONLY_IN = re.compile(r"\bonly$")
_BARE_PLACES = ("intro", "outro", "start", "end", "bridge", "breakdown", "interlude")
"""Where "piano only" leaves the others out; elsewhere it keeps the piano to that place."""
_EARLIER = {
    "verse": ("intro",),
    "pre-chorus": ("intro", "first verse"),
    "chorus": ("intro", "first verse"),
    "drop": ("intro", "build"),
    "second verse": ("intro", "first verse", "first chorus"),
    "second chorus": ("intro", "verse", "first chorus"),
    "bridge": ("intro", "verse", "chorus"),
    "solo": ("intro", "first verse", "first chorus"),
    "outro": ("intro", "verse", "chorus", "bridge"),
}
"""What usually comes before a section is heard for the first time."""
_CONVERSE = {"second half": "first half"}


def read_staging(clause: Clause, rest: str, at: At, draft: Draft) -> bool:
    """Whether `rest` says who plays in the place; adds the wish."""
    return (
        _alone_there(clause, rest, at, draft)
        or _out(rest, at, draft)
        or _comes(rest, at, draft)
        or _added(rest, at.place, draft)
    )


def _alone_there(clause: Clause, rest: str, at: At, draft: Draft) -> bool:
    solo = SOLO.fullmatch(rest) or SOLO.fullmatch(f"add {rest}")
    if solo is not None:
        names = who(solo["who"], draft)
        return bool(names) and set_place(draft, solo_of(names, at.place.where, at.place.seconds))
    but = _ALL_BUT.fullmatch(rest)
    names = who(but["who"], draft) if but is not None else ()
    if names:
        return set_place(draft, PlaceWish(where=at.place.where, seconds=at.place.seconds, only=names))
    added = rest.startswith("add ")
    if _ONLY_IN.search(rest) and (added or at.place.where not in _BARE_PLACES):
        return _only_there(rest.removesuffix("only").strip(), at.place, draft)
    names = alone_in(clause, rest, draft)
    places = _meant(at) if names else ()
    for place in places:
        set_place(draft, PlaceWish(where=place.where, seconds=place.seconds, only=names))
    return bool(places)


def alone_in(clause: Clause, text: str, draft: Draft) -> tuple[str, ...]:
    """Who plays alone, by "just the bass", "only piano", "the piano alone"."""
    if not ALONE.search(clause.plain.lower()):
        return ()
    return who(" ".join(ALONE_WORDS.sub(" ", text).split()), draft)


def _only_there(text: str, place: Place, draft: Draft) -> bool:
    """ "strings only in the chorus": nowhere else."""
    names = who(
        text.removeprefix("have ").removeprefix("add ").removeprefix("play ").removeprefix("use ").strip(),
        draft,
    )
    if not names:
        return False
    return nowhere_else(draft, names, PlaceWish(where=place.where, seconds=place.seconds, add=names))


def _out(rest: str, at: At, draft: Draft) -> bool:
    found = _OUT.fullmatch(rest)
    names = who(found["what"] or found["what2"] or found["what3"], draft) if found is not None else ()
    places = _meant(at) if names else ()
    for place in places:
        set_place(draft, PlaceWish(where=place.where, seconds=place.seconds, without=names))
    return bool(places)


def _meant(at: At) -> tuple[Place, ...]:
    """The place itself, or for "until the chorus" what comes before it."""
    if not at.until or at.place.seconds is not None:
        return (at.place,)
    converse = _CONVERSE.get(at.place.where)
    return tuple(Place(where) for where in ((converse,) if converse else _before(at.place.where)))


def _comes(rest: str, at: At, draft: Draft) -> bool:
    """ "bring in the drums at 0:20": until then they are silent; who does not play yet plays from there."""
    found = _COMES.fullmatch(rest)
    names = who(found["what"] or found["what2"] or found["what3"], draft) if found is not None else ()
    if not names:
        return False
    place = at.place
    if not all(_plays(name, draft) for name in names):
        return set_place(draft, PlaceWish(where=place.where, seconds=place.seconds, add=names))
    if place.seconds is not None:
        return set_place(draft, PlaceWish(where="start", seconds=place.seconds, without=names))
    if place.where in _CONVERSE:
        return set_place(draft, PlaceWish(where=_CONVERSE[place.where], without=names))
    if place.where == "middle":
        return set_place(draft, PlaceWish(where="first half", without=names))
    for where in _before(place.where):
        set_place(draft, PlaceWish(where=where, without=names))
    return bool(_before(place.where))


def _before(where: str) -> tuple[str, ...]:
    """The sections in which who comes in there is silent."""
    return _EARLIER.get(where.removeprefix("first "), ())


def comes_after(rest: str, place: Place, draft: Draft) -> bool:
    """ "the drums come in after the intro": not in it."""
    found = _COMES.fullmatch(rest) or _ADD.fullmatch(rest)
    groups = found.groupdict() if found is not None else {}
    names = who(next((text for text in groups.values() if text), ""), draft)
    if not names or not (
        place.where.endswith("intro") or place.where in ("start", "first verse", "first half")
    ):
        return False
    where = "start" if place.where == "start" else place.where
    return set_place(draft, PlaceWish(where=where, without=names))


def _plays(name: str, draft: Draft) -> bool:
    entries = things_in(name).instruments
    return name not in draft.get("without") and all(plays(entry, draft) for entry in entries)


def _added(rest: str, place: Place, draft: Draft) -> bool:
    if rest.startswith(("less ", "fewer ")):
        return False
    found = _ADD.fullmatch(rest)
    names = who(found["what"] if found is not None else rest.removeprefix("more "), draft)
    return (
        set_place(draft, PlaceWish(where=place.where, seconds=place.seconds, add=names)) if names else False
    )
