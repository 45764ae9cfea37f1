"""The panel in the middle: the conversation from the first word to the take that is being made now.

Knows nothing of the conversation's work. It is told what happened, and posts `Say`, `Draft`, `PlayToggled`,
`Sought` and `ExportWanted`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on

from timbre.tui.faults import in_background
from timbre.tui.messages import Say
from timbre.tui.transcript.bubble import LineItem
from timbre.tui.transcript.drawing import Drawings
from timbre.tui.transcript.piece import Item
from timbre.tui.transcript.stops import Stops
from timbre.tui.transcript.story import Change, Story
from timbre.tui.transcript.take_card import TakeCard
from timbre.tui.transcript.welcome import IdeaItem, WelcomeItem

if TYPE_CHECKING:
    from timbre.conversation.replies import Reply
    from timbre.model.clip import Samples
    from timbre.session.view import SessionState


class Transcript(Stops):
    """The conversation. Only what is near the view is mounted, however long it is."""

    DEFAULT_CSS = """
    Transcript {
        padding: 0 0 0 1;
    }
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's name)
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._story = Story()
        self._drawings = Drawings(self._begin_drawing)

    def load(self, state: SessionState) -> None:
        """Show a session from its end, instead of what was shown before."""
        self._drawings.forget()
        self.cursor = None
        self.reset(self._story.load(state))

    def show(self, reply: Reply) -> None:
        """Show a reply. Those that tell of nothing to see change nothing."""
        self._apply(self._story.hear(reply))

    def user(self, line: str) -> None:
        """Show what the user said."""
        self._apply(self._story.user(line))
        if not self.has_focus:
            self.cursor = None  # from here on the keys are about what comes of it
        self.to_end()

    def note(self, text: str) -> None:
        """Show something the user should know."""
        self.append(LineItem(text, "note"))

    def refresh_state(self, state: SessionState) -> None:
        """Ratings, the current take and deleted ones as they are in `state`."""
        if state.id == self._story.session:
            self._retell(self._story.refresh(state))

    def reveal(self, take: str) -> None:
        """Bring the card of that take into view; nothing happens where all of it can be seen."""
        item = self._story.item(take)
        if item is not None and item in self.items:
            self.show_item(item)
            if self.has_focus:
                self.cursor = item

    def playing(self, take: str, position: float | None) -> None:
        """The take with that id plays at `position` (0..1); None: nothing does."""
        before, other = self._story.playing(take, position)
        now = self._story.played
        if other:
            self._retell([item for item in (before, now) if item is not None])
        if now is not None and isinstance(now.piece, TakeCard):
            now.piece.play(position)

    def welcome(self, examples: tuple[str, ...]) -> None:
        """Greet somebody new, with ideas that work at once."""
        self.append(WelcomeItem())
        ideas = [IdeaItem(example) for example in examples]
        for idea in ideas:
            self.append(idea)
        self.cursor = ideas[0] if ideas else None

    def focused_take(self) -> str:
        """Id of the take the keys are about: the one under the cursor while this has the focus, else ""."""
        return self.cursor.take if self.has_focus and self.cursor is not None else ""

    def looked_at(self) -> None:
        """Waveforms of the takes in view are wanted."""
        for piece in self.visible_pieces():
            if isinstance(piece, TakeCard):
                piece.want_peaks()

    def _apply(self, change: Change) -> None:
        for item in change.removed:
            if item in self.items:
                self.remove_item(item)
        self._retell(change.changed)
        for item in change.added:
            self.append(item)

    def _retell(self, items: Iterable[Item]) -> None:
        for item in items:
            if item.piece is not None:
                item.piece.retell()

    @on(TakeCard.PeaksWanted)
    def _want(self, message: TakeCard.PeaksWanted) -> None:
        message.stop()
        card = message.card

        def then(found: Samples | None) -> None:
            if found is None:
                card.gone = True
            else:
                card.peaks = found
            self._retell(
                piece.item for piece in self.pieces if isinstance(piece, TakeCard) and piece.card is card
            )

        self._drawings.want(card.path, then)

    def _begin_drawing(self) -> None:
        in_background(self, self._drawings.work(), "drawing takes", name="waveforms")

    @on(Say)
    def _answered(self, _message: Say) -> None:
        """Whatever is said, a question is open no more."""
        self._retell(self._story.settle())
