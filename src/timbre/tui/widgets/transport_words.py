"""The words of the transport: times, volume and levels.

Knows nothing of widgets or colours.
"""

from __future__ import annotations

import math

from timbre.tui.playback import Playback

_LONGEST_SECONDS = 359_999.0
_AUDIBLE_DB = -0.05


def clock(seconds: float) -> str:
    """`0:05`, `12:30`; odd numbers are 0:00."""
    whole = int(min(max(seconds, 0.0), _LONGEST_SECONDS)) if math.isfinite(seconds) else 0
    return f"{whole // 60}:{whole % 60:02d}"


def times(playback: Playback) -> tuple[str, str]:
    """How far and how long, of steady width, and the shorter of saying it: how far while it plays, else how long."""
    now, whole = clock(playback.position_seconds), clock(playback.seconds)
    if clock(0.0) == whole:
        return now, now
    heard = playback.playing or playback.paused
    now = now.rjust(len(whole))
    return f"{now} / {whole}", now if heard else whole


def percent(playback: Playback) -> str:
    """The volume in four cells."""
    volume = playback.volume_percent
    return f"{min(max(volume, 0.0), 100.0) if math.isfinite(volume) else 0.0:3.0f}%"


def level(playback: Playback, minus: str) -> str:
    """What the heard take of a comparison is turned down by; "" where no level has been matched."""
    if all(each.gain_db > _AUDIBLE_DB for each in playback.letters):
        return ""
    for each in playback.letters:
        if each.letter == playback.letter:
            return f"{minus}{-each.gain_db:.1f} dB" if each.gain_db < _AUDIBLE_DB else "as it is"
    return ""
