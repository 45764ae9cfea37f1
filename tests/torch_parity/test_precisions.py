"""How far narrower numbers may take the logits from transformers' at 32 bits.

Measured as `drift`: RMS of the error over RMS of the logits, teacher-forced, both rows of guidance. What to expect
for weights that are normally distributed, as these are and trained ones nearly so:

- Rounding a block of 128 values, whose largest is about 2.6 σ, to b bits is off by (2.6 / 2^(b−1)) / √12 of σ: 9.4 %
  for 4 bits, 0.6 % for 8. Numbers of 16 bits are off by 2^-11 / √3 = 0.03 % (float16) and 2^-8 / √3 = 0.2 %
  (bfloat16), relative to each value.
- Every layer adds its own error to the stream and passes on what came before; with the output's own, the errors of
  this many layers add up to about two of one matrix's. Quantised activations (int8, int4 on ONNX Runtime) and the
  text encoder's 8-bit weights add a little more.

Measured here: float16 0.0004 (ONNX Runtime, weights alone) and 0.0011 (torch, cache and activations too), bfloat16
0.009, 8 bits 0.020, 4 bits 0.17 to 0.18. The bounds are about one and a half times that, or twice. A wrong scale, a
swapped nibble or a skipped block is off by 1 or more.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from golden.musicgen.goldens import drift, samples, step_by_step
from timbre.engines.musicgen.runtimes import onnx
from timbre.engines.musicgen.runtimes import torch as ours
from timbre.engines.musicgen.runtimes.port import Runtime
from torch_parity.live import MIDDLING, SEEDS, STEREO, Live, Variant, opened

Loader = Callable[[Path, Path], Runtime]


def narrow() -> dict[str, tuple[float, Loader]]:
    """Every narrow precision that this machine has: its bound and how to load it."""
    found: dict[str, tuple[float, Loader]] = {}
    for precision, bound in (("fp16", 0.001), ("int8", 0.03), ("int4", 0.27)):
        found[f"onnx-{precision}"] = (
            bound,
            lambda folder, cache, precision=precision: onnx.load(
                folder, precision=precision, threads=1, cache=cache
            ),
        )
    for device in ("cpu", *(["cuda"] if torch.cuda.is_available() else [])):
        for dtype, bits, bound in (
            ("float16", None, 0.002),
            ("bfloat16", None, 0.015),
            ("auto", 4, 0.27),
        ):
            found[f"torch-{device}-{'int4' if bits else dtype}"] = (
                bound,
                lambda folder, cache, device=device, dtype=dtype, bits=bits: ours.load(
                    folder, device=device, dtype=dtype, bits=bits
                ),
            )
    return found


NARROW = narrow()


@pytest.fixture(scope="module", params=("mono", "stereo"))
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Live:
    sizes = MIDDLING if request.param == "mono" else STEREO
    variant = Variant(request.param, sizes, SEEDS[request.param])
    return Live(tmp_path_factory.mktemp("live") / "checkpoint", variant)


@pytest.mark.parametrize("name", NARROW)
def test_narrow_numbers_drift_no_further_than_their_rounding(live: Live, name: str, tmp_path: Path) -> None:
    bound, load = NARROW[name]
    with opened(load(live.folder, tmp_path)) as runtime:
        words = runtime.encode_text(np.asarray(live.ids[0]))
        decoder = runtime.open_decoder(words, guided=True, longest=live.codes.shape[1])
        logits = step_by_step(decoder, live.codes)
        decoder.close()
        codes = live.codec_codes(40)
        sound, expected = samples(runtime.codec(), codes), live.samples(codes)
    assert 0 < drift(logits, live.logits) <= bound
    # The codec stays wide but for its LSTM's 8-bit weights: noise at least 50 dB below the sound.
    assert np.sqrt(np.mean((sound - expected) ** 2) / np.mean(expected**2)) < 0.003
