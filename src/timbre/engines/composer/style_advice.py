"""What is thin or idle in a well-formed style: too few alternates, patterns nobody plays, parts without players.

Knows nothing of lines or files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timbre.engines.composer.patterns import (
    ARP_TOKENS,
    BASS_TOKENS,
    CHORD_TOKENS,
    DRUM_TOKENS,
    MELODY_TOKENS,
    Choice,
    Groove,
    Pattern,
)
from timbre.engines.composer.rhythm import parse_pattern
from timbre.engines.composer.style import Style
from timbre.engines.composer.style_parts import Tempo
from timbre.theory.metre import parse_metre

Finding = tuple[tuple[str | int, ...], str]

LEAST_ALTERNATES = 3
LEAST_FILLS = 3
WIDEST = 3.0
"""Fastest tempo of a style over its slowest."""
REACH = 0.2
"""How far the energy asked for moves a section's, in a usual prompt."""
GROWTH = 0.15
"""How far repeated sections and lifts grow."""
_LESSER_MODE = 0.2
"""A mode with less than this share of the weights may do with one progression."""


def advice(style: Style) -> Iterator[Finding]:
    """Everything to mend, as (path, message)."""
    yield from _tempo(style.tempo, ("tempo",))
    for index, variant in enumerate(style.variants):
        yield from _tempo(variant.tempo, ("variants", index, "tempo"))
    yield from _players(style)
    yield from _master(style)
    for role, key, alphabet in _patterned(style):
        choices: Sequence[Choice] = getattr(getattr(style, role), key)
        if role not in style.instruments and not choices:
            continue
        yield from _cells(style, (role, key), choices, alphabet)
        yield from _reach(style, (role, key), choices)
        if key in ("grooves", "patterns", "rhythms"):
            yield from _alternates(style, role, (role, key), choices)
    yield from _reach(style, ("harmony", "progressions"), style.harmony.progressions)
    yield from _progressions(style)
    if style.drums.grooves and style.instruments.get("drums") and len(style.drums.fills) < LEAST_FILLS:
        yield (
            ("drums", "fills"),
            f"{len(style.drums.fills)} of them; drums need at least {LEAST_FILLS}, or every turn sounds alike",
        )


def _tempo(tempo: Tempo, path: tuple[str | int, ...]) -> Iterator[Finding]:
    if tempo.high > WIDEST * tempo.low:
        yield path, f"{tempo.low:g} to {tempo.high:g} is too wide for one style; stay within a factor of 3"


def _master(style: Style) -> Iterator[Finding]:
    from timbre.audio.presets import preset_names

    names = (*preset_names(), "off")
    if style.mix.master not in names:
        yield (
            ("mix", "master"),
            f"there is no mastering preset {style.mix.master!r} of Timbre's own, so 'clean' will be used; "
            f"there are {', '.join(names)}",
        )


def _players(style: Style) -> Iterator[Finding]:
    """Parts that sections ask for and nobody plays, and players that no section asks for."""
    asked: dict[str, str] = {}
    for name, section in style.sections.items():
        for layer in section.layers:
            asked.setdefault(layer.rstrip("?+"), name)
    for role, section_name in asked.items():
        if role not in style.instruments:
            yield (
                ("sections", section_name, "layers"),
                f"{role!r} has no instruments; add {role} to [instruments], or take it out of the layers",
            )
    for role, choices in style.instruments.items():
        if choices and role not in asked:
            yield (
                ("instruments", role),
                "no section has it in its layers, so it plays only when it is asked for",
            )
        if choices and role not in style.mix.parts:
            yield ("mix", "parts"), f"there is no strip for {role!r}, so it is mixed plainly"


def _patterned(style: Style) -> Iterator[tuple[str, str, str]]:
    """(part, field, alphabet) of everything that is chosen from a list."""
    yield "drums", "grooves", DRUM_TOKENS
    yield "drums", "fills", DRUM_TOKENS
    yield "percussion", "grooves", DRUM_TOKENS
    yield "bass", "patterns", BASS_TOKENS
    yield "chords", "patterns", CHORD_TOKENS
    yield "arp", "patterns", ARP_TOKENS
    yield "melody", "rhythms", MELODY_TOKENS
    yield "melody", "cadences", MELODY_TOKENS
    if style.counter.mode == "ostinato":
        yield "counter", "patterns", ARP_TOKENS


