"""What holds for every edit, for the tests of edits."""

from __future__ import annotations

from timbre.language.edits import Edit, apply, describe, invert
from timbre.model.brief import Brief


def check_laws(edit: Edit, brief: Brief) -> Brief:
    """The brief after `edit`: it is valid, turns around, survives JSON and reads back in words."""
    after = apply(edit, brief)
    assert Brief.model_validate(after.model_dump()) == after
    assert apply(invert(edit), after) == brief
    assert apply(invert(invert(edit)), brief) == after
    assert Edit.model_validate_json(edit.model_dump_json()) == edit
    assert describe(edit)
    assert describe(invert(edit))
    return after
