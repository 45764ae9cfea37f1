"""Clauses about how one player sounds: softer piano, make the kick punchier and brighter, more reverb on the snare.

Knows nothing of levels in decibels, sides and octaves (`players`).
"""

from __future__ import annotations

import re

from timbre.language.edits.clauses import Clause
from timbre.language.edits.comparatives import base_of
from timbre.language.edits.draft import Draft
from timbre.language.edits.grammar import grammar
from timbre.language.edits.touching import change_players, touched, who, with_sound, without_sound
from timbre.language.touches import Touch, touch_of
from timbre.model.brief import PartWish

_COMPLAINT = re.compile(
    r"(?P<who>.+?) (?:is|are|sounds?|feels?) (?:less |a bit |so |rather |pretty |quite )*(?P<how>[a-z]+)"
)
_BARE = re.compile(
    r"(?:remove|no|take|strip|drop|without|turn off)(?: all)?(?: the)? (?:effects?|fx"
    r"|processing)(?: off)? (?:on|from|of|off|for) (?P<who>.+)"
)
Said = tuple[Touch, bool, str]
"""A touch, whether less of it is asked for, and the adjective."""
_ON = frozenset(("on", "to", "for", "from", "in", "off", "at", "into", "over", "of"))
_NONE = frozenset(
    ("remove", "take", "cut", "drop", "lose", "no", "without", "kill", "off", "out", "strip", "any")
)
_LESS = frozenset(("less", "reduce", "lower", "half", "halve", "down", "back", "fewer", "decrease"))
_MORE = frozenset((
    "add", "bring", "put", "give", "have", "use", "with", "apply", "increase", "raise", "boost", "more", "extra",
    "some", "lot", "lots", "heavy", "light", "double", "twice", "as", "much", "up", "turn", "dial", "in", "a", "an",
    "the", "of", "touch", "hint", "bit", "little", "splash", "dash", "tad",
))  # fmt: skip
_AMOUNTS = _NONE | _LESS | {"with", "more", "some", "extra", "a", "lot", "of", "much"}
_DEGREES = _NONE | _LESS | _MORE
_GIVE = re.compile(r"^(?:give|make|have|let|play|want|leave|keep) ")
_HAS = re.compile(r" (?:have|has|get|gets|is|are)$")
_BE = re.compile(
    r"(?: (?:is|are|be|to be|should be|sound|sounds|feel|feels|played|play|plays|a|into|more like|go"
    r"|being))+$"
)
_PACE = re.compile(r"(?:an? )?(?:more |less )?(?:slow|fast|quick|rapid|speedy|rush)(?:er|ed)?")
_BEAT = ("drums", "chords")
_INSTEAD_OF = {"reverb": "dry", "echo": "dry", "distorted": "clean", "wide": "mono", "lo-fi": "clean"}


def read_sounding(clause: Clause, draft: Draft) -> bool:
    """Whether the clause says how single players sound; sets their wishes."""
    return _noun_on(clause, draft) or _with_noun(clause, draft) or _touch(clause, draft)


def _noun_on(clause: Clause, draft: Draft) -> bool:
    """ "more reverb on the snare", "take the distortion off the guitar"."""
    bare = _BARE.fullmatch(clause.text)
    names = who(bare["who"], draft) if bare is not None else ()
    if names:
        change_players(
            draft,
            names,
            lambda wish: with_sound(without_sound(wish, wish.production), "dry", keep_word=False),
        )
        return True
    words = clause.text.split()
    for at in range(1, len(words) - 1):
        if words[at] not in _ON:
            continue
        head = words[:at]
        noun, degrees = _noun_of(head)
        if noun is None or not all(word in _DEGREES for word in degrees):
            continue
        names = who(" ".join(words[at + 1 :]), draft)
        if names:
            way = {*degrees, words[at] if words[at] == "off" else ""}
            return _say(clause, draft, names, noun, way)
    return False


def _with_noun(clause: Clause, draft: Draft) -> bool:
    """ "give the kick more punch", "the piano without reverb"."""
    words = _GIVE.sub("", clause.text).split()
    if words[-2:] in (["on", "it"], ["to", "it"]):
        words = words[:-2]
    noun, before = _noun_of(words)
    if noun is None:
        return False
    end = len(before)
    while end and before[end - 1] in _AMOUNTS:
        end -= 1
    if end in (0, len(before)):
        return False
    names = who(_HAS.sub("", " ".join(before[:end])), draft)
    return bool(names) and _say(clause, draft, names, noun, set(before[end:]))


