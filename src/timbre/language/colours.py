"""Words that name a genre only where no other is named: beside one they tell a sound, a voice or a use.

Knows nothing of how much each genre weighs (`genres`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timbre.language.match import Match
from timbre.language.reading import Reading
from timbre.language.vocabulary import Entry, Spelling

FAR = 0.9
"""Genres whose energies lie this far apart do not blend by a word that is also a sound (lo-fi, black metal)."""
_USE = re.compile(
    r"\b(?:could|can|may|might|would)(?: also| well| easily| probably| perfectly)? "
    r"(?:(?:be|fit|work|suit|serve|go|accompany)\b)(?! (?:an?|called|described|considered|categori[sz]ed)\b)"
)
_SENTENCE = re.compile(r"[.!?;\n]")
_LOOK_BEHIND = 160
_TOLD = Spelling(Entry("stop", "told beside a genre"), "")


def without_mere_colours(reading: Reading, matches: Sequence[Match]) -> list[Match]:
    """The matches, without the genre of "lo-fi" in "lo-fi black metal", of "rapping" over dubstep, of a use.

    "Could be used in the soundtrack of a drama" says what a folk song is for, not that it is film music.
    """
    named = [(i, s) for i, m in enumerate(matches) if not m.negated and (s := m.of("genre")) is not None]
    uses = {i for i, _ in named if _is_use(reading, matches[i])}
    plain = {id(s.entry): s.entry for i, s in named if not s.hint and i not in uses}
    if not plain:
        return list(matches)
    mended = list(matches)
    for i, spelling in named:
        if (i in uses and id(spelling.entry) not in plain) or _is_colour(matches[i], spelling, plain):
            kept = tuple(other for other in matches[i].spellings if other is not spelling)
            mended[i] = replace(matches[i], spellings=kept or (_TOLD,))
    return mended


def _is_use(reading: Reading, match: Match) -> bool:
    """Whether the sentence so far tells what the music could be used for."""
    return _USE.search(_SENTENCE.split(reading.before(match.start, _LOOK_BEHIND))[-1]) is not None


def _is_colour(match: Match, spelling: Spelling, plain: dict[int, Entry]) -> bool:
    entry = spelling.entry
    if match.of("production") is not None and spelling.text != entry.name:  # "ambient" itself always names it
        return any(abs((other.energy or 0.0) - (entry.energy or 0.0)) >= FAR for other in plain.values())
    if not spelling.hint or all(other is entry for other in plain.values()):
        return False
    return match.of("instrument") is not None
