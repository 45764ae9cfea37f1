"""A waveform: what is made, what is played, and where to go on a click.

Knows nothing of players or files; it shows peaks and a position, and says where playback was sought.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from timbre.tui.messages import Sought
from timbre.tui.widgets import wave_strips
from timbre.tui.widgets.grip import HOLD_SECONDS, Grip
from timbre.tui.widgets.painting import paint
from timbre.tui.widgets.wave_picture import WavePicture

if TYPE_CHECKING:
    from rich.style import Style

    from timbre.audio.waveform import Peaks

_KEPT_STRIPS = 64


class Waveform(Widget):
    """Peaks of a take over the whole width, `rows` lines high.

    Grows from left to right while a take is made. If `seekable`, a click or drag posts `Sought` with `take`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "waveform--played",
        "waveform--unplayed",
        "waveform--unmade",
        "waveform--cursor",
    }
    DEFAULT_CSS = """
    Waveform {
        height: auto;
        width: 1fr;
        & > .waveform--played { color: $accent; }
        & > .waveform--unplayed { color: $foreground 55%; }
        & > .waveform--unmade { color: $foreground 30%; }
        & > .waveform--cursor { color: $foreground; text-style: bold; }
        &:focus { background: $accent 12%; }
        &:nocolor > .waveform--played { text-style: bold; }
        &:nocolor > .waveform--unplayed { text-style: dim; }
        &:nocolor > .waveform--unmade { text-style: dim; }
        &:nocolor > .waveform--cursor { text-style: bold reverse; }
        &:nocolor:focus > .waveform--played { text-style: bold underline; }
        &:nocolor:focus > .waveform--unplayed { text-style: dim underline; }
        &:nocolor:focus > .waveform--unmade { text-style: dim underline; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "seek(0.0)", "To the start", show=False),
        Binding("end", "seek(1.0)", "To the end", show=False),
    ]
    ALLOW_SELECT = False

    def __init__(
        self,
        rows: int = 1,
        seekable: bool = False,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's name)
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.set_reactive(Widget.auto_links, False)
        self.take = ""
        """Id of the take, put into `Sought`; "" for what plays."""
        self._rows = max(1, rows)
        self._picture = WavePicture()
        self._position: float | None = None
        self._grip = Grip(monotonic)
        self._strips: dict[object, Strip] = {}
        self._strips_of: tuple[str, ...] = ()
        self._looks: dict[str, Style] = {}
        self._seekable = False
        self.seekable = seekable

    @property
    def rows(self) -> int:
        """Lines it is high, where the layout leaves that to it."""
        return self._rows

    @rows.setter
    def rows(self, rows: int) -> None:
        if max(1, rows) != self._rows:
            self._rows = max(1, rows)
            self.refresh(layout=True)

    @property
    def seekable(self) -> bool:
        """Whether it can be clicked, dragged on and focused."""
        return self._seekable

    @seekable.setter
    def seekable(self, seekable: bool) -> None:
        if not seekable:
            self._drop()
        if seekable != self._seekable:
            self._seekable = self.can_focus = seekable
            self.styles.pointer = "pointer" if seekable else "default"

    @property
    def made(self) -> float | None:
        """How much of the take exists, 0..1; None for all of it."""
        return self._picture.made

    @made.setter
    def made(self, made: float | None) -> None:
        if made != self._picture.made:
            self._picture.made = made
            self._redraw()

    @property
    def position(self) -> float | None:
        """How much has been played, 0..1; None where nothing plays."""
        return self._position

    @position.setter
    def position(self, position: float | None) -> None:
        before = self._cursor
        self._position = position
        self._grip.playback(position)
        self._move(before)

    def show_peaks(self, peaks: Peaks | None) -> None:
        """Show `peaks` [2, N] float32 (−1..1) of a whole take; None is a quiet line."""
        self._picture.show(peaks)
        self._redraw()

    def add_peaks(self, peaks: Peaks, from_seconds: float, to_seconds: float, seconds_total: float) -> None:
        """Add `peaks` [2, N] of a stretch of a take that is being made; one from 0 begins anew."""
        self._picture.add(peaks, from_seconds, to_seconds, seconds_total)
        self._redraw()

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """As wide as there is room."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """`rows`."""
        return self._rows

    def render_line(self, y: int) -> Strip:
        """Row `y` of the content."""
        width, rows = self.content_size
        text = self._picture.rows(width, rows, self._glyphs)
        if not 0 <= y < len(text):
            return Strip.blank(width)
        if text is not self._strips_of:
            self._strips.clear()
            self._strips_of = text
        cursor, mark, played = self._cursor, "", None
        if cursor is not None:
            mark = wave_strips.cursor_glyph(cursor, width, self._glyphs)
            played = wave_strips.column(cursor, width)
        key = (y, played, mark)
        strip = self._strips.get(key)
        if strip is None:
            made = self._picture.columns_made(width)
            strip = paint(text[y], wave_strips.spans(width, played, made), mark, self._look)
            if len(self._strips) >= _KEPT_STRIPS:
                del self._strips[next(iter(self._strips))]
            self._strips[key] = strip
        return strip

    def notify_style_update(self) -> None:
        """Colours have changed: nothing painted is worth keeping."""
        self._looks.clear()
        self._strips.clear()
        super().notify_style_update()

    def action_seek(self, fraction: float) -> None:
        """Go to `fraction` (0..1), or as far as the take is made."""
        if self._seekable:
            before = self._cursor
            self._grip.take(self._reachable(fraction))
            self._move(before)
            self._tell(at_once=True)
            self._settle()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to seek where it is pressed."""
        if self._seekable and event.button == 1:
            event.stop()
            self.capture_mouse()
            self._follow(event, at_once=True, press=True)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The cursor follows at once, playback now and then."""
        if self._grip.dragging:
            event.stop()
            self._follow(event, at_once=False)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Playback goes where it was let go."""
        if self._grip.dragging:
            event.stop()
            self._follow(event, at_once=True)
            self._drop()

    def on_click(self, event: events.Click) -> None:
        """A click seeks, and nothing below it shall do more."""
        if self._seekable:
            event.stop()

    def on_mouse_release(self) -> None:
        """Something else has taken the mouse."""
        if self._grip.dragging:
            self._settle()

    def on_hide(self) -> None:
        """Nobody can drag what is not there."""
        self._drop()

    @property
    def _glyphs(self) -> wave_strips.Glyphs:
        return wave_strips.known(getattr(self.app, "glyphs", "braille"))

    @property
    def _cursor(self) -> float | None:
        return self._position if self._grip.held is None else self._grip.held

    def _look(self, kind: wave_strips.Kind) -> Style:
        look = self._looks.get(kind)
        if look is None:
            look = self._looks[kind] = self.get_component_rich_style(f"waveform--{kind}")
        return look

    def _redraw(self) -> None:
        """Repaint the columns that differ."""
        width, rows = self.content_size if self.is_attached else Size(0, 0)
        changed = self._picture.changes(width, rows, self._glyphs) if width and rows else None
        if changed is not None:
            self._repaint(*changed)

    def _move(self, before: float | None) -> None:
        """Repaint between the cursor `before` and the cursor now."""
        now = self._cursor
        width = self.content_size.width if self.is_attached else 0
        if width < 1 or before == now:
            return
        halves = [-1 if at is None else wave_strips.column(at, width * 2) for at in (before, now)]
        if halves[0] != halves[1]:
            self._repaint(max(0, min(halves) // 2), max(halves) // 2 + 1)

    def _repaint(self, start: int, end: int) -> None:
        self.refresh(Region(start, 0, max(end - start, 1), max(self.content_size.height, 1)))

    def _follow(self, event: events.MouseEvent, *, at_once: bool, press: bool = False) -> None:
        """The cursor goes to the left edge of the cell under the mouse, so that the first one is the very start."""
        before = self._cursor
        width = self.content_size.width
        cell = event.get_content_offset_capture(self).x
        place = self._reachable(min(max(cell, 0), max(width - 1, 0)) / max(width, 1))
        if press:
            self._grip.take(place)
        else:
            self._grip.held = place
        self._move(before)
        self._tell(at_once=at_once)

    def _tell(self, *, at_once: bool) -> None:
        place = self._grip.due(at_once=at_once)
        if place is not None:
            self.post_message(Sought(place, self.take))

    def _reachable(self, fraction: float) -> float:
        return min(fraction, 1.0 if self.made is None else max(self.made, 0.0))

    def _drop(self) -> None:
        if self._grip.dragging:
            self._settle()
            self.release_mouse()

    def _settle(self) -> None:
        """Keep the cursor until playback is there; where nothing plays, not for ever."""
        self._grip.let_go()
        self.set_timer(HOLD_SECONDS + 0.05, self._believe)

    def _believe(self) -> None:
        before = self._cursor
        self._grip.playback(self._position)
        self._move(before)
