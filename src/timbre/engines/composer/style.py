"""Style: everything that makes one kind of music, read from styles/<name>.toml and checked.

Knows nothing of how the data is used (`form`, `harmony`, `parts`). Errors name the file, the line and the field.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.patterns import Table
from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.style_parts import (
    ArpPart,
    BassPart,
    ChordPart,
    CounterPart,
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
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.theory.metre import parse_metre
from timbre.theory.scale import MODES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STYLE_FOLDER = Path(__file__).with_name("styles")


class Style(Table):
    """One style file."""

    name: str
    title: str
    description: str
    metre: str = "4/4"
    tempo: Tempo
    swing: Swing = Swing()
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
    mix: MixProfile = MixProfile()

    @model_validator(mode="after")
    def _consistent(self) -> Style:
        parse_metre(self.metre)
        for mode in self.modes:
            if mode not in MODES:
                raise ValueError(f"modes: {mode!r} is unknown; use one of {', '.join(sorted(MODES))}")
        for role, choices in self.instruments.items():
            known = KITS if role in ("drums", "percussion") else players()
            for instrument in choices:
                if instrument not in known:
                    raise ValueError(f"instruments.{role}: {instrument!r} is unknown")
        for plan in (*self.form.templates, self.form.cycle):
            for name, _ in section_plan(plan):
                if name not in self.sections:
                    raise ValueError(f"form: section {name!r} of {plan!r} has no [sections.{name}] table")
        return self

    def feel_of(self, role: str) -> Feel:
        """How `role` is played."""
        return self.feel.get(role, Feel())  # type: ignore[call-overload,no-any-return]


@lru_cache(maxsize=1)
def style_names() -> tuple[str, ...]:
    """Names of all styles, sorted."""
    return tuple(sorted(path.stem for path in STYLE_FOLDER.glob("*.toml")))


@lru_cache(maxsize=32)
def load_style(name: str) -> Style:
    """The style called `name`. Raises UnknownNameError, or InvalidInputError when its file is broken."""
    if name not in style_names():
        raise UnknownNameError.among("style", name, style_names())
    path = STYLE_FOLDER / f"{name}.toml"
    return read_style(path.read_text(encoding="utf-8"), name, path.name)


def read_style(text: str, name: str, file_name: str) -> Style:
    """Check the text of a style file. Raises InvalidInputError naming file, line and field."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"{file_name}: {error}", "Check the TOML syntax near that line.") from error
    try:
        return Style.model_validate({"name": name, **table})
    except ValidationError as error:
        first = error.errors()[0]
        where = [str(part) for part in first["loc"]]
        line = _line_of(text, where)
        place = f"{file_name}, line {line}" if line else file_name
        field = ".".join(where) or "style"
        message = first["msg"].removeprefix("Value error, ")
        raise InvalidInputError(
            f"{place}: {field}: {message}", "Correct that field and try again."
        ) from error


def _line_of(text: str, where: list[str]) -> int | None:
    """Best guess of the line a field is on: the last table header, array item and key of `where` that are found."""
    lines = text.splitlines()
    at: int | None = None
    start, stop = 0, len(lines)
    prefix = ""
    for part in where:
        if part.isdigit():
            header = f"[[{prefix}]]"
            items = [i for i, line in enumerate(lines) if line.strip() == header]
            items = items or [i for i in range(start, stop) if lines[i].lstrip().startswith("{")]
            if int(part) < len(items):
                at = start = items[int(part)]
            continue
        prefix = f"{prefix}.{part}" if prefix else part
        headers = (f"[{prefix}]", f"[[{prefix}]]")
        tables = [i for i, line in enumerate(lines) if line.strip() in headers]
        key = re.compile(rf"""\s*["']?{re.escape(part)}["']?\s*=""")
        keys = [i for i in range(start, _table_end(lines, start)) if key.match(lines[i])]
        if tables:
            at = start = tables[0]
        elif keys:
            at = start = keys[0]
        stop = _table_end(lines, start)
    return None if at is None else at + 1


def _table_end(lines: list[str], start: int) -> int:
    """The line of the next table header after `start`."""
    for index in range(start + 1, len(lines)):
        if lines[index].startswith("["):
            return index
    return len(lines)
