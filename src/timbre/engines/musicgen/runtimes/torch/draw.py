"""`sampling.draw` on the device, from uniforms that lie there: the same specification, operation by operation.

One set of kernels serves every rule, its values being numbers on the device, so that a captured graph need not be
captured again when the temperature changes. (No plain number may meet a tensor in `torch.where`: it would be copied
from the host, which a capture forbids.) Knows nothing of models or the delay pattern.
"""

from __future__ import annotations

import torch
from torch import Tensor

from timbre.engines.musicgen.sampling import Rule


class DeviceRule:
    """A `sampling.Rule` as numbers on the device, in the form the kernels want."""

    def __init__(self, device: torch.device, codes: int) -> None:
        """Room for the numbers of a draw among `codes` codes; `set` fills it."""
        self.rank = torch.arange(codes, device=device)
        self.guidance = torch.ones((), dtype=torch.float32, device=device)
        self.temperature = torch.ones((), dtype=torch.float64, device=device)
        self.top_k = torch.ones((), dtype=torch.int64, device=device)
        self.top_p = torch.ones((), dtype=torch.float64, device=device)
        self._now: Rule | None = None

    def set(self, rule: Rule) -> None:
        """Take over `rule`.

        Temperature 0 becomes top-k 1 at temperature 1; what is off becomes the value that leaves all as it is.
        """
        if rule == self._now:
            return
        greedy, codes = rule.temperature == 0, len(self.rank)
        self.guidance.fill_(rule.guidance)
        self.temperature.fill_(1.0 if greedy else rule.temperature)
        self.top_k.fill_(1 if greedy else min(rule.top_k or codes, codes))
        self.top_p.fill_(rule.top_p if 0 < rule.top_p < 1 and not greedy else 1.0)
        self._now = rule


def guide(logits: Tensor, guidance: Tensor) -> Tensor:
    """`sampling.guide`: rows c and u of [2, K, V] → u + guidance · (c − u), [K, V]; one row is the answer already."""
    if logits.shape[0] == 1:
        return logits[0]
    # Two roundings, as NumPy has them: no fused multiply-add.
    return logits[1] + guidance * (logits[0] - logits[1])


def draw(scores: Tensor, uniforms: Tensor, rule: DeviceRule) -> tuple[Tensor, Tensor]:
    """Codes [K] from `scores` [K, V] float32 and `uniforms` [K] float64; and the scores' spread [K].

    The spread (highest minus lowest) is finite exactly where every score is (sorting puts NaN first, infinities at
    the ends), short of an overflow: the device cannot raise, so the host looks at it later.
    """
    # + 0: −0 becomes 0, its equal.
    ranked, order = torch.sort(scores + 0.0, dim=-1, descending=True, stable=True)
    spread = ranked[:, 0] - ranked[:, -1]
    wide = ranked.double()
    weights = torch.exp((wide - wide[:, :1]) / rule.temperature)
    sums = (weights * (rule.rank < rule.top_k)).cumsum(-1)
    kept = sums.gather(-1, _first(sums, rule.top_p * sums[:, -1:]))
    chosen = order.gather(-1, _first(sums, uniforms[:, None] * kept))
    return chosen[:, 0], spread


def _first(sums: Tensor, target: Tensor) -> Tensor:
    """In each row of the rising `sums` [K, V], the first index that reaches `target` [K, 1]; in range even for NaN."""
    return (sums < target).sum(-1, keepdim=True)
