"""Clauses that push a take somewhere: slower, much darker, less reverb, more energy, more swing.

Knows nothing of which words push where: that is `grammar.toml`.
"""

from __future__ import annotations

import re

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.grammar import Direction, grammar
from timbre.language.edits.numbers import scale_length, set_bpm, tempo_now
from timbre.language.vocabulary import vocabulary

TEMPO_STEP = 0.15
AXIS_STEP = 0.3
"""15 % of the way from -1 to 1."""
SWING_STEP = 0.25
LENGTH_STEP = 0.5
_DEGREE = re.compile(
    r"(?P<way>add(?: some| more| a)?|more|less|fewer|increase|decrease|reduce|raise|lower|turn up|double"
    r"|halve|turn down|up|no|without|zero|remove|boost|extra|lots of|cut) (?:of )?(?:the )?(?:all )?"
)
_DOWN = ("less", "fewer", "decrease", "reduce", "lower", "turn down", "halve", "cut")
_NONE = ("no", "without", "zero", "remove")
_HAS_NONE = ("swinging",)
"""Directions of which there can be none at all."""
_CONTRADICTS = {"valence": 0.2, "energy": 0.3}


def read_push(clause: Clause, draft: Draft) -> str | None:
    """What is left of the clause after a direction, "" for nothing; None when it gives no direction."""
    words = clause.text.split()
    for size in range(len(words), 0, -1):
        found = direction_of(" ".join(words[:size]), made=clause.made)
        if found is not None:
            direction, less = found
            if clause.text.split()[0] in _NONE:
                draft.set("swing", 0.0)
            else:
                push(direction, clause.amount, draft, less=less)
            return " ".join(words[size:])
    return None


def direction_of(phrase: str, *, made: bool) -> tuple[Direction, bool] | None:
    """The direction a phrase names, and whether it asks for less of it."""
    words = grammar()
    name = words.forms.get(phrase) or (words.bases.get(phrase) if made else None)
    if name is not None:
        return words.directions[name], False
    degree = _DEGREE.match(phrase)
    if degree is None:
        return None
    rest = phrase[degree.end() :]
    named = words.nouns.get(rest)
    if degree["way"] in _NONE and named not in _HAS_NONE:
        return None
    if named is None and degree["way"] in ("more", "less"):
        named = words.bases.get(rest) or words.forms.get(rest)
    return (words.directions[named], degree["way"] in _DOWN) if named is not None else None


def push(direction: Direction, amount: float, draft: Draft, *, less: bool = False) -> None:
    """Move every axis of the direction by `amount` usual steps, within its range."""
    if less:
        if direction.production and direction.production in draft.get("production"):
            take_out(direction.production, draft)
            return
        direction = grammar().directions[direction.less]
    for axis, part in direction.axes:
        if axis == "tempo":
            set_bpm(draft, tempo_now(draft) * (1 + part * TEMPO_STEP * amount))
        elif axis == "length":
            grow = 1 + LENGTH_STEP * amount
            scale_length(draft, grow if part > 0 else 1 / grow)
        elif axis == "swing":
            _nudge("swing", part * SWING_STEP * amount, 0.0, draft)
        else:
            _nudge(axis, part * AXIS_STEP * amount, -1.0, draft)
            if abs(part) == 1 and axis in _CONTRADICTS:
                _let_go(axis, part, draft)
    if direction.production:
        put_in(direction.production, draft)


def _nudge(axis: str, step: float, low: float, draft: Draft) -> None:
    before = draft.get(axis)
    if before is None:
        draft.heard[axis] = 0.0
    after = round(min(1.0, max(low, (before or 0.0) + step)), 3)
    if axis == "swing" and before is None and after == 0.0:
        draft.set("swing", 0.0)  # the style may swing by itself
    elif after == (before or 0.0):
        draft.note(f"{axis.capitalize()} is at its end already ({after:g}).")
    else:
        draft.set(axis, after)


def _let_go(axis: str, part: float, draft: Draft) -> None:
    """Moods that say the opposite of where the take is pushed are dropped."""
    kept = tuple(name for name in draft.get("moods") if part * _of_mood(name, axis) >= -_CONTRADICTS[axis])
    if kept != draft.get("moods"):
        if kept:
            draft.set("moods", kept)
        else:
            draft.clear("moods")


def _of_mood(name: str, axis: str) -> float:
    entry = vocabulary().named("mood", name)
    return float(getattr(entry, axis) or 0.0) if entry is not None else 0.0


def put_in(word: str, draft: Draft) -> None:
    """Add a production word; those it rules out go."""
    opposites = grammar().opposites.get(word, ())
    before = draft.get("production")
    after = tuple(name for name in before if name not in opposites)
    after = after if word in after else (*after, word)
    if after == before:
        draft.note(f"The sound is {word} already.")
    else:
        draft.set("production", after)


def take_out(word: str, draft: Draft) -> None:
    """Remove a production word; where it was never asked for, ask for its opposite if it has one."""
    before = draft.get("production")
    if word in before:
        left = tuple(name for name in before if name != word)
        if left:
            draft.set("production", left)
        else:
            draft.clear("production")
    elif word in ("reverb", "wide", "distorted", "lo-fi"):
        put_in({"reverb": "dry", "wide": "mono"}.get(word, "clean"), draft)
    else:
        draft.note(f"There is no {word} to take out.")
