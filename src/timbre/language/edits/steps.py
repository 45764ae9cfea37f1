"""Clauses about takes rather than music: again, variations, keep the drums, undo, back to the second one.

Knows nothing of sessions: they become actions.
"""

from __future__ import annotations

import re

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.edit import MOST_VARIATIONS, Action
from timbre.language.edits.grammar import grammar
from timbre.language.numbers import read_numbers
from timbre.language.text import read_text

_N = r"(?P<n>\d{1,5}|a couple(?: of)?|a few|some|several|[a-z]+)"
_UNDO = re.compile(
    r"(?:undo|revert|go back|step back|take (?:it|that) back|put (?:it|that) back|scrap (?:it|that)"
    r"|never ?mind)"
    rf"(?: (?:it|that|this|once|twice|all|(?:the )?last(?: (?:one|change|edit|step|thing))?|one"
    rf"|(?:the last |by )?{_N}(?: steps?| times| changes| edits| takes)?))?"
)
_REDO = re.compile(
    rf"redo(?: (?:it|that|this|once|twice|(?:the last )?{_N}(?: steps?| times| changes| edits)?))?"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = rf"(?P<ordinal>{'|'.join(_ORDINALS)}|original|\d{{1,4}}(?:st|nd|rd|th))"
_NOUN = r"(?: (?:one|take|version|try|attempt|variation|result))"
_BETTER = r"(?: (?:was )?(?:better|best|more|most))"
_BACK = re.compile(
    r"(?:(?:go |take (?:me|us) )?back to|return to|revert to|restore|(?:i )?(?:liked|preferred|prefer)"
    r"|pick|choose|use|load)"
    rf"(?: (?:the|take|number|version|no|#))* ?"
    rf"(?:{_ORDINAL}{_NOUN}?|(?P<number>\d{{1,4}})"
    rf"|(?P<before>previous|last|one before|before|what it was|how it was){_NOUN}?){_BETTER}?"
    rf"|the {_ORDINAL.replace('ordinal', 'ordinal2')}{_NOUN}{_BETTER}?|(?:take"
    rf"|version) #?(?P<number2>\d{{1,4}})"
    rf"|(?:the )?(?P<before2>previous|one before){_NOUN}?{_BETTER}?|the (?P<before3>last){_NOUN}?{_BETTER}"
)
_AGAIN = re.compile(
    r"(?:again|once again|once more|one more time|(?:do|try|play|run|roll|generate) (?:it |that "
    r"|this )?again"
    r"|(?:another|one more|a new|a different|a fresh|different|new|fresh)(?: (?:one|take|version|try|go"
    r"|attempt|seed|roll|variation))?"
    r"|(?:re-?roll|re-?generate|re-?seed|re-?try)(?: (?:it|that|this))?|(?:the )?same(?: (?:thing|one"
    r"|idea|again|prompt))*|it again"
    r"|surprise me(?: again)?|roll the dice|shuffle it)"
)
_VARIATIONS = re.compile(
    rf"(?:(?:give|show|make|do|generate|create|try)(?: me| us)? )?(?:(?!more|other|different|new"
    rf"|quick){_N} )?(?:more |other |different "
    rf"|new |quick )*"
    r"(?:variations?|versions|alternatives|options|takes|alternates)(?: (?:of|on) (?:it|this|that))?"
)
_LIST = r"(?P<parts>.+)"
_NEW = re.compile(
    r"(?:same )?(?:with |give it |give me |use |try |make |write |do )*"
    rf"(?:another|a new|new|a different|different|a fresh|fresh|some new|other|an other) {_LIST}"
    rf"|(?:change|rewrite|vary|re-?roll|regenerate|redo|reseed|rework|mix up"
    rf"|switch up) (?:up )?{_LIST.replace('parts', 'parts2')}"
)
_KEEP = re.compile(
    rf"(?:keep|hold|lock|leave|freeze|hold on to|don'?t (?:touch|change)|do not (?:touch|change)"
    rf"|(?:the )?same|with the same) {_LIST}"
)
_REST = re.compile(
    r"(?:keep |leave |hold )?(?:everything|the rest|all|all of it|it|everything else|as is)(?: (?:else"
    r"|the same|as it is|as is|alone|otherwise))*"
)
_COUNTS = {"a couple": 2, "a couple of": 2, "a few": 3, "some": 3, "several": 4, "twice": 2}


def read_step(clause: Clause, draft: Draft) -> bool:
    """Whether the clause asks for a step in the session; notes the action."""
    text = clause.text
    return _step_back(text, draft) or _new_take(text, draft) or _parts(clause, draft)


def _step_back(text: str, draft: Draft) -> bool:
    back = _BACK.fullmatch(text)
    if back is not None:
        ordinal, number = back["ordinal"] or back["ordinal2"], back["number"] or back["number2"]
        if back["before"] or back["before2"] or back["before3"]:
            draft.act(Action(kind="undo"))
        else:
            draft.act(Action(kind="back_to", count=max(1, _ordinal(ordinal) if ordinal else int(number))))
        return True
    for pattern, kind in ((_UNDO, "undo"), (_REDO, "redo")):
        found = pattern.fullmatch(text)
        if found is None:
            continue
        count = 2 if "twice" in text else count_of(found["n"])
        if count is None:
            return False
        draft.act(Action.model_validate({"kind": kind, "count": max(1, count)}))
        return True
    return False


def _new_take(text: str, draft: Draft) -> bool:
    if _AGAIN.fullmatch(text):
        if not text.startswith(("same", "the same")) or "again" in text:
            draft.act(Action(kind="reseed"))
        else:
            draft.verb = "same"
        return True
    found = _VARIATIONS.fullmatch(text)
    if found is not None:
        count = count_of(found["n"]) if found["n"] else 1 if text.endswith("variation") else 3
        if count is None or count < 1:
            return False
        if count > MOST_VARIATIONS:
            draft.note(f"{count} variations are too many at once: {MOST_VARIATIONS} are made.")
        draft.act(Action(kind="variations", count=min(MOST_VARIATIONS, count)))
        return True
    return False


def _parts(clause: Clause, draft: Draft) -> bool:
    keep, new = _KEEP.fullmatch(clause.text), _NEW.fullmatch(clause.text)
    if _REST.fullmatch(clause.text):
        return clause.text.split()[0] in ("keep", "leave", "hold") or clause.made
    if keep is not None and _REST.fullmatch(keep["parts"]):
        return True
    for found, kind, verb in ((keep, "keep_parts", "keep"), (new, "reseed", "new")):
        said = (found["parts"] or (found["parts2"] if kind == "reseed" else "")) if found is not None else ""
        parts = parts_of(said)
        if parts:
            _join(draft, kind, parts)
            draft.verb = verb
            return True
    return False


def _join(draft: Draft, kind: str, parts: tuple[str, ...]) -> None:
    """One action of a kind holds all its parts."""
    for i, action in enumerate(draft.actions):
        if action.kind == kind and action.parts:
            joined = tuple(dict.fromkeys((*action.parts, *parts)))
            draft.actions[i] = action.model_copy(update={"parts": joined})
            return
    draft.act(Action.model_validate({"kind": kind, "parts": parts}))


def parts_of(text: str) -> tuple[str, ...]:
    """The composer's parts named in "the drums", "bassline": all words must be names. Empty when they are not."""
    words = [
        word for word in text.split() if word not in ("the", "its", "those", "these", "a", "same", "part")
    ]
    name = grammar().parts.get(" ".join(words))
    return (name,) if name is not None else ()


def count_of(text: str | None) -> int | None:
    """ "3", "three", "a couple of" → a number; 1 for nothing, None for what is no number."""
    if not text:
        return 1
    if text in _COUNTS:
        return _COUNTS[text]
    numbers = read_numbers(read_text(text))
    if len(numbers) != 1 or (numbers[0].start, numbers[0].end) != (0, len(text)):
        return None
    return min(100_000, int(numbers[0].value))


def _ordinal(word: str) -> int:
    if word == "original":
        return 1
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(re.sub(r"\D", "", word))
