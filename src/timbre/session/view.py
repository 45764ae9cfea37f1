"""One session whole: the fold of its events into a view that never changes once it is made.

Knows nothing of files, clocks or other sessions: the same records give the same view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

from timbre.model.request import SEED_MAX
from timbre.session import events
from timbre.session import payload as read
from timbre.session.events import Rating, Role
from timbre.session.record import Record
from timbre.session.state import Session, State, step
from timbre.session.take import Take
from timbre.session.tree import TakeTree
from timbre.session.waiting import QueuedJob, Waiting


@dataclass(frozen=True, slots=True)
class Message:
    """Something said; `generation` is what it led to, or tells of, as plain JSON."""

    id: str
    time: str
    role: Role
    text: str
    take: str | None
    job: str | None
    generation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Takes heard against each other, and the one preferred, if any."""

    time: str
    takes: tuple[str, ...]
    winner: str | None


@dataclass(frozen=True, slots=True)
class SessionState:
    """A session as it is after some event. Ids of takes are keys everywhere."""

    id: str
    title: str
    name: str
    """What the user called it; "" if nothing."""
    started: str
    updated: str
    surface: str
    deleted: bool
    timeline: tuple[Message | Take, ...]
    """Messages and takes in the order they came."""
    takes: Mapping[str, Take]
    children: Mapping[str | None, tuple[str, ...]]
    """Parent → children in the order they came; those of None have no parent here."""
    current: str | None
    undo_target: str | None
    redo_target: str | None
    seed_lock: int | None
    presets: tuple[str, ...]
    """Those that are on, the last on top."""
    overrides: Mapping[str, Any]
    """Setting → value, as plain JSON."""
    overridden_at: Mapping[str, str]
    """Setting → when it got that value."""
    queue: tuple[QueuedJob, ...]
    """Jobs that have not ended: running, then waiting, next first."""
    comparisons: tuple[Comparison, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        """What was said, oldest first."""
        return tuple(each for each in self.timeline if isinstance(each, Message))

    @property
    def ratings(self) -> Mapping[str, Rating]:
        """Take → its rating, for the rated ones."""
        return {take.id: take.rating for take in self.takes.values() if take.rating is not None}

    @property
    def can_undo(self) -> bool:
        """Whether there is a take to go back to."""
        return self.undo_target is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a take to go forward to."""
        return self.redo_target is not None

    def line_of(self, take: str) -> tuple[Take, ...]:
        """The takes that led to `take` by parent, oldest first, itself last. Raises KeyError."""
        found = {take: self.takes[take]}
        parent = self.takes[take].parent
        while parent is not None and parent in self.takes and parent not in found:
            found[parent] = self.takes[parent]
            parent = self.takes[parent].parent
        return tuple(reversed(found.values()))

    def interrupted(self, alive: Callable[[str], bool]) -> tuple[QueuedJob, ...]:
        """The jobs whose owner is not `alive` any more: to be offered again."""
        return tuple(job for job in self.queue if not (job.owner and alive(job.owner)))


class SessionFold:
    """Builds the view of one session from its events, and from those elsewhere that rate or delete its takes."""

    def __init__(self, session: str) -> None:
        self.session = session
        self._outline = State()
        self._timeline: list[Message | str] = []
        self._said: set[str] = set()
        self._tree = TakeTree()
        self._waiting = Waiting()
        self._seed_lock: int | None = None
        self._presets: dict[str, None] = {}
        self._overrides: dict[str, Any] = {}
        self._overridden_at: dict[str, str] = {}
        self._comparisons: list[Comparison] = []
        self._view: SessionState | None = None

    def concerns(self, record: Record) -> bool:
        """Whether the record belongs to this session, or tells of one of its takes."""
        if record.session == self.session:
            return True
        return record.type in (events.TAKE_RATED, events.TAKE_DELETED) and (
            read.text(record.payload.get("take")) in self._outline.takes
        )

    def apply(self, record: Record) -> None:
        """Take in one event. Unknown types and odd payloads change nothing."""
        if record.is_newer:
            return
        payload = record.payload
        changed = step(self._outline, record, payload)
        reader = _STEPS.get(record.type)
        if reader is not None:
            reader(self, record, payload)
        elif record.type.startswith("take."):
            self._on_take(record, payload, changed)
        elif record.type.startswith("job."):
            self._waiting.apply(record, payload)
        self._view = None

    def view(self) -> SessionState:
        """The session as it is now; the same object until the next event."""
        if self._view is None:
            self._view = self._look()
        return self._view

    def _look(self) -> SessionState:
        outline = self._outline.sessions.get(self.session) or Session(self.session, "")
        takes = self._outline.takes
        tree = self._tree
        return SessionState(
            id=self.session,
            title=outline.title,
            name=outline.name,
            started=outline.started,
            updated=outline.updated,
            surface=outline.surface,
            deleted=outline.deleted,
            timeline=tuple(takes[each] if isinstance(each, str) else each for each in self._timeline),
            takes=MappingProxyType(dict(takes)),
            children=MappingProxyType({parent: tuple(found) for parent, found in tree.children.items()}),
            current=tree.current,
            undo_target=tree.undo_target,
            redo_target=tree.redo_target,
            seed_lock=self._seed_lock,
            presets=tuple(self._presets),
            overrides=MappingProxyType(dict(self._overrides)),
            overridden_at=MappingProxyType(dict(self._overridden_at)),
            queue=self._waiting.jobs,
            comparisons=tuple(self._comparisons),
        )

    def _on_take(self, record: Record, payload: dict[str, Any], changed: str | None) -> None:
        named = read.text(payload.get("take"))
        if record.type not in (events.TAKE_RATED, events.TAKE_DELETED) and named is not None:
            self._waiting.end_with(named)
        if changed is None:
            return
        take = self._outline.takes[changed]
        if take.status == "deleted":
            self._tree.delete(changed)
        elif record.type != events.TAKE_RATED:
            self._timeline.append(changed)
            chosen = take.cause is None or take.cause.chosen
            self._tree.add(changed, take.parent, sounds=take.sounds, chosen=chosen)

    def _on_message(self, record: Record, payload: dict[str, Any]) -> None:
        identity = read.text(payload.get("message")) or record.id
        role: Role | None = next((role for role in get_args(Role) if role == payload.get("role")), None)
        said = read.text(payload.get("text"))
        if role is None or said is None or identity in self._said:
            return
        self._said.add(identity)
        take, job = read.text(payload.get("take")), read.text(payload.get("job"))
        generation = MappingProxyType(read.mapping(payload.get("generation")))
        self._timeline.append(Message(identity, record.time, role, said, take, job, generation))

    def _on_chosen(self, _record: Record, payload: dict[str, Any]) -> None:
        self._tree.choose(read.text(payload.get("take")))

    def _on_undone(self, _record: Record, payload: dict[str, Any]) -> None:
        self._tree.undo(read.text(payload.get("from")), read.text(payload.get("to")))

    def _on_redone(self, _record: Record, payload: dict[str, Any]) -> None:
        self._tree.redo(read.text(payload.get("from")), read.text(payload.get("to")))

    def _on_compared(self, record: Record, payload: dict[str, Any]) -> None:
        takes, winner = read.texts(payload.get("takes")), read.text(payload.get("winner"))
        self._comparisons.append(Comparison(record.time, takes, winner))

    def _on_seed(self, _record: Record, payload: dict[str, Any]) -> None:
        seed = read.whole(payload.get("seed"))
        if seed is not None and 0 <= seed <= SEED_MAX:
            self._seed_lock = seed
        elif payload.get("seed") is None:
            self._seed_lock = None

    def _on_preset(self, _record: Record, payload: dict[str, Any]) -> None:
        preset, on = read.text(payload.get("preset")), payload.get("on")
        if preset and isinstance(on, bool):
            self._presets.pop(preset, None)
            if on:
                self._presets[preset] = None

    def _on_setting(self, record: Record, payload: dict[str, Any]) -> None:
        name, value = read.text(payload.get("name")), payload.get("value")
        if name and value is not None:
            self._overrides[name] = value
            self._overridden_at[name] = record.time
        elif name:
            self._overrides.pop(name, None)
            self._overridden_at.pop(name, None)

    def _on_imported(self, _record: Record, _payload: dict[str, Any]) -> None:
        self._waiting.clear()


_STEPS: dict[str, Callable[[SessionFold, Record, dict[str, Any]], None]] = {
    events.SESSION_IMPORTED: SessionFold._on_imported,
    events.MESSAGE_ADDED: SessionFold._on_message,
    events.TAKE_CHOSEN: SessionFold._on_chosen,
    events.TAKE_UNDONE: SessionFold._on_undone,
    events.TAKE_REDONE: SessionFold._on_redone,
    events.COMPARE_CHOSEN: SessionFold._on_compared,
    events.SEED_LOCKED: SessionFold._on_seed,
    events.PRESET_SWITCHED: SessionFold._on_preset,
    events.SETTING_CHANGED: SessionFold._on_setting,
}


def fold_session(session: str, records: Iterable[Record]) -> SessionState:
    """The view of `session` after `records`, oldest first; those of other sessions are passed over."""
    folding = SessionFold(session)
    for record in records:
        if folding.concerns(record):
            folding.apply(record)
    return folding.view()
