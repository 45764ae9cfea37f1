"""The edits of `language`, as the conversation asks for them. Knows nothing of sessions."""

from __future__ import annotations

from timbre.language.edits.edit import Edit, Playing, apply
from timbre.model.brief import Brief


class WordEdits:
    """Reads lines with the grammar of `language.edits`."""

    def read(
        self, text: str, brief: Brief, current: Playing, *, force: bool = False, previous: Edit | None = None
    ) -> Edit | None:
        """The edit in `text`; None if it reads like a new idea. `previous`: what "more" and "too much" mean."""
        from timbre.language.edits import read_edit

        return read_edit(text, brief, current=current, force=force, previous=previous)

    def apply(self, edit: Edit, brief: Brief) -> Brief:
        """`brief` with the edit made."""
        return apply(edit, brief)

    def describe(self, edit: Edit) -> str:
        """The edit in words."""
        from timbre.language.edits import describe

        return describe(edit)
