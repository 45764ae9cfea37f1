"""Random checkpoints of a middling size, transformers' model of each, and our runtimes on it.

Larger than the committed goldens: four layers of 256, so that heads are as wide as the real ones (64).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from make_random_musicgen import Tensor, tensors, write_weights
from make_tiny_musicgen import forced_codes, forced_logits, greedy, ids_of, load, random_codes
from musicgen_layout import (
    SOME_WORDS,
    Sizes,
    config_json,
    generation_json,
    preprocessor_json,
    write_json,
    write_tokenizer,
)
from transformers.utils.logging import disable_progress_bar, set_verbosity_error

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig, read_config
from timbre.engines.musicgen.runtimes.port import Codes, Floats, Runtime

disable_progress_bar()
set_verbosity_error()
torch.set_num_threads(1)  # models this small gain nothing from more, and threads that spin lose a lot

PROMPT = (
    "slow warm lo-fi piano and soft drums, rainy night; 70 bpm with a driving bass guitar, 90s jazz & funk"
)
POSITIONS = 48
TOKENS = 48
CLEAR_MARGIN = 2e-3
"""Guided logits: rounding at 32 bits stays below a tenth of it, so the likeliest code is the same everywhere."""

MIDDLING = Sizes(
    layers=4,
    width=256,
    heads=4,
    feed_forward=1024,
    codes=128,
    positions=512,
    words=192,
    text_layers=3,
    text_width=96,
    text_head=24,
    text_heads=4,
    text_feed_forward=256,
    filters=8,
    latent=16,
)
ODD = replace(
    MIDDLING,
    layers=3,
    width=72,
    heads=3,
    feed_forward=200,
    codes=32,
    text_width=72,
    text_head=10,
    text_heads=5,
    filters=3,
    ratios=[5, 4, 2],
    latent=10,
    lstm_layers=1,
)
"""Hardly anything is a power of two, and the text is as wide as the decoder, so that there is no projection."""


@dataclass(frozen=True)
class Variant:
    """One way a checkpoint can come."""

    name: str
    sizes: Sizes
    seed: int
    renamed: bool = False
    """Weight norm in the new spelling."""
    sharded: bool = False


STEREO = replace(MIDDLING, channels=2, codebooks=8)
SEEDS = {"mono": 6, "stereo": 7, "odd": 4}
"""The first whose likeliest codes are clear of the next and not one code repeated."""

VARIANTS = tuple(
    Variant(
        f"{channels}-{'new' if renamed else 'hub'}-{'shards' if sharded else 'single'}",
        sizes,
        SEEDS[channels],
        renamed,
        sharded,
    )
    for channels, sizes in (("mono", MIDDLING), ("stereo", STEREO))
    for renamed in (False, True)
    for sharded in (False, True)
)


def write(folder: Path, variant: Variant) -> None:
    """The checkpoint itself."""
    folder.mkdir(parents=True)
    write_json(folder / "config.json", config_json(variant.sizes))
    write_json(folder / "generation_config.json", generation_json(variant.sizes))
    write_json(folder / "preprocessor_config.json", preprocessor_json())
    write_tokenizer(folder / "tokenizer.json", SOME_WORDS.split(), variant.sizes.words - 8)
    plan = [renamed(tensor) if variant.renamed else tensor for tensor in tensors(variant.sizes)]
    most = 4 * sum(int(np.prod(tensor.shape)) for tensor in plan)
    write_weights(folder, plan, variant.seed, shard_bytes=most // 3 if variant.sharded else most)


def renamed(tensor: Tensor) -> Tensor:
    """The tensor under its new name, where weight norm has one."""
    for old, new in (("weight_g", "original0"), ("weight_v", "original1")):
        if tensor.name.endswith(old):
            return replace(tensor, name=tensor.name.removesuffix(old) + f"parametrizations.weight.{new}")
    return tensor


class Live:
    """A checkpoint with transformers' model of it; answers are worked out once, when first asked for."""

    def __init__(self, folder: Path, variant: Variant) -> None:
        self.folder = folder
        self.variant = variant
        write(folder, variant)
        self.config: MusicgenConfig = read_config(folder)
        self.model: Any = load(folder)
        self.ids = ids_of(folder, PROMPT)

    @cached_property
    def conditioning(self) -> Floats:
        """T5 and projection of the prompt, [T, d]."""
        return self.hears(np.asarray(self.ids[0]))

    def hears(self, ids: Codes) -> Floats:
        """T5 and projection of `ids` [T], [T, d]."""
        with torch.inference_mode():
            hidden = self.model.text_encoder(input_ids=torch.from_numpy(ids)[None]).last_hidden_state
            if hasattr(self.model, "enc_to_dec_proj"):
                hidden = self.model.enc_to_dec_proj(hidden)
        return as_floats(hidden[0])

    @cached_property
    def codes(self) -> Codes:
        """Random delayed codes [K, P]."""
        return np.asarray(forced_codes(self.model, POSITIONS, seed=21))

    @cached_property
    def logits(self) -> Floats:
        """Teacher-forced logits for `codes`, [2, K, P, V]."""
        with torch.inference_mode():
            return as_floats(forced_logits(self.model, self.ids, torch.from_numpy(self.codes)))

    @cached_property
    def piece(self) -> tuple[Codes, Floats, float]:
        """`generate` without sampling: codes [K, F], samples [C, N], least margin."""
        with torch.inference_mode():
            codes, samples, margin = greedy(self.model, self.ids, TOKENS)
        return np.asarray(codes), as_floats(samples), margin

    def codec_codes(self, frames: int) -> Codes:
        """Random codes of one channel, [Q, F]."""
        return np.asarray(random_codes(self.model, self.config.codec.num_quantizers, frames, seed=22))

    def samples(self, codes: Codes) -> Floats:
        """transformers' decoding of one channel's codes [Q, F]: [N]."""
        with torch.inference_mode():
            return as_floats(
                self.model.audio_encoder.decode(torch.from_numpy(codes)[None, None], [None]).audio_values[
                    0, 0
                ]
            )


def as_floats(values: Any) -> Floats:
    """A tensor as float32 NumPy."""
    return np.asarray(values.detach().cpu(), np.float32)


@contextmanager
def opened(runtime: Runtime) -> Iterator[Runtime]:
    """A runtime that is closed again."""
    try:
        yield runtime
    finally:
        runtime.close()


def runtimes() -> dict[str, Callable[[Path, Path], Runtime]]:
    """Every runtime that this machine has, at 32 bits: called with the checkpoint and an empty folder."""
    onnx = importlib.import_module("timbre.engines.musicgen.runtimes.onnx")
    ours = importlib.import_module("timbre.engines.musicgen.runtimes.torch")
    found: dict[str, Callable[[Path, Path], Runtime]] = {
        "onnx": lambda folder, cache: onnx.load(folder, precision="fp32", threads=1, cache=cache),
        "torch-cpu": lambda folder, cache: ours.load(folder, device="cpu", dtype="float32"),
    }
    for device, there in (("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available())):
        if there:
            found[f"torch-{device}"] = lambda folder, cache, device=device: ours.load(
                folder, device=device, dtype="float32"
            )
    return found
