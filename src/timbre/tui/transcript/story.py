"""What the transcript knows: every reply as something new to show, or as a change of what is shown.

Knows nothing of the screen. Jobs of all sessions count, as they do in `/queue`; takes are those of this session.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from timbre.tui.transcript.bubble import LineItem
from timbre.tui.transcript.card import queued
from timbre.tui.transcript.card_lines import progress_words
from timbre.tui.transcript.piece import Item
from timbre.tui.transcript.reading import items_of, said_by_user
from timbre.tui.transcript.table import TableItem
from timbre.tui.transcript.take_card import TakeItem
from timbre.tui.transcript.trouble import FilesItem, QuestionItem, TroubleItem

if TYPE_CHECKING:
    from timbre.conversation.replies import Compared, JobEnded, Reply, TakeFinished
    from timbre.session.view import SessionState

_COPIED = {"path": "Copied the path.", "prompt": "Copied the prompt.", "recipe": "Copied the recipe."}


@dataclass
class Change:
    """What a reply does to the transcript."""

    added: list[Item] = field(default_factory=list)
    changed: list[Item] = field(default_factory=list)
    removed: list[Item] = field(default_factory=list)


class Story:
    """The things of one session, and the jobs of all."""

    def __init__(self) -> None:
        self.session = ""
        self._takes: dict[str, TakeItem] = {}
        self._jobs: dict[str, TakeItem | FilesItem] = {}
        """Job → what shows it, in the order of `/queue`."""
        self._home: dict[str, str] = {}
        """Job → the session it was asked for in."""
        self._question: QuestionItem | None = None
        self._current: str | None = None
        self._playing: TakeItem | None = None
        self._suggesting: TakeItem | None = None
        """The newest take: only one card says what to try next."""

    def load(self, state: SessionState) -> list[Item]:
        """Another session: everything it has, and those of its jobs that are on their way."""
        self.session = state.id
        self._question, self._playing, self._suggesting = None, None, None
        items = items_of(state)
        self._takes = {item.take: item for item in items if isinstance(item, TakeItem)}
        for job, item in self._jobs.items():
            if self._home.get(job) != state.id:
                continue
            items.append(item)
            item.piece = None
            if isinstance(item, TakeItem):
                self._takes[item.take] = item
        self.refresh(state)
        return items

    def user(self, line: str) -> Change:
        """What the user said; a question that was open is so no more."""
        return Change([said_by_user(line)], self.settle())

    def refresh(self, state: SessionState) -> list[Item]:
        """Ratings, the current take, what was deleted: the things that look different now."""
        changed: list[Item] = []
        self._current = state.current
        now = state.takes.get(state.current or "")
        for key, item in self._takes.items():
            card, take = item.card, state.takes.get(key)
            before = (card.rating, card.current, card.stage)
            card.current = key == state.current
            card.parent_current = now is not None and now.number == card.parent
            if take is not None:
                card.rating = take.rating
                if take.status == "deleted":
                    card.stage = "deleted"
            if before != (card.rating, card.current, card.stage):
                changed.append(item)
        return changed

    def item(self, take: str) -> TakeItem | None:
        """The card of a take of this session."""
        return self._takes.get(take)

    def playing(self, take: str, played: float | None) -> tuple[TakeItem | None, bool]:
        """The card whose waveform has a cursor, and whether another one plays than before."""
        item = self._takes.get(take) if played is not None else None
        before, self._playing = self._playing, item
        if before is not None and before is not item:
            before.card.playing, before.card.played = False, None
        if item is not None:
            item.card.playing, item.card.played = True, played
        return before, before is not item

    @property
    def played(self) -> TakeItem | None:
        """What plays, if it is here."""
        return self._playing

    def hear(self, reply: Reply) -> Change:
        """What `reply` adds and changes."""
        from timbre.conversation import replies

        if isinstance(
            reply, (replies.ProgressLine, replies.AudioMade, replies.JobMoved, replies.TakeStarted)
        ):
            return self._going(reply)
        if isinstance(reply, replies.Said):
            return Change([LineItem(reply.text)])
        if isinstance(reply, replies.Noted):
            return Change([LineItem(reply.text, "note")])
        if isinstance(reply, replies.Listed):
            return Change([TableItem(reply.title, reply.columns, reply.rows)])
        if isinstance(reply, replies.Compared):
            return Change([_compared(reply)])
        if isinstance(reply, replies.Copied):
            return Change([LineItem(_COPIED[reply.what])])
        if isinstance(reply, replies.TakeQueued):
            return self._queue(reply.job, TakeItem(queued(reply)))
        if isinstance(reply, replies.ExportQueued):
            return self._queue(reply.job, FilesItem(reply.number, reply.job, "waits"))
        if isinstance(reply, replies.TakeFinished):
            return self._finished(reply)
        if isinstance(reply, replies.Failed):
            return self._failed(reply)
        if isinstance(reply, replies.JobEnded):
            return self._ended(reply)
        if isinstance(reply, replies.Exported):
            return Change([FilesItem(paths=reply.paths)])
        if isinstance(reply, replies.Asked):
            changed = self.settle()
            self._question = QuestionItem(reply.question, reply.answers)
            return Change([self._question], changed)
        return Change()

    def settle(self) -> list[Item]:
        """No question is open any more."""
        question, self._question = self._question, None
        if question is None:
            return []
        question.open = False
        return [question]

    def _queue(self, job: str, item: TakeItem | FilesItem) -> Change:
        known = self._jobs.get(job)
        if known is not None:
            return Change()
        self._jobs[job] = item
        self._home[job] = self.session
        if isinstance(item, TakeItem):
            self._takes[item.take] = item
            parent = self._takes.get(self._current or "")
            item.card.parent_current = parent is not None and parent.card.number == item.card.parent
        self._count()
        return Change([item])

    def _count(self) -> list[Item]:
        """Give every job its number in `/queue`."""
        changed: list[Item] = []
        for place, item in enumerate(self._jobs.values(), 1):
            holder = item.card if isinstance(item, TakeItem) else item
            if holder.place != place:
                holder.place = place
                changed.append(item)
        return changed

    def _going(self, reply: Reply) -> Change:
        """A job waits, begins or goes on."""
        from timbre.conversation import replies

        if not isinstance(
            reply, (replies.ProgressLine, replies.AudioMade, replies.JobMoved, replies.TakeStarted)
        ):
            return Change()
        item = self._jobs.get(reply.job)
        if isinstance(item, FilesItem):
            if isinstance(reply, replies.ProgressLine):
                item.status = f"{reply.stage} {reply.fraction:.0%}"
            return Change(changed=[item])
        if item is None or not item.card.going:
            return Change()
        card = item.card
        if isinstance(reply, replies.JobMoved):
            card.position = reply.position
        elif isinstance(reply, replies.TakeStarted):
            card.stage, card.progress = "making", None
            card.grown.clear()
        elif isinstance(reply, replies.AudioMade):
            card.stage = "making"
            card.grow(reply)
        else:
            before = (card.stage, progress_words(card))
            card.stage, card.progress = "making", reply
            if before == (card.stage, progress_words(card)) and card.grown:
                return Change()
        return Change(changed=[item])

    def _finished(self, reply: TakeFinished) -> Change:
        item = self._jobs.get(reply.job)
        home = self._home.get(reply.job, self.session)
        if home != self.session:
            words = item.card.words if isinstance(item, TakeItem) else reply.request.prompt
            return Change([LineItem(f"Ready in the session it was asked for in: {words}")])
        if isinstance(item, TakeItem):
            self._takes.pop(item.take, None)
            item.card.finish(reply)
            self._takes[reply.take] = item
            return Change(changed=[item, *self._suggest(item)])
        fresh = _from_nowhere(reply)
        self._takes[reply.take] = fresh
        return Change([fresh], self._suggest(fresh))

    def _suggest(self, item: TakeItem) -> list[Item]:
        """`item` says what to try next, and the one before does so no more."""
        before, self._suggesting = self._suggesting, item
        if before is None or before is item:
            return []
        before.card.next = ()
        return [before]

    def _failed(self, reply: Reply) -> Change:
        from timbre.conversation import replies

        if not isinstance(reply, replies.Failed):
            return Change()
        item = self._jobs.get(reply.job)
        if isinstance(item, TakeItem) and self._home.get(reply.job) == self.session:
            item.card.fail(reply.error)
            return Change(changed=[item])
        return Change([TroubleItem(reply.error.message, reply.error.hint)])

    def _ended(self, reply: JobEnded) -> Change:
        item = self._jobs.pop(reply.job, None)
        self._home.pop(reply.job, None)
        change = Change(changed=self._count())
        if isinstance(item, FilesItem):
            item.place = 0
            if reply.outcome == "done":
                change.removed.append(item)
            else:
                item.status = reply.outcome
                change.changed.append(item)
        elif item is not None:
            item.card.place = 0
            if item.card.going:
                item.card.stage = "cancelled"
                item.card.grown.clear()
            change.changed.append(item)
        return change


def _from_nowhere(reply: TakeFinished) -> TakeItem:
    """A take of a job nobody told of."""
    from timbre.conversation.replies import TakeQueued

    words = reply.changes or reply.request.prompt
    item = TakeItem(
        queued(TakeQueued(reply.job, reply.take, reply.request, words, reply.changes, reply.parent))
    )
    item.card.finish(reply)
    return item


def _compared(reply: Compared) -> TableItem:
    """What differs, under the letters of the takes."""
    heads: Iterable[str] = (
        f"{letter} take {number}" + (f" {gain:.1f} dB" if gain <= -0.05 else "")
        for letter, number, gain in zip(reply.letters, reply.numbers, reply.gains_db, strict=False)
    )
    rows = reply.rows or (("no setting differs",),)
    return TableItem("Compared, equally loud", ("", *heads), rows)
