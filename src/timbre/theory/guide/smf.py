"""Standard MIDI Files (SMF 1.0, formats 0 and 1) read strictly and in linear time: notes, tempo, metre, key, names.

Our own, because files come from strangers: sizes and times are bounded before anything is built. Knows nothing of
which track is a tune.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from timbre.errors import InvalidInputError

MAX_BYTES = 1_000_000
MAX_EVENTS = 200_000
MAX_NOTES = 20_000
MAX_SECONDS = 900.0
DRUM_CHANNEL = 9
_ADVICE = "Save it again as a Standard MIDI File (format 0 or 1) in your sequencer."
_DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class FileNote:
    """One note, in ticks of the file."""

    start: int
    duration: int
    pitch: int
    velocity: int


@dataclass(frozen=True)
class Track:
    """The notes of one channel of one track, in order of onset."""

    name: str
    channel: int
    program: int
    notes: tuple[FileNote, ...]


@dataclass
class Song:
    """What a file holds. Times in ticks; tempos in quarter notes per minute."""

    ticks_per_beat: int
    tempos: list[tuple[int, float]] = field(default_factory=list)
    metres: list[tuple[int, int, int]] = field(default_factory=list)
    """(tick, numerator, denominator)."""
    keys: list[tuple[int, int, bool]] = field(default_factory=list)
    """(tick, sharps or −flats, minor)."""
    tracks: list[Track] = field(default_factory=list)

    def seconds_at(self, tick: int) -> float:
        """Time of `tick` by the file's own tempos (120 before the first)."""
        seconds, last, bpm = 0.0, 0, 120.0
        for at, new in sorted(self.tempos):
            if at >= tick:
                break
            seconds += (at - last) * 60.0 / (bpm * self.ticks_per_beat)
            last, bpm = at, new
        return seconds + (tick - last) * 60.0 / (bpm * self.ticks_per_beat)


class _Bytes:
    """A cursor that refuses to run over its end."""

    def __init__(self, data: bytes, name: str, at: int, end: int) -> None:
        self.data, self.name, self.at, self.end = data, name, at, end

    def take(self, count: int) -> bytes:
        if count > self.end - self.at:
            raise _broken(self.name, f"it ends {count - (self.end - self.at)} bytes too early")
        taken = self.data[self.at : self.at + count]
        self.at += count
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """A variable-length quantity, at most four bytes."""
        value = 0
        for _ in range(4):
            part = self.byte()
            value = value << 7 | part & 0x7F
            if part < 0x80:
                return value
        raise _broken(self.name, f"a number at byte {self.at} is longer than four bytes")


def read_song(data: bytes, name: str) -> Song:
    """Read the bytes of a file called `name`. Raises InvalidInputError saying what is wrong with it."""
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data))
    if data[:4] == b"RIFF" and data[8:12] == b"RMID":
        at = data.find(b"MThd", 12)
        data = data[at:] if at > 0 else data
    if data[:4] != b"MThd" or len(data) < 14:
        raise InvalidInputError(f"{name!r} is not a MIDI file (it does not begin with MThd).", _ADVICE)
    header = int.from_bytes(data[4:8], "big")
    kind, _, division = (int.from_bytes(data[i : i + 2], "big") for i in (8, 10, 12))
    if kind > 1:
        raise InvalidInputError(
            f"{name!r} is a MIDI file of format {kind}; guides are format 0 or 1.", _ADVICE
        )
    if division & 0x8000 or division == 0:
        raise InvalidInputError(f"{name!r} counts in film frames, not in beats.", _ADVICE)
    song = Song(division)
    _read_tracks(data, name, 8 + header, song)
    notes = sum(len(track.notes) for track in song.tracks)
    if notes > MAX_NOTES:
        raise InvalidInputError(
            f"{name!r} has {notes:,} notes; a guide may have {MAX_NOTES:,}.", "Export only the tune."
        )
    last = max((note.start + note.duration for track in song.tracks for note in track.notes), default=0)
    if song.seconds_at(last) > MAX_SECONDS:
        raise InvalidInputError(
            f"{name!r} lasts {song.seconds_at(last):,.0f} seconds; a guide may last {MAX_SECONDS:g}.",
            "Export a shorter part of it.",
        )
    return song


def too_large(name: str, size: int) -> InvalidInputError:
    """The refusal of a file of `size` bytes, more than MAX_BYTES."""
    return InvalidInputError(
        f"{name!r} is {size:,} bytes; a guide may have {MAX_BYTES:,}.",
        "Export only the tune (and its chords) as a MIDI file.",
    )


