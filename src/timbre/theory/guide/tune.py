"""Which notes of a song are its tune: the track that looks most like one, one note at a time.

Knows nothing of chords or keys.
"""

from __future__ import annotations

import re
from itertools import pairwise

from timbre.errors import UnknownNameError
from timbre.theory.guide.smf import DRUM_CHANNEL, FileNote, Song, Track

_TUNE_NAMES = re.compile(r"\b(melod\w*|lead|vocals?|voice|sing\w*|theme|tune|soprano|solo)\b", re.IGNORECASE)
_OTHER_NAMES = re.compile(r"\b(bass|drums?|chords?|pads?|perc\w*|strings|accomp\w*)\b", re.IGNORECASE)
_BASS_PROGRAMS = range(32, 40)


def pitched(song: Song) -> list[Track]:
    """The tracks that play notes, not drums."""
    return [track for track in song.tracks if track.channel != DRUM_CHANNEL and track.notes]


def find_tune(song: Song, wanted: str | None) -> Track | None:
    """The track called (or numbered, from 1) `wanted`, else the likeliest tune; None when nothing is pitched.

    Raises UnknownNameError naming the tracks there are.
    """
    tracks = pitched(song)
    if wanted is not None:
        named = [track for track in tracks if track.name.lower() == wanted.strip().lower()]
        if named:
            return named[0]
        if wanted.strip().isdecimal() and 1 <= int(wanted) <= len(tracks):
            return tracks[int(wanted) - 1]
        names = ", ".join(f"{number} {track.name}" for number, track in enumerate(tracks[:40], 1))
        raise UnknownNameError(f"The guide has no track {wanted[:60]!r}.", f"Its tracks: {names}.")
    return max(tracks, key=lambda track: (_likeness(track), track.channel), default=None)


def _likeness(track: Track) -> int:
    """How much a track looks like a tune, in points: its name, one note at a time, high, and not too sparse."""
    notes = track.notes
    points = 40 if _TUNE_NAMES.search(track.name) else -30 if _OTHER_NAMES.search(track.name) else 0
    overlapping = sum(
        later.start < earlier.start + earlier.duration * 3 // 4 for earlier, later in pairwise(notes)
    )
    points += 60 - 100 * overlapping // len(notes)
    mean = sum(note.pitch for note in notes) // len(notes)
    points += min(30, max(-40, 2 * (mean - 60)))
    points += min(20, len(notes))
    return points - (30 if track.program in _BASS_PROGRAMS else 0)


def skyline(track: Track, ticks_per_beat: int) -> list[FileNote]:
    """The top line of a track, one note at a time: of notes that begin together the highest, cut where the next begins.

    A lower note that begins while a longer, clearly higher one sounds belongs to the accompaniment.
    """
    together = ticks_per_beat // 12
    tops: list[FileNote] = []
    for note in track.notes:
        if tops and note.start - tops[-1].start <= together:
            if note.pitch > tops[-1].pitch:
                tops[-1] = note
            continue
        before = tops[-1] if tops else None
        if (
            before is not None
            and note.start < before.start + before.duration - together
            and note.pitch < before.pitch - 4
        ):
            continue
        tops.append(note)
    line: list[FileNote] = []
    for index, note in enumerate(tops):
        end = note.start + note.duration
        if index + 1 < len(tops):
            end = min(end, tops[index + 1].start)
        if end > note.start:
            line.append(FileNote(note.start, end - note.start, note.pitch, note.velocity))
    return line
