"""The history reaches the disk behind the conversation's back, once however often it is asked."""

from __future__ import annotations

import asyncio
import threading

from timbre.conversation.flushing import Flushing
from timbre.errors import HistoryError


def test_many_wishes_while_the_disk_works_are_one_more_flush():
    async def scene() -> int:
        calls, begun, go = [], threading.Event(), threading.Event()

        def flush() -> None:
            calls.append(threading.current_thread() is threading.main_thread())
            begun.set()
            go.wait(5)

        flushing = Flushing(flush, lambda _: None)
        flushing.soon()
        while not begun.is_set():
            await asyncio.sleep(0)
        for _ in range(50):
            flushing.soon()
        go.set()
        await flushing.end()
        assert not any(calls), "never on the loop's own thread"
        return len(calls)

    assert asyncio.run(scene()) == 2


def test_a_disk_that_fails_is_told():
    async def scene() -> list[str]:
        told: list[str] = []

        def flush() -> None:
            raise HistoryError("The disk is ill.", "Look after it.")

        flushing = Flushing(flush, told.append)
        flushing.soon()
        await flushing.end()
        return told

    assert asyncio.run(scene()) == ["The disk is ill. Look after it."]


def test_nothing_to_do_ends_at_once():
    asyncio.run(Flushing(lambda: None, print).end())
