"""`/ask`: the assistant reads free words, what it proposes is shown, and a yes makes it.

Knows nothing of the network. Every function raises TimbreError.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from timbre.config.reading import load
from timbre.conversation.desk import Desk, Question
from timbre.conversation.heard import playing_of, request_of
from timbre.conversation.making import change, new_idea
from timbre.conversation.since import with_session
from timbre.conversation.work import Work
from timbre.errors import InvalidInputError
from timbre.language.explain import FIELDS, in_words

if TYPE_CHECKING:
    from timbre.assistant import Proposal
    from timbre.model.brief import Brief


async def ask(desk: Desk, work: Work, words: str) -> None:
    """Ask the assistant what `words` mean, show it, and ask whether to use it."""
    from timbre.assistant import endpoint_of, propose

    if not words:
        raise InvalidInputError(
            "There is nothing to ask the assistant.", "Type: /ask something for a walk in the first snow"
        )
    endpoint = endpoint_of(load(desk.paths.config).settings, os.environ)
    if not endpoint.local:
        desk.note_once(
            f"The words of /ask, and what the take is made of, go to {endpoint.host}.", "assistant"
        )
    take = desk.current() if desk.state.current is not None and not desk.fresh else None
    brief = with_session(desk, request_of(take).brief)[0] if take is not None else None
    facts = playing_of(take) if take is not None else None
    desk.answer(f"Asking {endpoint.model} …")
    found = await asyncio.to_thread(propose, words, endpoint, brief, facts)
    if found.edit is not None and not (found.edit.changes or found.edit.actions):
        desk.say(f"The assistant: {found.reply}" if found.reply else "The assistant would change nothing.")
        return
    show(desk, found)

    async def use() -> None:
        now = desk.state.current
        if found.edit is not None and (take is None or now != take.id):
            raise InvalidInputError(
                "The take that this was about is not the current one any more.", "Ask again."
            )
        if found.edit is not None:
            change(desk, work, words, found.edit)
        else:
            new_idea(desk, work, words, found.brief)

    desk.ask(Question("Use it? Type yes or no.", use, lambda: desk.answer("Left as it was.")))


def show(desk: Desk, found: Proposal) -> None:
    """Tell what is proposed."""
    if found.reply:
        desk.say(f"The assistant: {found.reply}")
    if found.brief is not None:
        desk.say(f"A new idea: {wishes_in_words(found.brief)}")
    else:
        desk.say(f"Proposed: {found.difference}")
    if found.ignored:
        desk.note(f"Left out of its answer: {'; '.join(found.ignored)}.")


def wishes_in_words(brief: Brief) -> str:
    """Everything the Brief states, in one line: "bpm 68 bpm, moods calm, instruments piano"."""
    said = [
        f"{name} {in_words(name, getattr(brief, name))}"
        for name in FIELDS
        if brief.stated(name) and in_words(name, getattr(brief, name))
    ]
    return ", ".join(said) or "everything is left to the engine"
