"""Chords: comping by pattern on the plan's voicings, strummed, rolled or struck.

Knows nothing of other parts' notes; the register is the style's chord lane.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.parts.lines import PatternBook, hits_in, pieces
from timbre.engines.composer.patterns import CHORD_TOKENS
from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH

_PLAIN = ("x---", "----", "----", "----")
_SHORT = SIXTEENTH


def play_chords(plan: Plan) -> list[Tone]:
    """The chord part."""
    stream = plan.stream("chords")
    book = PatternBook(plan.style.chords.patterns, CHORD_TOKENS, stream)
    tones: list[Tone] = []
    for bar in plan.bars:
        if not plan.plays("chords", bar):
            continue
        cells = book.cells(bar) or _PLAIN
        for hit in hits_in(plan, bar, cells):
            start = bar.start + hit.at
            for number, (at, length, span) in enumerate(pieces(plan, start, hit.length)):
                if number and length < SIXTEENTH:
                    continue
                tones += _strike(plan, span, hit.token, at, length, hit.strength if number == 0 else 1)
    final = plan.final_span
    if final is not None and (plan.closes("chords") or not plan.closes("pad")):
        how = "r" if plan.style.form.ending in ("ring", "ritard", "fade") else "x"
        struck = _strike(plan, final, how, final.start, final.duration, 3)
        plain = ("staccato", "mute")
        tones += [replace(tone, articulation="") if tone.articulation in plain else tone for tone in struck]
    return tones


def _strike(plan: Plan, span: Span, token: str, start: int, length: int, strength: int) -> list[Tone]:
    """The notes of one stroke."""
    voicing = span.voicing
    part = plan.style.chords
    force, articulation = 100, part.articulation
    strum = plan.ticks(part.strum_ms)
    if token == "X":
        force, articulation = 114, articulation or "accent"
    elif token == "s":
        length, articulation = min(length, _SHORT), "staccato"
    elif token == "m":
        length, force, articulation = min(length, SIXTEENTH // 2), 48, "mute"
    elif token == "b":
        voicing = voicing[:1]
    elif token == "c":
        voicing = voicing[1:] if len(voicing) > 2 else voicing
        force = 86
    elif token == "t":
        voicing = voicing[-1:]
    elif token == "u":
        voicing, force = tuple(reversed(voicing[-3:])), 80
    elif token == "r":
        strum = max(strum, plan.ticks(28))
        articulation = articulation or "roll"
    if token in "du" and not articulation:
        articulation = "strum"
    tones = []
    for index, pitch in enumerate(voicing):
        offset = min(index * strum, max(0, length - SIXTEENTH // 4)) if len(voicing) > 1 else 0
        tones.append(
            Tone(
                start + offset,
                max(1, length - offset),
                pitch,
                force - 2 * (index % 2),
                articulation,
                strength,
            )
        )
    return tones