def _read_tracks(data: bytes, name: str, at: int, song: Song) -> None:
    events = 0
    number = 0
    while at + 8 <= len(data):
        tag, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "big")
        end = at + 8 + size
        if tag == b"MTrk":
            if end > len(data):
                raise _broken(name, f"its last {end - len(data):,} bytes are missing")
            reader = _TrackReader(_Bytes(data, name, at + 8, end), song, number)
            events = reader.read(events)
            number += 1
        at += 8 + size
    if not number:
        raise InvalidInputError(f"{name!r} has no tracks.", _ADVICE)


class _TrackReader:
    """One MTrk chunk."""

    def __init__(self, source: _Bytes, song: Song, number: int) -> None:
        self._source, self._song, self._number = source, song, number
        self._name = ""
        self._programs: dict[int, int] = {}
        self._open: dict[tuple[int, int], deque[tuple[int, int]]] = defaultdict(deque)
        self._notes: dict[int, list[FileNote]] = defaultdict(list)

    def read(self, events: int) -> int:
        """Read every event; returns how many there have been in the file."""
        source, tick, status = self._source, 0, 0
        while source.at < source.end:
            tick += source.number()
            events += 1
            if events > MAX_EVENTS:
                raise InvalidInputError(
                    f"{source.name!r} has more than {MAX_EVENTS:,} events.", "Export only the tune."
                )
            first = source.byte()
            if first == 0xFF:
                if self._meta(tick):
                    break
                continue
            if first in (0xF0, 0xF7):
                source.take(source.number())
                continue
            if first >= 0xF1:
                raise _broken(source.name, f"byte {source.at - 1} is 0x{first:02X}, which no file may hold")
            if first >= 0x80:
                status = first
                values = source.take(_DATA_BYTES[status & 0xF0])
            elif status:
                values = bytes([first]) + source.take(_DATA_BYTES[status & 0xF0] - 1)
            else:
                raise _broken(source.name, f"byte {source.at - 1} belongs to no event")
            self._voice(tick, status, values)
        self._close(tick)
        return events

    def _meta(self, tick: int) -> bool:
        """Take a meta event in; whether it ends the track."""
        kind = self._source.byte()
        body = self._source.take(self._source.number())
        if kind == 0x2F:
            return True
        if kind == 0x03 and not self._name:
            self._name = " ".join(body[:400].decode("utf-8", "replace").split())[:_LONGEST_NAME]
        elif kind == 0x51 and len(body) >= 3 and any(body[:3]):
            self._song.tempos.append((tick, 60_000_000 / int.from_bytes(body[:3], "big")))
        elif kind == 0x58 and len(body) >= 2 and 1 <= body[0] <= 32 and body[1] <= 5:
            self._song.metres.append((tick, body[0], 1 << body[1]))
        elif kind == 0x59 and len(body) >= 2 and body[1] <= 1:
            sharps = body[0] - 256 if body[0] > 127 else body[0]
            if -7 <= sharps <= 7:
                self._song.keys.append((tick, sharps, body[1] == 1))
        return False

    def _voice(self, tick: int, status: int, values: bytes) -> None:
        kind, channel = status & 0xF0, status & 0x0F
        if any(value > 127 for value in values):
            raise _broken(self._source.name, f"a data byte before byte {self._source.at} is above 127")
        if kind == 0xC0:
            self._programs.setdefault(channel, values[0])
        elif kind == 0x90 and values[1]:
            self._open[channel, values[0]].append((tick, values[1]))
        elif kind in (0x80, 0x90):
            self._end(tick, channel, values[0])

    def _end(self, tick: int, channel: int, pitch: int) -> None:
        waiting = self._open.get((channel, pitch))
        if waiting:
            start, velocity = waiting.popleft()
            self._notes[channel].append(FileNote(start, max(1, tick - start), pitch, velocity))

    def _close(self, tick: int) -> None:
        """Notes that were never ended end with the track; the channels become tracks of the song."""
        for (channel, pitch), waiting in self._open.items():
            for _ in range(len(waiting)):
                self._end(tick, channel, pitch)
        for channel in sorted(self._notes):
            notes = tuple(sorted(self._notes[channel], key=lambda note: (note.start, note.pitch)))
            title = self._name or f"track {self._number + 1}"
            self._song.tracks.append(Track(title, channel, self._programs.get(channel, 0), notes))


def _broken(name: str, what: str) -> InvalidInputError:
    return InvalidInputError(f"{name!r} is a damaged MIDI file: {what}.", _ADVICE)