def _noun_of(words: list[str]) -> tuple[Touch | None, list[str]]:
    """The touch that the last words are a noun of, and the words before them."""
    known = grammar().touch_nouns
    for size in (3, 2, 1):
        name = known.get(" ".join(words[-size:])) if len(words) >= size else None
        if name is not None:
            return touch_of(name), words[:-size]
    return None, words


def _say(clause: Clause, draft: Draft, names: tuple[str, ...], touch: Touch, way: set[str]) -> bool:
    none = bool(way & _NONE)
    less = bool(way & _LESS) or re.search(r"\btoo much\b", clause.plain.lower()) is not None

    def change(wish: PartWish) -> PartWish:
        sounds = touch.production
        if none and sounds:
            dry = with_sound(wish, _INSTEAD_OF.get(sounds[0], ""), keep_word=False)
            plain = without_sound(wish, sounds)
            return plain if plain != wish and sounds[0] not in draft.get("production") else dry
        return touched(wish, touch, clause.amount, less=none or less)

    change_players(draft, names, change)
    return True


def _touch(clause: Clause, draft: Draft) -> bool:
    """ "softer piano", "the drums are less busy", "make the kick punchier and louder"."""
    if clause.joined and draft.about and (said := _touches(clause.text, plain=True)):
        return _apply(clause, draft, draft.about, said)
    complaint = _COMPLAINT.fullmatch(clause.text)
    cure = grammar().complaints.get(complaint["how"]) if complaint is not None else None
    names = who(complaint["who"], draft) if complaint is not None and cure is not None else ()
    touch = touch_of(cure) if cure is not None else None
    if names and touch is not None:
        return _apply(clause, draft, names, [(touch, False, touch.name)])
    words = clause.text.split()
    for size in (2, 1):
        name = grammar().touch_verbs.get(" ".join(words[:size]))
        rest = re.sub(r" (?:up|out|down|back)$", "", " ".join(words[size:]))
        names = who(rest, draft) if name is not None and rest else ()
        touch = touch_of(name) if name is not None else None
        bare = touch_of(" ".join(words[:size])) is not None and not rest.startswith(("the ", "its "))
        if names and touch is not None and not bare:
            return _apply(clause, draft, names, [(touch, False, touch.name)])
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        said = _touches(tail, plain=True)
        names = who(_BE.sub("", head), draft) if said else ()
        if said and names and not _is_pace(tail, names):
            return _apply(clause, draft, names, said)
    for cut in range(len(words) - 1, 0, -1):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        said = _touches(head, plain=clause.made or draft.force)
        names = who(tail, draft) if said else ()
        if said and names and not _is_pace(head, names):
            draft.verb = head if len(said) == 1 else ""
            return _apply(clause, draft, names, said)
    return False


def _is_pace(word: str, names: tuple[str, ...]) -> bool:
    """ "a faster beat" is about the tempo."""
    return any(name in _BEAT for name in names) and _PACE.fullmatch(word) is not None


def _touches(phrase: str, *, plain: bool) -> list[Said]:
    """The touches a phrase is made of, [] when it says anything else: "softer", "more gentle and less busy"."""
    found = []
    for said in re.split(r"\s*,\s*|\s+and\s+", phrase.strip()):
        item = said.removeprefix("a ").replace("no longer ", "less ")
        degree, _, rest = item.partition(" ")
        word = rest if degree in ("more", "less", "very", "really", "so") and rest else item
        touch = touch_of(word) or touch_of(base_of(word))
        compared = word != item or word.endswith("er")
        if touch is None or touch.voice or not (plain or compared):
            return []
        found.append((touch, degree == "less", touch.name if word.endswith("er") else word))
    return found


def _apply(clause: Clause, draft: Draft, names: tuple[str, ...], said: list[Said]) -> bool:
    def change(wish: PartWish) -> PartWish:
        for touch, less, word in said:
            wish = touched(wish, touch, clause.amount, less=less, word=word)
        return wish

    change_players(draft, names, change)
    return True
