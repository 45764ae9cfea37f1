"""Which style and key a brief asks for, or which suit it when it does not say.

Knows nothing of notes.
"""

from __future__ import annotations

from timbre.engines.composer.style import Style, load_style, style_names
from timbre.errors import UnknownNameError
from timbre.model.brief import Brief
from timbre.model.stream import Stream
from timbre.theory.key import Key, guess_key, key_at, parse_key
from timbre.theory.roman import is_numeral, read_chords
from timbre.theory.scale import is_minor

CALM_STYLE, LIVELY_STYLE = "lo-fi-hip-hop", "pop"


def choose_style(brief: Brief) -> Style:
    """The brief's style, else the first genre that is one, else by energy. Raises UnknownNameError."""
    names = style_names()
    if brief.style is not None:
        if brief.style not in names:
            raise UnknownNameError.among("style", brief.style, names)
        return load_style(brief.style)
    for genre, _ in sorted(brief.genres, key=lambda pair: -pair[1]):
        folded = genre.lower().replace(" ", "-")
        if folded in names:
            return load_style(folded)
    return load_style(LIVELY_STYLE if (brief.energy or 0.0) > 0.15 else CALM_STYLE)


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
        for mode, weight in style.modes.items()
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
