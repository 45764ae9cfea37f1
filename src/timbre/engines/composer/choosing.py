"""Which style, gait and key a brief asks for, or which suit it when it does not say.

Two genres make a blend: the one said as a noun is the base, the one that colours it lends. Knows nothing of notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from timbre.engines.composer.blending import blended, blended_mix
from timbre.engines.composer.character import character_of
from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.patterns import Choice
from timbre.engines.composer.style import Style, Variant, load_style, style_names
from timbre.errors import UnknownNameError
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief
from timbre.model.stream import Stream
from timbre.theory.key import Key, guess_key, key_at, parse_key
from timbre.theory.roman import is_numeral, read_chords
from timbre.theory.scale import is_minor

CALM_STYLE, LIVELY_STYLE = "lo-fi-hip-hop", "pop"
LEAST_LENT = 0.3
"""A genre that weighs less, next to the first, colours nothing."""
_MOOD_SHARE = 1.0
"""What a mode that suits a mood fully weighs next to all of the style's own."""
_THIRDS = {"minor key": True, "major key": False}
"""What a user says of the mode without naming a tonic → whether its third is minor."""
LEAST_TELLING = 0.75
"""Words that say less than this ("pop", "ballad", "electronic") do not colour another genre."""


def choose_style(brief: Brief, seed: int = 0) -> Style:
    """The style a brief asks for, in one of its gaits, coloured by a second genre. Raises UnknownNameError."""
    base, lender = base_and_lender(brief)
    style = in_gait(base, brief, seed)
    return style if lender is None else blended(style, lender)


def choose_mix(brief: Brief, cast: Mapping[str, str]) -> MixProfile:
    """The mix of the style a brief asks for; `cast`: part → instrument. Raises UnknownNameError."""
    base, lender = base_and_lender(brief)
    return base.mix if lender is None else blended_mix(base, lender, cast)


def base_and_lender(brief: Brief) -> tuple[Style, Style | None]:
    """The brief's style, else the first genre's, else one by energy; and the style that colours it.

    Raises UnknownNameError.
    """
    names = style_names()
    if brief.style is not None and brief.style not in names:
        raise UnknownNameError.among("style", brief.style, names)
    genres = sorted(brief.genres, key=lambda pair: -pair[1])
    suited = [(style, weight, name) for name, weight in genres if (style := _style_of(name)) is not None]
    calm = CALM_STYLE if (brief.energy or 0.0) <= 0.15 else LIVELY_STYLE
    base = brief.style or next((style for style, _, _ in suited), calm)
    lent = (style for style, weight, name in suited if style != base and _colours(name, weight))
    lender = next(lent, None)
    return load_style(base), None if lender is None else load_style(lender)


def in_gait(style: Style, brief: Brief, seed: int) -> Style:
    """The style in the metre and tempo of one of its variants: the metre asked for, else one by weight."""
    if not style.variants:
        return style
    variants = [None, *style.variants]
    if brief.metre is not None:
        suited = [v for v in variants if (v.metre if v else style.metre) == brief.metre]
        variants = suited or variants[:1]
    weights = [variant.weight if variant else 1.0 for variant in variants]
    return _varied(style, Stream(seed, f"gait {style.name}").choice(variants, weights))


def _varied(style: Style, variant: Variant | None) -> Style:
    changes: dict[str, Any] = {}
    if variant is not None:
        changes = {"metre": variant.metre, "tempo": variant.tempo, "swing": variant.swing or style.swing}
    metre = variant.metre if variant else style.metre
    for role, key in (
        *(("drums", "grooves"), ("drums", "fills"), ("percussion", "grooves"), ("bass", "patterns")),
        *(("chords", "patterns"), ("arp", "patterns"), ("melody", "rhythms"), ("melody", "cadences")),
        *(("counter", "patterns"), ("harmony", "progressions")),
    ):
        part = changes.get(role, getattr(style, role))
        choices: tuple[Choice, ...] = getattr(part, key)
        here = tuple(choice for choice in choices if not choice.metres or metre in choice.metres)
        if len(here) < len(choices) and here:
            changes[role] = part.model_copy(update={key: here})
    return style.model_copy(update=changes)


def _style_of(genre: str) -> str | None:
    """The style that answers a genre, by the vocabulary or by its own name ("jazz" → jazz-swing)."""
    names = style_names()
    entry = vocabulary().named("genre", genre.lower())
    if entry is not None and entry.style in names:
        return entry.style
    folded = genre.lower().replace(" ", "-")
    return next((name for name in names if name == folded or name.startswith(f"{folded}-")), None)


def _colours(genre: str, weight: float) -> bool:
    """Whether a genre says enough to colour another."""
    entry = vocabulary().named("genre", genre.lower())
    return weight >= LEAST_LENT and (entry is None or entry.weight >= LEAST_TELLING)


def _suited_modes(style: Style, brief: Brief) -> dict[str, float]:
    """The style's modes by weight, and those that suit the moods: a happy trap beat may be in major."""
    wanted = character_of(brief).modes
    total = sum(style.modes.values())
    weights = dict(style.modes)
    for mode, weight in wanted.items():
        weights[mode] = weights.get(mode, 0.0) + _MOOD_SHARE * weight * total
    for name, minor in _THIRDS.items():
        if name in brief.moods:
            plain = "minor" if minor else "major"
            return {mode: w for mode, w in weights.items() if is_minor(mode) == minor} or {plain: 1.0}
    return weights


def choose_key(brief: Brief, style: Style, stream: Stream) -> Key:
    """The stated key, the key stated chords are in, or one of the style's modes leaning to the valence asked for."""
    tonic = stream.integer(0, 11)
    draw = stream.uniform()
    if brief.key is not None:
        return parse_key(brief.key)
    if brief.chords and not any(is_numeral(symbol) for symbol in brief.chords):
        return guess_key(read_chords(brief.chords, None))
    valence = brief.valence or 0.0
    weights = {
        mode: weight * max(0.02, 1.0 + (-1.0 if is_minor(mode) else 1.0) * 1.2 * valence)
        for mode, weight in _suited_modes(style, brief).items()
    }
    if brief.chords:
        minor = brief.chords[-1].lstrip("b#").startswith("i") or "i" in [c.rstrip("79") for c in brief.chords]
        return key_at(tonic, "minor" if minor else "major")
    target = draw * sum(weights.values())
    for mode, weight in weights.items():
        target -= weight
        if target < 0:
            return key_at(tonic, mode)
    return key_at(tonic, next(iter(weights)))
