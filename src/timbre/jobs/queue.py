"""The order in which waiting jobs are taken: higher priority first, then first come, unless the user moved one.

Knows nothing of what a job is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Entry(Generic[T]):
    item: T
    priority: int


class JobQueue(Generic[T]):
    """A queue whose priorities never rise from front to back."""

    def __init__(self) -> None:
        self._entries: list[_Entry[T]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[T]:
        return iter([entry.item for entry in self._entries])

    def priority(self, item: T) -> int:
        """The priority `item` has now. Raises KeyError."""
        return self._entries[self.position(item)].priority

    def position(self, item: T) -> int:
        """0 is next. Raises KeyError."""
        for index, entry in enumerate(self._entries):
            if entry.item is item:
                return index
        raise KeyError(item)

    def add(self, item: T, priority: int = 0) -> int:
        """Behind all of the same or a higher priority; returns the position."""
        index = sum(entry.priority >= priority for entry in self._entries)
        self._entries.insert(index, _Entry(item, priority))
        return index

    def remove(self, item: T) -> None:
        """Take `item` out. Raises KeyError."""
        del self._entries[self.position(item)]

    def move(self, item: T, position: int) -> int:
        """Put `item` at `position` (clipped to what there is), with a priority that fits there; returns it."""
        entry = self._entries.pop(self.position(item))
        index = max(0, min(position, len(self._entries)))
        if index > 0:
            entry.priority = min(entry.priority, self._entries[index - 1].priority)
        if index < len(self._entries):
            entry.priority = max(entry.priority, self._entries[index].priority)
        self._entries.insert(index, entry)
        return index
