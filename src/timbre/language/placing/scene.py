"""The prompt while it is read for places: what was found so far, and which matches that used up.

Knows nothing of what the words around a place ask.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace

from timbre.language.match import Match
from timbre.language.places import Place
from timbre.language.players import SAID, Seen, pieces_of
from timbre.language.reading import Reading
from timbre.language.touches import touch_of
from timbre.language.vocabulary.entries import Spelling

MOST_FILLERS = 6
MOST_PLACES = 200
"""Places that are read in one prompt; it keeps hostile input cheap."""
MOST_PLAYERS = 8
_FAR = 40
_LONGEST_LIST = 240
HAPPENS = re.compile(
    r",? ?(?:there(?:'s| is| are| comes?)|(?:we|you)(?: can)? hear|features?|has|adds?|brings? in|with)? ?"
    r"(?P<only>only |just |nothing but |solo )?$"
)
COMES = re.compile(
    r"(?: (?:then|later|slowly|gradually|finally|also|only|first|soon|suddenly|eventually|do not|don't|to|will)){0,2}"
    r" (?:com(?:es?|ing) (?:back )?in|enter(?:s|ing)?|join(?:s|ing)?(?: in(?! the\b| an?\b| every\b))?"
    r"|kick(?:s|ing)? in|arriv(?:es?|ing)|appears?|starts?(?: playing)?|begins?(?: to play)?"
    r"|drops?(?: in)?(?! out)|fad(?:es?|ing) in|(?:is|are) (?:added|introduced))\b"
    r"(?: (?:later(?: on)?|gradually|slowly|only|again|fully))?,?"
)
ONLY_BEFORE = re.compile(
    r"\b(?:only|just|solo|lone|nothing but|purely|simply|unaccompanied)(?: (?:an?|the|some))?(?: \w{1,12})? ?$"
)
_ALONE_INSIDE = re.compile(r"\b(?:only|just|solo|alone)\b")
ONLY_AFTER = re.compile(r",? (?:only|alone|by (?:itself|themselves|himself|herself)|solo|and nothing else)\b")
_JOINS = re.compile(
    r"[ ,&+/]*(?:(?:and|plus|with|over|then just) )?(?:(?:an?|the|some|its|only|just|solo|lone|single) )*"
)


@dataclass(slots=True)
class Happening:
    """One thing said of places; the players are entries until a style is known. Offsets are folded ones."""

    wheres: tuple[tuple[str, float | None], ...]
    start: int
    end: int
    only: tuple[Seen, ...] = ()
    add: tuple[Seen, ...] = ()
    without: tuple[Seen, ...] = ()
    energy: float = 0.0
    semitones: int = 0


@dataclass(slots=True)
class Scene:
    """The prompt being read for places: matches are marked as they are used."""

    reading: Reading
    marked: list[Match]
    places: list[Place] = field(default_factory=list)
    found: list[Happening] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    """Where places start that something is said of already."""
    starts: list[int] = field(default_factory=list)
    """Where the matches start."""

    def __post_init__(self) -> None:
        self.starts = [match.start for match in self.marked]

    def near(self, start: int, end: int) -> range:
        """Indices of the matches that start in [start, end)."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    @property
    def folded(self) -> str:
        return self.reading.text.folded

    def note(self, happening: Happening, *claims: tuple[int, int]) -> None:
        """Keep what happens; the stretches `claims` are understood, and the places in them spoken for."""
        self.found.append(happening)
        self.taken.update(start for start, end in claims if start < end)
        for start, end in claims:
            self.reading.claim(start, end)

    def after(self, end: int, room: int = 3) -> Place | None:
        """The place named right behind `end`."""
        for place in self.places[bisect_left(self.places, end, key=_start) :][:1]:
            if place.start - end <= room and not self.folded[end : place.start].strip(" ,-("):
                return place
        return None

    def later(self, end: int) -> Place | None:
        """The place named soon behind `end`, in the same clause."""
        for place in self.places[bisect_left(self.places, end, key=_start) :][:1]:
            if place.start - end < 24 and not re.search(r"[.;!?]", self.folded[end : place.start]):
                return place
        return None

    def before(self, start: int, joint: re.Pattern[str] = HAPPENS) -> Place | None:
        """The place that the clause ending at `start` begins with; `joint` stands between."""
        at = bisect_right(self.places, start, key=_end)
        if not at or start - self.places[at - 1].end >= _FAR:
            return None
        place = self.places[at - 1]
        if place.start in self.taken:
            return None
        return place if joint.fullmatch(self.folded, place.end, start) else None

    def seen(self, i: int) -> Seen | None:
        """The player that match `i` names: an instrument, or the piano of "piano alone"."""
        match = self.marked[i]
        spelling = match.of("instrument")
        if spelling is not None and spelling.weak and not match.negated:
            return None
        if spelling is None:
            genre = match.of("genre")
            piano = self.reading.words.named("instrument", "piano")
            if genre is None or genre.entry.name != "solo piano" or piano is None:
                return None
            spelling = Spelling(piano, "piano")
        return Seen(
            spelling.entry,
            pieces_of(self.reading, spelling.entry, match),
            (),
            start=match.start,
            end=match.end,
        )

    def alone(self, items: list[int], since: int = 0, *, behind: bool = True) -> bool:
        """Whether the words say that these players are all there are: "only piano", "solo flute", "cello alone".

        `behind` false: an "only" behind them belongs to the place that follows.
        """
        start, end = self.marked[items[0]].start, self.marked[items[-1]].end
        before = self.folded[max(since, start - 24) : start]
        inside = _ALONE_INSIDE.search(self.folded, start, end)
        return bool(
            ONLY_BEFORE.search(f" {before}") or inside or (behind and ONLY_AFTER.match(self.folded, end))
        )

    def plays_here(self, i: int) -> None:
        """The match still names a player, but says nothing of who plays alone or is left out everywhere."""
        match, seen = self.marked[i], self.seen(i)
        self.used.add(i)
        if seen is not None and match.of("instrument") is None:
            match = replace(match, spellings=(Spelling(seen.entry, seen.entry.name),))
        self.marked[i] = replace(match, placed=True)

    def here_alone(self, i: int) -> None:
        """The match says nothing of the rest of the piece."""
        self.used.add(i)
        self.marked[i] = replace(self.marked[i], spellings=(SAID,), negated=False, less=False)


