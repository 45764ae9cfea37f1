"""Fit the weights of timbre.audio.tempo to sound with known tempo; print them and how well they carry over.

    python scripts/fit_tempo.py --seeds 3

Needs scipy (the dev extra). Each style and groove is also left out in turn and judged by weights that have never met
it: that number, not the fit, is what to expect elsewhere. Pieces are sped up or slowed down at random so that no
style's habitual tempo is learnt.
"""

from __future__ import annotations

import argparse
import random
import sys

import numpy as np
from analysis_corpus import pieces, synthetic
from scipy.optimize import minimize

from timbre.audio.tempo import BEATS, beat_evidence, candidates_bpm, onset_strength

REGULARISATION = 0.03


def fit(evidence: list[np.ndarray], right: list[np.ndarray]) -> np.ndarray:
    """Multinomial logistic regression: the right candidates should score above all others."""
    scale = np.std(np.concatenate(evidence, axis=1), axis=1)
    scaled = [e / scale[:, None] for e in evidence]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = 0.0, np.zeros_like(weights)
        for e, r in zip(scaled, right, strict=True):
            score = weights @ e
            odds = np.exp(score - score.max())
            total -= float(np.log(odds[r].sum() / odds.sum() + 1e-12))
            gradient -= e[:, r] @ (odds[r] / odds[r].sum()) - e @ (odds / odds.sum())
        count = len(scaled)
        return (
            total / count + REGULARISATION * float(weights @ weights),
            gradient / count + 2.0 * REGULARISATION * weights,
        )

    found = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale)


def main() -> None:
    """Build the corpus, fit, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="composer pieces per style")
    parser.add_argument("--grooves", type=int, default=9, help="drum loops per pattern")
    options = parser.parse_args()
    rng, bpms = random.Random(5), candidates_bpm()
    kinds, truths, evidence = [], [], []
    for item in (
        *synthetic(options.grooves),
        *pieces(range(options.seeds), 45.0, lambda s: print(s, file=sys.stderr)),
    ):
        if item.bpm is None or item.kind == "clicks":
            continue
        strength, speed = onset_strength(item.mono), rng.uniform(0.85, 1.18)
        stretched = np.interp(np.arange(0.0, len(strength) - 1.0, speed), np.arange(len(strength)), strength)
        found = beat_evidence(stretched, bpms)
        if found is not None:
            kinds.append(item.kind)
            truths.append(item.bpm * speed)
            evidence.append(found)
    right = [np.abs(bpms / truth - 1.0) < 0.015 for truth in truths]
    kept = [i for i in range(len(kinds)) if right[i].any()]

    def hits(weights: np.ndarray, indices: list[int]) -> int:
        return sum(abs(bpms[int(np.argmax(weights @ evidence[i]))] / truths[i] - 1.0) < 0.02 for i in indices)

    weights = fit([evidence[i] for i in kept], [right[i] for i in kept])
    carried = 0
    for kind in sorted(set(kinds)):
        others = [i for i in kept if kinds[i] != kind]
        own = [i for i in kept if kinds[i] == kind]
        carried += hits(fit([evidence[i] for i in others], [right[i] for i in others]), own)
    rounded = [round(float(w), 2) for w in weights]
    print("BEAT_WEIGHTS =", tuple(rounded[: len(BEATS)]))
    print("RATE_WEIGHTS =", tuple(rounded[len(BEATS) : -1]))
    print("PREFERENCE_WEIGHT =", rounded[-1])
    print(
        f"fit: {hits(weights, kept)} of {len(kept)} right; each kind by weights that never met it: {carried}"
    )


if __name__ == "__main__":
    main()
