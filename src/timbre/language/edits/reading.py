"""A follow-up line in, an Edit out, or None when the line is a new idea.

The rule. A line is cut into clauses, and each is one of:
- plain: only an edit is worded so ("slower", "add strings", "make it jazzier", "undo", "in D minor instead");
- possible: an edit or part of a prompt ("90 bpm", "in D minor", "no drums", "with strings", "30 seconds");
- an idea: it names a genre, mood, instrument, scene or a piece of music without saying what should happen to it
  ("warm lo-fi piano", "rainy night", "a slow song about rain");
- unknown: nothing in it is understood.
One idea makes the whole line a new idea, whatever else it says. Otherwise it is an edit when something plain or
possible was read; unknown clauses are reported, but next to merely possible ones they make it a new idea. After "add",
"drop", "keep" and the like, bare names go on with the list. Captions ("This song is slow") and lines over
MOST_CHARACTERS are ideas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Literal

from timbre.language.edits.absolute import read_absolute
from timbre.language.edits.answers import answer
from timbre.language.edits.band import read_band
from timbre.language.edits.clauses import PLAIN, Clause, clauses_of, shared
from timbre.language.edits.corrections import (
    Correction,
    correction_in,
    directions_of,
    part_back,
    undone,
    was_taken_back,
)
from timbre.language.edits.draft import Draft
from timbre.language.edits.edit import Action, Edit, Playing
from timbre.language.edits.feel import read_feel
from timbre.language.edits.grammar import grammar
from timbre.language.edits.harmony import read_harmony
from timbre.language.edits.keys import read_key
from timbre.language.edits.numbers import read_relative
from timbre.language.edits.other_languages import in_english, whole_line
from timbre.language.edits.places import read_places
from timbre.language.edits.players import read_players
from timbre.language.edits.push import direction_of, read_push
from timbre.language.edits.sections import read_sections
from timbre.language.edits.steps import parts_of, read_step
from timbre.language.edits.things import Things, of_understanding, things_in
from timbre.language.parse import understand
from timbre.language.text import words_of
from timbre.language.touches import touch_of
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief

MOST_CHARACTERS = 400
MOST_CLAUSES = 40
_MOST_OF_A_PLACE = 6
_PLACE = re.compile(r"(?:start|begin|open|end|finish|close)(?: it| off| out)? (?:with|on)\b")
_VERBS = ("add", "drop", "remove", "lose", "no", "without", "more", "less", "another", "skip", "cut")
_PLAIN = (read_step, read_sections, read_places, read_harmony, read_players, read_relative, read_key)
"""Readers of clauses that only edits are worded as, in the order they are asked."""
Verdict = Literal["plain", "possible", "idea", "unknown", "filler"]
_PIECE = re.compile(
    r"\b(?:bangers?|ballads?|jingles?|soundtracks?|anthems?)\b"
    r"|\b(?:an?|some|new) (?!\w+er\b|more\b|less\b)(?:[\w'-]+ ){0,4}(?:songs?|tracks?|beats?|tunes?"
    r"|pieces?|scores?|themes?"
    r"|compositions?)\b"
)

_LIKENED = ("more like ", "less like ", "closer to ")
"""What a take is likened to is no piece that is asked for."""
_ARROW = re.compile(r"\b(tempo|key|metre|length|genre) [^,;→]{1,60}→ ?")
_BRACKET = re.compile(r" ?\([^()]*→[^()]*\)")
"""What edits are read back with ("tempo 80 → 68", "darker (brightness 0 → -0.3)"): said again, it means the new one."""
_CAPTION = re.compile(
    r"\s*(?:this|the) (?:song|clip|track|piece|audio|recording|music)(?: \w+)? "
    r"(?:is|feels|has|features|sounds|contains|starts|consists)\b(?! (?:way |a bit |a little |far |much "
    r"|still )?"
    r"(?:too|not)\b)"
)


def read_edit(
    text: str,
    brief: Brief,
    current: Playing | None = None,
    *,
    force: bool = False,
    previous: Edit | None = None,
) -> Edit | None:
    """What a follow-up line changes in the take made from `brief`, or None for a new idea (the rule is above).

    `current`: facts of the take, used where the Brief is silent ("slower" needs a tempo). `force`: bare names are
    edits too ("strings" adds strings, "jazz" makes it jazz), and only a line without any meaning is None.
    `previous`: the edit that led to the take, which "more" and "too much" mean. Never raises, whatever the string;
    what it costs is bounded.
    """
    if len(text) > MOST_CHARACTERS or not text.strip() or _CAPTION.match(text.lower()):
        return None
    text = _BRACKET.sub("", _ARROW.sub(r"\1 ", text)) if "→" in text else text
    playing, english = current or Playing(), in_english(text)
    wished = correction_in(text) or correction_in(english)
    if wished is not None and previous is not None and (previous.changes or wished.kind == "no"):
        return _corrected(wished, brief, playing, previous)
    found: Edit | None = None
    for put in _readings(text, english):
        read = _read_line(put, Draft(brief, playing, force))
        if read is not None and (found is None or len(read.ignored) < len(found.ignored)):
            found = read
        if found is not None and not found.ignored:
            break
    if found is None and wished is not None:
        return Edit(notes=("Say what should be different: “slower”, “add strings”.",))
    if found is None and (told := answer(text, brief, playing)):
        return Edit(notes=(told,))
    return found


def _readings(text: str, english: str) -> Iterator[str]:
    """The line as typed and as put into English, the likelier first; then as one phrase of another language."""
    yield from dict.fromkeys((text, english) if _is_english(text) else (english, text))
    said = whole_line(text)
    if said != text:
        yield said


def _is_english(text: str) -> bool:
    """Whether every word is one of ours: "warmer" is German, too."""
    known, forms = vocabulary(), grammar()
    return all(
        word in known.known
        or word in known.neutral
        or word in known.common
        or word in forms.words
        or touch_of(word) is not None
        for word in words_of(text)
    )


def _corrected(wished: Correction, brief: Brief, current: Playing, previous: Edit) -> Edit:
    if wished.kind == "no":
        return undone()
    if wished.kind != "more":
        return part_back(previous, brief, wished.size)
    if was_taken_back(previous):
        return part_back(previous, brief, -1.0)
    draft = Draft(brief, current)
    for words in directions_of(previous):
        for clause in shared(list(islice(clauses_of(understand(words)), MOST_CLAUSES))):
            draft.clause = clause.plain
            _read(replace(clause, amount=wished.size, graded=True), draft)
    draft.ignored.clear()
    if not draft.values:
        draft.note("There is nothing of that to add to.")
    return draft.finish()


def _read_line(text: str, draft: Draft) -> Edit | None:
    """The edit in a line by itself."""
    found: list[Verdict] = []
    clauses = list(islice(clauses_of(understand(text)), MOST_CLAUSES + 1))
    if len(clauses) > MOST_CLAUSES:
        return None
    previous: Clause | None = None
    for each in shared(clauses):
        clause = each
        if previous is not None and clause.joined and not clause.graded and previous.graded:
            clause = replace(clause, amount=previous.amount, graded=True)
        draft.clause, before = clause.plain, draft.get("parts")
        found.append(_read(clause, draft))
        draft.about = draft.players if draft.get("parts") != before else ()
        previous = clause
    if "idea" in found or not {"plain", "possible"} & set(found):
        return None
    if "unknown" in found and "plain" not in found:
        return None
    _tidy(draft)
    return draft.finish()


def _tidy(draft: Draft) -> None:
    """ "The same" alone asks for another take; keeping parts means that the rest is new."""
    if any(action.kind == "keep_parts" for action in draft.actions):
        draft.actions = [action for action in draft.actions if action.kind != "reseed" or action.parts]
    if draft.verb == "same" and not draft.values and not draft.actions:
        draft.act(Action(kind="reseed"))


def _read(clause: Clause, draft: Draft) -> Verdict:
    kept = draft.keep()
    verdict = _try(clause, draft)
    if verdict in ("idea", "unknown"):
        draft.go_back(kept)
    if verdict in ("idea", "unknown") and draft.verb:
        verb = draft.verb
        longer = Clause(f"{verb} {clause.text}", clause.plain, clause.amount, clause.graded, False, True)
        listed = verb not in ("no", "with") or clause.joined
        if verb == "make it":
            longer = Clause(clause.text, clause.plain, clause.amount, clause.graded, True, True)
        again = _try(longer, draft) if listed else verdict
        if again in ("plain", "possible"):
            return again
        draft.go_back(kept)
    if verdict == "idea" and draft.force:
        return _forced(clause, draft)
    if verdict == "unknown":
        draft.ignored.append(clause.plain)
    return verdict


def _try(clause: Clause, draft: Draft) -> Verdict:
    if any(reader(clause, draft) for reader in _PLAIN):
        return "plain"
    if _PIECE.search(clause.text) and not clause.text.startswith(_LIKENED):
        return "idea"
    rest, plain, said = read_absolute(clause, draft)
    if said and not rest:
        return "plain" if plain or clause.made else "possible"
    if said:
        named = direction_of(rest, made=True)
        axes = {axis for axis, _ in named[0].axes} if named is not None else set()
        if (axes == {"tempo"} and "bpm" in said) or (axes == {"length"} and said & {"seconds", "bars"}):
            return "plain"  # "faster, to 120 bpm": the number says how much
        clause = Clause(rest, clause.plain, clause.amount, clause.graded, clause.made, clause.joined)
        verdict = _musical(clause, draft)
        if verdict in ("unknown", "filler") and plain:
            return "plain"
        return "possible" if verdict == "filler" else verdict
    return _musical(clause, draft)


def _musical(clause: Clause, draft: Draft) -> Verdict:
    if _about_a_place(clause):
        draft.note("That cannot be changed in one place of a take: say it of the whole.")
        return "possible"
    left = read_push(clause, draft)
    if left is not None:
        draft.verb = "make it" if clause.made else ""
        return _whole_take(left, draft) if left else "plain"
    band = read_band(clause, draft)
    if band is not None:
        return _judged(band[1], band[0], draft, allow_named=True)
    feel = read_feel(clause, draft)
    if feel is not None:
        return _judged(feel, True, draft, allow_named=True)
    things = of_understanding(understand(clause.text))
    if things.anything or things.others:
        return "idea"
    return "unknown" if things.unknown else "filler"


def _about_a_place(clause: Clause) -> bool:
    """ "a longer intro", "add a bridge", "start with just the bass"."""
    words = [word for word in clause.text.split() if word not in ("a", "an", "the")]
    if _PLACE.match(clause.text) and len(words) < _MOST_OF_A_PLACE:
        return True
    told = len(words) > 1 and (words[0] in _VERBS or direction_of(words[0], made=False) is not None)
    return told and words[-1].removesuffix("s") in vocabulary().grammar.sections and not parts_of(words[-1])


def _whole_take(left: str, draft: Draft) -> Verdict:
    """ "simpler drums": a direction for one part or instrument goes for the whole take, and says so."""
    if parts_of(left) == ("drums",) and set(draft.values) <= {"bpm"}:
        return "plain"
    things = things_in(left)
    if things.instruments and not (
        things.sounds or things.genres or things.moods or things.others or things.unknown
    ):
        draft.note(
            f"One part alone cannot be changed that way yet: it goes for the whole take, not only {left}."
        )
        return "plain"
    return _judged(things, True, draft, allow_named=False)


def _judged(things: Things, plain: bool, draft: Draft, *, allow_named: bool) -> Verdict:
    """A clause that was read, by what else is in it."""
    if things.others or (not allow_named and things.anything):
        return "idea"
    if things.unknown and not plain:
        return "idea"
    draft.ignored.extend(things.unknown)
    return "plain" if plain else "possible"


def _forced(clause: Clause, draft: Draft) -> Verdict:
    made = Clause(clause.text, clause.plain, PLAIN, False, True, False)
    for reader in (read_push, read_feel):
        if reader(made, draft) is not None:
            return "plain"
    added = Clause(f"add {clause.text}", clause.plain, PLAIN, False, False, False)
    return "plain" if read_band(added, draft) is not None else "unknown"
