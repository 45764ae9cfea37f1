"""The transport: what is heard, where it is, and the buttons for it, in one line or with a waveform of two.

Knows nothing of players: it shows a `Playback` and posts what was clicked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from timbre.conversation.keys import KEYS
from timbre.tui.messages import (
    CompareClosed,
    LoopToggled,
    PlayToggled,
    Preferred,
    Switched,
    VolumeChanged,
)
from timbre.tui.playback import Playback
from timbre.tui.widgets import transport_parts
from timbre.tui.widgets.transport_parts import Arrangement, Part, arrange
from timbre.tui.widgets.waveform import Waveform

if TYPE_CHECKING:
    from timbre.audio.waveform import Peaks

VOLUME_STEP_PERCENT = 5.0
_VOLUME = ("softer", "volume", "louder")
_TALL_SCREEN_ROWS = 30


class Transport(Widget):
    """Shows a `Playback`; three rows high where the screen has 30, if the layout leaves that to it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transport--button",
        "transport--number",
        "transport--title",
        "transport--quiet",
        "transport--time",
        "transport--action",
        "transport--on",
        "transport--hover",
    }
    DEFAULT_CSS = """
    Transport {
        height: auto;
        width: 1fr;
        & > .transport--button { color: $accent; text-style: bold; }
        & > .transport--number { color: $accent; text-style: bold; }
        & > .transport--title { color: $foreground; }
        & > .transport--quiet { color: $foreground 60%; }
        & > .transport--time { color: $foreground 85%; }
        & > .transport--action { color: $foreground 70%; }
        & > .transport--on { color: $accent; text-style: bold; }
        & > .transport--hover { color: $accent; background: $accent 18%; text-style: bold; }
        &:nocolor > .transport--quiet { text-style: dim; }
        &:nocolor > .transport--hover { text-style: bold reverse; }
    }
    """
    ALLOW_SELECT = False

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's name)
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.set_reactive(Widget.auto_links, False)
        self._wave = Waveform()
        self._playback = Playback()
        self._line = Arrangement((), (0, 0))
        self._hovered: Part | None = None

    def compose(self) -> ComposeResult:
        """The waveform, in the columns or rows that are left for it."""
        yield self._wave

    def show(self, playback: Playback) -> None:
        """Show how things stand; only what differs is painted again."""
        if playback == self._playback:
            return
        self._playback = playback
        self._wave.take = playback.take
        self._wave.seekable = not playback.empty
        self._wave.position = playback.position
        self._arrange()

    def show_peaks(self, peaks: Peaks | None) -> None:
        """Show `peaks` [2, N] float32 (−1..1) of the whole take; None where it has none yet."""
        self._wave.show_peaks(peaks)

    def add_peaks(self, peaks: Peaks, from_seconds: float, to_seconds: float, seconds_total: float) -> None:
        """Add `peaks` [2, N] of a stretch of the take while it is made."""
        self._wave.add_peaks(peaks, from_seconds, to_seconds, seconds_total)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """One row, or three on a tall screen."""
        return 3 if viewport.height >= _TALL_SCREEN_ROWS else 1

    def render_line(self, y: int) -> Strip:
        """The parts; what lies under the waveform is blank."""
        width = self.content_size.width
        ground = self.rich_style
        segments: list[Segment] = []
        at = 0
        for part in self._line.parts if y == 0 else ():
            if part.x > at:
                segments.append(Segment(" " * (part.x - at), ground))
            look = "hover" if part == self._hovered else part.look
            segments.append(Segment(part.text, self.get_component_rich_style(f"transport--{look}")))
            at = part.x + part.width
        if at < width:
            segments.append(Segment(" " * (width - at), ground))
        return Strip(segments, max(at, width))

    def on_resize(self) -> None:
        """Arrange the parts for the new size."""
        self._arrange()

    def on_click(self, event: events.Click) -> None:
        """Do what the part under the mouse is for."""
        part = self._part_at(event)
        if part is not None:
            event.stop()
            message = self._message(part.deed)
            if message is not None:
                self.post_message(message)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Louder, over the volume."""
        self._wheel(event, VOLUME_STEP_PERCENT)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Softer, over the volume."""
        self._wheel(event, -VOLUME_STEP_PERCENT)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what can be clicked."""
        self._hover(self._part_at(event))

    def on_leave(self) -> None:
        """The mouse is elsewhere."""
        self._hover(None)

    def _arrange(self) -> None:
        if not self.is_attached:
            return
        width, height = self.content_size
        if width < 1 or height < 1:
            return
        tall = height > 1
        signs = (
            transport_parts.ASCII
            if getattr(self.app, "glyphs", "braille") == "ascii"
            else transport_parts.UNICODE
        )
        before, self._line = self._line, arrange(self._playback, width, tall=tall, signs=signs)
        hovered = self._hovered
        if hovered is not None and hovered not in self._line.parts:
            same = (part for part in self._line.parts if part.deed == hovered.deed and part.x == hovered.x)
            self._hovered = next(same, None)
        for part in {*before.parts} ^ {*self._line.parts}:
            self._repaint(part)
        self._fit_wave(width, height)

    def _fit_wave(self, width: int, height: int) -> None:
        start, end = self._line.wave
        margin = (1, 1, 0, 1) if height > 1 else (0, width - end, 0, start)
        wave = self._wave
        wave.rows = max(1, height - 1)
        wave.display = end > start
        if wave.display and wave.styles.margin != margin:
            wave.styles.margin = margin

    def _part_at(self, event: events.MouseEvent) -> Part | None:
        place = event.screen_offset - self.content_region.offset  # the event may come from the waveform
        return self._line.at(place.x) if place.y == 0 else None

    def _message(self, deed: str) -> Message | None:
        playback = self._playback
        if deed.startswith("hear "):
            return Switched(deed.removeprefix("hear "))
        if deed in ("softer", "louder"):
            return self._volume(VOLUME_STEP_PERCENT if deed == "louder" else -VOLUME_STEP_PERCENT)
        messages = {
            "play": lambda: PlayToggled(playback.take),
            "loop": LoopToggled,
            "prefer": lambda: Preferred(playback.letter),
            "close": CompareClosed,
        }
        return messages[deed]() if deed in messages else None

    def _volume(self, change: float) -> VolumeChanged:
        return VolumeChanged(min(max(self._playback.volume_percent + change, 0.0), 100.0))

    def _wheel(self, event: events.MouseEvent, change: float) -> None:
        part = self._part_at(event)
        if part is not None and part.deed in _VOLUME:
            event.stop()
            self.post_message(self._volume(change))

    def _hover(self, part: Part | None) -> None:
        if part is not None and part.deed == "volume":
            part = None
        if part == self._hovered:
            return
        for each in (self._hovered, part):
            if each is not None:
                self._repaint(each)
        self._hovered = part
        self.tooltip = _explained(part, self._playback) if part is not None else None

    def _repaint(self, part: Part) -> None:
        self.refresh(Region(part.x, 0, part.width, 1))


def _explained(part: Part, playback: Playback) -> str:
    """What a click on the part does."""
    if part.deed == "close":
        return "Compare no more; nothing is chosen."
    if part.deed.startswith("hear "):
        number = next((each.number for each in playback.letters if part.deed == f"hear {each.letter}"), 0)
        return f"Hear take {number} from the same place."
    return next((key.help for key in KEYS if key.id == part.deed), "")
