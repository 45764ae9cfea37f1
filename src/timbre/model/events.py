"""What an engine yields while it works. Typed, ordered: Started, then any of the others, Finished last.

Errors are raised, not yielded. Engines never print, write files or touch the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.model.clip import Samples


@dataclass(frozen=True)
class Started:
    """The engine has loaded and begins. `seconds` is the length it will make."""

    seconds: float
    sample_rate: int
    channels: int = 2


@dataclass(frozen=True)
class Progress:
    """Where the work is: `stage` is a short word ("compose", "render"), `fraction` 0..1 of the whole job."""

    stage: str
    fraction: float
    seconds_made: float = 0.0


@dataclass(frozen=True)
class AudioChunk:
    """The next `samples` [C, T] of the mix (`stem` None) or of one named stem, in order, without gaps.

    The concatenation of all chunks of one name is that whole signal, before mastering.
    """

    samples: Samples
    stem: str | None = None


@dataclass(frozen=True)
class ScoreReady:
    """The notes, as a Standard MIDI File (format 1)."""

    midi: bytes


@dataclass(frozen=True)
class PieceFacts:
    """What the engine knows of its own piece; all optional."""

    bpm: float | None = None
    key: str | None = None
    metre: str | None = None
    style: str | None = None
    chords: tuple[str, ...] = ()
    sections: tuple[tuple[str, float], ...] = ()
    """Section name and start in seconds."""
    master: str | None = None
    """The mastering preset that suits the piece."""
    target_lufs: float | None = None
    tilt_db: float = 0.0
    """Spectral tilt the master should apply (+ brighter)."""
    notes: tuple[str, ...] = ()
    """Things to tell the user, in words."""
    licence: str | None = None
    """What may be done with the take, where that depends on the model; None: as the engine says of itself."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What else there is to tell of the making: "runtime", "words" …"""


@dataclass(frozen=True)
class Finished:
    """All audio has been yielded."""

    facts: PieceFacts = field(default_factory=PieceFacts)


Event = Started | Progress | AudioChunk | ScoreReady | Finished
