"""One thing in the transcript: what it is, and the widget that shows it while it is near enough to be seen.

Knows nothing of conversations. A piece lays its lines out for a width; clickable words in it name their deed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

QUIET = "$foreground 60%"
"""Style of what is there for those who look for it."""
_DEED = "deed"
_PLAIN = str.maketrans("♥✗▸▶‖●○◆≡│·…−–—→←↓×❯△▌“”’", '+x>>|*o*=|-~---><vx>!|""\'')
"""What a terminal without more than ASCII shows instead, sign for sign."""


class Item:
    """Something that was said, made or went wrong. Lives as long as the transcript; its `piece` comes and goes."""

    stop = False
    """Whether the cursor rests on it."""
    take = ""
    """Id of the take it shows, if it shows one."""
    piece: Piece | None = None
    """The widget that shows it now."""

    def make(self) -> Piece:
        """A new widget that shows this."""
        raise NotImplementedError


class Piece(Widget):
    """Lines of text with words to click. Subclasses say what the lines are, and what a deed does."""

    DEFAULT_CSS = """
    Piece {
        width: 1fr;
        height: auto;
        text-wrap: nowrap;
        text-overflow: clip;
        overflow: hidden hidden;
    }
    """
    keys: ClassVar[Mapping[str, str]] = {}
    """Key → deed, while the cursor is on it; `enter` among them."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.set_reactive(Widget.auto_links, False)
        self.item = item
        self.pointed = ""
        """The deed whose word the mouse is over."""
        self._laid: tuple[int, list[Content]] | None = None

    def on_mount(self) -> None:
        """Plain where the terminal is."""
        self.set_class(getattr(self.app, "glyphs", "braille") == "ascii", "-ascii")

    def lay(self, width: int) -> list[Content]:
        """The lines, each within `width` cells."""
        raise NotImplementedError

    def act(self, deed: str) -> None:
        """Do what a word or key stands for."""

    def marked(self, marked: bool) -> None:
        """Whether the keys are about it now."""
        self.set_class(marked, "-marked")

    def deed_of(self, key: str) -> str:
        """What `key` does while the cursor is here; "" for nothing."""
        return self.keys.get(key, "")

    def retell(self) -> None:
        """The item has changed: show it as it is now."""
        before = None if self._laid is None else len(self._laid[1])
        width = None if self._laid is None else self._laid[0]
        self._laid = None
        same = width is not None and len(self.lines(width)) == before
        self.refresh(layout=not same)

    def lines(self, width: int) -> list[Content]:
        """The lines for `width`, laid out once."""
        if self._laid is None or self._laid[0] != width:
            self._laid = (width, self.lay(max(width, 1)))
        return self._laid[1]

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """As wide as there is room."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As high as it has lines."""
        return len(self.lines(width)) if width else 0

    def render(self) -> Content:
        """The lines."""
        text = Content("\n").join(self.lines(self.content_size.width))
        if self.pointed:
            for span in text.spans:
                if isinstance(span.style, Style) and span.style.meta.get(_DEED) == self.pointed:
                    text = text.stylize("underline", span.start, span.end)
        if getattr(self.app, "glyphs", "braille") == "ascii":
            text = Content(text.plain.translate(_PLAIN), list(text.spans))
        return text

    def on_click(self, event: events.Click) -> None:
        """A word that stands for something does it."""
        deed = event.style.meta.get(_DEED, "")
        if deed and event.button == 1:
            event.stop()
            self.act(deed)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what a click would do."""
        self._point(event.style.meta.get(_DEED, ""))

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        if not self.is_mouse_over:
            self._point("")

    def _point(self, deed: str) -> None:
        if deed != self.pointed:
            self.pointed = deed
            self.styles.pointer = "pointer" if deed else "default"
            self.refresh()


def link(text: str, deed: str, style: str = "", key: str = "") -> Content:
    """A word that does `deed` when clicked; the first `key` in it is underlined."""
    word = Content(text, strip_control_codes=False)
    if style:
        word = word.stylize(style)
    at = text.find(key) if key else -1
    if at >= 0:
        word = word.stylize("underline", at, at + len(key))
    return word.stylize(_meaning(deed))


def flow(words: Sequence[Content], width: int, between: str = "  ") -> list[Content]:
    """`words` on as many lines as they need, none of them broken unless it is longer than a line."""
    gap, gap_cells = Content(between).stylize(QUIET), cell_len(between)
    rows: list[list[Content]] = [[]]
    used = 0
    for word in words:
        size = word.cell_length
        if rows[-1] and used + gap_cells + size > width:
            rows.append([])
            used = 0
        used += size + (gap_cells if rows[-1] else 0)
        rows[-1].append(word)
    return [gap.join(row).truncate(width, ellipsis=True) for row in rows if row]


def beside(left: Content, right: Content, width: int) -> Content:
    """Both on one line, `right` at its end; `left` is cut where they do not fit."""
    room = width - right.cell_length - (1 if right else 0)
    if room < width // 3:
        return left.truncate(width, ellipsis=True)
    left = left.truncate(room, ellipsis=True)
    return left + " " * (width - left.cell_length - right.cell_length) + right


@lru_cache(256)
def _meaning(deed: str) -> Style:
    return Style.from_meta({_DEED: deed})
