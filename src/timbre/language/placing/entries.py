"""Who comes in, stays away and drops out, and where: "drums come in at 0:20", "no drums in the intro".

Knows nothing of how a section feels.
"""

from __future__ import annotations

import re
from dataclasses import replace

from timbre.language.places import Place
from timbre.language.placing.scene import (
    COMES,
    HAPPENS,
    MOST_PLAYERS,
    ONLY_AFTER,
    Happening,
    Scene,
)
from timbre.language.players import Seen
from timbre.language.touches import touch_of

_BRINGS = re.compile(r"\b(?:bring(?:s|ing)?|fad(?:es?|ing)|have|has|get) (?:the )?$")
_IN = re.compile(r" in\b")
_LATER = re.compile(
    r" (?:later|after a (?:while|bit|few)|gradually|eventually|afterwards|one by one)\b|\bthen\b"
)
_GOES = re.compile(
    r" (?:(?:then|all|both) )?(?:drops? out|stops?(?: playing)?|disappears?|fades? (?:out|away)|pauses?|cuts? out"
    r"|(?:falls?|goes?|is|are|stays?) (?:silent|away|out|muted)|leaves?|rests?),?"
)
_ALL_BUT = re.compile(
    r"\b(?:everything|everyone|all(?: (?:the )?(?:other )?(?:instruments|players|parts))?)(?: else)? "
    r"(?:except|but|apart from|other than)(?: for)? $"
)
MOST_MATCHES = 1000
"""Words of the vocabulary that are looked at; it keeps hostile input cheap."""
_RHYTHM = ("drums", "bass")
_LISTED = re.compile(r",? (?:or|and|nor) (?:any )?|, ")
_BEFORE_THAT = re.compile(r" (?:before(?: (?:that|then))?|until then|till then)(?= ?(?:[.,;!)]|$))")
_BEFORE = {
    "verse": ("intro",), "first verse": ("intro",), "pre-chorus": ("intro", "first verse"),
    "chorus": ("intro", "first verse", "first pre-chorus"),
    "first chorus": ("intro", "first verse", "first pre-chorus"),
    "drop": ("intro", "first build"), "first drop": ("intro", "first build"), "build": ("intro",),
    "second verse": ("intro", "first verse", "first chorus"), "second half": ("first half",), "middle": ("first half",),
    "second chorus": ("intro", "first verse", "first chorus", "second verse"),
    "bridge": ("intro", "first verse", "first chorus", "second verse", "second chorus"),
}  # fmt: skip
"""Where a player who comes in at a place is silent: the places before it, in the usual order of sections."""


def read_entries(scene: Scene) -> None:
    """ "drums come in at 0:20", "no drums in the intro", "strings only in the chorus", "the bass drops out"."""
    if not scene.places and COMES.search(scene.folded) is None:
        return
    for i in range(min(len(scene.marked), MOST_MATCHES)):
        if i in scene.used or scene.seen(i) is None:
            continue
        match = scene.marked[i]
        if match.negated and not _GOES.match(scene.folded, match.end):
            _read_negated(scene, i)
            continue
        items = _joined_before(scene, i)
        start = scene.marked[items[0]].start
        seen = tuple(s for k in items if (s := scene.seen(k)))
        comes, goes = COMES.match(scene.folded, match.end), _GOES.match(scene.folded, match.end)
        if not comes and _BRINGS.search(scene.folded[max(0, start - 12) : start]):
            comes = _IN.match(scene.folded, match.end)
        if goes and not comes:
            _leaves(scene, items, seen, goes)
        elif comes:
            _enters(scene, items, seen, comes)
        else:
            _stays(scene, items, seen)


def _joined_before(scene: Scene, i: int) -> list[int]:
    """The list of players that ends with match `i`: "bass and drums"."""
    items = [i]
    while (
        items[0] > 0
        and len(items) < MOST_PLAYERS
        and items[0] - 1 not in scene.used
        and scene.seen(items[0] - 1)
    ):
        gap = scene.folded[scene.marked[items[0] - 1].end : scene.marked[items[0]].start]
        if not re.fullmatch(r"(?:,? (?:and|&) | & |/)(?:the )?", gap) and not (
            len(items) > 1 and re.fullmatch(r", (?:the )?", gap)
        ):
            break
        if scene.marked[items[0] - 1].negated != scene.marked[i].negated:
            break
        items.insert(0, items[0] - 1)
    return items


def _read_negated(scene: Scene, i: int) -> None:
    match, seen = scene.marked[i], scene.seen(i)
    before_that = _BEFORE_THAT.match(scene.folded, match.end)
    if before_that and any(one.wheres[0][1] is not None for one in scene.found):
        scene.here_alone(i)
        scene.reading.claim(match.end, before_that.end())
        return
    place = scene.after(match.end) or scene.before(_clause_start(scene, match.start))
    if place is None or seen is None:
        return
    wheres = _silent_before(place) if place.until else ((place.where, place.seconds),)
    if place.until and place.seconds is not None:
        wheres = (("start", place.seconds),)
    if not wheres:
        return
    players = [seen]
    k = i - 1
    while (
        k >= 0
        and scene.marked[k].negated
        and _LISTED.fullmatch(scene.folded, scene.marked[k].end, scene.marked[k + 1].start)
        and (other := scene.seen(k))
    ):
        players.insert(0, other)
        scene.here_alone(k)
        k -= 1
    scene.note(
        Happening(
            wheres,
            min(_clause_start(scene, players[0].start), place.start),
            max(match.end, place.end),
            without=tuple(players),
        ),
        (place.start, place.end),
    )
    if place.until:
        scene.marked[i] = replace(match, negated=False)
        scene.plays_here(i)
    else:
        scene.here_alone(i)


