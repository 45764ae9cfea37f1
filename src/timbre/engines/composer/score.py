"""Score: the hand-over point between composing and sounding. Pure data, integer ticks.

Knows nothing of styles (above) or of instruments' sound (below); it exports to MIDI exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TICKS_PER_BEAT = 960
"""Ticks per quarter note ("beat" always means a quarter note here, whatever the metre)."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note or drum hit. `pitch` is MIDI (60 = middle C); in a drum part it is a General MIDI drum key."""

    start: int
    """Ticks from the beginning, micro-timing included; never negative."""
    duration: int
    """Ticks, at least 1."""
    pitch: int
    velocity: int
    """1..127."""
    articulation: str = ""
    """"" (plain), staccato, legato, accent, mute, ghost, strum, roll, slide."""


@dataclass(frozen=True, slots=True)
class Control:
    """One point of a controller curve (linear between points)."""

    tick: int
    controller: str
    """expression (0..1), brightness (0..1), vibrato (0..1), pan (-1..1)."""
    value: float


@dataclass(frozen=True, slots=True)
class Part:
    """One player: `name` is the stem's name (drums, bass, chords, pad, arp, melody, counter, fx)."""

    name: str
    instrument: str
    """Canonical instrument or drum-kit name."""
    notes: tuple[Note, ...]
    controls: tuple[Control, ...] = ()

    @property
    def is_drums(self) -> bool:
        """Whether pitches are drum keys."""
        return self.name in ("drums", "percussion")


@dataclass(frozen=True, slots=True)
class ChordSpan:
    """A chord symbol sounding from `start` for `duration` ticks."""

    start: int
    duration: int
    symbol: str


@dataclass(frozen=True, slots=True)
class Section:
    """A named stretch of the form."""

    name: str
    start: int
    bars: int
    energy: float
    """0..1."""


@dataclass(frozen=True)
class Score:
    """A whole piece."""

    bpm: float
    """Quarter notes per minute of the body (the tempo the user hears and asked for)."""
    key: str
    metre: str
    style: str
    tempo_map: tuple[tuple[int, float], ...]
    """(tick, quarter notes per minute), first at tick 0, ascending; holds until the next."""
    sections: tuple[Section, ...]
    chords: tuple[ChordSpan, ...]
    parts: tuple[Part, ...]
    end: int
    """Tick where the last note has been released; the audio rings on after it."""
    loop: bool = False
    repeat_bars: int = 4
    """How many bars in a row the style lets repeat four bars literally."""
    threshold: float = 60.0
    """What the style asks of the critic's total."""
    notes: tuple[str, ...] = field(default=())
    """Things to tell the user in words."""
    key_changes: tuple[tuple[int, str], ...] = field(default=())
    """(tick, key) of every change of key after the beginning."""
    band: tuple[tuple[str, str], ...] = field(default=())
    """Part and instrument of everybody who plays, leaders of a part first; not those who come in for a place only."""
    swells: tuple[tuple[int, int, float], ...] = field(default=())
    """(start tick, end tick, dB): where the user wants everything louder or softer than the form has it."""

    def seconds_at(self, tick: int) -> float:
        """Time of `tick` in seconds, through the tempo map."""
        seconds, last_tick, bpm = 0.0, 0, self.bpm
        for at, new_bpm in self.tempo_map:
            if at >= tick:
                break
            seconds += (at - last_tick) * 60.0 / (bpm * TICKS_PER_BEAT)
            last_tick, bpm = at, new_bpm
        return seconds + (tick - last_tick) * 60.0 / (bpm * TICKS_PER_BEAT)
