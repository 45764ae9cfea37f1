"""A lane's pauses after losses. (That its workers live and die as they should is seen through the supervisor.)"""

from __future__ import annotations

import asyncio
from typing import Any

from timbre.jobs.lane import Lane
from timbre.jobs.timing import Timing


def test_the_pauses_of_the_product() -> None:
    timing = Timing()
    assert [timing.backoff(losses) for losses in range(6)] == [0.0, 1.0, 2.0, 4.0, 4.0, 4.0]
    assert Timing(backoff_seconds=()).backoff(3) == 0.0


def test_pauses_grow_with_losses_in_a_row_and_a_success_ends_them(scene: Any) -> None:
    class Worker:
        alive = False

        def listen(self, listener: Any) -> None:
            assert listener is None

    async def scenario() -> None:
        async def start(worker: Any) -> None:
            raise AssertionError("not in this test")

        lane = Lane(start, Timing(backoff_seconds=(100.0, 200.0, 400.0)))
        delays = []
        for _ in range(4):
            lane.lost()
            delays.append(round(lane.delay_seconds, -2))
        assert delays == [100.0, 200.0, 400.0, 400.0]
        worker: Any = Worker()
        lane.give_back(worker, good=False)
        assert lane.delay_seconds > 300
        lane.give_back(worker, good=True)
        assert lane.delay_seconds == 0
        lane.lost()
        assert round(lane.delay_seconds, -2) == 100.0

    asyncio.run(scenario())
