"""The same seed draws the same codes on every runtime, whoever does the drawing: the loop or the device.

Runtimes round differently (logits by some 1e-6), so a random number that falls as near as that to the border between
two codes may choose either, and the pieces part from there on: about one in a hundred pieces of this length.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import pytest

from timbre.engines.musicgen.delay import DelayPattern
from timbre.engines.musicgen.loop import compose_codes
from timbre.engines.musicgen.random import Uniforms
from timbre.engines.musicgen.runtimes.port import Codes, Runtime
from timbre.engines.musicgen.sampling import Rule, guide
from torch_parity.live import SEEDS, STEREO, Live, Variant, opened, runtimes

RULES = (Rule(), Rule(top_k=5), Rule(top_k=0, top_p=0.8, temperature=0.7, guidance=2.0), Rule(guidance=1.0))
FRAMES = 60
SEED = 5
TOO_CLOSE = 1e-5
"""Distance of a random number from a border, both within 0 to 1; a wrong rule draws elsewhere at once."""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Live:
    return Live(tmp_path_factory.mktemp("live") / "checkpoint", Variant("stereo", STEREO, SEEDS["stereo"]))


@pytest.fixture(scope="module")
def loaded(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Runtime]]:
    with ExitStack() as stack:
        cache = tmp_path_factory.mktemp("cache")
        yield {
            name: stack.enter_context(opened(load(live.folder, cache))) for name, load in runtimes().items()
        }


@pytest.mark.parametrize("rule", RULES)
def test_every_runtime_writes_the_same_piece(live: Live, loaded: dict[str, Runtime], rule: Rule) -> None:
    pieces = {name: piece(live, runtime, rule, SEED) for name, runtime in loaded.items()}
    first = pieces.pop("onnx")
    assert not np.array_equal(piece(live, loaded["onnx"], rule, SEED + 1), first)
    for other in pieces.values():
        if not np.array_equal(first, other):
            assert distance_where_they_part(live, loaded["onnx"], rule, first, other) < TOO_CLOSE


def piece(live: Live, runtime: Runtime, rule: Rule, seed: int) -> Codes:
    """A whole piece [K, FRAMES]."""
    ids = np.asarray(live.ids[0])
    blocks = compose_codes(runtime, live.config, ids, rule, seed, FRAMES, lambda: False)
    return np.concatenate(list(blocks), axis=1)


def distance_where_they_part(live: Live, runtime: Runtime, rule: Rule, one: Codes, other: Codes) -> float:
    """At the first code in which two pieces differ: how far its random number was from the nearest border."""
    pattern = DelayPattern(live.config.decoder.delays)
    bos = live.config.decoder.vocab_size
    differ = pattern.delay(one, bos) != pattern.delay(other, bos)
    step = int(differ.any(axis=0).argmax())
    book = int(differ[:, step].argmax())
    start = np.full((pattern.codebooks, 1), bos, np.int64)
    heard = np.concatenate([start, pattern.delay(one, bos)[:, :step]], axis=1)
    words = runtime.encode_text(np.asarray(live.ids[0]))
    decoder = runtime.open_decoder(words, guided=rule.guidance != 1, longest=heard.shape[1])
    logits = np.sort(guide(decoder.extend(heard), rule.guidance)[book].astype(np.float64))[::-1]
    decoder.close()
    weights = np.exp((logits - logits[0]) / rule.temperature)[: rule.top_k or None]
    borders = np.cumsum(weights) / weights.sum()
    nearest = np.inf
    if rule.top_p:
        kept = int((borders < rule.top_p).sum()) + 1
        nearest = float(np.abs(borders - rule.top_p).min())
        borders = borders[:kept] / borders[kept - 1]
    uniform = Uniforms(SEED, pattern.codebooks).steps(step)[0][book]
    return min(nearest, float(np.abs(borders - uniform).min()))
