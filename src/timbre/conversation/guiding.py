"""Following a tune: from a MIDI file someone names to what every take made with it is asked for.

What words or options state (tempo, key) beats what the file says. Knows nothing of how a tune is arranged.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from timbre.audio.names import typed_path
from timbre.errors import FileError, InvalidInputError
from timbre.model.brief import BPM_RANGE, Brief
from timbre.model.guide import GuideWish
from timbre.model.request import Conditioning
from timbre.session.guides import keep_guide
from timbre.session.paths import Paths
from timbre.theory.guide import read_guide
from timbre.theory.guide.smf import MAX_BYTES, too_large
from timbre.theory.metre import felt_bpm

ENDINGS = (".mid", ".midi", ".smf", ".rmi", ".kar")
BECAUSE = "the guide"
_INTRO_BARS = 4
_SHORT_TUNE_BARS = 16
"""A tune up to this long is played twice, the second time in full."""


def attach_guide(file: Path, track: str | None, paths: Paths) -> GuideWish:
    """Read, check and keep the MIDI file. Raises FileError, InvalidInputError or UnknownNameError (track)."""
    path = typed_path(file)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise FileError(
            f"The guide {str(path)[:200]!r} cannot be read ({error.strerror}).",
            "Name a MIDI file, such as tune.mid.",
        ) from error
    if size > MAX_BYTES:
        raise too_large(path.name[:80], size)
    guide = read_guide(data, path.name[:80], track)
    low, high = BPM_RANGE
    return GuideWish(
        conditioning=Conditioning(
            kind="midi",
            sha256=keep_guide(paths, data),
            name=path.name[:80],
            track=guide.track if track else "",
        ),
        bpm=min(high, max(low, round(felt_bpm(guide.bpm, guide.metre), 2))),
        key=guide.key.name,
        metre=str(guide.metre),
        bars=guide.bars,
    )


def with_guide(brief: Brief, guide: GuideWish, *, length_is_free: bool) -> Brief:
    """`brief` with the guide's tempo, key and metre where the user stated none, and its length where that is free.

    Raises InvalidInputError for a metre the tune is not in.
    """
    if brief.stated("metre") and brief.metre != guide.metre:
        raise InvalidInputError(
            f"The guide {guide.title!r} is in {guide.metre}, and {brief.metre} was asked for.",
            "Leave the metre out: the tune decides it.",
        )
    wanted = {"bpm": guide.bpm, "key": guide.key, "metre": guide.metre}
    free = {name: value for name, value in wanted.items() if name == "metre" or not brief.stated(name)}
    if length_is_free:
        free["bars"] = arranged_bars(guide.bars)
    return brief.with_stated(BECAUSE, **free)


def arranged_bars(tune_bars: int) -> int:
    """Bars of a whole piece on a tune of `tune_bars`: an introduction, the tune once or twice, the last chord."""
    times = 2 if tune_bars <= _SHORT_TUNE_BARS else 1
    return min(_INTRO_BARS, max(1, tune_bars // 2)) + times * tune_bars + 1


def dropped_file(line: str) -> Path | None:
    """The MIDI file a line is the name of, as terminals write a file that was dropped on them; None for words."""
    said = line.strip()
    if "\n" in said or len(said) > 4096 or not said.rstrip("'\" ").lower().endswith(ENDINGS):
        return None
    if said.lower().startswith("file://"):
        said = unquote(urlsplit(said).path)
    elif said[:1] in "'\"" and said[-1:] == said[:1]:
        said = said[1:-1]
    else:
        said = re.sub(r"\\(.)", r"\1", said) if "\\ " in said else said
    try:
        path = typed_path(said)
        return path if path.is_file() else None
    except (OSError, ValueError, InvalidInputError):
        return None
