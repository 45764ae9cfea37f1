"""How a piece starts and ends: "starts with solo bass", "ends quietly".

Knows nothing of sections.
"""

from __future__ import annotations

import re
from dataclasses import replace

from timbre.language.placing.scene import ONLY_AFTER, Happening, Scene, list_from, silence
from timbre.language.touches import adverb_of, touch_of
from timbre.language.vocabulary.entries import Spelling

_OPENS = re.compile(
    r"\b(?P<edge>start(?:s|ed|ing)?|begin(?:s|ning)?|began|open(?:s|ed|ing)?|kick(?:s|ed)? off"
    r"|end(?:s|ed|ing)?|finish(?:es|ed|ing)?|close[sd]?|closing|conclud(?:es?|ing)|wraps? up)"
    r"(?: (?:off|out|up|softly|gently|slowly|quietly|simply))? (?:with|on|as|in|to) "
)
_HINTS = ("start", "begin", "began", "open", "kick", "end", "finish", "clos", "conclud", "wrap")
_ENDS = ("en", "fi", "cl", "co", "wr")
_SINGLE = re.compile(r" (?:fill|roll|crash|hit|stab|note|chord|riff|lick|flourish|swell)s?\b")
_EDGE_FEELS = re.compile(
    r"\b(?P<edge>start(?:s|ing)?|begin(?:s|ning)?|open(?:s|ing)?|end(?:s|ing)?|finish(?:es|ing)?|clos(?:es|ing)) "
    r"(?:off |out |very |really |super |quite ){0,2}(?P<how>[a-z-]{3,16})\b(?! (?:with|note))"
)
_DROPS_OUT = re.compile(r"bass (?=(?:(?:drops?|falls?) (?:out|away)|kicks? in(?! the))\b)")


def mend_bass(scene: Scene) -> None:
    """ "the bass drops out" is no bass drop, "the bass kicks in" no bass drum."""
    bass = scene.reading.words.named("instrument", "bass")
    for i, match in enumerate(scene.marked):
        if bass is not None and match.last - match.first == 2 and _DROPS_OUT.match(scene.folded, match.start):
            end = match.start + len("bass")
            spelled = (Spelling(bass, "bass"),)
            scene.marked[i] = replace(match, spellings=spelled, last=match.first + 1, end=end)


def read_openings(scene: Scene) -> None:
    """ "starts with solo bass", "ends with piano alone"."""
    for found in scene.reading.each(_OPENS, *_HINTS):
        items = list_from(scene, found.end())
        if not items:
            continue
        where = "end" if found["edge"][:2] in _ENDS else "start"
        last = scene.marked[items[-1]].end
        seen = tuple(s for i in items if (s := scene.seen(i)))
        after = scene.after(last)
        if after is not None and after.where != where:
            continue
        if where == "end" and _SINGLE.match(scene.folded, last):
            happening = Happening(((where, None),), found.start(), last, add=seen)
        else:
            happening = Happening(((where, None),), found.start(), last, only=seen)
        alone = ONLY_AFTER.match(scene.folded, last)
        scene.note(happening, (found.start(), found.end()), (last, alone.end() if alone else last))
        for i in items:
            scene.plays_here(i)


def read_edges(scene: Scene) -> None:
    """ "starts quiet and ends loud"."""
    for found in scene.reading.each(_EDGE_FEELS, *_HINTS):
        touch = touch_of(found["how"]) or adverb_of(found["how"])
        if touch is None or not touch.energy:
            continue
        follower = next((i for i in scene.near(found.end(), found.end() + 2)), None)
        if follower is not None and scene.seen(follower) is not None:
            continue
        where = "end" if found["edge"][:2] in _ENDS else "start"
        scene.note(Happening(((where, None),), *found.span(), energy=touch.energy), found.span())
        silence(scene, found.start("how"), found.end())
