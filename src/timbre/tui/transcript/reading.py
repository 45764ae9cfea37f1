"""A session of the history as the things its transcript shows.

Knows nothing of widgets on the screen. What was said of a finished take is told by its card.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timbre.tui.transcript.bubble import BubbleItem, LineItem
from timbre.tui.transcript.card import Card, remembered
from timbre.tui.transcript.piece import Item
from timbre.tui.transcript.take_card import TakeItem

if TYPE_CHECKING:
    from timbre.session.view import Message, SessionState

_TOLD = re.compile(r"(?s)(.*); (?:partial )?take \d+")


def items_of(state: SessionState) -> list[Item]:
    """Bubbles, lines and cards in the order they came."""
    from timbre.session.view import Message

    items: list[Item] = []
    cards: dict[str, Card] = {}
    for each in state.timeline:
        if not isinstance(each, Message):
            parent = state.takes.get(each.parent or "")
            card = cards[each.id] = remembered(each, parent.number if parent is not None else None)
            items.append(TakeItem(card))
        elif each.role == "user":
            items.append(said_by_user(each.text))
        elif not _tells_of(each, cards):
            items.append(LineItem(each.text))
    return items


def said_by_user(text: str) -> Item:
    """A command is one quiet line, words are a bubble."""
    if text.lstrip().startswith("/") and "\n" not in text.strip():
        return LineItem(text, "command")
    return BubbleItem(text)


def _tells_of(message: Message, cards: dict[str, Card]) -> bool:
    """Whether a card says it already; what it changed is taken from there."""
    card = cards.get(message.take or "")
    if card is None or not message.generation:
        return False
    told = _TOLD.fullmatch(message.text)
    if told is not None and card.kind != "idea":
        card.changes = told[1]
    return True
