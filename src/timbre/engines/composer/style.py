"""Style: everything that makes one kind of music, read from a style file and checked.

Knows nothing of how the data is used (`form`, `harmony`, `parts`). Errors name the file, the line and the field;
`style_check` finds all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import Field, ValidationError

from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.patterns import Table
from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.style_files import (
    STYLE_FOLDER,
    Stamp,
    find_file,
    own_folder,
    own_stamp,
    parse,
    read_file,
    resolved,
    style_names,
)
from timbre.engines.composer.style_parts import (
    ArpPart,
    BassPart,
    ChordPart,
    CounterPart,
    CriticPart,
    DrumPart,
    Feel,
    FormPart,
    Harmony,
    MelodyPart,
    PadPart,
    Role,
    SectionKind,
    Swing,
    Tempo,
    section_plan,
)
from timbre.errors import InvalidInputError
from timbre.model.brief import BPM_RANGE
from timbre.theory.metre import parse_metre
from timbre.theory.roman import is_numeral
from timbre.theory.scale import MODES

__all__ = ["STYLE_FOLDER", "Style", "Variant", "load_style", "problems_of", "read_style", "style_names"]


SHAPE = re.compile(r"[a-z]{2,8}\Z")
SMALLEST_REGISTER = 12
"""The least a part needs between its lowest and its highest note, in semitones."""


class Variant(Table):
    """Another gait of a style: a reel beside the jig. Its patterns are those that name its metre, or none."""

    name: str
    weight: float = Field(default=1.0, gt=0)
    """How often, against 1 for the style as its file begins."""
    metre: str
    tempo: Tempo
    swing: Swing | None = None
    """None: as the style's."""


class Style(Table):
    """One style file."""

    name: str
    title: str
    description: str
    example: str = ""
    """Words that ask for it."""
    metre: str = "4/4"
    tempo: Tempo
    swing: Swing = Swing()
    variants: tuple[Variant, ...] = ()
    modes: dict[str, float]
    harmony: Harmony
    form: FormPart
    sections: dict[str, SectionKind]
    instruments: dict[Role, dict[str, float]]
    drums: DrumPart = DrumPart()
    percussion: DrumPart = DrumPart()
    bass: BassPart = BassPart()
    chords: ChordPart = ChordPart()
    pad: PadPart = PadPart()
    arp: ArpPart = ArpPart()
    melody: MelodyPart = MelodyPart()
    counter: CounterPart = CounterPart()
    feel: dict[Role, Feel] = Field(default_factory=dict)
    critic: CriticPart = CriticPart()
    mix: MixProfile = MixProfile()

    def feel_of(self, role: str) -> Feel:
        """How `role` is played."""
        return self.feel.get(role, Feel())  # type: ignore[call-overload,no-any-return]


def load_style(name: str) -> Style:
    """The style called `name`. Raises UnknownNameError, or InvalidInputError when its file is broken."""
    return _loaded(name, str(own_folder()), own_stamp())


@lru_cache(maxsize=128)
def _loaded(name: str, folder: str, stamp: Stamp) -> Style:
    del folder, stamp  # only the key of what is remembered
    file = find_file(name)
    return read_style(read_file(file.path), name, file.path.name, own=file.own)


def read_style(text: str, name: str, file_name: str, own: bool = False) -> Style:
    """Check the text of a style file. Raises InvalidInputError naming file, line and field, UnknownNameError."""
    table: dict[str, Any] = resolved(parse(text, file_name), name, file_name, own)
    try:
        style = Style.model_validate({"name": name, **table})
    except ValidationError as error:
        raise _first_problem(text, name, file_name, own) from error
    if any(True for _ in problems_of(style)):
        raise _first_problem(text, name, file_name, own)
    return style


