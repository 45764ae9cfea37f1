"""Chords: comping by pattern on the plan's voicings, strummed, rolled or struck.

Knows nothing of other parts' notes; the register is the style's chord lane.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.parts.lines import PatternBook, hits_in, pieces
from timbre.engines.composer.patterns import CHORD_TOKENS
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH, Hit
from timbre.model.stream import Stream

_PLAIN = ("x---", "----", "----", "----")
_SHORT = SIXTEENTH
_ROLLING = ("electric piano", "wurlitzer", "fm piano", "harp")


def play_chords(plan: Plan, stream: Stream) -> list[Tone]:
    """The chord part, from one stream of choices."""
    book = PatternBook(plan.style.chords.patterns, CHORD_TOKENS, stream)
    tones: list[Tone] = []
    for bar in plan.bars:
        if not plan.plays("chords", bar):
            continue
        hits = varied(plan, bar, hits_in(plan, bar, book.cells(bar) or _PLAIN), stream)
        for hit in hits:
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


def varied(plan: Plan, bar: Bar, hits: list[Hit], stream: Stream) -> list[Hit]:
    """A bar's strokes, now and then with one left out, or with a push before the next bar, as a player would."""
    draw, which = stream.uniform(), stream.uniform()
    if bar.at == 0 or draw >= plan.style.chords.vary or len(hits) < 2 or bar.length < plan.timing.bar_ticks:
        return hits
    weak = [index for index, hit in enumerate(hits) if index and hit.strength < 2]
    if draw * 2 < plan.style.chords.vary and len(hits) >= 4 and weak:
        gone = weak[int(which * len(weak))]
        return [hit for index, hit in enumerate(hits) if index != gone]
    last = hits[-1]
    push = bar.length - 2 * SIXTEENTH
    if last.at >= push or last.length < 3 * SIXTEENTH:
        return hits
    token = "s" if plan.style.chords.articulation == "staccato" else "x"
    kept = replace(last, length=push - last.at)
    return [*hits[:-1], kept, Hit(push, 2 * SIXTEENTH, token, 0, last.beat)]


def _strike(plan: Plan, span: Span, token: str, start: int, length: int, strength: int) -> list[Tone]:
    """The notes of one stroke."""
    voicing = span.voicing
    part = plan.style.chords
    force, articulation = 100, part.articulation
    strum = plan.ticks(part.strum_ms)
    if token in "du":
        strum = plan.ticks(min(20.0, max(8.0, part.strum_ms or 12.0)))
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
        strum = max(plan.ticks(8), strum * 7 // 10)
    elif token == "r":
        strum = max(strum, plan.ticks(28))
        articulation = articulation or "roll"
    elif token == "x" and _rolls(plan, length, strength):
        strum, articulation = max(strum, plan.ticks(16)), articulation or "roll"
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


def _rolls(plan: Plan, length: int, strength: int) -> bool:
    """Whether an electric piano rolls a chord: long ones on the downbeat."""
    return plan.cast.lead["chords"] in _ROLLING and strength == 3 and length >= 8 * SIXTEENTH
