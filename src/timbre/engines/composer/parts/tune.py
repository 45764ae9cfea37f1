"""Tune: the melodic material of one letter of the form, as motifs in phrases of call and close, without pitches.

Knows nothing of chords or registers (`pitching`).
"""

from __future__ import annotations

from dataclasses import dataclass

from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.parts.motif import (
    Motif,
    augmented,
    character,
    fragment,
    inverted,
    make_steps,
    onsets,
    retrograde,
    rhythm_only,
    tail_changed,
)
from timbre.engines.composer.patterns import MELODY_TOKENS, Pattern
from timbre.engines.composer.plan import Plan, fitting
from timbre.engines.composer.rhythm import Cells
from timbre.model.stream import Stream

PHRASE_BARS = 4
_DRAFTS = 3
"""How many shapes of a new motif are drawn; the one with most character stays."""
_RHYTHMS = tuple(
    Pattern(bars=text)
    for text in ("x.x. x--- x.x. x---", "x--- x.x. x--- ----", "..x. x.x. x--- x---", "x-x. x-x. x--- ----")
)
_CADENCES = tuple(Pattern(bars=text) for text in ("x.x. x--- ---- ....", "x--- x--- ---- ...."))
Rhythm = tuple[Cells, ...]


@dataclass(frozen=True)
class Unit:
    """One slot of a tune: its motif, and how it closes."""

    motif: Motif
    letter: str
    close: str = ""
    """"" (open), "half" or "full"."""


class Tune:
    """The melodic material of one letter of the form: eight bars of units, the same each time it returns."""

    def __init__(self, plan: Plan, section: SectionPlan, stream: Stream, theme: Motif | None) -> None:
        part = plan.style.melody
        bars = part.unit_bars
        rhythms = fitting(part.rhythms or _RHYTHMS, section)
        cadences = fitting(part.cadences or _CADENCES, section)
        largest = 2 if part.mode in ("riff", "sparse") else 4
        shape = stream.choice(part.shapes)
        motifs: dict[str, Motif] = {}
        if theme is not None:
            motifs["a"] = theme
        self.units: list[Unit] = []
        per_phrase = max(1, PHRASE_BARS // bars)
        for phrase in range(2):
            letters = (shape * per_phrase)[:per_phrase]
            for index, letter in enumerate(letters):
                last = index == per_phrase - 1
                if last and part.mode != "riff":
                    rhythm: Rhythm = (_pick(cadences, stream)[0],)
                    if bars == 2:
                        rhythm = (_pick(rhythms, stream)[0], *rhythm)
                    close = Motif(rhythm, make_steps(onsets(rhythm) - 1, stream, 2))
                    self.units.append(Unit(close, "z", "half" if phrase == 0 else "full"))
                    continue
                fresh = part.mode == "improv" and letter not in ("a",)
                if letter not in motifs or fresh:
                    motifs[letter] = _new_motif(rhythms, bars, stream, largest)
                motif = motifs[letter]
                if letter == "a" and index > 0 and part.mode == "lyric":
                    turn = stream.uniform()
                    motif = (
                        inverted(motif)
                        if turn < 0.12
                        else tail_changed(motif, stream)
                        if turn < 0.4
                        else motif
                    )
                elif index == per_phrase - 2 and phrase == 1 and part.mode == "lyric" and stream.chance(0.35):
                    motif = fragment(motif)
                closing = ("half" if phrase == 0 else "full") if last else ""
                self.units.append(Unit(motif, letter, closing))
        self.theme = motifs.get("a") or self.units[0].motif
        if section.kind in ("break", "outro") and bars == 1 and part.mode == "lyric" and theme is not None:
            self._slowed(theme)
        self.unit_bars = bars

    def _slowed(self, theme: Motif) -> None:
        """The first phrase takes the theme at half speed."""
        if len(theme.rhythm) == 1 and onsets(theme.rhythm) >= 3:
            for index, motif in enumerate(augmented(theme)):
                if onsets(motif.rhythm) and index < len(self.units) and not self.units[index].close:
                    self.units[index] = Unit(motif, "a")

    def at(self, bar: int) -> tuple[Unit, Cells, int]:
        """Unit, its cells and the bar within the unit for a bar counted from the section's start."""
        index, inside = divmod(bar % (len(self.units) * self.unit_bars), self.unit_bars)
        unit = self.units[index]
        return unit, unit.motif.rhythm[inside % len(unit.motif.rhythm)], inside


def _new_motif(rhythms: list[Pattern], bars: int, stream: Stream, largest: int) -> Motif:
    chosen = _pick(rhythms, stream)
    rhythm: list[Cells] = []
    for index in range(bars):
        if index >= len(chosen) and stream.chance(0.6):
            chosen = _pick(rhythms, stream)
        rhythm.append(chosen[index % len(chosen)])
    made = tuple(rhythm)
    drafts = [Motif(made, make_steps(onsets(made) - 1, stream, largest)) for _ in range(_DRAFTS)]
    return max(drafts, key=character)


def kin_of(theme: Motif, stream: Stream) -> Motif:
    """Another motif of the same piece: the theme turned round, upside down, or its rhythm with other notes."""
    draw = stream.uniform()
    if draw < 0.25:
        return inverted(theme)
    if draw < 0.45:
        return retrograde(theme)
    return rhythm_only(theme, stream) if draw < 0.75 else theme


def _pick(patterns: list[Pattern], stream: Stream) -> Rhythm:
    return stream.choice(patterns, [p.weight for p in patterns]).cells(MELODY_TOKENS)
