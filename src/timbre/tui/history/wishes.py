"""What a key or a click on a row asks the studio for, as messages in order.

Pure. Knows nothing of widgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timbre.tui.history.rows import Row, SessionRow, TakeRow, words_of
from timbre.tui.messages import Draft, ExportWanted, PlayToggled, Say

if TYPE_CHECKING:
    from textual.message import Message

    from timbre.session.take import Take


@dataclass(frozen=True)
class Deed:
    """One entry of a take's menu: its words, and what it asks for."""

    words: str
    messages: tuple[Message, ...] = ()
    own: str = ""
    """Something the panel does itself: `fold`, `unfold`, `mark`, `rename`."""


def said(*lines: str) -> tuple[Message, ...]:
    """These lines, to be said."""
    return tuple(Say(line) for line in lines)


def going_to(row: Row) -> tuple[Message, ...]:
    """Enter: to the take, whatever session it is in, or to the session.

    The session of single commands cannot be opened: there the words of the take come into the prompt.
    """
    from timbre.session.events import ONE_SHOT_SESSION

    if isinstance(row, SessionRow):
        return said(f"/session resume {row.id}" if row.id else "/session new")
    if not isinstance(row, TakeRow):
        return ()
    take = row.take
    if not row.session:
        return said(f"/take {take.number}")
    if row.session == ONE_SHOT_SESSION:
        return (Draft(f"/new {take.prompt}"),)
    there = (f"/session resume {row.session}",)
    return said(*there, f"/take {take.number}") if take.sounds else said(*there)


def clicking(row: Row) -> tuple[Message, ...]:
    """A click plays a take of this session, and goes to all else."""
    if isinstance(row, TakeRow) and not row.session:
        return (PlayToggled(row.take.id),) if row.take.sounds else ()
    return going_to(row)


def rating(row: Row) -> tuple[Message, ...]:
    """A click on the rating: like the take, or take back what it has."""
    if not isinstance(row, TakeRow) or row.session or not row.take.sounds:
        return ()
    return _rated(row.take, row.take.rating or "up").messages


def deeds(take: Take, current: Take | None, parent: Take | None, after: int, folded: bool) -> list[Deed]:
    """What can be done with `take`, the usual first; `after`: how many takes follow from it."""
    number = take.number
    found: list[Deed] = []
    if take.sounds:
        found += [
            Deed(f"Go to take {number}", said(f"/take {number}")),
            Deed("Play", (PlayToggled(take.id),)),
            _rated(take, "up"),
            _rated(take, "down"),
        ]
        if current is not None and current.id != take.id:
            pair = f"{current.number} {number}"
            found.append(Deed(f"Compare with take {current.number}", said(f"/compare {pair}")))
        found += [
            Deed("Mark for a comparison", own="mark"),
            Deed("Make again from here", said(f"/take {number}", "/again")),
            Deed("Three variations", said(f"/take {number}", "/variations 3")),
        ]
    found.append(Deed("Edit its words…", _rewording(take, parent)))
    if take.sounds:
        found += [
            Deed("Export…", (ExportWanted(take.id),)),
            Deed("Copy its path", said(f"/copy path {number}")),
            Deed("Copy its recipe", said(f"/copy recipe {number}")),
            Deed("Open its folder", said(f"/open {number}")),
        ]
    if after:
        words = f"Show the {after} after it" if folded else f"Fold the {after} after it"
        found.append(Deed(words, own="unfold" if folded else "fold"))
    found.append(Deed("Rename the session…", own="rename"))
    return found


def _rated(take: Take, way: str) -> Deed:
    name = "Like" if way == "up" else "Dislike"
    if take.rating == way:
        return Deed(f"{name}d: take that back", said(f"/rate none {take.number}"))
    return Deed(name, said(f"/rate {way} {take.number}"))


def _rewording(take: Take, parent: Take | None) -> tuple[Message, ...]:
    """Its words into the prompt: a change starts from the parent again, all else is a new idea."""
    edit = take.cause is not None and take.cause.kind == "edit"
    if edit and parent is not None and parent.sounds:
        return (*said(f"/take {parent.number}"), Draft(words_of(take)))
    return (Draft(f"/new {take.prompt}"),)
