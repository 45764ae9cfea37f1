"""`/export`: a take again in another format, with stems or MIDI, by the rules of `jobs.exporting`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from timbre.audio.exporter import FORMATS, format_of, unique_path
from timbre.audio.names import typed_path
from timbre.conversation.desk import Desk
from timbre.conversation.heard import request_of
from timbre.conversation.replies import Exported
from timbre.conversation.work import Work
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.jobs.exporting import convert, repeatable
from timbre.jobs.take import Destination
from timbre.model.request import BitDepth, Outputs
from timbre.session import payload as read
from timbre.session.take import Take

_VALUED = ("--format", "--bits", "--take", "--out")
_SWITCHES = ("--stems", "--midi", "--force")
_SHORT = {"-o": "--out"}


@dataclass
class Wanted:
    """What `/export` was asked for."""

    outputs: Outputs
    take: str = ""
    path: Path | None = None
    force: bool = False


def read_wanted(values: tuple[str, ...], bits: BitDepth = "16") -> Wanted:
    """The values after `/export`. Raises InvalidInputError or UnknownNameError."""
    given: dict[str, str] = {}
    switches: set[str] = set()
    left = list(values)
    plain: list[str] = []
    while left:
        value = left.pop(0)
        name, equals, inline = value.partition("=")
        name = _SHORT.get(name, name)
        if name in _SWITCHES and not equals:
            switches.add(name)
        elif name in _VALUED:
            if not equals and not left:
                raise InvalidInputError(f"{name} needs a value.", "Type: /export --format flac")
            given[name] = inline if equals else left.pop(0)
        elif value.startswith("-") and len(value) > 1:
            raise UnknownNameError.among("option of /export", value, (*_VALUED, *_SWITCHES))
        else:
            plain.append(value)
    if len(plain) > 1:
        raise InvalidInputError(
            f"/export takes one format or file, not {len(plain)}.", "Put quotes around a name with spaces."
        )
    path = None
    for said in (*plain, *([given["--out"]] if "--out" in given else [])):
        if said.lower() in FORMATS:
            given.setdefault("--format", said)
        else:
            path = typed_path(said)
    return Wanted(_outputs(path, given, switches, bits), given.get("--take", ""), path, "--force" in switches)


async def export_take(desk: Desk, work: Work, values: tuple[str, ...]) -> None:
    """Write a take again. Raises TimbreError; the take itself is never touched."""
    wanted = read_wanted(values)
    take = desk.take(wanted.take)
    source = Path(take.path) if take.path and Path(take.path).is_file() else None
    folder = source.parent if source is not None else desk.outputs
    name = Path(take.path).stem if take.path else f"take-{take.number}"
    target = wanted.path or unique_path(folder, name, wanted.outputs.format)
    request = request_of(take)
    if _repeatable(take):
        request = request.model_copy(update={"outputs": wanted.outputs, "parent": None})
        destination = Destination(target.parent, desk.now(), target, wanted.force, sidecar=None)
        result = await work.export(request, destination, take.number)
        paths = (result.path, *result.stems, *([result.midi] if result.midi else []))
    else:
        paths = (str(await asyncio.to_thread(convert, source, target, wanted.outputs, wanted.force)),)
    desk.say(f"Exported take {take.number} as {wanted.outputs.format}.", take=take.id)
    desk.tell(Exported(paths))


def _outputs(path: Path | None, given: dict[str, str], switches: set[str], bits: BitDepth) -> Outputs:
    chosen = given.get("--format", "").lower()
    if chosen and chosen not in FORMATS:
        raise UnknownNameError.among("audio format", chosen, FORMATS)
    if path is not None and not path.suffix:
        raise InvalidInputError(
            f"{path.name[:40]!r} is no audio format, and no file name with an ending.",
            f"Formats: {', '.join(FORMATS)}; or a file such as {path.name[:40]}.wav.",
        )
    if path is not None:
        ending = format_of(path)
        if chosen and chosen != ending:
            raise InvalidInputError(
                f"{path.name} ends in .{ending} but the format is {chosen}.", "Leave one of them out."
            )
        chosen = ending
    chosen = chosen or "wav"
    depth = given.get("--bits", bits)
    if depth not in get_args(BitDepth):
        raise InvalidInputError(f"{depth[:20]!r} is not a bit depth.", "Choose 16, 24 or float.")
    if chosen == "flac" and depth == "float":
        raise InvalidInputError("FLAC cannot hold float samples.", "Use --bits 24, or wav.")
    return Outputs.model_validate(
        {"format": chosen, "bits": depth, "stems": "--stems" in switches, "midi": "--midi" in switches}
    )


def _repeatable(take: Take) -> bool:
    """A partial take has no recipe that ends where it does."""
    return take.status != "partial" and repeatable(take.engine, read.text(take.result.get("engine_version")))
