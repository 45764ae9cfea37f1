"""The chat in a pipe or on a dumb terminal: each line is handled when the last one is done.

Knows nothing of line editing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from timbre.cli.chat_show import Screen
from timbre.conversation.controller import Conversation


async def run_plain(talk: Conversation, screen: Screen, lines: AsyncIterator[str]) -> None:
    """Handle `lines` in order; at their end wait for the jobs, and for what is playing."""
    talk.open()
    async for line in lines:
        await talk.handle(line)
        await talk.idle()
        await talk.shown()
        if screen.leaving:
            return
    await talk.idle()
    await talk.desk.speaker.wait()
