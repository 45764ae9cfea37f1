"""Looking for a line typed before: one line on top of the prompt, which shows what was found.

Knows nothing of where the lines are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

_LOOKED_AT_CHARACTERS = 2000


def matching(lines: Sequence[str], query: str) -> list[int]:
    """Indices of the lines that fit, newest first, each text once.

    Those that have the query in them; if none has, those with all its words; if none, with its letters in order.
    """
    wanted = " ".join(query.casefold().split())
    newest: dict[str, int] = {}
    for index in range(len(lines) - 1, -1, -1):
        newest.setdefault(" ".join(lines[index][:_LOOKED_AT_CHARACTERS].casefold().split()), index)
    if not wanted:
        return list(newest.values())
    words = wanted.split()
    return (
        [index for line, index in newest.items() if wanted in line]
        or [index for line, index in newest.items() if all(word in line for word in words)]
        or [index for line, index in newest.items() if _in_order("".join(words), line)]
    )


def _in_order(letters: str, line: str) -> bool:
    rest = iter(line)
    return all(letter in rest for letter in letters)


class SearchInput(Input):
    """An input that leaves the keys of the prompt and the app alone."""

    def bind_keys(self, taken: frozenset[str]) -> None:
        """Leave `taken` keys to others."""
        own = BindingsMap()
        for key, binding in BindingsMap(Input.BINDINGS):
            if key not in taken:
                own._add_binding(binding)
        self._bindings = own


class LineSearch(Horizontal):
    """`search: …` with the place of the match at its right. Posts Changed while one types, Left without the focus."""

    DEFAULT_CSS = """
    LineSearch {
        display: none;
        overlay: screen;
        constrain: inside inside;
        offset: 0 -1;
        width: 100%;
        height: 1;
        padding: 0 1;
        background: $panel;
        & Static { width: auto; height: 1; color: $text-muted; }
        & SearchInput { width: 1fr; min-width: 12; height: 1; border: none; padding: 0; background: transparent; }
        & SearchInput:focus { border: none; background-tint: transparent; }
        & #search-place { padding: 0 0 0 1; }
        & .none { color: $error; }
    }
    """

    class Changed(Message):
        """Something else is looked for."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    class Left(Message):
        """The focus went elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._input = SearchInput(max_length=200, compact=True, select_on_focus=False)
        self._hint = ""
        self._place = Static("", id="search-place", markup=False)

    def compose(self) -> ComposeResult:
        """Label, input, place."""
        yield Static("search: ", markup=False)
        yield self._input
        yield self._place

    @property
    def is_open(self) -> bool:
        """Whether one is searching."""
        return bool(self.display)

    @property
    def query_text(self) -> str:
        """What is looked for."""
        return self._input.value

    def bind_keys(self, taken: frozenset[str], hint: str) -> None:
        """Leave `taken` keys to the prompt and the app; `hint` says which do what here."""
        self._input.bind_keys(taken)
        self._hint = hint

    def open(self) -> None:
        """Begin to search."""
        self.display = True
        with self.prevent(Input.Changed):
            self._input.value = ""
        self._input.focus()

    def close(self) -> None:
        """No more searching."""
        self.display = False

    def show_place(self, place: int, count: int) -> None:
        """`place` (from 1) of `count` matches."""
        is_missed = count == 0 and bool(self.query_text.strip())
        self._place.set_class(is_missed, "none")
        hint = "nothing typed before fits" if is_missed else self._hint
        self._place.update(f"{place} of {count}" if count else hint)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(events.DescendantBlur)
    def _left(self) -> None:
        if self.is_open:
            self.post_message(self.Left())
