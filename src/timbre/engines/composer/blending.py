"""Blends: one style's groove, tempo, form and mix with another's harmony, colours and way of playing a tune.

In "jazzy drum and bass" drum and bass is the base, jazz lends. Knows nothing of how the words are read (`choosing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.style import Style
from timbre.engines.composer.style_parts import Role, SectionKind, Swing
from timbre.theory.metre import parse_metre

COLOURS: tuple[Role, ...] = ("chords", "melody", "pad", "arp", "counter")
"""Parts whose players are shared; drums and bass stay the base's."""
_LENT_SHARE = {"chords": 2.0, "melody": 2.0, "pad": 1.0, "arp": 1.0, "counter": 1.0}
"""How likely a lender's player is, against 1 for the base's."""
_OF_THE_GROOVE = ("stretch", "share", "vary")
"""Fields of the harmony that belong to the base's pace and form."""
_OF_THE_METRE = ("rhythms", "cadences", "shapes", "unit_bars", "rest", "articulation")
"""Fields of the melody that only carry over between metres of as many beats, at like tempi."""
_LIKE_TEMPO = 1.6
_LILT = 0.3
"""How much of a lender's swing a straight base takes on."""
_COARSE = 3
"""Steps of a beat that has no sixteenths."""
_ALONE = 3
"""A base of so few parts is for one player, who shares with nobody."""


def blended(base: Style, lender: Style) -> Style:
    """`base` coloured by `lender`; every field that is not named here stays the base's."""
    power = base.chords.voicing == "power"
    harmony = {name: getattr(base.harmony, name) for name in _OF_THE_GROOVE}
    if power:
        harmony |= {"colour": base.harmony.colour, "plain": base.harmony.plain}
    changes: dict[str, Any] = {
        "harmony": lender.harmony.model_copy(update=harmony),
        "modes": lender.modes,
        "melody": _melody(base, lender),
        "swing": _swing(base, lender.swing),
    }
    if not power:
        lent = {name: getattr(lender.chords, name) for name in ("voicing", "voices", "low", "high")}
        changes["chords"] = base.chords.model_copy(update=lent)
    if len(base.instruments) > _ALONE:
        changes |= _band(base, lender, keeps=("chords",) if power else ())
    return base.model_copy(update=changes)


def blended_mix(base: Style, lender: Style, cast: Mapping[str, str]) -> MixProfile:
    """The base's mix, in which players only the lender knows stand as in its own; the kick ducks as in the base.

    `cast`: part → instrument.
    """
    strips = dict(base.mix.parts)
    for role, instrument in cast.items():
        mine: Mapping[str, float] = base.instruments.get(role, {})  # type: ignore[call-overload]
        theirs: Mapping[str, float] = lender.instruments.get(role, {})  # type: ignore[call-overload]
        if role in (*COLOURS, "percussion") and instrument in theirs and instrument not in mine:
            ducked = base.mix.strip(role).sidechain_db
            strips[role] = lender.mix.strip(role).model_copy(update={"sidechain_db": ducked})
    return base.mix.model_copy(update={"parts": strips})


def _melody(base: Style, lender: Style) -> Any:
    """The lender's way with a tune, in the base's rhythms where the two do not count alike."""
    groups = [len(parse_metre(style.metre).groups) for style in (base, lender)]
    pace = base.tempo.typical / lender.tempo.typical
    if groups[0] == groups[1] and 1 / _LIKE_TEMPO <= pace <= _LIKE_TEMPO and lender.melody.rhythms:
        return lender.melody
    kept = {name: getattr(base.melody, name) for name in _OF_THE_METRE}
    return lender.melody.model_copy(update=kept)


def _swing(base: Style, lender: Swing) -> Swing:
    """A base that swings keeps its swing; a straight one takes on the lender's, of its sixteenths only a lilt."""
    if base.swing.amount > 0 or lender.amount == 0:
        return base.swing
    if lender.unit == 8 and _in_eighths(base):
        return lender
    return Swing(amount=round(_LILT * lender.amount, 3), unit=16)


def _in_eighths(style: Style) -> bool:
    """Whether most beats of its comping and drums divide into eighths at most."""
    texts = [pattern.bars for pattern in style.chords.patterns]
    texts += [text for groove in style.drums.grooves for text in groove.lanes.values()]
    beats = [len(beat) <= _COARSE for text in texts for beat in text.replace("|", " ").split()]
    return 2 * sum(beats) > len(beats)


def _band(base: Style, lender: Style, keeps: tuple[Role, ...]) -> dict[str, Any]:
    """Players shared part by part; parts that only the lender has join where its own sections have them."""
    instruments = dict(base.instruments)
    sections = dict(base.sections)
    changes: dict[str, Any] = {}
    feel = dict(base.feel)
    for role in (*COLOURS, "percussion"):
        lent = lender.instruments.get(role)
        if not lent or role in keeps:
            continue
        if instruments.get(role):
            if role in _LENT_SHARE:
                instruments[role] = _shared(instruments[role], lent, _LENT_SHARE[role])
            continue
        instruments[role] = lent
        changes[role] = getattr(lender, role) if role not in changes else changes[role]
        feel[role] = lender.feel_of(role)
        for name, section in sections.items():
            sections[name] = _joined(section, role, lender.sections.get(name))
    return {**changes, "instruments": instruments, "sections": sections, "feel": feel}


def _shared(mine: Mapping[str, float], theirs: Mapping[str, float], share: float) -> dict[str, float]:
    """Both lists of weights in one: mine add up to 1, theirs to `share`."""
    one, other = sum(mine.values()) or 1.0, sum(theirs.values()) or 1.0
    weights = {name: weight / one for name, weight in mine.items()}
    for name, weight in theirs.items():
        weights[name] = weights.get(name, 0.0) + share * weight / other
    return {name: round(weight, 4) for name, weight in weights.items()}


def _joined(section: SectionKind, role: str, like: SectionKind | None) -> SectionKind:
    """The section with `role` as a part that may play, where the lender's section of that name has it."""
    if like is None or not any(layer.rstrip("?+") == role for layer in like.layers):
        return section
    return section.model_copy(update={"layers": (*section.layers, f"{role}?")})
