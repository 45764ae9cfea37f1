"""What the tests of the torch runtime share: tiny checkpoints, their models in transformers, random codes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch

from golden.musicgen.goldens import folder
from timbre.engines.musicgen.checkpoint.config import MusicgenConfig, read_config
from timbre.engines.musicgen.runtimes.port import Codes, Decoder, Floats, Runtime


def config_of(name: str) -> MusicgenConfig:
    """The sizes of a tiny checkpoint."""
    return read_config(folder(name))


@cache
def reference_model(name: str) -> Any:
    """The same checkpoint in transformers, float32, ready for inference."""
    from transformers import MusicgenForConditionalGeneration
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    return MusicgenForConditionalGeneration.from_pretrained(folder(name), dtype=torch.float32).eval()


def delayed_codes(config: MusicgenConfig, steps: int, seed: int) -> Codes:
    """Random codes [K, steps] with BOS where the delay pattern has it."""
    decoder = config.decoder
    codes = np.random.default_rng(seed).integers(0, decoder.vocab_size, (decoder.num_codebooks, steps))
    for book, late in enumerate(decoder.delays):
        codes[book, : late + 1] = decoder.bos_token_id
    return codes


def word_ids(config: MusicgenConfig, count: int, seed: int) -> Codes:
    """Random token ids [count]."""
    return np.random.default_rng(seed).integers(1, config.text.vocab_size, count)


class HostDrawn:
    """A runtime whose decoders draw nothing by themselves: the loop then draws with NumPy."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.label = runtime.label
        self.encode_text = runtime.encode_text
        self.codec = runtime.codec
        self.close = runtime.close

    def open_decoder(self, conditioning: Floats | None, *, guided: bool, longest: int) -> Decoder:
        """The runtime's decoder without its `sample`."""
        return _Plain(self._runtime.open_decoder(conditioning, guided=guided, longest=longest))


class _Plain:
    def __init__(self, decoder: Decoder) -> None:
        self.extend = decoder.extend
        self.close = decoder.close
        self._decoder = decoder

    @property
    def position(self) -> int:
        return self._decoder.position
