"""Showing what words mean: `explain`. The terminal side of `timbre.language`."""

from __future__ import annotations

from timbre.cli import explained, output
from timbre.language.describe import dialect_of
from timbre.language.explain import explain, explain_json
from timbre.model.brief import Brief


def show(prompt: str, brief: Brief, *, as_json: bool, engine: str | None = None) -> None:
    """`timbre explain`: the prompt with its meanings marked, a row per field, and what was ignored.

    With `engine`, what that engine would be told instead. Raises UnknownNameError for one that reads no words.
    """
    if engine is not None:
        dialect = dialect_of(engine)
        told = dialect.tell(brief, prompt)
        if as_json:
            output.json_line({"for": dialect.name, "told": told.as_json()})
        else:
            explained.show_told(dialect.title, told)
        return
    explanation = explain(prompt, brief)
    if as_json:
        output.json_line({**explain_json(brief), "spans": explained.spans(explanation)})
    else:
        explained.show(explanation)
