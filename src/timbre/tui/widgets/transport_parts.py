"""Where each part of the transport stands in a line, and which give way when there is little room.

Pure: what is played and a width in, parts with their columns out. Knows nothing of widgets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rich.cells import cell_len

from timbre.tui.cells import cut, one_line
from timbre.tui.playback import Playback
from timbre.tui.widgets import transport_words as words

Look = Literal["button", "number", "title", "quiet", "time", "action", "on"]


@dataclass(frozen=True)
class Part:
    """Some cells of the line that look alike; a click on them does `deed`, if there is one."""

    text: str
    look: Look
    deed: str = ""
    """`play`, `loop`, `softer`, `louder`, `volume` (the wheel only), `prefer`, `close`, or `hear` and a letter."""
    x: int = 0

    @property
    def width(self) -> int:
        """In cells."""
        return cell_len(self.text)


Form = tuple[Part, ...]


@dataclass(frozen=True)
class Arrangement:
    """Parts from left to right, and the columns from and to (exclusive) that are left for the waveform."""

    parts: Form
    wave: tuple[int, int]

    def at(self, column: int) -> Part | None:
        """The part that can be clicked at `column`."""
        return next((p for p in self.parts if p.deed and p.x <= column < p.x + p.width), None)


@dataclass(frozen=True)
class Signs:
    """The glyphs of the buttons."""

    play: str = " ▶ "
    pause: str = " ‖ "
    loop: str = "↻"
    close: str = "×"
    minus: str = "−"
    more: str = "…"


UNICODE = Signs()
ASCII = Signs(" > ", "|| ", "loop", "x", "-", "..")

_ORDER = (
    ("level", 1), ("loop", 1), ("volume", 1), ("title", 1), ("time", 1), ("title", 2), ("level", 2),
    ("volume", 2), ("live", 1), ("title", 3), ("loop", 2), ("number", 1), ("wave", 1), ("close", 1), ("keep", 1),
    ("letters", 1), ("time", 2), ("wave", 2), ("letters", 2), ("button", 1),
)  # fmt: skip
"""What gives way first: a part, and which of its ever shorter forms it takes on."""
_BEFORE_A_NOTE = (
    ("level", 1),
    ("loop", 1),
    ("volume", 1),
    ("time", 1),
    ("volume", 2),
    ("wave", 1),
    ("loop", 2),
)
"""The same where something is to be read."""
_LEFT = ("button", "number", "title", "live")
_RIGHT = ("letters", "level", "keep", "close", "time", "loop", "volume")
_WAVE_COLUMNS = (20, 8, 0)


@dataclass
class _Line:
    """The forms of every part, longest first, and the one each has now."""

    forms: dict[str, tuple[Form, ...]]
    gaps: tuple[int, ...]
    """The least columns between left and right."""
    chosen: dict[str, int] = field(default_factory=dict)

    def form(self, name: str) -> Form:
        forms = self.forms.get(name, ())
        at = self.chosen.get(name, 0)
        return forms[at] if at < len(forms) else ()

    def width(self) -> int:
        parts = sum(part.width for name in (*_LEFT, *_RIGHT) for part in self.form(name))
        return parts + self.gaps[self.chosen.get("wave", 0)]


def arrange(playback: Playback, width: int, *, tall: bool, signs: Signs = UNICODE) -> Arrangement:
    """The line of `width` columns. `tall`: the waveform has rows of its own below and all their width."""
    line = _Line(_forms(playback, width, tall, signs), (1, 0, 0) if tall else _WAVE_COLUMNS)
    for name, form in (*_BEFORE_A_NOTE, *_ORDER) if playback.note else _ORDER:
        if line.width() <= width:
            break
        line.chosen[name] = max(form, line.chosen.get(name, 0))
    if line.width() > width:
        return Arrangement((), (0, max(width, 0)))
    if tall:
        _widen(line, width, playback, signs)
    left = _placed([part for name in _LEFT for part in line.form(name)], 0)
    after = sum(part.width for part in left)
    right = [part for name in _RIGHT for part in line.form(name)]
    start = width - sum(part.width for part in right)
    return Arrangement((*left, *_placed(right, start)), (0, width) if tall else (after, start))


def _forms(playback: Playback, width: int, tall: bool, signs: Signs) -> dict[str, tuple[Form, ...]]:
    full, short = words.times(playback)
    forms: dict[str, tuple[Form, ...]] = {
        "title": _titles(playback, width, signs),
        "volume": _volumes(playback, signs),
    }
    if playback.empty:
        forms["button"] = ((Part(signs.play, "quiet"),), ())
        return forms
    forms["button"] = ((Part(signs.pause if playback.playing else signs.play, "button", "play"),), ())
    if playback.number is not None:
        forms["number"] = ((Part(f"{playback.number} ", "number"),), ())
    if playback.live:
        forms["live"] = ((Part("being made ", "quiet"),), ())
    forms["time"] = ((Part(f" {full} ", "time"),), (Part(f" {short} ", "time"),), ())
    forms["loop"] = _loops(playback, tall, signs)
    if playback.letters:
        forms |= _comparison(playback, signs)
    return forms


def _titles(playback: Playback, width: int, signs: Signs) -> tuple[Form, ...]:
    """The title, the note that stands in for it, or a hint where there is nothing."""
    look: Look = "quiet" if playback.note or playback.empty else "title"
    share = 2 if playback.note else 4
    return tuple(
        _one(cut(_title(playback), cells, signs.more), look) for cells in (max(12, width // share), 14, 8, 0)
    )


def _title(playback: Playback) -> str:
    return one_line(playback.note or playback.title) or ("no take yet" if playback.empty else "")


def _one(text: str, look: Look) -> Form:
    return (Part(f"{text} ", look),) if text else ()


def _widen(line: _Line, width: int, playback: Playback, signs: Signs) -> None:
    """Give the title the room that nothing else needs."""
    shown = line.form("title")
    if shown:
        room = width - line.width() + shown[0].width - 1
        text = cut(_title(playback), room, signs.more)
        line.forms["title"] = (_one(text, shown[0].look),) * 4


def _volumes(playback: Playback, signs: Signs) -> tuple[Form, ...]:
    now = words.percent(playback)
    return (
        (
            Part(f" {signs.minus} ", "action", "softer"),
            Part(now, "time", "volume"),
            Part(" + ", "action", "louder"),
        ),
        (Part(f"{now} ", "time", "volume"),),
        (),
    )


def _loops(playback: Playback, tall: bool, signs: Signs) -> tuple[Form, ...]:
    """Brackets say that it is on, as with the letters; colour only says so again."""

    def shown(text: str) -> Form:
        if playback.loop:
            return (Part(f"[{text}]", "on", "loop"),)
        return (Part(f" {text} ", "action", "loop"),)

    longest = f"{signs.loop} loop" if tall and signs.loop != "loop" else signs.loop
    return (shown(longest), shown(signs.loop), ())


def _comparison(playback: Playback, signs: Signs) -> dict[str, tuple[Form, ...]]:
    letters = tuple(
        Part(f"[{each.letter}]", "on", f"hear {each.letter}")
        if each.letter == playback.letter
        else Part(f" {each.letter} ", "action", f"hear {each.letter}")
        for each in playback.letters
    )
    gap = Part(" ", "quiet")
    level = words.level(playback, signs.minus)
    told = (_one(f" {level}, equally loud", "quiet"), _one(f" {level}", "quiet")) if level else ()
    return {
        "letters": ((gap, *letters), (gap, *(part for part in letters if part.look == "on")), ()),
        "level": (*told, ()),
        "keep": ((Part(" keep ", "action", "prefer"),), ()),
        "close": ((Part(f" {signs.close} ", "action", "close"),), ()),
    }


def _placed(parts: list[Part], start: int) -> Form:
    placed = []
    for part in parts:
        placed.append(Part(part.text, part.look, part.deed, start))
        start += part.width
    return tuple(placed)
