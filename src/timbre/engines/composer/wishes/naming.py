"""Whom a name in a wish means: an instrument, a family, a part of the band, or a piece of the drum kit.

Knows nothing of what is wished.
"""

from __future__ import annotations

from timbre.engines.composer.exclusions import PIECES, SINGERS, is_called
from timbre.engines.composer.patterns import LANES
from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.seating import DEFAULTS, kit_role, player_of
from timbre.engines.composer.style import Style
from timbre.engines.composer.style_parts import ROLES
from timbre.language.vocabulary import vocabulary

_ROLES = {
    "lead": "melody", "tune": "melody", "lead melody": "melody", "topline": "melody", "beat": "drums",
    "drum kit": "drums", "kit": "drums", "arpeggio": "arp", "comping": "chords", "pads": "pad", "effects": "fx",
    "bassline": "bass", "counter-melody": "counter", "countermelody": "counter",
}  # fmt: skip
"""Other names of parts."""
_HAND_PERCUSSION = {
    "hi-hat": PIECES["hi-hats"],
    "hats": PIECES["hi-hats"],
    "crash": ("crash", "crash2"),
    "ride": ("ride", "ride2", "bell"),
    "rimshot": ("rim",),
    "congas": ("conga_mute", "conga_high", "conga_low"),
    "bongos": ("bongo_high", "bongo_low"),
    "woodblock": ("block_high", "block_low"),
    **{
        lane: (lane,)
        for lane in ("clap", "rim", "shaker", "tambourine", "cowbell", "claves", "cabasa", "triangle")
    },
}
"""Single sounds of a kit or of percussion, beside the pieces that `without` knows."""
Seat = tuple[str, str]
"""Who plays: part and instrument."""


def role_named(name: str) -> str | None:
    """The part of the band that `name` means; None when it means none."""
    low = name.lower()
    role = _ROLES.get(low, low)
    return role if role in ROLES else None


def keys_named(name: str) -> frozenset[int]:
    """The General MIDI drum keys of a piece of the kit; empty when `name` is none."""
    low = name.lower()
    lanes = PIECES.get(low) or _HAND_PERCUSSION.get(low, ())
    return frozenset(LANES[lane] for lane in lanes)


def is_meant(name: str, seat: Seat) -> bool:
    """Whether a wish for `name` is about the player at `seat` (for a piece of the kit: about some of its hits)."""
    role, instrument = seat
    low = name.lower()
    if keys_named(low):
        return role in ("drums", "percussion")
    if role_named(low) is not None:
        return role_named(low) == role
    if low in ("vocals", "voice", "voices", "singer"):
        return instrument in SINGERS
    return is_called(low, instrument)


def seats_meant(name: str, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """The players a wish for `name` is about.

    The one kind of drums there is answers to the name of the other, and a family's name means all of it.
    """
    meant = tuple(seat for seat in seats if is_meant(name, seat))
    if meant:
        return meant
    other = {"drums": "percussion", "percussion": "drums"}.get(role_named(name) or "")
    if other is not None:
        return tuple(seat for seat in seats if seat[0] == other)
    family = _family(name.lower())
    return tuple(seat for seat in seats if family and family == _family_of(seat[1]))


def _family(name: str) -> str | None:
    """The family a general word names ("keyboard", "brass"); None for a word that names one instrument."""
    entry = vocabulary().named("instrument", name)
    if entry is None:
        return None
    return entry.family if entry.choices or entry.family == entry.name else None


def _family_of(instrument: str) -> str | None:
    entry = vocabulary().named("instrument", instrument)
    return None if entry is None else entry.family


def newcomer(name: str, lead: dict[str, str], style: Style) -> Seat | None:
    """The seat of somebody who is not in the cast: a free part of theirs, else the one they suit best.

    None for a name that means nobody.
    """
    low = name.lower()
    if keys_named(low):
        return "drums", lead.get("drums") or _usual("drums", style)
    role = role_named(low)
    if role is not None:
        return role, player_of(role, {role: _usual(role, style)})
    if low in KITS:
        return kit_role(low, style), low
    instrument = _instrument(low, style)
    player = players().get(instrument)
    if player is None:
        return None
    fitting = [role for role in player.roles if role in ROLES]
    if player.sustained and player.chords and "pad" not in fitting:
        fitting.append("pad")
    free = [role for role in fitting if role not in lead]
    return (free or fitting or ["melody"])[0], instrument


def _usual(role: str, style: Style) -> str:
    options: dict[str, float] = style.instruments.get(role) or {DEFAULTS[role]: 1.0}  # type: ignore[call-overload]
    return max(options, key=lambda name: options[name])


def _instrument(name: str, style: Style) -> str:
    """The instrument that a general word stands for in a style ("guitar", "vocals")."""
    if name in ("vocals", "voice", "voices", "singer"):
        return SINGERS[0]
    entry = vocabulary().named("instrument", name)
    choices = dict(entry.choices) if entry is not None else {}
    return choices.get(style.name) or choices.get("default") or name
