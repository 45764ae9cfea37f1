"""Acts for the ears: play, pause, loop, stop, seek, volume. And `/verify`.

Knows nothing of sound devices: none is a normal state, told in a note. Commands raise TimbreError and answer;
`toggle`, `seek_fraction`, `nudge`, `set_loop` and `set_volume` are for keys and clicks: they say nothing and tell
what goes wrong themselves.
"""

from __future__ import annotations

import asyncio
import math
import re
from pathlib import Path

from timbre.conversation import comparing
from timbre.conversation.browsing import file_of
from timbre.conversation.desk import Desk
from timbre.conversation.hearing import aloud, quietly
from timbre.conversation.speaker import Piece
from timbre.errors import InvalidInputError
from timbre.session.take import Take


async def play(desk: Desk, values: tuple[str, ...], *, loop: bool = False) -> None:
    """Play a take, the current one without `values`; round and round with `loop`."""
    take = desk.take(" ".join(values))
    if await aloud(desk, desk.speaker.play([Piece(file_of(take), label=take.id)], loop=loop)):
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
    if not desk.speaker.playing:
        desk.say("Nothing is playing. /play starts the current take.")
        return
    length = desk.speaker.seconds
    if length and not desk.speaker.live:
        seconds = min(seconds, length)
    await _go(desk, seconds)
    desk.say(f"At {seconds:g} s.")


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


async def toggle(desk: Desk, take: str = "") -> None:
    """Space: pause or go on with what plays; or play `take` (an id) if something else or nothing does.

    Without `take` and with nothing playing, the comparison plays, if there is one, else the current take.
    """
    speaker = desk.speaker
    piece = speaker.piece
    if piece is None or take not in ("", piece.label):
        await _start(desk, take)
    elif speaker.paused:
        speaker.resume()
    elif not speaker.pause():
        await speaker.stop()


async def seek_fraction(
    desk: Desk, fraction: float, take: str = "", *, whole_seconds: float | None = None
) -> None:
    """Go to `fraction` (0..1) of what plays; or play `take` (an id) from there if something else or nothing does.

    `whole_seconds`: how long a take will be that is still being made, of which only what has come can be played.
    """
    fraction = min(1.0, max(0.0, fraction)) if math.isfinite(fraction) else 0.0
    speaker = desk.speaker
    piece = speaker.piece
    if piece is None or take not in ("", piece.label):
        await _start(desk, take, fraction)
        return
    known = desk.state.takes.get(piece.label)
    length = speaker.seconds
    if speaker.live:
        length = whole_seconds or length
    elif not length and known is not None:
        length = known.seconds or 0.0  # about to begin
    await _go(desk, fraction * length)


async def nudge(desk: Desk, seconds: float) -> None:
    """So many seconds forward, or back if negative, in what plays."""
    if desk.speaker.playing and math.isfinite(seconds):
        await _go(desk, max(0.0, desk.speaker.position_seconds + seconds))


async def set_loop(desk: Desk, on: bool | None = None) -> None:
    """Play round and round or not; None changes over. Holds for what plays, and for what `toggle` plays next."""
    desk.speaker.loop = not desk.speaker.loop if on is None else on


async def set_volume(desk: Desk, percent: float) -> None:
    """How loud takes are played, held within 0 to 100."""
    if math.isfinite(percent):
        desk.speaker.volume_percent = min(100.0, max(0.0, percent))


async def _start(desk: Desk, identity: str, fraction: float = 0.0) -> None:
    """Play a take, or the comparison, from `fraction` of it on."""
    comparison = desk.comparison
    beside = comparison is not None and not identity
    wanted = comparison.takes[comparison.heard] if comparison is not None and beside else identity
    take = desk.state.takes.get(wanted or desk.state.current or "")
    path = None if take is None or take.path is None else Path(take.path)
    starting = comparing.play(desk, fraction) if beside else _play(desk, take, fraction)
    await quietly(desk, starting, path)


async def _play(desk: Desk, take: Take | None, fraction: float) -> None:
    if take is None and desk.state.current is not None:
        raise InvalidInputError("That take cannot be played: it is not finished.", "Wait until it is made.")
    take = take or desk.current()
    piece = Piece(file_of(take), label=take.id)
    await desk.speaker.play([piece], loop=desk.speaker.loop, at_seconds=fraction * (take.seconds or 0.0))


async def _go(desk: Desk, seconds: float) -> None:
    """To `seconds` of what plays; by starting it again there where it cannot jump."""
    speaker = desk.speaker
    piece, group = speaker.piece, speaker.group
    if piece is None or speaker.seek(seconds):
        return
    again = (
        speaker.play_bank(group, group.index(piece), at_seconds=seconds, loop=speaker.loop)
        if group
        else speaker.play([piece], loop=speaker.loop, at_seconds=seconds)
    )
    await quietly(desk, again)


async def verify(desk: Desk, values: tuple[str, ...]) -> None:
    """Make a take again and compare, sample by sample."""
    from timbre.jobs.verify import verify as look

    take = desk.take(" ".join(values))
    verdict = await asyncio.to_thread(look, file_of(take))
    desk.say(f"Take {take.number}: {verdict.word}: {verdict.detail}", take=take.id)
