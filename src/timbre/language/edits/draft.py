"""Draft: the Brief as the clauses of one line change it, step by step.

Knows nothing of words: readers set fields here, and `finish` says what is different in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from timbre.language.edits.edit import EDITED, Action, Change, Edit, Playing
from timbre.model.brief import Brief, Source


@dataclass(slots=True)
class Draft:
    """A Brief in the course of being edited."""

    brief: Brief
    current: Playing
    force: bool = False
    """Whether bare names ("strings", "jazz") are edits too."""
    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source | None] = field(default_factory=dict)
    heard: dict[str, Any] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    clause: str = ""
    """The user's words of the clause being read."""
    verb: str = ""
    """What a bare list item repeats: the "add" of "add strings, a flute"."""

    players: tuple[str, ...] = ()
    """Whoever was spoken of last: "louder piano, pan it left"."""
    about: tuple[str, ...] = ()
    """Whom the clause before was about: "the bass an octave up and louder"."""
    alone: list[str] = field(default_factory=list)
    """What "only …" has named so far."""
    alone_without: tuple[str, ...] = ()
    """What was ruled out before "only"."""

    def keep(self) -> Draft:
        """A copy to go back to."""
        return replace(
            self,
            values=dict(self.values),
            sources=dict(self.sources),
            heard=dict(self.heard),
            said={name: list(words) for name, words in self.said.items()},
            actions=list(self.actions),
            notes=list(self.notes),
            ignored=list(self.ignored),
            alone=list(self.alone),
        )

    def go_back(self, kept: Draft) -> None:
        """Be as the copy was."""
        for part in fields(Draft):
            setattr(self, part.name, getattr(kept.keep(), part.name))

    def get(self, name: str) -> Any:
        """The field as it is now."""
        return self.values[name] if name in self.values else getattr(self.brief, name)

    def playing(self, name: str) -> Any:
        """Like `get`, with the take's fact where the Brief says nothing (bpm, key, metre, seconds)."""
        value = self.get(name)
        if value is None:
            value = getattr(self.current, name)
            self.heard[name] = value
        return value

    def source(self, name: str) -> Source | None:
        """The field's source as it is now; None for a default."""
        return self.sources[name] if name in self.sources else self.brief.sources.get(name)

    def stated(self, name: str) -> bool:
        """Whether the user said it, in the prompt or in an edit."""
        source = self.source(name)
        return source is not None and source.kind == "stated"

    def set(self, name: str, value: Any, source: Source | None = EDITED) -> None:
        """Set a field; by default it becomes stated by the edit."""
        self.values[name], self.sources[name] = value, source
        said = self.said.setdefault(name, [])
        if self.clause and self.clause not in said:
            said.append(self.clause)

    def clear(self, name: str) -> None:
        """Say nothing about a field any more."""
        if self.get(name) != Brief.model_fields[name].get_default(call_default_factory=True):
            self.set(name, Brief.model_fields[name].get_default(call_default_factory=True), None)

    def act(self, action: Action) -> None:
        """Ask something of the session, once."""
        if action not in self.actions:
            self.actions.append(action)

    def note(self, text: str) -> None:
        """Tell the user something, once."""
        if text not in self.notes:
            self.notes.append(text)

    def finish(self) -> Edit:
        """The edit: fields whose value differs, and those that were merely implied before."""
        changes = []
        for name, value in self.values.items():
            before, old = getattr(self.brief, name), self.brief.sources.get(name)
            new = self.sources[name]
            firmer = new is not None and new.kind == "stated" and (old is None or old.kind != "stated")
            if value == before and not (firmer and value not in (None, ())):
                continue
            changes.append(
                Change(
                    field=name,
                    before=before,
                    after=value,
                    before_source=old,
                    after_source=new,
                    heard=self.heard.get(name),
                    words=", ".join(self.said.get(name, ())),
                )
            )
        return Edit(
            changes=tuple(changes),
            actions=tuple(self.actions),
            notes=tuple(self.notes),
            ignored=tuple(self.ignored),
        )
