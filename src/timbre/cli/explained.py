"""`timbre explain` on a screen: the prompt with its meanings marked, what each field is and why, and what is left.

Knows nothing of how words are read.
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from timbre.cli import diagnostics, output
from timbre.language.explain import DEFAULTS, Explanation, Highlight, Row
from timbre.model.text import clean

if TYPE_CHECKING:
    from rich.text import Text

    from timbre.language.describe import Told

_MOST_SHOWN = 2_000
"""Characters of a prompt that are shown; a longer one is cut."""
_NARROW = 76
_MOST_QUOTED = 6
_COLOURS = {
    "genre": "cyan",
    "mood": "magenta",
    "instrument": "green",
    "player": "bright_green",
    "place": "bright_blue",
    "scene": "blue",
    "era": "blue",
    "production": "yellow",
    "feel": "yellow",
    "artist": "red",
}
_OTHER_COLOUR = "bright_white"
_NAMES = {
    "bpm": "tempo",
    "seconds": "length",
    "bars": "length",
    "parts": "player",
    "places": "place",
    "ensemble": "instrument",
    "chords": "chords",
}
"""Label → what a person calls it."""
_AXES = {
    "energy": ("calm", "energetic"),
    "valence": ("sad", "happy"),
    "density": ("sparse", "full"),
    "brightness": ("dark", "bright"),
}
_CLEARLY, _VERY = 0.15, 0.6
_SAID = {"stated": "said", "implied": "implied", "default": "assumed"}


def show(explanation: Explanation) -> None:
    """Everything about a prompt, for people on a terminal and as tab-separated lines in a pipe."""
    known = [row for row in explanation.rows if row.source != "default"]
    known.sort(key=lambda row: row.source != "stated")
    if output.is_terminal():
        _show_prompt(explanation)
        _show_rows(known, explanation.prompt)
    else:
        output.table(
            (), [[row.field, row.value or "none", row.source, _why(row, explanation.prompt)] for row in known]
        )
    left = [
        _left(row)
        for row in explanation.rows
        if row.source == "default" and (row.field in DEFAULTS or row.value)
    ]
    if left:
        tell(f"Left to the engine: {', '.join(left)}.")
    if explanation.ignored:
        tell(f"Changed nothing: {', '.join(explanation.ignored)}.")
    for note in explanation.notes:
        tell(f"Note: {note}")


def show_told(title: str, told: Told) -> None:
    """What another engine would be told, a row for each of its fields."""
    rows = list(told.rows())
    if not rows:
        tell(f"{title} would be told nothing: the prompt says nothing.")
    elif output.is_terminal():
        from rich import box
        from rich.table import Table
        from rich.text import Text

        grid = Table(f"{title} is told", "", box=box.SIMPLE_HEAD, header_style="bold")
        for name, value in rows:
            grid.add_row(
                Text(clean(name), no_wrap=True), Text("\n".join(clean(part) for part in value.split("\n")))
            )
        output.console().print(grid)
    else:
        for name, value in rows:
            for part in value.split("\n"):
                output.line(f"{name}\t{part}")


def spans(explanation: Explanation) -> list[dict[str, Any]]:
    """The marked stretches as JSON data; `start` and `end` are offsets in the prompt, in characters, half open."""
    return [
        {
            "start": mark.start,
            "end": mark.end,
            "text": explanation.prompt[mark.start : mark.end],
            "label": mark.label,
            "meaning": mark.meaning,
            "negated": mark.negated,
        }
        for mark in explanation.highlights
    ]


def tell(words: str) -> None:
    """Talk that breaks between words where a person reads it on a terminal."""
    if sys.stderr.isatty():
        width = max(20, shutil.get_terminal_size().columns)
        for line in textwrap.wrap(clean(words), width - 1, subsequent_indent="  ", break_on_hyphens=False):
            diagnostics.say(line)
    else:
        diagnostics.say(words)


def _show_prompt(explanation: Explanation) -> None:
    from rich.padding import Padding

    screen = output.console()
    plain = screen.no_color or screen.color_system is None or "NO_COLOR" in os.environ
    marked, used = _marked(explanation, plain=plain)
    if not marked.plain.strip():
        return
    screen.print()
    screen.print(Padding(marked, (0, 2)))
    if not plain and used:
        screen.print()
        screen.print(Padding(_legend(used), (0, 2)))


def _marked(explanation: Explanation, *, plain: bool) -> tuple[Text, list[str]]:
    """(the prompt with every understood stretch marked, the labels used): by colour, or by brackets and names."""
    from rich.text import Text

    text, used, at = Text(), [], 0
    shown = explanation.prompt[:_MOST_SHOWN]
    for mark in explanation.highlights:
        if mark.end > len(shown):
            break
        name = label_of(mark)
        if name not in used:
            used.append(name)
        text.append(_line(shown[at : mark.start]))
        said = _line(shown[mark.start : mark.end])
        if plain:
            text.append(f"[{said}: {name}{', ruled out' if mark.negated else ''}]")
        else:
            text.append(said, style=_style(name) + (" strike" if mark.negated else ""))
        at = mark.end
    text.append(_line(shown[at:]) + (" …" if len(explanation.prompt) > len(shown) else ""))
    return text, used


def label_of(mark: Highlight) -> str:
    """What a person calls the kind of thing a stretch was read as."""
    return _NAMES.get(mark.label, mark.label)


def _style(name: str) -> str:
    return f"underline {_COLOURS.get(name, _OTHER_COLOUR)}"


def _legend(used: list[str]) -> Text:
    from rich.text import Text

    text = Text()
    for name in used:
        text.append("  " if text.plain else "")
        text.append(name.replace(" ", "\u00a0"), style=_style(name))
    return text


def _show_rows(rows: list[Row], prompt: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    screen = output.console()
    if not rows:
        screen.print()
        return
    narrow = screen.width < _NARROW
    grid = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=not narrow)
    grid.add_column("what", no_wrap=True)
    grid.add_column("value", ratio=3, overflow="fold")
    if not narrow:
        grid.add_column("", no_wrap=True)
    grid.add_column("because", ratio=2, overflow="fold")
    for row in rows:
        why, said = _why(row, prompt), _SAID[row.source]
        value = Text(clean(_value(row)), style="" if row.source == "stated" else "dim")
        cells = [Text(row.field), value]
        cells += [Text(f"{said} {why}".strip())] if narrow else [Text(said), Text(why)]
        grid.add_row(*cells)
    screen.print(grid)


def _value(row: Row) -> str:
    """The value, a feeling with its word; lists that were emptied say so."""
    if row.field in _AXES and row.value:
        amount = float(row.value)
        if abs(amount) >= _CLEARLY:
            word = _AXES[row.field][amount > 0]
            return f"{row.value} {'very ' if abs(amount) >= _VERY else ''}{word}"
    return row.value or "none"


def _why(row: Row, prompt: str) -> str:
    if row.spans:
        said = dict.fromkeys(f"“{_line(prompt[slice(*span)])}”" for span in row.spans)
        return ", ".join(list(said)[:_MOST_QUOTED]) + (" …" if len(said) > _MOST_QUOTED else "")
    if row.span is not None and row.source == "stated":
        return f"“{_line(prompt[slice(*row.span)])}”"
    return row.because


def _left(row: Row) -> str:
    because = DEFAULTS.get(row.field, row.value)
    return f"{_NAMES.get(row.field, row.field)} ({because})"


def _line(text: str) -> str:
    return clean(text).replace("\n", " ").replace("\t", " ")
