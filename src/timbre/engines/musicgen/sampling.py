"""From logits to codes: guidance, temperature, top-k, top-p, and the draw from given random numbers.

The order of every operation is fixed here, so that each runtime that draws on its own device gives the same codes
for the same logits. Knows nothing of models, devices or the delay pattern.

The specification, for each codebook by itself:

1. Order the V codes by falling logit (float32); among equals the lower index comes first.
2. Temperature 0: take the first. That is all.
3. Top-k: keep the first k (0 or k ≥ V: all).
4. Weights, float64: w = exp((logit − first logit) / temperature); running sums c from the first to the last.
5. Top-p: keep the shortest beginning whose c ≥ p · (the last c), at least one (0 or 1: all).
6. Take the first code whose c ≥ u · (the last c kept).

(exp may differ in its last bit between libraries, which moves a draw about once in 10¹³.) The authors' code drops
top-k where top-p is given; here both hold, top-k first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbre.errors import EngineError, InvalidInputError

Floats = NDArray[np.float32]
Codes = NDArray[np.int64]

_SIGN = np.uint32(0x8000_0000)
_INDEX = np.uint64(0xFFFF_FFFF)
_HIGH = np.uint64(32)


@dataclass(frozen=True)
class Rule:
    """How codes are drawn; the defaults are the authors'. Raises InvalidInputError outside the ranges."""

    guidance: float = 3.0
    """Pull towards the words, 0 or more: 1 is the words alone, 0 none of them (see `guide`)."""
    temperature: float = 1.0
    """0 or more; 0 always takes the likeliest."""
    top_k: int = 250
    """Only the k likeliest; 0 is off."""
    top_p: float = 0.0
    """Only the likeliest that make up this much together, 0 to 1; 0 and 1 are off."""

    def __post_init__(self) -> None:
        for name, value in (("guidance", self.guidance), ("temperature", self.temperature)):
            if not (math.isfinite(value) and value >= 0):
                raise InvalidInputError(f"{name} cannot be {value}; valid: 0 or more.")
        if self.top_k < 0:
            raise InvalidInputError(f"top_k cannot be {self.top_k}; valid: 0 (off) or more.")
        if not 0 <= self.top_p <= 1:
            raise InvalidInputError(f"top_p cannot be {self.top_p}; valid: 0 to 1 (both ends are off).")


def guide(logits: Floats, guidance: float) -> Floats:
    """Classifier-free guidance in float32, u + guidance · (c − u): rows c and u of [2, K, V] → [K, V].

    One row is the answer already. (Ho and Salimans 2022, arXiv 2207.12598, in the scaling MusicGen uses.)
    """
    heard: Floats = logits[0]
    if len(logits) == 1:
        return heard
    unheard: Floats = logits[1]
    with np.errstate(over="ignore", invalid="ignore"):  # `draw` says what is wrong with such numbers
        guided: Floats = unheard + np.float32(guidance) * (heard - unheard)
    return guided


def draw(logits: Floats, uniforms: NDArray[np.float64], rule: Rule) -> Codes:
    """One code for each codebook, [K] in 0 … V−1, from logits [K, V] and `uniforms` [K] in [0, 1).

    Follows the specification above. Raises EngineError where a logit is not a finite number.
    """
    if not np.isfinite(logits).all():
        raise _not_numbers(logits)
    if rule.temperature == 0:
        best: Codes = logits.argmax(axis=1)
        return best
    order = _ranked(logits, rule.top_k)
    books = np.arange(len(logits))
    ranked = logits[books[:, None], order].astype(np.float64)
    ranked -= ranked[:, :1].copy()
    with np.errstate(over="ignore"):  # a tiny temperature: −inf, whose weight is 0
        ranked /= rule.temperature
    sums = np.exp(ranked).cumsum(axis=1)
    mass = sums[:, -1]
    if 0 < rule.top_p < 1:
        mass = sums[books, _first(sums, rule.top_p * mass)]
    chosen: Codes = order[books, _first(sums, uniforms * mass)]
    return chosen


def _first(sums: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.intp]:
    """In each row of the rising `sums` [K, n], the first index that reaches `target` [K]."""
    below: NDArray[np.intp] = np.count_nonzero(sums < target[:, None], axis=1)
    return below


def _ranked(logits: Floats, top_k: int) -> Codes:
    """Indices of the `top_k` highest logits (0: all) of each row, best first, the lower index first among equals.

    Logit and index are packed into one integer that sorts in that order, so that no sort has to be stable and ties
    at the k-th place fall rightly by themselves.
    """
    bits = (logits + np.float32(0)).view(np.uint32)  # + 0: −0 becomes 0, its equal
    rising = np.where(bits & _SIGN, ~bits, bits | _SIGN)
    keys = (~rising).astype(np.uint64) << _HIGH
    keys |= np.arange(logits.shape[1], dtype=np.uint64)
    if 0 < top_k < logits.shape[1]:
        keys = np.partition(keys, top_k - 1, axis=1)[:, :top_k]
    keys = np.sort(keys, axis=1)
    return (keys & _INDEX).astype(np.int64)


def _not_numbers(logits: Floats) -> EngineError:
    wrong = ~np.isfinite(logits)
    book, code = np.argwhere(wrong)[0]
    return EngineError(
        f"The model gave {np.count_nonzero(wrong)} scores of {logits.size} that are not finite numbers, "
        f"the first ({logits[book, code]}) for code {code} of codebook {book}.",
        "A wider precision (fp32) may help; if it does not, the weights are damaged: pull the model again.",
    )