def _clause_start(scene: Scene, start: int) -> int:
    """Where the words that lead to a negated player begin: past "there are no", "without"."""
    lead = re.search(
        r"(?:there (?:is|are) )?(?:no|without|not any)(?: \w{1,12})? $",
        scene.folded[max(0, start - 32) : start],
    )
    return start - len(lead[0]) if lead else start


def _silent_before(place: Place) -> tuple[tuple[str, float | None], ...]:
    if place.seconds is not None:
        return (("start", place.seconds),)
    return tuple((where, None) for where in _BEFORE.get(place.where, ()))


def _enters(scene: Scene, items: list[int], seen: tuple[Seen, ...], comes: re.Match[str]) -> None:
    start = scene.marked[items[0]].start
    place = scene.after(comes.end()) or scene.before(start) or scene.before(max(0, start - 4))
    if place is None:
        plain = comes[0].strip(" ,")
        later = (
            _LATER.search(comes[0])
            or _LATER.match(scene.folded, comes.end())
            or _LATER.search(scene.folded[max(0, start - 10) : start])
        )
        if (
            (plain.endswith(" in") or "enter" in plain or "join" in plain)
            and later
            and not any(h.only and h.wheres == (("start", None),) for h in scene.found)
        ):
            scene.note(
                Happening((("start", None),), start, comes.end(), without=seen), (comes.start(), comes.end())
            )
            for i in items:
                scene.plays_here(i)
        elif plain.endswith(" in") or any(h.only for h in scene.found):
            scene.reading.claim(comes.start(), comes.end())
        return
    if place.where in ("start", "intro") and not place.until:
        return
    wheres = _silent_before(place)
    span = (min(start, place.start), max(comes.end(), place.end))
    if wheres:
        scene.note(
            Happening(wheres, *span, without=seen), (comes.start(), comes.end()), (place.start, place.end)
        )
        for i in items:
            scene.plays_here(i)
    else:
        scene.note(
            Happening(((place.where, None),), *span, add=seen),
            (comes.start(), comes.end()),
            (place.start, place.end),
        )
        for i in items:
            scene.here_alone(i)


def _leaves(scene: Scene, items: list[int], seen: tuple[Seen, ...], goes: re.Match[str]) -> None:
    start = scene.marked[items[0]].start
    but = _ALL_BUT.search(scene.folded[max(0, start - 60) : start].removesuffix("the "))
    begins = start - (60 if but is None else len(scene.folded[max(0, start - 60) : start]) - but.start())
    place = scene.after(goes.end()) or scene.before(start) or (scene.before(begins) if but else None)
    if place is None:
        return
    scene.note(
        Happening(
            ((place.where, place.seconds),),
            min(start, place.start),
            max(goes.end(), place.end),
            only=seen if but else (),
            without=() if but else seen,
        ),
        (goes.start(), goes.end()),
        (place.start, place.end),
    )
    for i in items:
        if but:
            scene.marked[i] = replace(scene.marked[i], negated=False)
        scene.plays_here(i)


def _stays(scene: Scene, items: list[int], seen: tuple[Seen, ...]) -> None:
    """ "strings only in the chorus", "only piano until 0:20", "in the intro there is only a piano"."""
    start, end = scene.marked[items[0]].start, scene.marked[items[-1]].end
    only = ONLY_AFTER.match(scene.folded, end)
    place = scene.after(only.end() if only else end)
    if place is None:
        _stays_ahead(scene, items, seen, only is not None)
        return
    solo = only is not None and "solo" in only[0] and all(one.entry.family in _RHYTHM for one in seen)
    alone = solo or scene.alone(items, behind=False)
    if place.until and place.seconds is None:
        return
    spans = Happening(((place.where, place.seconds),), start, place.end)
    if place.seconds is not None and not (place.until or only or alone):
        spans.wheres, spans.without = (("start", place.seconds),), seen
    elif alone:
        spans.only = seen
    else:
        spans.add = seen
        kept_out = tuple(one for one in seen if one.entry.role or one.entry.kit)
        if only is not None and kept_out:  # roles play wherever nothing keeps them out
            halves = (("first half", None), ("second half", None))
            scene.note(Happening(halves, start, place.end, without=kept_out))
    scene.note(spans, (end, place.end))
    for i in items:
        (scene.here_alone if spans.add else scene.plays_here)(i)


def _stays_ahead(scene: Scene, items: list[int], seen: tuple[Seen, ...], only: bool) -> None:
    """ "in the intro there is only a piano", "at the beginning we hear a flute"."""
    start, end = scene.marked[items[0]].start, scene.marked[items[-1]].end
    lead_end = start - len(_article(scene, start))
    place = scene.before(start) or scene.before(lead_end)
    if place is None or place.until or place.seconds is not None:
        return
    lead = HAPPENS.fullmatch(scene.folded[place.end : lead_end])
    if lead is None or not lead[0].strip(" ,"):
        return
    alone = only or lead["only"] is not None
    happening = Happening(
        ((place.where, None),), place.start, end, only=seen if alone else (), add=() if alone else seen
    )
    scene.note(happening, (place.start, start))
    for i in items:
        (scene.plays_here if alone else scene.here_alone)(i)


def _article(scene: Scene, start: int) -> str:
    """The article and the adjectives right before `start`."""
    found = re.search(
        r"(?:\b(?:an?|the|some) )?(?:[a-z-]{1,16} )?$", scene.folded[max(0, start - 28) : start]
    )
    if found is None:
        return ""
    words = found[0].split()
    fits = all(word in ("a", "an", "the", "some") or touch_of(word) for word in words)
    short = re.search(r"\b(?:an?|the|some) $", found[0])
    return found[0] if fits else short[0] if short else ""
