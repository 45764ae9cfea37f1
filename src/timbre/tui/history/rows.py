"""The takes of a session as the rows of a tree, drawn like a quiet graph.

Pure: the same state gives the same rows. A chain of changes stays in its column, however long; where several
takes were made from one, the earlier ones stand indented and the newest goes straight on. Variations stand
together, all indented. Knows nothing of widgets, widths or the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from timbre.tui.history import times

if TYPE_CHECKING:
    from datetime import date

    from timbre.session.state import Session
    from timbre.session.take import Take

WORDS_MAX_CHARACTERS = 400
LEVELS_KEPT = 16
"""So many of the innermost levels are drawn at most."""
_FORK, _LAST_FORK, _LINE, _GAP = "├╴", "└╴", "│ ", "  "


@dataclass(frozen=True, slots=True)
class TakeRow:
    """One take."""

    take: Take
    words: str
    """The idea, or what the user said to change it."""
    guides: str = ""
    """Lines of the graph left of it, two cells a level; the innermost `LEVELS_KEPT` levels."""
    depth: int = 0
    """Levels it is indented by."""
    idea: bool = False
    """Whether it follows from no other take."""
    branch: str = ""
    """Id of the take its branch leaves from; "" in the first column."""
    after: int = 0
    """How many takes were made from it, and from those."""
    folded: bool = False
    """Whether those are folded away."""
    context: bool = False
    """Whether it is only there to show where a find belongs."""
    session: str = ""
    """Id of the session it is in, if that is not the open one."""

    @property
    def key(self) -> str:
        """What stays the same while the rows change."""
        return self.take.id


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A quiet line between takes: a day, or a session's title."""

    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session to go to; id "" is a new one."""

    id: str
    words: str
    takes: int = 0
    moment: str = ""
    open: bool = False

    @property
    def key(self) -> str:
        """What stays the same while the rows change."""
        return f"session {self.id}"


Row = TakeRow | HeadingRow | SessionRow


@dataclass(frozen=True)
class Graph:
    """Who follows whom among the takes that are shown. `None` has the ideas."""

    children: Mapping[str | None, Sequence[Take]]
    parents: Mapping[str, str | None]
    after: Mapping[str, int]
    """Take → how many follow from it, and from those."""


def words_of(take: Take) -> str:
    """What the user said for it, on one line, safe to show."""
    from timbre.model.text import clean

    cause = take.cause
    said = cause.words if cause is not None and cause.words else take.prompt
    return " ".join(clean(said[:WORDS_MAX_CHARACTERS]).split()) or "(no words)"


def graph_of(takes: Mapping[str, Take]) -> Graph:
    """The graph of `takes`, which are in the order they came. Those made from a deleted one move up to its parent."""
    parents: dict[str, str | None] = {}
    lifted: dict[str, str | None] = {}
    children: dict[str | None, list[Take]] = {None: []}
    for take in takes.values():
        parent = take.parent
        if parent in lifted:
            parent = lifted[parent]
        elif parent not in parents:
            parent = None
        if take.status == "deleted":
            lifted[take.id] = parent
            continue
        parents[take.id] = parent
        children.setdefault(parent, []).append(take)
    after = dict.fromkeys(parents, 0)
    for identity in reversed(parents):
        parent = parents[identity]
        if parent is not None:
            after[parent] += after[identity] + 1
    return Graph(children, parents, after)


def take_rows(graph: Graph, folded: Collection[str], today: date) -> tuple[Row, ...]:
    """The tree from the top: one row a take, and one a day where the ideas are of several days."""
    rows: list[Row] = []
    ideas = graph.children[None]
    days = [times.local(idea.time) for idea in ideas]
    several = len({day.date() for day in days if day is not None}) > 1
    shown = None
    for idea, at in zip(ideas, days, strict=True):
        if several and at is not None and at.date() != shown:
            shown = at.date()
            rows.append(HeadingRow(times.day_name(shown, today), f"day {shown}"))
        rows.extend(_grown(idea, graph, folded))
    return tuple(rows)


def _grown(idea: Take, graph: Graph, folded: Collection[str]) -> Iterator[TakeRow]:
    """The row of an idea and of all that follows from it. A loop, not a recursion: chains may be long."""
    waiting = [(idea, "", "", 0, "")]
    while waiting:
        take, guides, below, depth, branch = waiting.pop()
        after = graph.after[take.id]
        shut = bool(after) and take.id in folded
        yield TakeRow(take, words_of(take), guides, depth, take is idea, branch, after, shut)
        if not after or shut:
            continue
        sides, straight = _sides(graph.children[take.id])
        if straight is not None:
            waiting.append((straight, below, below, depth, branch))
        for at, side in reversed(list(enumerate(sides, 1))):
            last = straight is None and at == len(sides)
            first, rest = (_LAST_FORK, _GAP) if last else (_FORK, _LINE)
            waiting.append((side, _kept(below + first), _kept(below + rest), depth + 1, take.id))


def _sides(children: Sequence[Take]) -> tuple[list[Take], Take | None]:
    """Those that stand indented, and the one that goes straight on, if one does. Variations come together."""
    if len(children) == 1:
        return [], children[0]
    last = children[-1]
    straight = None if _is_variation(last) else last
    rest = [child for child in children if child is not straight]
    varied = [child for child in rest if _is_variation(child)]
    if varied:
        at = rest.index(varied[0])
        others = [child for child in rest if not _is_variation(child)]
        rest = [*others[:at], *varied, *others[at:]]
    return rest, straight


def _is_variation(take: Take) -> bool:
    return take.cause is not None and take.cause.kind == "variation"


def _kept(guides: str) -> str:
    return guides[-2 * LEVELS_KEPT :]


def session_rows(sessions: Sequence[Session], current: str, today: date) -> tuple[Row, ...]:
    """The sessions to go to, the newest first as they come, after the way to a new one."""
    from timbre.model.text import clean

    return (
        SessionRow("", "new session"),
        *(
            SessionRow(
                each.id,
                " ".join(clean(each.title).split()) or "untitled",
                len(each.takes),
                times.moment(each.updated, today),
                each.id == current,
            )
            for each in sessions
        ),
    )
