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
    r"|surprise me(?: again)?|roll the dice|shuffle it"
    r"|(?:(?:do |try |run )?(?:it )?(?:again|once more) )?(?:with |using |use )?(?:a |an )?(?:different"
    r"|new|another"
    r"|fresh|other) (?:random )?seed"
    r"|(?:give me |give us |do |make |show me )?something (?:(?:completely|totally|entirely|very"
    r"|quite) )?(?:else|different|new)|else"
    r"|(?:change|redo|rewrite|re-?roll|regenerate) (?:everything|it all|all of it))"
)
_VARIATIONS = re.compile(
    rf"(?:(?:give|show|make|do|generate|create|try)(?: me| us)? )?(?:(?!more|other|different|new"
    rf"|quick){_N} )?(?:more |other |different "
    rf"|new |quick )*"
    r"(?:variations?|versions|alternatives|options|takes|alternates)(?: (?:of|on) (?:it|this|that))?"
)
_OVER = re.compile(
    r"(?:start|begin) (?:over|again|afresh|from scratch)|from scratch|clean slate|new (?:song|idea|piece"
    r"|track)"
)
_MORE_TAKES = re.compile(
    rf"(?:(?:give|show|make|do|generate|create|try)(?: me| us)? )?{_N} (?:more|others)(?: (?:of (?:these"
    rf"|those|them|this)|like this|please))?"
)
_LIST = r"(?P<parts>.+)"
_NEW = re.compile(
    r"(?:same )?(?:with |give it |give me |use |try |make |write |do )*"
    rf"(?:another|a new|new|a different|different|a fresh|fresh|some new|other|an other) {_LIST}"
    rf"|(?:change|rewrite|vary|re-?roll|regenerate|redo|reseed|rework|mix up"
    rf"|switch up) (?:up )?{_LIST.replace('parts', 'parts2')}"
)
_ALL_BUT = re.compile(
    r"(?:keep |leave |hold |lock )?(?:everything|all|it all|the rest)(?: (?:else|the same|as it is|as is"
    r"|stays|stays the same))*"
    r" (?:but|except(?: for)?|apart from|other than|besides|save) (?P<parts>.+?)(?: (?:the same|as is"
    r"|as it is))?"
    r"|(?:only|just) (?:change|vary|rewrite|redo|re-?roll|touch) (?P<parts2>.+)"
    r"|(?:change|vary|rewrite|redo|re-?roll) (?:only|just|nothing but) (?P<parts3>.+)"
)
_ALL_ELSE = re.compile(
    r"(?:change|vary|redo|rewrite|re-?roll|regenerate|replace|make|new|let) (?:everything|all|all of"
    r"|the rest|anything)"
    r"(?: else| of it)*(?: (?:new|different|anew|change))?"
)
_DISLIKED = re.compile(
    r"(?:i )?(?:don'?t (?:really )?like|do not like|hate|am not (?:a fan of|keen on)|not a fan of"
    r"|not keen on) (?P<who>.+)"
    r"|(?P<who2>.+?) (?:is|are|sounds?) (?:a bit |so |really |too |kind of |pretty )*(?:boring|bad"
    r"|annoying|dull|repetitive|wrong"
    r"|ugly|off|weird|not (?:good|great|right|nice)|terrible|awful|cheesy|bland|not working)"
)
_KEEP = re.compile(
    rf"(?:keep|hold|lock|leave|freeze|hold on to|don'?t (?:touch|change)|do not (?:touch|change)"
    rf"|(?:the )?same|with the same) {_LIST}"
)
_REST = re.compile(
    r"(?:keep |leave |hold )?(?:everything|the rest|all|all of it|it|everything else|as is)(?: (?:else"
    r"|the same|as it is|as is|alone|otherwise))*"
)
_PASSED = ("the", "its", "those", "these", "a", "same", "part", "parts")
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
    if _OVER.fullmatch(text):
        draft.note("Say the new idea; /new takes any words for one.")
        return True
    more = _MORE_TAKES.fullmatch(text)
    if more is not None and (count := count_of(more["n"])) is not None and count > 0:
        draft.act(Action(kind="variations", count=min(MOST_VARIATIONS, count)))
        return True
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
    if _ALL_ELSE.fullmatch(clause.text):
        if not any(action.kind == "keep_parts" for action in draft.actions):
            draft.act(Action(kind="reseed"))
        return True
    keep, new = _KEEP.fullmatch(clause.text), _NEW.fullmatch(clause.text)
    if _REST.fullmatch(clause.text):
        return clause.text.split()[0] in ("keep", "leave", "hold") or clause.made
    disliked = _DISLIKED.fullmatch(clause.text)
    parts = parts_of(disliked["who"] or disliked["who2"]) if disliked is not None else ()
    if parts and "drums" not in parts:
        _join(draft, "reseed", parts)
        return True
    but = _ALL_BUT.fullmatch(clause.text)
    parts = parts_of(but["parts"] or but["parts2"] or but["parts3"]) if but is not None else ()
    if parts:
        _join(draft, "reseed", parts)
        draft.verb = "new"
        return True
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
    found = []
    for item in re.split(r",? and |, | & ", text):
        words = [word for word in item.split() if word not in _PASSED]
        name = grammar().parts.get(" ".join(words))
        if name is None:
            return ()
        found.append(name)
    return tuple(dict.fromkeys(found))


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
