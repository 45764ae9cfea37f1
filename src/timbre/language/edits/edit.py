"""Edit: what a follow-up line changes, as data. It applies to a Brief, turns around, and survives JSON.

Knows nothing of words: `reading` makes edits, `words` reads them back.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from timbre.model.brief import Brief, Source

ActionKind = Literal["reseed", "keep_parts", "variations", "undo", "redo", "back_to", "loudness"]
MOST_VARIATIONS = 16
EDITED = Source(kind="stated", because="edit")


class Playing(BaseModel):
    """Facts of the take being edited, used where its Brief says nothing. None: not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bpm: float | None = None
    key: str | None = None
    metre: str | None = None
    seconds: float | None = None
    instruments: tuple[str, ...] = ()
    """Canonical names of everything that is heard."""
    sections: tuple[tuple[str, float], ...] = ()
    """Section name and start in seconds."""


class Change(BaseModel):
    """One Brief field from `before` to `after`, with the sources on both sides (None: a default)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    before: Any = None
    after: Any = None
    before_source: Source | None = None
    after_source: Source | None = None
    heard: Any = None
    """What the take does where the Brief says nothing: stands in for None when read back, never applied."""
    words: str = ""
    """The user's words that led to it."""

    @model_validator(mode="before")
    @classmethod
    def _typed(cls, data: Any) -> Any:
        """`before` and `after` as the Brief holds them: JSON's lists become tuples, ranges are checked."""
        if not isinstance(data, dict):
            return data
        name = data.get("field")
        if not isinstance(name, str) or name not in Brief.model_fields or name == "sources":
            raise ValueError(f"{name!r} is not a field of a brief that can be edited")
        typed = {
            side: getattr(Brief.model_validate({name: data[side]}), name)
            for side in ("before", "after")
            if side in data
        }
        return {**data, **typed}


class Action(BaseModel):
    """Something an edit asks of the session rather than of the Brief.

    `reseed`: new seed (for `parts` alone when there are any); `keep_parts`: new seed for all but `parts`;
    `variations`: `count` takes; `undo`, `redo`: `count` steps; `back_to`: take number `count`, from 1;
    `loudness`: the whole mix louder by `amount_db`, a matter of mastering.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ActionKind
    parts: tuple[str, ...] = ()
    count: int = Field(default=1, ge=1, le=100_000)
    amount_db: float = Field(default=0.0, ge=-24, le=24)


class Edit(BaseModel):
    """Everything one line asks for. `notes` tell what could not be done, `ignored` what was not understood."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    changes: tuple[Change, ...] = ()
    actions: tuple[Action, ...] = ()
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def apply(edit: Edit, brief: Brief) -> Brief:
    """`brief` with every change made. Actions are the session's business. The result is a valid Brief."""
    fields: dict[str, Any] = {name: getattr(brief, name) for name in Brief.model_fields}
    sources = dict(brief.sources)
    for change in edit.changes:
        fields[change.field] = change.after
        if change.after_source is None:
            sources.pop(change.field, None)
        else:
            sources[change.field] = change.after_source
    return Brief.model_validate({**fields, "sources": sources})


def invert(edit: Edit) -> Edit:
    """The edit that takes `edit` back: `apply(invert(e), apply(e, b)) == b` for the Brief `b` it was read for.

    Undo and redo change places. Seeds are no part of a Brief: what re-rolled them has no inverse and is left out.
    """
    turned = {"undo": "redo", "redo": "undo"}
    changes = tuple(
        change.model_copy(
            update={
                "before": change.after,
                "after": change.before,
                "before_source": change.after_source,
                "after_source": change.before_source,
            }
        )
        for change in reversed(edit.changes)
    )
    actions = tuple(
        action.model_copy(update={"kind": turned[action.kind]})
        if action.kind in turned
        else action.model_copy(update={"amount_db": -action.amount_db})
        for action in reversed(edit.actions)
        if action.kind in (*turned, "loudness")
    )
    return Edit(changes=changes, actions=actions)
