"""The card of a take: waveform, facts, and everything one can do with it as words to click and keys.

Knows nothing of the conversation; it posts lines to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from timbre.tui.messages import Draft, ExportWanted, PlayToggled, Say
from timbre.tui.transcript import card_lines
from timbre.tui.transcript.card import Card
from timbre.tui.transcript.piece import Item, Piece
from timbre.tui.widgets.waveform import Waveform

if TYPE_CHECKING:
    from timbre.audio.waveform import Peaks

_KEYS = {
    "enter": "play",
    "e": "edit",
    "a": "again",
    "v": "variations",
    "x": "export",
    "n": "explain",
    "m": "details",
    "t": "try:0",
    "T": "try:1",
    "upper_t": "try:1",
}
_KEYS_GOING = {"delete": "cancel", "backspace": "cancel"}
_KEYS_FAILED = {"enter": "retry"}


class TakeItem(Item):
    """A take in the transcript."""

    def __init__(self, card: Card) -> None:
        self.card = card

    @property
    def stop(self) -> bool:  # type: ignore[override]
        """There is something to do with any take but one that is deleted."""
        return self.card.stage != "deleted"

    @property
    def take(self) -> str:  # type: ignore[override]
        """Its id."""
        return self.card.take

    def make(self) -> Piece:
        """A card."""
        return TakeCard(self)


class TakeCard(Piece):
    """Shows a `Card`; `retell` after it has changed."""

    DEFAULT_CSS = """
    TakeCard {
        margin: 1 0 1 0;
        padding: 0 1;
        border-left: outer $border-blurred;
        layout: vertical;
        & > Waveform { margin: 1 0 0 0; }
        &.-current { border-left: outer $primary; }
        &.-going { border-left: outer $secondary; }
        &.-failed { border-left: outer $error; }
        &.-playing { border-left: outer $accent; }
    }
    TakeCard.-marked { background: $surface; border-left: outer $accent; }
    TakeCard.-ascii { border-left: ascii $border; }
    TakeCard.-ascii.-marked { border-left: ascii $accent; }
    """

    class PeaksWanted(Message):
        """The card can be seen and has no waveform yet."""

        def __init__(self, card: Card) -> None:
            super().__init__()
            self.card = card

    def __init__(self, item: TakeItem) -> None:
        super().__init__(item)
        self.card = item.card
        self._marked = False
        self._wave: Waveform | None = None
        self._added = 0
        self._drawn: Peaks | None = None

    def compose(self) -> ComposeResult:
        """The waveform, under the title."""
        if card_lines.has_waveform(self.card) and self._wave is None:  # `retell` may have come first
            yield self._new_wave()

    def on_mount(self) -> None:
        """Look like what it is."""
        self._dress()
        self._draw()

    def lay(self, width: int) -> list[Content]:
        """Title, room for the waveform, facts, actions."""
        return card_lines.lines_of(self.card, width, keys=self._marked)

    def marked(self, marked: bool) -> None:
        """The letters that are keys are underlined."""
        super().marked(marked)
        if marked != self._marked:
            self._marked = marked
            self.retell()

    def deed_of(self, key: str) -> str:
        """By what there is to do with it now."""
        card = self.card
        if card.going:
            return _KEYS_GOING.get(key, "")
        return (_KEYS if card.sounds else _KEYS_FAILED).get(key, "")

    def retell(self) -> None:
        """The card has changed."""
        wanted = card_lines.has_waveform(self.card)
        if wanted and self._wave is None and self.is_attached:
            self.mount(self._new_wave())
        elif not wanted and self._wave is not None:
            self._wave.remove()
            self._wave = None
        self._dress()
        self._draw()
        super().retell()

    def play(self, played: float | None) -> None:
        """Move the cursor of the waveform, 0..1; None where it does not play."""
        if self._wave is not None:
            self._wave.position = played

    def act(self, deed: str) -> None:
        """Do what a word or key stands for."""
        if deed == "details":
            self.card.wished = not self.card.opened
            self.retell()
            return
        name, _, detail = deed.partition(":")
        for message in self._messages(name, detail):
            self.post_message(message)

    def _messages(self, name: str, detail: str) -> list[Message]:
        card = self.card
        here: list[Message] = [] if card.current else [Say(f"/take {card.number}")]
        if name == "play":
            return [PlayToggled(card.take)]
        if name in ("up", "down"):
            return [Say(f"/rate {'none' if card.rating == name else name} {card.number}")]
        if name == "edit":
            return [Draft(card.prompt)]
        if name == "again":
            return [*here, Say("/again")]
        if name == "variations":
            return [*here, Say("/variations 3")]
        if name == "export":
            return [ExportWanted(card.take)]
        if name == "copy":
            return [Say(f"/copy path {card.number}")]
        if name == "explain":
            return [Say("/explain" if card.current else f"/explain {' '.join(card.prompt.split())}")]
        if name == "open":
            return [Say(f"/open {card.number}")]
        if name == "remake":
            return [Say(f"/export --take {card.number}")]
        if name == "go":
            return [Say(f"/take {card.number}")]
        if name == "cancel":
            return [Say(f"/cancel {card.job}" if card.job else "/cancel")]
        if name == "retry":
            return self._retry()
        if name == "try" and int(detail) < len(card.next):
            return [Draft(card.next[int(detail)])]
        return []

    def _retry(self) -> list[Message]:
        card = self.card
        back = card.parent is not None and not card.parent_current
        return [*([Say(f"/take {card.parent}")] if back else []), Say(card.retry())]

    def _new_wave(self) -> Waveform:
        wave = self._wave = Waveform(rows=2, seekable=True)
        wave.can_focus = False
        self._added, self._drawn = 0, None
        return wave

    def _draw(self) -> None:
        """Bring the waveform up to date; a whole one that is missing is asked for."""
        wave, card = self._wave, self.card
        if wave is None:
            return
        wave.take = card.take
        wave.seekable = card.sounds
        wave.can_focus = False
        if card.going:
            if self._added > len(card.grown):
                self._added = 0
            for made in card.grown[self._added :]:
                wave.add_peaks(made.peaks, made.from_seconds, made.to_seconds, card.seconds_total)
            self._added = len(card.grown)
            if not card.grown:
                wave.made = card.progress.fraction if card.progress is not None else 0.0
        elif card.peaks is not self._drawn:
            self._drawn = card.peaks
            wave.show_peaks(card.peaks)
        wave.position = card.played

    def want_peaks(self) -> None:
        """Ask for the waveform, if there is one to be had."""
        card = self.card
        if card.sounds and card.peaks is None and not card.gone:
            self.post_message(self.PeaksWanted(card))

    def _dress(self) -> None:
        card = self.card
        self.update_classes(
            {
                "-current": card.current and not card.going,
                "-going": card.going,
                "-failed": card.stage == "failed",
                "-playing": card.playing,
            }
        )
