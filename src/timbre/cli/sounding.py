"""`timbre sounds` and the line about SoundFonts in `timbre doctor`: what is on this machine, what is in a file.

Changes nothing but the cache of content hashes.
"""

from __future__ import annotations

from pathlib import Path

from timbre.cli import diagnostics, output
from timbre.engines.composer.soundfont.finding import GET_ONE, Found, look, settle
from timbre.engines.composer.soundfont.fingerprints import Fingerprints
from timbre.engines.composer.soundfont.font import open_font
from timbre.engines.soundfont_name import sounds_name
from timbre.errors import InvalidInputError
from timbre.model.request import SYNTH, Sounds

_HASH_CHARACTERS = 12


def show_files(*, as_json: bool) -> None:
    """Every SoundFont in the usual folders, the best first."""
    prints = Fingerprints.usual()
    found = look()
    if as_json:
        for each in found:
            data = {"path": str(each.path), "bytes": each.size, "sha256": prints.of(each.path)}
            output.json_line({**data, "presets": each.presets, "trouble": each.trouble})
        return
    if not found:
        diagnostics.say(f"No SoundFont found. {GET_ONE}")
        return
    looked_at = output.is_terminal()  # a narrow one cuts the folder, not the name
    rows = [
        [
            each.path.name if looked_at else str(each.path),
            f"{each.size / 1e6:.1f} MB",
            each.trouble or f"{each.presets} presets{', General MIDI' if each.general else ''}",
            prints.of(each.path)[:_HASH_CHARACTERS],
            *([str(each.path.parent)] if looked_at else []),
        ]
        for each in found
    ]
    output.table(["file", "size", "what", "sha256", *(["folder"] if looked_at else [])], rows)


def show_presets(text: str, *, as_json: bool) -> None:
    """The presets of one file, named as for `--sounds`. Raises TimbreError."""
    try:
        name = sounds_name(text)
    except ValueError:
        raise InvalidInputError("That file has no name.", "timbre sounds lists the files.") from None
    if name == SYNTH:
        raise InvalidInputError("The synth is no SoundFont.", "timbre sounds lists the files.")
    settled = settle(Sounds(file=name))
    font = open_font(Path(settled.file))
    if as_json:
        for preset in font.presets:
            output.json_line({"bank": preset.bank, "program": preset.program, "name": preset.name})
        return
    diagnostics.say(f"{settled.file}: {font.name}, sha256 {settled.sha256}")
    output.table(["bank", "program", "preset"], [[str(p.bank), str(p.program), p.name] for p in font.presets])


def summary(found: list[Found]) -> str:
    """The files in a line."""
    usable = [each for each in found if not each.trouble]
    if not usable:
        return "none found (not needed)"
    names = [each.path.name for each in usable]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"{', '.join(names[:4])}{more}; --sounds auto takes {names[0]}"