def problems_of(style: Style) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What makes a well-formed style useless, as (path, message): names that nothing answers to."""
    for path, metre in (
        (("metre",), style.metre),
        *((("variants", index, "metre"), each.metre) for index, each in enumerate(style.variants)),
    ):
        try:
            parse_metre(metre)
        except InvalidInputError as error:
            yield path, error.message
    yield from _ranges(style)
    yield from _texts(style)
    if not style.modes:
        yield ("modes",), "it is empty; name at least one mode"
    for mode, weight in style.modes.items():
        if mode not in MODES:
            yield ("modes", mode), f"{mode!r} is unknown; use one of {', '.join(sorted(MODES))}"
        elif weight <= 0:
            yield ("modes", mode), f"a weight of {weight:g} cannot be; it is greater than 0"
    for role, choices in style.instruments.items():
        known = tuple(KITS) if role in ("drums", "percussion") else tuple(players())
        for instrument, weight in choices.items():
            if instrument not in known:
                yield (
                    ("instruments", role, instrument),
                    f"{instrument!r} is unknown; {_nearest(instrument, known)}",
                )
            elif weight <= 0:
                yield (
                    ("instruments", role, instrument),
                    f"a weight of {weight:g} cannot be; it is greater than 0",
                )
    if not style.sections:
        yield ("sections",), "there are none; a style needs at least one, such as [sections.verse]"
    for path, plan in (
        *((("form", "templates", index), plan) for index, plan in enumerate(style.form.templates)),
        (("form", "cycle"), style.form.cycle),
    ):
        try:
            named = section_plan(plan)
        except ValueError as error:
            yield path, str(error)
            continue
        for name in dict.fromkeys(name for name, _ in named):
            if name not in style.sections:
                yield path, f"section {name!r} of {plan!r} has no [sections.{name}] table"


def _ranges(style: Style) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Tempi and registers that go downwards or leave what can be played."""
    slowest, fastest = BPM_RANGE
    for path, tempo in (
        (("tempo",), style.tempo),
        *((("variants", index, "tempo"), each.tempo) for index, each in enumerate(style.variants)),
    ):
        if not slowest <= tempo.low <= tempo.typical <= tempo.high <= fastest:
            yield (
                path,
                f"low {tempo.low:g}, typical {tempo.typical:g}, high {tempo.high:g}: they must rise, from "
                f"{slowest:g} to {fastest:g} beats per minute",
            )
    for role in ("bass", "chords", "pad", "arp", "melody", "counter"):
        part = getattr(style, role)
        if not 0 <= part.low <= part.high - SMALLEST_REGISTER <= 127 - SMALLEST_REGISTER:
            yield (
                (role, "low"),
                f"the register {part.low} to {part.high} cannot be; give an octave or more between 0 and 127",
            )


def _texts(style: Style) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Words that must be numerals or phrase plans and are not."""
    for key in ("approach", "approach_minor"):
        for word in (getattr(style.harmony, key) or "").split():
            if not is_numeral(word):
                yield ("harmony", key), f"{word!r} is no roman numeral; write such as V7 or iim7b5 V7"
    if not style.melody.shapes:
        yield ("melody", "shapes"), 'there are none; give at least one, such as "abac"'
    for index, shape in enumerate(style.melody.shapes):
        if not SHAPE.match(shape):
            yield (
                ("melody", "shapes", index),
                f"{shape!r} is no plan of a phrase; write 2 to 8 letters such as abac",
            )


def _nearest(name: str, known: tuple[str, ...]) -> str:
    """The likeliest of `known`, or all of them when they are few."""
    import difflib

    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(map(repr, close))}?" if close else f"use one of {', '.join(known)}"


def _first_problem(text: str, name: str, file_name: str, own: bool) -> InvalidInputError:
    from timbre.engines.composer.style_check import check_style

    found = [problem for problem in check_style(text, name, own=own) if not problem.warning]
    if not found:
        return InvalidInputError(f"{file_name}: it is no style.", "Compare it with a built-in style.")
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    return InvalidInputError(
        f"{found[0].said(file_name)}{more}", f"`timbre styles check {file_name}` lists everything."
    )
