"""Cadences: half in the middle of a period, the style's own at the end, evaded ones, and harmony that quickens.

Works on numerals bar by bar. Source: Caplin, *Classical Form* (periods, evaded cadences, cadential acceleration).
"""

from __future__ import annotations

import re

from timbre.engines.composer.harmony.span import Bars
from timbre.engines.composer.style import Style
from timbre.model.stream import Stream
from timbre.theory.key import Key
from timbre.theory.roman import realise

TONAL = ("major", "minor", "harmonic minor", "melodic minor")
"""Modes with a dominant; others close in their own way."""
PERIOD_BARS = 8
_LETTERS = re.compile(r"b?[IViv]+")


def approach(style: Style, key: Key) -> tuple[str, ...]:
    """Numerals of the bar before the final tonic in `key`: authentic, plagal or modal; empty: the loop goes on."""
    text = style.harmony.approach
    if key.is_minor and style.harmony.approach_minor is not None:
        text = style.harmony.approach_minor
    if not text or style.harmony.drone:
        return ()
    numerals = tuple(text.split())
    if key.mode in ("phrygian", "phrygian dominant", "locrian", "double harmonic", "in"):
        return ("II",)
    if key.mode in ("mixolydian", "dorian") and numerals == ("V",):
        return ("bVII",)
    if key.mode in ("harmonic minor", "melodic minor", "hungarian minor") and numerals in (("v",), ("bVII",)):
        return ("V",)
    if key.mode in ("lydian", "lydian dominant") and numerals == ("IV",):
        return ("II",)
    return numerals


def leading_home(bar: tuple[str, ...], key: Key) -> tuple[str, ...]:
    """A bar whose last chord leads home: in minor keys v and VII become V with the raised leading tone.

    In dorian IV and VII, which would be heard as home themselves, become v.
    """
    plain = _LETTERS.match(bar[-1])
    minor = key.is_minor and key.mode in TONAL
    weak = ("v", "VII", "bVII") if minor else ("IV", "VII", "bVII") if key.mode == "dorian" else ()
    if plain is None or plain.group() not in weak:
        return bar
    colour = "7" if "7" in bar[-1] else "5" if bar[-1].endswith("5") else ""
    return (*bar[:-1], ("V" if minor else "v") + colour)


def plainly(style: Style, key: Key) -> Style:
    """The style with an approach that tells a stated key from its relatives."""
    closing = approach(style, key)
    if not closing or leading_home(closing, key) == closing:
        return style
    text = " ".join(leading_home(closing, key))
    return style.model_copy(update={"harmony": style.harmony.model_copy(update={"approach_minor": text})})


def tonic(key: Key) -> str:
    """The numeral of home."""
    return "i" if key.is_minor or key.mode == "locrian" else "I"


def as_periods(bars: Bars, style: Style, key: Key, stream: Stream) -> Bars:
    """Eight-bar stretches with a half cadence in bar 4 and the style's own in bars 7 and 8, as often as it likes."""
    made = list(bars)
    closing = approach(style, key)
    for start in range(0, len(made) - PERIOD_BARS + 1, PERIOD_BARS):
        if not stream.chance(style.harmony.period) or not closing or key.mode not in TONAL:
            continue
        end = start + PERIOD_BARS - 1
        if not _at_home(made[end][-1], key):
            same = made[end - 2][-1] == closing[-1] and len(closing) == 1
            made[end - 1] = ("iv" if key.is_minor else "IV", *closing) if same else closing
            made[end] = (tonic(key),)
        if len(made[start + 3]) == 1 and not _dominant(made[start + 3][-1], key):
            made[start + 3] = ("V",)
    return made


def evaded(bars: Bars, style: Style, key: Key, stream: Stream) -> Bars:
    """A full cadence four bars before the end goes to the sixth degree instead, so that the last line must answer."""
    at = len(bars) - 5
    if len(bars) < PERIOD_BARS or key.mode not in TONAL or not stream.chance(style.harmony.deceptive):
        return bars
    if not _at_home(bars[at][0], key) or not _dominant(bars[at - 1][-1], key):
        return bars
    return [*bars[:at], ("VI" if key.is_minor else "vi",), *bars[at + 1 :]]


def quickened(bars: Bars, style: Style, key: Key, stream: Stream) -> Bars:
    """In the bar before a cadence a preparing chord and the dominant share the bar (harmonic rhythm doubles)."""
    made = list(bars)
    options = ("iv", "VI") if key.is_minor else ("IV", "ii")
    for start in range(4, len(made) + 1, 4):
        draw, which = stream.chance(style.harmony.quicken), stream.integer(0, 1)
        for at in (start - 1, start - 2):
            plain = len(made[at]) == 1 and _dominant(made[at][0], key)
            if draw and plain and key.mode in TONAL and made[at] != made[at - 1]:
                before = realise(made[at - 1][-1], key).root
                fresh = [n for n in options if realise(n, key).root != before]
                made[at] = (fresh[which % len(fresh)], made[at][0])
                break
    return made


def tagged(bars: Bars, style: Style, key: Key) -> Bars:
    """The last line three times (twice in a short section): the approach turns away before it comes home."""
    line = last_line(style, key)
    if len(bars) < 4 or not line:
        return bars
    turn = ("III", "VI") if key.is_minor else ("iii", "vi")
    if style.harmony.colour in ("seventh", "ninth") and not key.is_minor:
        turn = ("iii7", "V7/ii")
    ending = [line, turn, line, turn, line] if len(bars) >= 6 else [line, turn, line]
    return [*bars[: -len(ending)], *ending]


def last_line(style: Style, key: Key) -> tuple[str, ...]:
    """The approach with a chord that prepares it, the bar a tag repeats; empty in modes and without an approach."""
    closing = approach(style, key)
    if not closing or key.mode not in TONAL or len(closing) > 1:
        return closing if key.mode in TONAL else ()
    return ("iv" if key.is_minor else "IV", *closing)


def _at_home(numeral: str, key: Key) -> bool:
    return realise(numeral, key).root == key.tonic_class


def _dominant(numeral: str, key: Key) -> bool:
    chord = realise(numeral, key)
    return chord.root == (key.tonic_class + 7) % 12 and 3 not in chord.intervals
