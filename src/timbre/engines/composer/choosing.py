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
    if brief.style is not None and brief.style not in names:
        raise UnknownNameError.among("style", brief.style, names)
    genres = sorted(brief.genres, key=lambda pair: -pair[1])
    suited = [style for genre, _ in genres if (style := _style_of(genre)) is not None]
    calm = CALM_STYLE if (brief.energy or 0.0) <= 0.15 else LIVELY_STYLE
    base = load_style(brief.style or next(iter(suited), calm))
    donor = next((name for name in suited if name != base.name), None)
    return base if donor is None else blended(base, load_style(donor))


def _style_of(genre: str) -> str | None:
    """The style a genre's own name points at ("jazz" → jazz-swing); None when it takes a vocabulary to tell."""
    folded = genre.lower().replace(" ", "-")
    return next((name for name in style_names() if name == folded or name.startswith(f"{folded}-")), None)


def blended(base: Style, donor: Style) -> Style:
    """Groove, form, instruments and mix of `base` with the harmony of `donor` ("jazzy house")."""
    harmony = donor.harmony.model_copy(update={"stretch": base.harmony.stretch})
    chords = base.chords
    if chords.voicing != "power":
        chords = chords.model_copy(update={"voicing": donor.chords.voicing})
    return base.model_copy(update={"harmony": harmony, "modes": donor.modes, "chords": chords})


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
