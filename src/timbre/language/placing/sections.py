"""What is said of a section by name: "quiet intro", "the chorus is bigger", "intro with just piano", "verse: bass".

Knows nothing of who comes in when.
"""

from __future__ import annotations

import re
from functools import lru_cache

from timbre.language.places import order_pattern, place_words, sections_pattern, where_of
from timbre.language.placing.scene import (
    Happening,
    Scene,
    list_from,
    silence,
)
from timbre.language.touches import touch_of

_LONGEST_FEELING = 24
_FEELING = re.compile(r"\b(?P<how>[a-z-]{3,20})(?: again)? $")
_WHO = re.compile(
    r" ?(?:\((?=[a-z])|: ?| (?:with|featuring|has|adds?|brings? in|features|is|of|played by|on) "
    r"| (?=without|no\b|drops|only|just))"
)
_FEELS = re.compile(
    r" (?:(?:is|are|gets?|should be|feels?|sounds?|goes|comes in|being) )"
    r"(?:(?:much|even|very|really|a bit|more) ){0,2}(?P<how>[a-z-]+)(?= ?(?:[.,;!)]|$|and\b))"
)
_EDGES = ("intro", "introduction", "outro", "coda", "ending", "interlude")


@lru_cache(maxsize=1)
def _sections() -> re.Pattern[str]:
    stretches = "start|beginning|opening|middle|finale|finish|ending|second half|first half"
    return re.compile(
        rf"(?<![\w-])(?:(?P<order>{order_pattern()}) )?(?P<section>{sections_pattern()}|{stretches})(?:e?s)?(?![\w-])"
    )


def read_sections(scene: Scene) -> None:
    """ "quiet intro", "the chorus is bigger", "piano intro", "intro with just piano", "verse: bass and drums"."""
    tokens = scene.reading.text.tokens
    starts = {token.start: i for i, token in enumerate(tokens)}
    for found in scene.reading.each(_sections(), *place_words()):
        where = where_of(found["order"], found["section"])
        first, last = starts.get(found.start()), found.end()
        if where is None or first is None or found["section"] in ("solo", "hook", "break"):
            continue
        energy, begins, described = _described(scene, first, last)
        player = _player_before(scene, found)
        if player is not None and not energy:
            seen = scene.seen(player)
            scene.note(
                Happening(((where, None),), scene.marked[player].start, last, only=(seen,) if seen else ()),
                found.span(),
            )
            scene.plays_here(player)
            continue
        happening = Happening(((where, None),), begins, last, energy=energy)
        _who_plays(scene, happening, found)
        if happening.energy or happening.only or happening.add or happening.without:
            scene.note(happening, (begins, described), found.span())


def read_feelings(scene: Scene) -> None:
    """ "quiet in the verses, loud in the choruses", "powerful from 0:40 on"."""
    for place in scene.places:
        found = _FEELING.search(scene.folded, max(0, place.start - _LONGEST_FEELING), place.start)
        if found is None:
            continue
        touch = touch_of(found["how"])
        if touch is None or not touch.energy or _of_a_player(scene, found.start()):
            continue
        until = place.until and place.seconds is None
        if not until:
            where = (place.where, place.seconds)
            scene.note(
                Happening((where,), found.start(), place.end, energy=touch.energy), (found.start(), place.end)
            )
            silence(scene, found.start(), found.end())


def _of_a_player(scene: Scene, start: int) -> bool:
    """Whether the adjective that starts here is said of a player: "the drums are loud in the chorus"."""
    before = scene.near(start - 40, start)
    return any(
        scene.seen(i) is not None and not re.search(r"[.,;:!?]", scene.folded[scene.marked[i].end : start])
        for i in before
    )


def _described(scene: Scene, first: int, last: int) -> tuple[float, int, int]:
    """(energy, start, end) of the adjectives of the section whose first token is `first` and which ends at `last`."""
    text, energy, at = scene.reading.text, 0.0, first
    edge = text.tokens[first].start
    begins = edge
    while at > 0 and first - at < 6:
        token = text.tokens[at - 1]
        gap = scene.folded[token.end : edge].strip(" -")
        if gap and (gap != "," or begins == text.tokens[first].start):
            break
        two = f"{text.tokens[at - 2].word} {token.word}" if at > 1 else ""
        touch, size = (touch_of(two), 2) if two and touch_of(two) else (touch_of(token.word), 1)
        if touch is not None and touch.energy:
            energy += touch.energy
            at -= size
            begins = text.tokens[at].start
            silence(scene, begins, token.end)
        elif token.word in ("and", "very", "much", "really", "more", "super"):
            at -= 1
        else:
            break
        edge = text.tokens[at].start
    linked = _FEELS.match(scene.folded, last)
    if linked and (touch := touch_of(linked["how"])) is not None and touch.energy:
        silence(scene, linked.start("how"), linked.end())
        return energy + touch.energy, begins, linked.end()
    return energy, begins, last


def _player_before(scene: Scene, found: re.Match[str]) -> int | None:
    """The player of "piano intro", "acoustic guitar outro"."""
    if found["section"] not in _EDGES or found["order"]:
        return None
    for i in scene.near(found.start() - 40, found.start()):
        match = scene.marked[i]
        if found.start() - match.end == 1 and not match.negated and i not in scene.used:
            return i if scene.seen(i) is not None else None
    return None


def _who_plays(scene: Scene, happening: Happening, found: re.Match[str]) -> None:
    """The list behind a section: "with strings", "with just piano", ": bass and drums", "without drums"."""
    linked = _WHO.match(scene.folded, found.end())
    if linked is None:
        return
    negated = [
        i
        for i in scene.near(linked.end(), linked.end() + 24)
        if (match := scene.marked[i]).negated
        and scene.seen(i) is not None
        and not re.search(r"[.,;:!?\n]", scene.folded[linked.end() : match.start])
    ]
    if negated:
        happening.without = tuple(s for i in negated if (s := scene.seen(i)))
        happening.end = scene.marked[negated[-1]].end
        for i in negated:
            scene.here_alone(i)
        return
    items = [i for i in list_from(scene, linked.end()) if i not in scene.used]
    if not items:
        return
    seen = tuple(s for i in items if (s := scene.seen(i)))
    last = scene.marked[items[-1]].end
    happening.end = last
    if linked[0].strip() in (":", "(", "is") or scene.alone(items, linked.end()):
        happening.only = seen
        for i in items:
            scene.plays_here(i)
    else:
        happening.add = seen
        for i in items:
            scene.here_alone(i)
    scene.reading.claim(happening.start, last)
