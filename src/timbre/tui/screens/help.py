"""The help page: first steps, every key and every command, searched by typing.

Knows nothing of what keys and commands do: all it says comes from the registries.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from timbre.conversation.keys import shown
from timbre.tui.keymap import keys_in_force
from timbre.tui.screens.help_lines import (
    COMMANDS_TITLE,
    PANELS_TITLE,
    HelpLine,
    first_steps,
    help_lines,
    matching,
)

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

_NAME_FROM = 96
"""Least width at which a key's name in `[keys]` is shown."""
_STACKED_BELOW = 76
"""Least width at which a command's help stands beside it."""
_KEY_CELLS, _USAGE_CELLS = 16, 34


class HelpScreen(ModalScreen[str | None]):
    """Keys in force and commands. The answer is what to put into the prompt, or None.

    `keys` maps the ids of `conversation.keys` to the keys in force; None takes the defaults.
    """

    AUTO_FOCUS = "#search"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        Binding("down", "move('cursor_down')", "Down", show=False),
        Binding("up", "move('cursor_up')", "Up", show=False),
        Binding("pagedown", "move('page_down')", "Page down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
        Binding("ctrl+home", "move('first')", "First", show=False),
        Binding("ctrl+end", "move('last')", "Last", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "help--key", "help--usage", "help--heading", "help--section", "help--name", "help--step",
    }  # fmt: skip
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        & > .help--key { color: $accent; text-style: bold; }
        & > .help--usage { color: $primary; }
        & > .help--section { color: $accent; text-style: bold; }
        & > .help--heading { color: $secondary; text-style: bold; }
        & > .help--name { color: $foreground 60%; }
        & > .help--step { color: $accent; text-style: bold; }
        #page {
            width: 110; max-width: 100%; height: 90%; max-height: 44;
            border: round $accent; background: $surface; padding: 0 1;
            border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
        }
        #search { border: none; height: 1; padding: 0 1; background: $panel; }
        #search:focus { border: none; background: $foreground 12%; }
        #steps { height: auto; padding: 1 1 0 1; }
        OptionList {
            height: 1fr; border: none; padding: 0; margin-top: 1; background: $surface;
            scrollbar-size-vertical: 1; overflow-x: hidden;
            & > .option-list--option { padding: 0 1; }
            & > .option-list--option-disabled { color: $foreground; }
        }
        OptionList:focus { border: none; background-tint: $surface 0%; }
        OptionList > .option-list--option-highlighted { background: $foreground 12%; }
        OptionList:nocolor > .option-list--option-highlighted { text-style: reverse; }
        &.-low #page { height: 100%; }
        &.-low #steps { padding: 0 1; }
        &.-low OptionList { margin-top: 0; }
    }
    """

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._keys = dict(keys_in_force({})[0] if keys is None else keys)
        self._lines = help_lines(self._keys)
        self._shown: list[HelpLine] = []

    def compose(self) -> ComposeResult:
        """Search, first steps, everything."""
        with Vertical(id="page") as page:
            page.border_title = "Help"
            page.border_subtitle = self._subtitle()
            yield Input(placeholder="Type to search the keys and commands", id="search")
            yield Static("", id="steps")
            yield OptionList(id="lines")

    def on_resize(self, event: events.Resize) -> None:
        """Lay everything out for the width there is."""
        self.set_class(event.size.height < 30, "-low")
        self.call_after_refresh(self._fill)

    def on_key(self, event: events.Key) -> None:
        """The key that opened the page closes it."""
        if event.key in [key.strip() for key in (self._keys.get("help") or "f1").split(",")]:
            event.stop()
            self.action_leave()

    def on_click(self, event: events.Click) -> None:
        """A click beside the page closes it."""
        if event.widget is self:
            self.action_leave()

    def action_leave(self) -> None:
        """Close; nothing is chosen."""
        self.dismiss(None)

    def action_move(self, how: str) -> None:
        """Go through the list while typing."""
        lines = self.query_one(OptionList)
        {
            "cursor_down": lines.action_cursor_down,
            "cursor_up": lines.action_cursor_up,
            "page_down": lines.action_page_down,
            "page_up": lines.action_page_up,
            "first": lines.action_first,
            "last": lines.action_last,
        }[how]()

    @on(Input.Changed)
    def _searched(self) -> None:
        self._fill()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        line = self._shown[int(event.option_id or 0)]
        if line.draft:
            self.dismiss(line.draft)
        elif line.section == PANELS_TITLE:
            where = line.group.lower()
            self.query_one(
                "#page"
            ).border_subtitle = f"Press {line.left} while the {where} has the focus (Tab)"
        else:
            self.query_one("#page").border_subtitle = (
                f"Press {line.left} in the studio"
                if line.left != "–"
                else (f"Give it a key: {line.name} in [keys]")
            )

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.query_one("#page").border_subtitle = self._subtitle()

    def _subtitle(self) -> str:
        close = shown((self._keys.get("help") or "f1").split(",")[0])
        if self.app.size.width < 70:
            return f"Enter drafts a command · {close} closes"
        return f"Enter puts a command into the prompt · {close} or Esc closes"

    def _fill(self) -> None:
        """The lines that match what is typed, under their headings."""
        query = self.query_one("#search", Input).value
        steps = self.query_one("#steps", Static)
        steps.display = not query.strip()
        steps.update(self._first_steps())
        self.query_one("#page").border_subtitle = self._subtitle()
        width = max(20, self.query_one("#page").content_size.width - 3)
        self._shown = matching(self._lines, query)
        options: list[Option | None] = []
        section = group = ""
        for number, line in enumerate(self._shown):
            if (line.section, line.group) != (section, group):
                if section:
                    options.append(Option(" ", disabled=True))
                options.append(Option(self._heading(line, line.section != section), disabled=True))
                section, group = line.section, line.group
            options.append(Option(self._line(line, width), id=str(number)))
        if not self._shown:
            options.append(Option(Content("Nothing of that name. Try fewer letters."), disabled=True))
        lines = self.query_one(OptionList)
        lines.clear_options()
        lines.add_options(options)
        if self._shown and query.strip():
            lines.action_first()

    def _first_steps(self) -> Content:
        found = first_steps(self._keys)
        cells = max(cell_len(left) for left, _ in found) + 2
        style = self.get_visual_style("help--step", partial=True)
        rows = [Content(left.ljust(cells)).stylize(style) + Content(told) for left, told in found]
        return Content("\n").join(rows)

    def _heading(self, line: HelpLine, first: bool) -> Content:
        group = Content(line.group).stylize(self.get_visual_style("help--heading", partial=True))
        if not first:
            return group
        section = Content(f"{line.section}  ").stylize(self.get_visual_style("help--section", partial=True))
        return section + group

    def _line(self, line: HelpLine, width: int) -> Content:
        is_key = line.section != COMMANDS_TITLE
        cells = _KEY_CELLS if is_key else _USAGE_CELLS
        style = self.get_visual_style("help--key" if is_key else "help--usage", partial=True)
        left = Content(line.left).stylize(style)
        indent, gap = cells, Content(" " * max(2, cells - cell_len(line.left)))
        if not is_key and (width < _STACKED_BELOW or cell_len(line.left) > cells - 2):
            indent = 4 if width < _STACKED_BELOW else cells
            left = Content("\n  ").join(Content(part).stylize(style) for part in wrap(line.left, width - 2))
            gap = Content("\n" + " " * indent)
        told = f"\n{' ' * indent}".join(wrap(line.help, max(20, width - indent)))
        text = left + gap + Content(told)
        if is_key and line.name and width >= _NAME_FROM:
            room = width - cell_len(text.plain) - cell_len(line.name)
            if room >= 2:
                name = Content(line.name).stylize(self.get_visual_style("help--name", partial=True))
                text = text + Content(" " * room) + name
        return text
