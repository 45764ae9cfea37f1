"""The queue keeps its promise under any sequence of additions, moves and removals."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from timbre.jobs.queue import JobQueue


class QueueMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.queue: JobQueue[object] = JobQueue()
        self.items: list[object] = []

    @rule(priority=st.integers(-2, 2))
    def add(self, priority: int) -> None:
        item = object()
        at = self.queue.add(item, priority)
        self.items.insert(at, item)
        behind = self.items[at + 1 :]
        assert all(self.queue.priority(other) < priority for other in behind)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        if self.items:
            item = data.draw(st.sampled_from(self.items))
            self.queue.remove(item)
            self.items.remove(item)

    @rule(data=st.data(), position=st.integers(-3, 12))
    def move(self, data: st.DataObject, position: int) -> None:
        if self.items:
            item = data.draw(st.sampled_from(self.items))
            at = self.queue.move(item, position)
            self.items.remove(item)
            self.items.insert(at, item)
            assert at == max(0, min(position, len(self.items) - 1))

    @invariant()
    def order_is_known_and_priorities_never_rise(self) -> None:
        assert list(self.queue) == self.items
        assert len(self.queue) == len(self.items)
        priorities = [self.queue.priority(item) for item in self.items]
        assert priorities == sorted(priorities, reverse=True)


TestQueue = QueueMachine.TestCase
TestQueue.settings = settings(deadline=None, max_examples=30, stateful_step_count=25)


def test_first_come_first_served_within_a_priority() -> None:
    queue: JobQueue[str] = JobQueue()
    for name, priority in (("a", 0), ("b", 0), ("c", 1), ("d", -1), ("e", 1)):
        queue.add(name, priority)
    assert list(queue) == ["c", "e", "a", "b", "d"]


def test_a_newcomer_does_not_pass_one_that_the_user_moved_up() -> None:
    queue: JobQueue[str] = JobQueue()
    for name, priority in (("a", 5), ("b", 0), ("c", 0)):
        queue.add(name, priority)
    queue.move("c", 0)
    queue.add("d", 1)
    assert list(queue) == ["c", "a", "d", "b"]


def test_what_does_not_wait_cannot_be_moved() -> None:
    with pytest.raises(KeyError):
        JobQueue[str]().move("a", 0)