def _start(place: Place) -> int:
    return place.start


def _end(place: Place) -> int:
    return place.end


def list_from(scene: Scene, start: int) -> list[int]:
    """Indices of the matches of players listed from offset `start` on: "solo bass and drums", "a melody on strings"."""
    items: list[int] = []
    edge, fillers = start, 0
    for i in scene.near(start, start + _LONGEST_LIST):
        match = scene.marked[i]
        gap = scene.folded[edge : match.start]
        if re.search(r"[.;:!?\n()]", gap):
            break
        if items:
            if _JOINS.fullmatch(gap) is None and not _is_described(gap):
                break
        else:
            fillers += len(gap.split())
            if fillers > MOST_FILLERS or not _is_filler(scene, gap):
                break
        if scene.seen(i) is not None:
            if match.negated or match.less:
                break
            items.append(i)
        elif match.of("genre") or match.of("scene") or match.of("artist"):
            break
        edge = match.end
    while (
        len(items) > 1
        and COMES.match(scene.folded, scene.marked[items[-1]].end)
        and "," in _gap(scene, items[-2])
    ):
        items.pop()
    return items


def _gap(scene: Scene, i: int) -> str:
    return scene.folded[scene.marked[i].end : scene.marked[i + 1].start] if i + 1 < len(scene.marked) else ""


def _is_described(gap: str) -> bool:
    """Whether a gap in a list holds joining words and adjectives only."""
    words = [word for word in re.split(r"[ ,&+/-]+", gap) if word]
    return len(words) <= 4 and all(
        word in ("and", "plus", "with", "over", "a", "an", "the", "some") or touch_of(word) for word in words
    )


def _is_filler(scene: Scene, gap: str) -> bool:
    words = re.findall(r"[a-z']+", gap)
    return not ({"and", "then", "but"} & set(words) or "," in gap) and all(
        word in scene.reading.words.neutral or touch_of(word) or word in ("solo", "only", "just", "lone")
        for word in words
    )


def silence(scene: Scene, start: int, end: int) -> None:
    """What describes a section says nothing of the whole."""
    for i in scene.near(start, end):
        match = scene.marked[i]
        if match.of("instrument") is None and match.of("genre") is None:
            scene.here_alone(i)
