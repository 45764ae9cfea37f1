"""Entry: one word of the vocabulary and what it implies, whatever its kind.

Knows nothing of files (`load`) or prompts (`match`).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal[
    "genre",
    "mood",
    "instrument",
    "production",
    "scene",
    "era",
    "feel",
    "tempo",
    "ensemble",
    "artist",
    "stop",
]
FILES: dict[str, Kind] = {
    "genres": "genre",
    "moods": "mood",
    "instruments": "instrument",
    "production": "production",
    "scenes": "scene",
    "eras": "era",
    "feel": "feel",
    "tempo": "tempo",
    "ensembles": "ensemble",
    "artists": "artist",
}
"""Vocabulary file → kind of its entries."""


class Entry(NamedTuple):
    """A canonical name, its spellings and what it implies. `None` and empty mean "says nothing about it"."""

    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()
    """English spellings; `languages/` has the others."""
    nearest: tuple[str, ...] = ()
    """Things this entry stands in for (an oud is played by a nylon guitar)."""
    guarded: tuple[str, ...] = ()
    """Spellings that are also everyday words."""
    weak: tuple[str, ...] = ()
    """Spellings that only count when ruled out ("no beat")."""
    hints: tuple[str, ...] = ()
    """Spellings that only lean this way ("jazzy")."""
    kin: tuple[str, ...] = ()
    """Names of their own that mean the same (moods)."""
    weight: float = 1.0
    style: str | None = None
    telling: bool = False
    """Suggests its style strongly (moods, instruments)."""
    bpm: float | None = None
    range: tuple[float, float] | None = None
    """Usual tempi in quarter notes per minute."""
    place: float | None = None
    """Where in a genre's range a tempo word falls: 0 slowest … 1 fastest."""
    metre: str | None = None
    valence: float | None = None
    energy: float | None = None
    density: float | None = None
    brightness: float | None = None
    swing: float | None = None
    genres: tuple[str, ...] = ()
    """What an era, an artist or a scene is called where no genre is named."""
    moods: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    production: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    seconds: float | None = None
    vocals: bool | None = None
    role: bool = False
    """An instrument entry that is a job in the band (drums, bass, melody) rather than one instrument."""
    kit: str | None = None
    """The role a drum kit plays."""
    family: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    """Style → instrument, for a general word such as "guitar"; `default` is there too."""
    note: str = ""


class Spelling(NamedTuple):
    """One way of writing an entry."""

    entry: Entry
    text: str
    guarded: bool = False
    stand_in: bool = False
    """The entry only stands in for what this spelling names."""
    hint: bool = False
    weak: bool = False
    language: str = "en"
    """Code of the language, the name of its file: "es", "de", "zh"."""
