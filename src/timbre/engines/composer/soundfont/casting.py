"""Who plays what: instruments of a score → presets of a SoundFont, or the synth.

By default the preset with the instrument's General MIDI program, for instruments that are not electronic; `voices`
of the request say otherwise. Knows nothing of sound.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.score import Part
from timbre.engines.composer.soundfont.font import DRUM_BANK, Preset, SoundFont
from timbre.engines.composer.synth.catalogue import INSTRUMENTS
from timbre.errors import UnknownNameError
from timbre.model.request import PARTS, SYNTH

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DRUM_PARTS = ("drums", "percussion")
_NUMBER = re.compile(r"(?:(\d{1,5})\s*[:/]\s*)?(\d{1,3})")


@dataclass(frozen=True)
class Casting:
    """Instrument or kit → its preset, and (instrument, articulation) → one that stands in for that articulation.

    `lacking`: instruments that the file has no preset for. `torn`: instruments that two parts wanted differently.
    """

    presets: Mapping[str, Preset] = field(default_factory=dict)
    articulated: Mapping[tuple[str, str], Preset] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()

    def preset(self, instrument: str, articulation: str) -> Preset | None:
        """What plays a note, None for the synth."""
        return self.articulated.get((instrument, articulation)) or self.presets.get(instrument)


@lru_cache(maxsize=1)
def _voices() -> dict[str, Any]:
    text = Path(__file__).with_name("voices.toml").read_text(encoding="utf-8")
    tables: dict[str, Any] = tomllib.loads(text)
    return tables


def check_voices(font: SoundFont, voices: Mapping[str, str]) -> None:
    """Refuse a choice for what is neither a part nor an instrument nor a kit, and a preset that is not there.

    Raises UnknownNameError.
    """
    known = {*PARTS, *players(), *KITS}
    for name, choice in voices.items():
        if name not in known:
            raise UnknownNameError.among("part, instrument or kit", name, known)
        chosen(font, choice, name in KITS or name in DRUM_PARTS)


def cast(font: SoundFont, parts: Iterable[Part], voices: Mapping[str, str]) -> Casting:
    """The casting of `parts`. A choice for an instrument counts before one for its part.

    Raises UnknownNameError as check_voices does.
    """
    check_voices(font, voices)
    presets: dict[str, Preset] = {}
    articulated: dict[tuple[str, str], Preset] = {}
    lacking: list[str] = []
    torn: list[str] = []
    wanted: dict[str, str | None] = {}
    for part in parts:
        name = part.instrument
        choice = voices.get(name, voices.get(part.name))
        if name in wanted:
            if wanted[name] != choice and name not in torn:
                torn.append(name)
            continue
        wanted[name] = choice
        found = _usual(font, name, part.is_drums) if choice is None else chosen(font, choice, part.is_drums)
        if found is not None:
            presets[name] = found
            if choice is None:
                articulated |= _articulated(font, name)
        elif choice is None and not _is_synthetic(name):
            lacking.append(name)
    return Casting(presets, articulated, tuple(lacking), tuple(torn))


def chosen(font: SoundFont, choice: str, drums: bool) -> Preset | None:
    """The preset that `choice` names: a program, `bank:program`, a name or part of one; None for `synth`.

    Raises UnknownNameError.
    """
    said = choice.strip()
    if said.lower() == SYNTH:
        return None
    number = _NUMBER.fullmatch(said)
    if number:
        bank = int(number[1]) if number[1] else (DRUM_BANK if drums else 0)
        found = font.preset(bank, int(number[2]))
    else:
        found = _named(font, said.casefold())
    if found is None:
        raise UnknownNameError.among(
            f"preset in {font.path.name}",
            said,
            (preset.name for preset in font.presets),
            f"timbre sounds {font.path.name} lists its presets; 'synth' leaves it to the synth.",
        )
    return found


def _named(font: SoundFont, said: str) -> Preset | None:
    exact = [preset for preset in font.presets if preset.name.casefold() == said]
    partly = [preset for preset in font.presets if said in preset.name.casefold()]
    return next(iter(exact or partly), None)


def _usual(font: SoundFont, name: str, drums: bool) -> Preset | None:
    if _is_synthetic(name):
        return None
    if not drums:
        player = players().get(name)
        return None if player is None else font.preset(0, player.program)
    program = KITS.get(name)
    found = None if program is None else font.preset(DRUM_BANK, program)
    other = _voices()["kits"].get(name)
    return found if found is not None or other is None else font.preset(DRUM_BANK, other)


def _articulated(font: SoundFont, name: str) -> dict[tuple[str, str], Preset]:
    found = {}
    for articulation, programs in _voices()["articulations"].items():
        preset = font.preset(0, programs[name]) if name in programs else None
        if preset is not None:
            found[name, articulation] = preset
    return found


def _is_synthetic(name: str) -> bool:
    voices = _voices()
    family = INSTRUMENTS[name].family if name in INSTRUMENTS else ""
    listed = name in voices["synthetic"] or name in voices["without_program"]
    return listed or family in voices["synthetic_families"]
