"""read_guide: a MIDI file's bytes → the tune with its tempo, metre, key, and a chord for every half bar.

Knows nothing of styles or of how the tune will be arranged.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from timbre.errors import InvalidInputError
from timbre.theory.chord import Chord
from timbre.theory.guide.harmony import Slot, harmonise
from timbre.theory.guide.smf import FileNote, Song, read_song
from timbre.theory.guide.tune import find_tune, pitched, skyline
from timbre.theory.key import Key, key_at
from timbre.theory.metre import Metre, parse_metre
from timbre.theory.tonality import key_scores

TICKS_PER_BEAT = 960
MIN_NOTES = 2
MAX_BARS = 500
SIGNATURE_MARGIN, UNSIGNED_MARGIN = 0.4, 0.08
"""A written key is believed unless the notes fit another by more than this correlation; C major, which programs
write when nobody set a key, by less."""
_BPM_RANGE = (30.0, 300.0)


@dataclass(frozen=True, slots=True)
class GuideNote:
    """One note of the tune: ticks of 960 to the quarter note from the first bar line, MIDI pitch, velocity 1..127."""

    start: int
    duration: int
    pitch: int
    velocity: int

    @property
    def end(self) -> int:
        """Tick of its release."""
        return self.start + self.duration


@dataclass(frozen=True)
class Guide:
    """A tune to be arranged."""

    name: str
    track: str
    bpm: float
    """Quarter notes per minute."""
    metre: Metre
    key: Key
    bars: int
    notes: tuple[GuideNote, ...]
    chords: tuple[tuple[int, int, Chord], ...]
    """(start, duration, chord) in ticks, without gaps over all bars."""

    @property
    def bar_ticks(self) -> int:
        """Length of a bar."""
        return self.metre.bar_sixteenths * TICKS_PER_BEAT // 4


def read_guide(data: bytes, name: str, track: str | None = None) -> Guide:
    """The tune in the MIDI file `data`; `track` chooses one by name or number.

    Raises InvalidInputError (not a MIDI file, damaged, too long, nothing to follow), UnknownNameError (track).
    """
    song = read_song(data, name)
    chosen = find_tune(song, track)
    line = [] if chosen is None else skyline(chosen, song.ticks_per_beat)
    if chosen is None or len(line) < MIN_NOTES:
        raise InvalidInputError(
            f"{name!r} has no tune: it needs at least {MIN_NOTES} notes that are not drums.",
            "Choose a file with a melody in it, or name its track with --guide-track.",
        )
    metre, begins = _metre(song, name)
    first = _first_bar(song, metre, begins, line[0].start)
    notes = _placed(song, line, first)
    bar = metre.bar_sixteenths * TICKS_PER_BEAT // 4
    bars = max(1, -(-(notes[-1].start + 1) // bar))
    if bars > MAX_BARS:
        raise InvalidInputError(
            f"{name!r} is {bars:,} bars long; a guide may have {MAX_BARS}.", "Export a shorter part of it."
        )
    notes = tuple(replace(note, duration=min(note.duration, bars * bar - note.start)) for note in notes)
    others = [track for track in pitched(song) if track is not chosen]
    backing = [note for track in others for note in _placed(song, list(track.notes), first)]
    backing += [note for note in _placed(song, list(chosen.notes), first) if note not in notes]
    key = _key(song, (*notes, *backing), notes)
    slots = _slots(notes, backing, metre, bars)
    return Guide(name, chosen.name, _bpm(song), metre, key, bars, notes, harmonise(slots, key))


def _bpm(song: Song) -> float:
    """The tempo that lasts longest, inside what can be played."""
    ends = [at for at, _ in sorted(song.tempos)[1:]]
    last = max((note.start + note.duration for track in song.tracks for note in track.notes), default=0)
    lasting: dict[float, int] = {}
    for (at, bpm), end in zip(sorted(song.tempos), [*ends, max(last, 1)]):
        lasting[bpm] = lasting.get(bpm, 0) + max(0, end - at)
    bpm = max(lasting, key=lambda each: lasting[each], default=120.0)
    while bpm > _BPM_RANGE[1]:
        bpm /= 2
    while bpm < _BPM_RANGE[0]:
        bpm *= 2
    return round(bpm, 2)


def _metre(song: Song, name: str) -> tuple[Metre, int]:
    """The metre that lasts longest (4/4 where none is written) and the tick it begins at.

    Raises InvalidInputError for one nobody could arrange.
    """
    written = sorted(song.metres) or [(0, 4, 4)]
    last = max((note.start + note.duration for track in song.tracks for note in track.notes), default=0)
    ends = [at for at, _, _ in written[1:]] + [max(last, written[-1][0])]
    lasting: dict[tuple[int, int], int] = {}
    for (at, numerator, denominator), end in zip(written, ends):
        lasting[numerator, denominator] = lasting.get((numerator, denominator), 0) + end - at
    numerator, denominator = max(lasting, key=lambda each: lasting[each])
    begins = next(at for at, *rest in written if rest == [numerator, denominator])
    try:
        return parse_metre(f"{numerator}/{denominator}"), begins
    except InvalidInputError as error:
        raise InvalidInputError(
            f"{name!r} is in {numerator}/{denominator}, which cannot be arranged.", error.hint
        ) from error


def _first_bar(song: Song, metre: Metre, begins: int, start: int) -> int:
    """Tick of the bar line at or before the first note: empty bars before the tune are left out."""
    bar = Fraction(metre.bar_sixteenths * song.ticks_per_beat, 4)
    return begins + int((start - begins) // bar * bar)


def _placed(song: Song, notes: list[FileNote], first: int) -> tuple[GuideNote, ...]:
    """Notes in our ticks, counted from `first`; what lies before it is left out."""

    def ours(tick: int) -> int:
        return int((tick * TICKS_PER_BEAT + song.ticks_per_beat // 2) // song.ticks_per_beat)

    return tuple(
        GuideNote(
            ours(n.start - first), max(30, ours(n.start + n.duration) - ours(n.start)), n.pitch, n.velocity
        )
        for n in notes
        if n.start >= first
    )


def _key(song: Song, everything: tuple[GuideNote, ...], tune: tuple[GuideNote, ...]) -> Key:
    """The written key when the notes do not speak against it, else the one they fit best."""
    weights = [0.0] * 12
    for note in everything:
        weights[note.pitch % 12] += note.duration
    weights[tune[-1].pitch % 12] += 2 * tune[-1].duration
    scores = key_scores(weights)
    minor, tonic = max(scores, key=lambda each: scores[each])
    if song.keys:
        _, sharps, written_minor = min(song.keys)
        written = (written_minor, (7 * sharps + (9 if written_minor else 0)) % 12)
        margin = SIGNATURE_MARGIN if sharps or written_minor else UNSIGNED_MARGIN
        if scores[minor, tonic] - scores[written] <= margin:
            minor, tonic = written
    return key_at(tonic, "minor" if minor else "major")


def _slots(tune: tuple[GuideNote, ...], backing: list[GuideNote], metre: Metre, bars: int) -> list[Slot]:
    """Two stretches to a bar (one when it has no half), each with what sounds in it."""
    bar = metre.bar_sixteenths * TICKS_PER_BEAT // 4
    half = next((group.start for group in metre.groups if group.strength == 2), None)
    cuts = [0] if half is None else [0, half * TICKS_PER_BEAT // 4]
    edges = [index * bar + cut for index in range(bars) for cut in cuts] + [bars * bar]
    slots = [Slot(start, end - start) for start, end in pairwise(edges)]
    for notes, backed in ((tune, False), (tuple(backing), True)):
        for note in notes:
            for slot in slots[max(0, bisect_right(edges, note.start) - 1) :]:
                if slot.start >= note.end:
                    break
                slot.hear(note.pitch, note.start, note.end, backed)
    return slots
