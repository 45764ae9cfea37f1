"""Sound with known tempo and key, to measure and fit the estimators of timbre.audio: grooves, chords, pads, pieces.

Everything is made from a seed; the composer's pieces get a random stated tempo and key, so that nothing can be learnt
from a style's habits.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbre.audio.excerpt import LISTENING_RATE_HZ, excerpt

Mono = NDArray[np.float32]
RATE = LISTENING_RATE_HZ
NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


@dataclass(frozen=True)
class Item:
    """One sound [t] at 22,050 Hz and what is true of it; None where there is nothing to find."""

    kind: str
    mono: Mono
    bpm: float | None = None
    key: str | None = None


# Sixteen or twelve steps a bar: name → (steps, beats in a bar, tempo range, pattern by voice).
GROOVES: dict[str, tuple[int, int, tuple[float, float], dict[str, str]]] = {
    "rock": (
        16,
        4,
        (80, 180),
        {"kick": "x.......x.x.....", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."},
    ),
    "house": (
        16,
        4,
        (110, 132),
        {"kick": "x...x...x...x...", "snare": "....x.......x...", "hat": "..x...x...x...x."},
    ),
    "techno": (16, 4, (120, 150), {"kick": "x...x...x...x...", "hat": "xxxxxxxxxxxxxxxx"}),
    "breakbeat": (
        16,
        4,
        (155, 180),
        {"kick": "x.........x.....", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."},
    ),
    "trap": (
        16,
        4,
        (120, 160),
        {"kick": "x......x..x.....", "snare": "........x.......", "hat": "x.x.x.x.x.xxx.x."},
    ),
    "boom bap": (
        16,
        4,
        (75, 100),
        {"kick": "x..x....x.x.....", "snare": "....x.......x..x", "hat": "x.x.x.x.x.x.x.x."},
    ),
    "bossa": (
        16,
        4,
        (100, 150),
        {"kick": "x..xx..xx..xx..x", "snare": "x..x..x...x..x..", "hat": "x.x.x.x.x.x.x.x."},
    ),
    "one drop": (
        16,
        4,
        (65, 95),
        {"kick": "........x.......", "snare": "........x.......", "hat": "..x...x...x...x."},
    ),
    "waltz": (12, 3, (80, 190), {"kick": "x...........", "snare": "....x...x...", "hat": "x.x.x.x.x.x."}),
    "swing": (12, 4, (90, 220), {"kick": "x..x..x..x..", "snare": ".....x......", "hat": "x..x.xx..x.x"}),
    "funk": (
        16,
        4,
        (88, 125),
        {"kick": "x.....x...x..x..", "snare": "....x..x.x..x..x", "hat": "xxxxxxxxxxxxxxxx"},
    ),
}
PROGRESSIONS = {
    "major": ((0, 5, 7, 0), (0, 7, 9, 5), (9, 5, 0, 7, 0), (2, 7, 0, 9, 2, 7, 0)),
    "minor": ((0, 5, 7, 0), (0, 8, 3, 10, 0), (0, 10, 8, 7, 0), (5, 0, 7, 0)),
}
"""Roots of the chords in semitones above the tonic; their quality follows the scale."""
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}


def _hit(voice: str, rng: np.random.Generator) -> Mono:
    at = np.arange(RATE // 4) / RATE
    if voice == "kick":
        sound = (
            0.9 * np.sin(2.0 * np.pi * (50.0 * at + 2.0 * (1.0 - np.exp(-at * 30.0)))) * np.exp(-at * 14.0)
        )
    elif voice == "snare":
        tone = np.sin(2.0 * np.pi * 190.0 * at)
        sound = 0.3 * (rng.standard_normal(len(at)) + tone) * np.exp(-at * 22.0)
    else:
        sound = 0.15 * np.diff(rng.standard_normal(len(at)), prepend=0.0) * np.exp(-at * 60.0)
    return sound.astype(np.float32)


def groove(name: str, bpm: float, seconds: float, seed: int, jitter_seconds: float = 0.004) -> Mono:
    """A drum pattern with a few notes left out or added, loose timing, and chords that change with the bar."""
    rng = np.random.default_rng(seed)
    steps, beats, _, voices = GROOVES[name]
    sound = np.zeros(round(RATE * (seconds + 1.0)), np.float32)
    step = 60.0 / bpm * beats / steps
    for voice, pattern in voices.items():
        flips = rng.random(steps)
        played = "".join(
            "." if c == "x" and f < 0.08 else "x" if c == "." and f < 0.04 else c
            for c, f in zip(pattern, flips, strict=True)
        )
        for index in range(int(seconds / step)):
            if played[index % steps] == "x":
                first = max(0, round((index * step + rng.normal() * jitter_seconds) * RATE))
                hit = _hit(voice, rng)
                strength = (0.8 + 0.2 * rng.random()) * (1.0 if index % (steps // beats) == 0 else 0.75)
                sound[first : first + len(hit)] += np.float32(strength) * hit
    bar = 60.0 / bpm * beats
    for index in range(int(seconds / bar)):
        chord = tones([(220.0, 174.6, 261.6, 196.0)[index % 4] * r for r in (1.0, 1.26, 1.5)], bar, 0.0)
        first = round(index * bar * RATE)
        sound[first : first + len(chord)] += np.float32(0.25) * chord
    return (sound / np.abs(sound).max() * 0.7 + rng.standard_normal(len(sound)) * 0.001).astype(np.float32)


def clicks(bpm: float, seconds: float, seed: int) -> Mono:
    """A metronome in a little noise."""
    rng = np.random.default_rng(seed)
    sound = rng.standard_normal(round(seconds * RATE)) * 0.002
    at = np.arange(800)
    click = np.exp(-at / 60.0) * np.sin(2.0 * np.pi * 1500.0 * at / RATE) * 0.5
    for start in np.arange(0.2, seconds - 0.1, 60.0 / bpm):
        sound[round(start * RATE) : round(start * RATE) + len(click)] += click
    return sound.astype(np.float32)


def tones(hertz: list[float], seconds: float, decay: float = 1.0, partials: int = 5) -> Mono:
    """Harmonic tones together."""
    at = np.arange(round(seconds * RATE)) / RATE
    sum_ = sum(np.sin(2.0 * np.pi * hz * p * at) / p for hz in hertz for p in range(1, partials + 1))
    return np.asarray(0.05 * sum_ * np.exp(-decay * at), np.float32)


def chords(
    tonic: int, mode: str, variant: int, seed: int, noise: float, detune_cents: float, ends: bool
) -> Mono:
    """A progression with a bass, played three times; `ends` on the tonic, or is cut off before."""
    rng = np.random.default_rng(seed)
    scale = [(tonic + degree) % 12 for degree in SCALES[mode]]
    roots = PROGRESSIONS[mode][variant]
    played = list(roots) * 3 if ends else (list(roots) * 4)[:-2]
    parts = []
    for index, root in enumerate(played):
        at = scale.index((tonic + root) % 12)
        pitches = [scale[(at + third) % 7] + 60 for third in (0, 2, 4)] + [scale[at] + 36]
        if mode == "minor" and root == 7:
            pitches[1] = (tonic + 11) % 12 + 60
        hertz = [440.0 * 2.0 ** ((p - 69) / 12 + detune_cents / 1200.0) for p in pitches]
        last = ends and index == len(played) - 1
        parts.append(tones(hertz, 6.0 if last else 1.5, 1.0 if last else 0.6))
    sound = np.concatenate(parts)
    return (sound + rng.standard_normal(len(sound)) * noise * np.abs(sound).max()).astype(np.float32)


def pad(seconds: float, seed: int) -> Mono:
    """Slow swells of an A major chord: no beat to find."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(len(at))
    for hz in (110.0, 164.8, 220.0, 277.2, 329.6):
        swell = 0.6 + 0.4 * np.sin(2.0 * np.pi * rng.uniform(0.02, 0.11) * at + rng.uniform(0.0, 6.28))
        sound += swell * sum(
            np.sin(2.0 * np.pi * hz * p * at + rng.uniform(0.0, 6.28)) / p**2 for p in (1, 2, 3, 4)
        )
    return (sound * 0.1 + rng.standard_normal(len(at)) * 0.002).astype(np.float32)


