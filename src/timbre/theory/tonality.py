"""How plainly chords speak of a key: a weighing of pitch classes against the profiles of all major and minor keys.

Knows nothing of progressions or styles; a critic asks it which of several harmonies lets the key be heard.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from timbre.theory.chord import Chord
from timbre.theory.key import Key

_MAJOR = (5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0)
_MINOR = (5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0)
"""Weights of the twelve degrees (Temperley, The Cognition of Basic Musical Structures, 2001, table 7.2)."""
_TONE_WEIGHTS = (0.8, 0.8, 0.8, 0.5)
_EXTENSION_WEIGHT = 0.3
_BASS_WEIGHT = 1.2
_EDGE_WEIGHT = 2.0
"""The first and the last chord count double: they are what a listener takes for home."""


def pitch_weights(chords: Iterable[tuple[Chord, float]]) -> list[float]:
    """How much each pitch class sounds [12], given chords and their durations in any unit."""
    weights = [0.0] * 12
    spans = list(chords)
    for position, (chord, duration) in enumerate(spans):
        share = duration * (_EDGE_WEIGHT if position in (0, len(spans) - 1) else 1.0)
        weights[chord.bass] += _BASS_WEIGHT * share
        for number, tone in enumerate(chord.classes):
            weights[tone] += share * (
                _TONE_WEIGHTS[number] if number < len(_TONE_WEIGHTS) else _EXTENSION_WEIGHT
            )
    return weights


def key_scores(weights: Sequence[float]) -> dict[tuple[bool, int], float]:
    """How well each major and minor key explains `weights` [12], −1..1, by (is minor, tonic's pitch class)."""
    return {
        (minor, tonic): _correlation(weights, profile, tonic)
        for minor, profile in ((False, _MAJOR), (True, _MINOR))
        for tonic in range(12)
    }


def clarity(weights: Sequence[float], key: Key) -> float:
    """How much better `key` explains `weights` [12] than its best rival does: −2..2, above 0 when it wins.

    Modes count as the major or minor key on their tonic.
    """
    scores = key_scores(weights)
    mine = scores.pop((key.is_minor, key.tonic_class))
    return mine - max(scores.values())


def _correlation(weights: Sequence[float], profile: Sequence[float], tonic: int) -> float:
    """Pearson's correlation of the weights with the profile laid on `tonic`; 0 for even weights."""
    turned = [profile[(degree - tonic) % 12] for degree in range(12)]
    mean_w, mean_p = sum(weights) / 12, sum(turned) / 12
    top = sum((w - mean_w) * (p - mean_p) for w, p in zip(weights, turned, strict=True))
    spread = sum((w - mean_w) ** 2 for w in weights) * sum((p - mean_p) ** 2 for p in turned)
    return top / math.sqrt(spread) if spread > 0 else 0.0