def _cells(
    style: Style, path: tuple[str | int, ...], choices: Sequence[Choice], alphabet: str
) -> Iterator[Finding]:
    """Patterns whose bars have a number of beats that does not go into the metre."""
    metres = _metres(style)
    for index, choice in enumerate(choices):
        for unknown in (metre for metre in choice.metres if metre not in metres):
            yield (
                (*path, index, "metres"),
                f"{unknown!r} is none of this style's metres: {', '.join(metres)}",
            )
        suited = [metre for metre in metres if metre in choice.metres] or [style.metre]
        texts: dict[str, str] = {}
        if isinstance(choice, Groove):
            texts = choice.lanes
        elif isinstance(choice, Pattern):
            texts = {"bars": choice.bars}
        for key, text in texts.items():
            where = (*path, index, *(("lanes",) if isinstance(choice, Groove) else ()), key)
            for number, cells in enumerate(parse_pattern(text, alphabet), start=1):
                wrong = [metre for metre in suited if len(parse_metre(metre).groups) % len(cells)]
                if wrong:
                    beats = len(parse_metre(wrong[0]).groups)
                    yield (
                        where,
                        f"bar {number} of {text!r} has {_count(len(cells), 'beat')}; {wrong[0]} has {beats}",
                    )


def _metres(style: Style) -> list[str]:
    """Every metre the style names, its own first."""
    return list(dict.fromkeys([style.metre, *(variant.metre for variant in style.variants)]))


def _reach(style: Style, path: tuple[str | int, ...], choices: Sequence[Choice]) -> Iterator[Finding]:
    """Choices for sections that do not exist, or with an empty range of energies."""
    for index, choice in enumerate(choices):
        for name in choice.sections:
            if name not in style.sections and name not in _USUAL_SECTIONS:
                yield (
                    (*path, index, "sections"),
                    f"there is no section {name!r}; sections are {', '.join(style.sections)}",
                )
        low, high = choice.energy
        if not 0 <= low <= high <= 1:
            yield (*path, index, "energy"), f"{low:g} to {high:g} is no range; it rises, from 0 to 1"


_USUAL_SECTIONS = ("intro", "verse", "lift", "chorus", "break", "solo", "outro")


def _alternates(
    style: Style, role: str, path: tuple[str | int, ...], choices: Sequence[Choice]
) -> Iterator[Finding]:
    """Sections in which a part has too little to choose from, or nothing at the section's own energy."""
    metres = _metres(style)
    for name, section in style.sections.items():
        if role not in {layer.rstrip("?+") for layer in section.layers}:
            continue
        for metre in metres:
            here = in_metre(choices, metre)
            meant = [c for c in here if name in c.sections] or [c for c in here if not c.sections]
            usable = [
                c
                for c in meant
                if c.energy[0] <= section.energy + REACH + GROWTH and c.energy[1] >= section.energy - REACH
            ]
            where = f"section {name!r}" + (f" in {metre}" if len(metres) > 1 else "")
            if len(usable) < LEAST_ALTERNATES:
                yield (
                    path,
                    f"{where} (energy {section.energy:g}) has {_count(len(usable), 'alternate')}; "
                    f"give it at least {LEAST_ALTERNATES}",
                )
            elif not any(c.energy[0] <= section.energy <= c.energy[1] for c in usable):
                yield path, f"{where} has none at its own energy {section.energy:g}: there is a gap"


def _progressions(style: Style) -> Iterator[Finding]:
    """Modes with too few chords to go by."""
    total = sum(style.modes.values()) or 1.0
    for mode, weight in style.modes.items():
        count = sum(progression.mode == mode for progression in style.harmony.progressions)
        least = LEAST_ALTERNATES if weight >= _LESSER_MODE * total else 1
        if count < least:
            yield (
                ("harmony", "progressions"),
                f"mode {mode!r} has {_count(count, 'progression')}; give it at least {least}",
            )


def in_metre(choices: Sequence[Choice], metre: str) -> list[Choice]:
    """The choices meant for a metre, else those meant for any."""
    return [c for c in choices if metre in c.metres] or [c for c in choices if not c.metres]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number or 'no'} {what}s"
