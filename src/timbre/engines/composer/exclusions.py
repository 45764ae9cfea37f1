"""What `without` takes away: an instrument, a family, a part, or pieces of the drum kit.

Knows nothing of who plays what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from timbre.engines.composer.patterns import LANES
from timbre.engines.composer.players import players
from timbre.engines.composer.score import Part
from timbre.model.brief import Brief

SINGERS = ("voice lead", "choir", "choir oohs", "male choir", "children's choir", "humming")
_GROUPS: dict[str, tuple[str, ...]] = {
    "synth": ("synth", "supersaw", "square lead", "saw lead", "warm pad", "acid bass"),
    "brass": ("brass", "trumpet", "trombone", "french horn", "tuba"),
    "strings": ("strings", "violin", "viola", "cello", "contrabass", "erhu"),
    "vocals": SINGERS,
    "voice": SINGERS,
    "bells": ("bells", "glockenspiel", "music box", "celesta"),
    "woodwinds": (
        *(
            "flute",
            "piccolo",
            "clarinet",
            "oboe",
            "english horn",
            "bassoon",
            "saxophone",
            "recorder",
            "pan flute",
        ),
        *("shakuhachi", "ocarina", "whistle", "shawm"),
    ),
}


PIECES = {
    "hi-hats": ("hat", "open", "pedal"),
    "snare": ("snare", "snare2", "rim"),
    "kick": ("kick", "kick2"),
    "cymbals": ("crash", "crash2", "ride", "ride2", "bell"),
    "toms": ("tom_high", "tom_mid", "tom_low", "tom_floor"),
}
"""Pieces of a drum kit that can be left out, and their lanes."""


def excluded(name: str, role: str, brief: Brief) -> bool:
    """Whether `without` rules out this instrument (by its name, its family's name, or its role).

    Who is asked for by name stays where only a wider word is ruled out: an electric piano, but no piano.
    """
    if role and role_excluded(role, brief):
        return True
    banned = {item.lower() for item in brief.without}
    if name in brief.instruments:
        return name in banned
    return any(is_called(low, name) for low in banned)


def is_called(low: str, name: str) -> bool:
    """Whether `low` (in lower case) means the instrument `name`: its name, a word of it, or its family's name."""
    words = set(name.split())
    if (
        low == name
        or (low in words and not (low == "bass" and _is_treble(name)))
        or name in _GROUPS.get(low, ())
        or (low.endswith("s") and low[:-1] in words)
    ):
        return True
    if low in ("synth", "synths", "synthesizer") and name in _GROUPS["synth"]:
        return True
    return low in ("guitar", "guitars") and "guitar" in words


def _is_treble(name: str) -> bool:
    """Whether an instrument only has "bass" in its name (a bass clarinet)."""
    player = players().get(name)
    return player is not None and player.roles[0] != "bass"


def role_excluded(role: str, brief: Brief) -> bool:
    """Whether `without` rules out a whole part."""
    banned = {item.lower() for item in brief.without}
    if role in banned:
        return True
    if role == "percussion" and banned & {"drums", "drum kit", "beat", "beats"}:
        return True
    if role == "drums" and banned & {"drum kit", "beat", "beats", "percussion"}:
        return bool(banned & {"drum kit", "beat", "beats"})
    return role == "melody" and bool(banned & {"lead", "tune", "lead melody"})


def without_pieces(parts: Iterable[Part], brief: Brief) -> tuple[Part, ...]:
    """The parts without the pieces of the drum kit that `without` names; a part that has nothing left goes."""
    gone = {LANES[lane] for item in brief.without for lane in PIECES.get(item.lower(), ())}
    kept = (
        replace(part, notes=tuple(note for note in part.notes if note.pitch not in gone))
        if part.is_drums
        else part
        for part in parts
    )
    return tuple(part for part in kept if part.notes)
