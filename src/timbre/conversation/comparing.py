"""Comparing takes: equally loud, in turn or side by side from the same place, until one is preferred.

Knows nothing of how it is shown. `switch` is for keys and clicks: it tells what goes wrong, the others raise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from timbre.conversation.browsing import file_of
from timbre.conversation.desk import Desk
from timbre.conversation.differing import differences, loudness_of, matched_gains
from timbre.conversation.hearing import aloud, quietly
from timbre.conversation.replies import Compared, Listed
from timbre.conversation.speaker import Piece
from timbre.errors import HistoryError, InvalidInputError
from timbre.model.text import shortened
from timbre.session import events
from timbre.session.identity import new_id
from timbre.session.live import OpenSession
from timbre.session.take import Take

LETTERS = "ABCDEFGHIJKLMNOP"
CELL_CHARACTERS = 40


@dataclass(frozen=True)
class Comparison:
    """Takes that are compared, in order everywhere; `heard` is the index of the one heard now or last."""

    takes: tuple[str, ...]
    """Ids."""
    numbers: tuple[int, ...]
    letters: tuple[str, ...]
    gains_db: tuple[float, ...]
    """What each is turned down by, 0 or less."""
    heard: int = 0

    @property
    def letter(self) -> str:
        """Of the one heard now or last."""
        return self.letters[self.heard]

    def named(self, index: int) -> str:
        """`take 4 (B)`."""
        return f"take {self.numbers[index]} ({self.letters[index]})"


async def compare(desk: Desk, values: tuple[str, ...]) -> None:
    """Compare the takes named, from now on; without names, those worth it most (see `_worth_comparing`).

    In the studio they play side by side, else one after the other. Raises TimbreError.
    """
    takes = _named(desk, values) if values else _worth_comparing(desk)
    for take in takes:
        file_of(take)
    loudness = [loudness_of(take) for take in takes]
    gains = matched_gains(loudness)
    letters = tuple(LETTERS[: len(takes)])
    ids = tuple(take.id for take in takes)
    if desk.comparison is not None and desk.comparison.takes != ids:
        close(desk)
    numbers = tuple(take.number for take in takes)
    desk.comparison = Comparison(ids, numbers, letters, tuple(gains))
    columns = (
        "what",
        *(f"{letter}: take {take.number}" for letter, take in zip(letters, takes, strict=True)),
    )
    rows = tuple(tuple(shortened(cell, CELL_CHARACTERS) for cell in row) for row in differences(takes))
    desk.tell(Compared(ids, numbers, letters, tuple(gains), columns, rows))
    if desk.surface == "studio":
        names = ", ".join(desk.comparison.named(index) for index in range(len(takes)))
        desk.record(events.message_added(new_id(), "assistant", f"Comparing {names}."), author="timbre")
        await quietly(desk, _side_by_side(desk, desk.comparison), file_of(takes[0]))
    else:
        level = tuple(f"{gain:+.1f} dB" if gain < -0.05 else "as it is" for gain in gains)
        desk.tell(Listed(columns, (*rows, ("played", *level)), "What differs"))
        await _in_turn(desk, desk.comparison, takes, None not in loudness)


async def switch(desk: Desk, letter: str = "") -> None:
    """Hear the next of the takes compared from the same place, or the one with `letter`.

    Where nothing is compared yet and no letter is given, a comparison begins.
    """
    await quietly(desk, _switch(desk, letter))


def prefer(desk: Desk, value: str = "") -> None:
    """Keep one of the takes compared, by letter, number or id; "" is the one heard. It is the current take then.

    Raises InvalidInputError or UnknownNameError.
    """
    comparison = _comparison(desk)
    index = _index(desk, comparison, value.strip()) if value.strip() else _heard(desk, comparison)
    if index is None:
        names = " or ".join(f"/prefer {letter}" for letter in comparison.letters[:2])
        raise InvalidInputError("Which take do you prefer?", f"Type: {names}")
    winner = comparison.takes[index]
    try:
        desk.session.choose(winner)
    except HistoryError as error:  # it is the current take all the same
        desk.note_once(f"{error.message} {error.hint}".strip())
    desk.comparison = None
    desk.record(events.compare_chosen(comparison.takes, winner))
    desk.say(f"Keeping {comparison.named(index)}; it is the current take.", take=winner)


def close(desk: Desk, session: OpenSession | None = None) -> None:
    """End the comparison without a choice, which the history of `session` (the open one) keeps. Harmless if none."""
    comparison, desk.comparison = desk.comparison, None
    if comparison is not None:
        desk.record(events.compare_chosen(comparison.takes, None), session=session)


async def play(desk: Desk, fraction: float = 0.0) -> None:
    """Play the comparison, which is silent, from `fraction` (0..1) of the take heard last. Raises TimbreError."""
    comparison = _comparison(desk)
    seconds = desk.state.takes[comparison.takes[comparison.heard]].seconds or 0.0
    await _side_by_side(desk, comparison, fraction * seconds)


async def _switch(desk: Desk, letter: str) -> None:
    if desk.comparison is None and not letter:
        await compare(desk, ())
        return
    comparison = _comparison(desk)
    speaker = desk.speaker
    index = _letter(comparison, letter) if letter else (comparison.heard + 1) % len(comparison.takes)
    desk.comparison = comparison = replace(comparison, heard=index)
    if tuple(piece.label for piece in speaker.group) != comparison.takes:
        await _side_by_side(desk, comparison)
    else:
        await speaker.switch(index)


async def _side_by_side(desk: Desk, comparison: Comparison, at_seconds: float = 0.0) -> None:
    """Play the one to be heard: from where one of them plays now, else from `at_seconds`."""
    speaker, takes = desk.speaker, desk.state.takes
    pieces = [
        Piece(file_of(takes[take]), gain, take)
        for take, gain in zip(comparison.takes, comparison.gains_db, strict=True)
    ]
    if speaker.piece is not None and speaker.piece.label in comparison.takes and not at_seconds:
        at_seconds = speaker.position_seconds
    await speaker.play_bank(pieces, comparison.heard, at_seconds=at_seconds, loop=speaker.loop)


async def _in_turn(desk: Desk, comparison: Comparison, takes: Sequence[Take], matched: bool) -> None:
    pieces = [
        Piece(file_of(take), gain, take.id) for take, gain in zip(takes, comparison.gains_db, strict=True)
    ]
    if await aloud(desk, desk.speaker.play(pieces)):
        order = ", then ".join(comparison.named(index) for index in range(len(takes)))
        level = "equally loud" if matched else "each as loud as it is"
        desk.say(f"Playing {order}, {level}. To keep one: /prefer {comparison.letters[-1]}")


def _named(desk: Desk, values: tuple[str, ...]) -> list[Take]:
    """The takes meant; one alone is compared with the current one. Raises UnknownNameError or InvalidInputError."""
    takes = [desk.take(value) for value in (each.strip(",") for each in values) if value]
    if len(takes) == 1:
        takes.insert(0, desk.current())
    seen: set[str] = set()
    for take in takes:
        if take.id in seen:
            raise InvalidInputError(f"Take {take.number} sounds like itself.", "Name different takes.")
        seen.add(take.id)
    if not 2 <= len(takes) <= len(LETTERS):
        raise InvalidInputError(
            f"{len(takes)} takes cannot be compared; 2 to {len(LETTERS)} can.", "Type: /compare 1 2"
        )
    return takes


def _worth_comparing(desk: Desk) -> list[Take]:
    """What the newest variations vary, and they, where the current take is one of these.

    Else the current take and its parent; else the newest variations all the same. Raises InvalidInputError.
    """
    current = desk.current()
    group = _variations(desk)
    if group and current.id in (take.id for take in group):
        return group
    parent = desk.state.takes.get(current.parent or "")
    if parent is not None and _sounds(parent) and _sounds(current):
        return [parent, current]
    if group:
        return group
    raise InvalidInputError(
        f"There is nothing to compare take {current.number} with yet.",
        "Make others first with /variations 3 or /again, or name takes: /compare 1 2",
    )


def _variations(desk: Desk) -> list[Take]:
    """What was varied last, then its variations, oldest first, at most as many as there are letters; [] if none."""
    found = [
        take
        for take in desk.state.takes.values()
        if take.cause is not None and take.cause.kind == "variation" and _sounds(take)
    ]
    if not found:
        return []
    origin = desk.state.takes.get(found[-1].parent or "")
    first = [origin] if origin is not None and _sounds(origin) else []
    group = [take for take in found if take.parent == found[-1].parent]
    whole = [*first, *group[-len(LETTERS) + len(first) :]]
    return whole if len(whole) > 1 else []


def _sounds(take: Take) -> bool:
    return take.sounds and take.path is not None


def _comparison(desk: Desk) -> Comparison:
    if desk.comparison is None:
        raise InvalidInputError("No takes are being compared.", "Type: /compare 1 2")
    return desk.comparison


def _heard(desk: Desk, comparison: Comparison) -> int | None:
    """Index of the take that is heard; the last one in the studio, where it is shown. None if nobody knows."""
    piece = desk.speaker.piece
    if piece is not None and piece.label in comparison.takes:
        return comparison.takes.index(piece.label)
    return comparison.heard if desk.surface == "studio" else None


def _index(desk: Desk, comparison: Comparison, value: str) -> int:
    """Index of the take with that letter, number or id."""
    if len(value) == 1 and value.upper() in LETTERS:
        return _letter(comparison, value)
    take = desk.take(value)
    if take.id not in comparison.takes:
        raise InvalidInputError(f"Take {take.number} is not compared.", f"Compared are {_all(comparison)}.")
    return comparison.takes.index(take.id)


def _letter(comparison: Comparison, letter: str) -> int:
    if letter.upper() not in comparison.letters:
        raise InvalidInputError(f"No take compared is {letter[:20]!r}.", f"Compared are {_all(comparison)}.")
    return comparison.letters.index(letter.upper())


def _all(comparison: Comparison) -> str:
    return ", ".join(comparison.named(index) for index in range(len(comparison.takes)))