def synthetic(per_groove: int = 6) -> Iterator[Item]:
    """Everything that needs no engine."""
    rng = random.Random(7)
    for bpm in range(50, 205, 10):
        yield Item("clicks", clicks(float(bpm), 25.0, bpm), float(bpm))
    for name, (_, _, (low, high), _) in GROOVES.items():
        for index in range(per_groove):
            bpm = round(rng.uniform(low, high), 1)
            yield Item(f"groove {name}", groove(name, bpm, 25.0, index, rng.uniform(0.0, 0.008)), bpm)
    for tonic in range(12):
        for mode in ("major", "minor"):
            for ends in (True, False):
                variant, noise = rng.randrange(4), rng.choice((0.0, 0.02, 0.1))
                sound = chords(tonic, mode, variant, tonic, noise, rng.uniform(-40.0, 40.0), ends)
                yield Item(f"chords, {'ended' if ends else 'cut off'}", sound, key=f"{NAMES[tonic]} {mode}")
    for index in range(6):
        yield Item("pad", pad(25.0, index), key="A major")
        noise_ = np.random.default_rng(index).standard_normal(25 * RATE).astype(np.float32) * np.float32(0.1)
        yield Item("noise", noise_)


def pieces(seeds: range, seconds: float, said: Callable[[str], object] = lambda _: None) -> Iterator[Item]:
    """Pieces of the composer, mastered as the user would hear them, with a random tempo and key."""
    from timbre.audio.mastering import master
    from timbre.engines.composer import create
    from timbre.engines.composer.style import load_style, style_names
    from timbre.model.brief import Brief
    from timbre.model.events import AudioChunk, Finished
    from timbre.model.request import GenerationRequest

    for style in style_names():
        for seed in seeds:
            rng = random.Random(f"{style} {seed}")
            bpm = float(round(load_style(style).tempo.typical * rng.uniform(0.85, 1.18)))
            key = f"{rng.choice(NAMES)} {rng.choice(('major', 'minor'))}"
            brief = Brief(style=style).with_stated("the corpus", bpm=bpm, key=key)
            engine = create()
            request = GenerationRequest(prompt=style, brief=brief, seed=seed, seconds=seconds)
            engine.prepare(request)
            blocks, facts = [], None
            for event in engine.generate(request, lambda: False):
                if isinstance(event, AudioChunk) and event.stem is None:
                    blocks.append(np.array(event.samples))
                elif isinstance(event, Finished):
                    facts = event.facts
            if facts is None:
                continue
            finished = master(
                np.concatenate(blocks, axis=1), 44_100, facts.master or "clean", facts.target_lufs
            )
            said(f"{style} {seed}")
            yield Item(f"piece {style}", excerpt(finished.samples, 44_100), facts.bpm, facts.key)
