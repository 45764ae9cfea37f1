"""Acts for the ears: play, loop, stop, compare. And `/verify`.

Knows nothing of sound devices: none is a normal state, told in a note. Every function raises TimbreError.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from timbre.conversation.browsing import file_of
from timbre.conversation.desk import Desk
from timbre.conversation.replies import Listed
from timbre.conversation.speaker import Piece
from timbre.errors import InvalidInputError, MissingError
from timbre.language.explain import FIELDS, in_words
from timbre.model.brief import Brief
from timbre.session import events
from timbre.session import payload as read
from timbre.session.take import Take


async def play(desk: Desk, values: tuple[str, ...], *, loop: bool = False) -> None:
    """Play a take, the current one without `values`; round and round with `loop`."""
    take = desk.take(" ".join(values))
    path = file_of(take)
    if await _sound(desk, [Piece(path)], loop=loop):
        desk.say(f"{'Looping' if loop else 'Playing'} take {take.number}; /stop ends it.")


async def stop(desk: Desk) -> None:
    """Fall silent."""
    if desk.speaker.playing:
        await desk.speaker.stop()
        desk.say("Stopped.")
    else:
        desk.say("Nothing is playing. To stop a job: /cancel")


async def seek(desk: Desk, values: tuple[str, ...]) -> None:
    """Go to a place of what plays."""
    seconds = _clock(values[0]) if len(values) == 1 else None
    if seconds is None:
        raise InvalidInputError(f"{' '.join(values)[:40]!r} is not a place.", "Type: /seek 12 or /seek 1:05")
    if desk.speaker.seek(seconds):
        desk.say(f"At {seconds:g} s.")
    else:
        desk.say("Nothing is playing. /play starts the current take.")


async def volume(desk: Desk, values: tuple[str, ...]) -> None:
    """How loud takes are played; files are not changed."""
    if values:
        text = values[0].rstrip("%")
        if len(values) > 1 or not text.isascii() or not text.isdecimal() or int(text[:6]) > 100:
            raise InvalidInputError(
                f"{' '.join(values)[:40]!r} is not a volume; it is 0 to 100 percent.", "Type: /volume 60"
            )
        desk.speaker.volume_percent = float(text)
    desk.say(f"Volume {desk.speaker.volume_percent:g} %.")


def _clock(text: str) -> float | None:
    """`65` or `1:05` in seconds."""
    found = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,4}(?:\.\d+)?)", text)
    return None if found is None else 60.0 * int(found[1] or 0) + float(found[2])


async def compare(desk: Desk, values: tuple[str, ...]) -> None:
    """Two takes, one after the other, the louder one turned down to the other; and what differs."""
    if len(values) != 2:
        raise InvalidInputError("Two takes are compared.", "Type: /compare 1 2")
    first, second = (desk.take(value) for value in values)
    if first.id == second.id:
        raise InvalidInputError(f"Take {first.number} sounds like itself.", "Name two different takes.")
    gains = matched_gains([_lufs(first), _lufs(second)])
    rows = tuple((name, _short(a), _short(b)) for name, a, b in differences(first, second))
    level = tuple(f"{gain:+.1f} dB" if gain < -0.05 else "as it is" for gain in gains)
    columns = ("what", f"take {first.number}", f"take {second.number}")
    desk.tell(Listed(columns, (*rows, ("played", *level)), "What differs"))
    desk.record(events.compare_chosen([first.id, second.id], None))
    pieces = [Piece(file_of(take), gain) for take, gain in zip((first, second), gains, strict=True)]
    if await _sound(desk, pieces):
        desk.say(f"Playing take {first.number}, then take {second.number}, equally loud.")


async def verify(desk: Desk, values: tuple[str, ...]) -> None:
    """Make a take again and compare, sample by sample."""
    from timbre.jobs.verify import verify as look

    take = desk.take(" ".join(values))
    verdict = await asyncio.to_thread(look, file_of(take))
    desk.say(f"Take {take.number}: {verdict.word}: {verdict.detail}", take=take.id)


def matched_gains(loudness_lufs: list[float | None]) -> list[float]:
    """What to change each by, in dB (0 or less), so that all are as loud as the softest; unknown ones stay."""
    known = [each for each in loudness_lufs if each is not None]
    if len(known) < len(loudness_lufs):
        return [0.0 for _ in loudness_lufs]
    return [min(0.0, min(known) - each) for each in known]


def differences(first: Take, second: Take) -> list[tuple[str, str, str]]:
    """Field, value in one and in the other, for everything that differs between two takes."""
    found = []
    one, two = _facts(first), _facts(second)
    for name in dict.fromkeys((*one, *two)):
        a, b = one.get(name, ""), two.get(name, "")
        if a != b:
            found.append((name, a or "–", b or "–"))
    return found


def _facts(take: Take) -> dict[str, str]:
    result, request = take.result, take.request
    brief = Brief.model_validate(request.get("brief", {}))
    facts = {name: in_words(name, getattr(brief, name)) for name in FIELDS}
    for name in ("bpm", "key", "metre", "style", "seconds"):
        value: Any = result.get(name)
        facts[name] = in_words(name, value) if value is not None else facts[name]
    facts["engine"] = take.engine
    facts["seed"] = str(take.seed)
    lufs = _lufs(take)
    facts["loudness"] = "" if lufs is None else f"{lufs:.1f} LUFS"
    return facts


def _lufs(take: Take) -> float | None:
    return read.number(read.mapping(take.result.get("measured")).get("lufs"))


async def _sound(desk: Desk, pieces: list[Piece], *, loop: bool = False) -> bool:
    """Play, or tell why there is no sound."""
    try:
        await desk.speaker.play(pieces, loop=loop)
    except MissingError as error:
        desk.note(f"{error.message} {error.hint}")
        return False
    return True


def _short(text: str, longest: int = 40) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
