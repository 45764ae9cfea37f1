"""Progressions: a weighted choice for the mode and section, looped over the section, its repeats varied.

Knows nothing of cadences, colouring or of the chords the numerals mean.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.harmony.span import Bars
from timbre.engines.composer.patterns import Progression
from timbre.engines.composer.style import Style
from timbre.model.stream import Stream
from timbre.theory.key import Key
from timbre.theory.roman import realise
from timbre.theory.scale import PARENTS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_RIVALLED = ("dorian", "mixolydian")
Loop = tuple[tuple[str, ...], ...]
_SUBSTITUTES = {
    "I": "vi",
    "vi": "IV",
    "IV": "ii",
    "V": "iii",
    "i": "VI",
    "VI": "iv",
    "iv": "ii",
    "VII": "v",
    "III": "i",
}


@lru_cache(maxsize=1)
def modal_loops() -> dict[str, tuple[Loop, ...]]:
    """The progressions of each seven-note mode itself (modes.toml)."""
    text = Path(__file__).with_name("modes.toml").read_text(encoding="utf-8")
    table: dict[str, list[str]] = tomllib.loads(text)
    return {
        mode: tuple(tuple(tuple(bar.split()) for bar in line.split("|")) for line in lines)
        for mode, lines in table.items()
    }


def choose_progression(
    style: Style, key: Key, kind: str, stream: Stream, used: list[Loop], tonic_first: bool, anew: bool = False
) -> Loop:
    """A weighted choice among the style's progressions for the mode, else the mode's own; new if possible.

    `anew`: rather one of the mode's own than one of the style's that was heard.
    """
    parent = PARENTS.get(key.mode, key.mode)
    options: list[Progression] = [p for p in style.harmony.progressions if p.mode == key.mode]
    options = options or [p for p in style.harmony.progressions if p.mode == parent]
    fitting = [p for p in options if not p.sections or kind in p.sections] or options
    if tonic_first:
        at_home = [p for p in fitting if realise(p.bars[0][0], key).root == key.tonic_class]
        fitting = [p for p in at_home if _anchored(p, key)] or at_home or fitting
    fresh = [p for p in fitting if p.bars not in used]
    loops = modal_loops().get(parent, () if fitting else modal_loops()["major"])
    unheard = [loop for loop in loops if loop not in used]
    if not fresh and not (anew and unheard):
        fresh = fitting
    if fresh:
        return stream.choice(fresh, [p.weight for p in fresh]).bars
    return stream.choice(unheard or loops)


def _anchored(progression: Progression, key: Key) -> bool:
    """Whether home outweighs every other chord, which the modes need whose fourth degree sounds like a tonic."""
    if key.mode not in _RIVALLED:
        return True
    roots = Counter(realise(numeral, key).root for bar in progression.bars for numeral in bar)
    home = roots.pop(key.tonic_class, 0)
    return home > max(roots.values(), default=0)


def looped(progression: Loop, section: SectionPlan, style: Style, stream: Stream) -> Bars:
    """The progression over a whole section; a remainder takes the progression's end; repeats may vary their close."""
    stretch = style.harmony.stretch if section.bars >= len(progression) * style.harmony.stretch else 1
    loop = stretched(progression, stretch)
    bars: Bars = []
    while section.bars - len(bars) >= len(loop):
        turn = list(loop)
        again = bool(bars) or section.occurrence > 0
        if again and len(loop) <= 8 and stream.chance(style.harmony.vary):
            turn[-1] = _varied(turn[-1])
        bars += turn
    rest = section.bars - len(bars)
    if rest and bars:
        bars += loop[-rest:]
    elif rest:
        bars += loop[:rest]
    return bars


def stretched(progression: Loop, stretch: int) -> Bars:
    """Every bar of a progression `stretch` times."""
    return [bar for bar in progression for _ in range(stretch)]


def vamp(progression: Loop, bars: int) -> Bars:
    """The first two bars of a progression over and over: an opening that waits."""
    head = progression[:2]
    return [head[index % len(head)] for index in range(bars)]


def bridged(bars: Bars, other: Sequence[tuple[str, ...]]) -> Bars:
    """Every third of four four-bar groups takes another progression (a a b a, and a a b of twelve bars)."""
    made = list(bars)
    for start in range(8, len(bars) - 3, 16):
        made[start : start + 4] = [other[index % len(other)] for index in range(4)]
    return made


def _varied(bar: tuple[str, ...]) -> tuple[str, ...]:
    """A bar with its last chord replaced by a relative, or divided so that the harmony quickens."""
    last = bar[-1]
    plain = last.rstrip("0123456789")
    substitute = _SUBSTITUTES.get(plain)
    if substitute is None or len(bar) > 1:
        return bar
    return (substitute, last) if plain in ("V", "VII", "IV") else (last, substitute)
