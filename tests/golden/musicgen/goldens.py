"""The tiny MusicGen checkpoints and what transformers answered for them; and how tests ask a runtime the same.

Made by `scripts/make_tiny_musicgen.py`, which says what they are. `reference(name)` holds, at 32 bits:

    prompts [2]                      the words; ids_0, ids_1 [T]: their pieces
    hidden_i [T, d_model]            T5's last hidden states
    conditioning_i [T, d]            the same through `enc_to_dec_proj`
    forced_codes [K, P]              random codes with BOS where the delay pattern has it
    forced_logits [2, K, P, V]       teacher-forced logits for words 1: row 0 with the words, row 1 the null branch
    greedy_codes [K, 57]             words 1, guidance 3, the likeliest code always, 60 steps
    prefix_codes [K, 12], continued_codes [K, 29]    words 0: 12 given frames and 17 more, in 20 steps
    codec_codes [4, 37]              random codes; latents, recurred [C, 37]: after the codec's first two layers
    audio_1, audio_2, audio_5 [N]    the samples of the first 1, 2 and 5 frames
    audio_37 [N / 7], greedy_audio [channels, N / 7]    every seventh sample
    margin                           how far every greedy choice is ahead of the next, in guided logits

Knows no library of neural networks.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig
from timbre.engines.musicgen.delay import UNKNOWN, DelayPattern
from timbre.engines.musicgen.runtimes.port import CodecStages, Codes, Decoder, Floats, Runtime

HERE = Path(__file__).resolve().parent
NAMES = ("mono", "stereo")
EVERY = 7
GUIDANCE = 3.0

TOLERANCE = 1e-4
"""What a runtime at 32 bits may differ by, in logits, hidden states and samples."""


def folder(name: str) -> Path:
    """The checkpoint `name`, read-only."""
    return HERE / name


@cache
def reference(name: str) -> Mapping[str, NDArray[Any]]:
    """transformers' answers for checkpoint `name`."""
    with np.load(HERE / name / "reference.npz") as arrays:
        return {key: arrays[key] for key in arrays.files}


def write_sharded(target: Path, shards: int = 3) -> Path:
    """`mono` at 32 bits, cut into `shards` files with an index, tensors dealt in turn; returns `target`."""
    from safetensors.numpy import load_file, save_file

    target.mkdir(parents=True)
    for name in ("config.json", "generation_config.json", "preprocessor_config.json", "tokenizer.json"):
        shutil.copyfile(folder("mono") / name, target / name)
    tensors = {
        name: value.astype(np.float32)
        for name, value in load_file(folder("mono") / "model.safetensors").items()
    }
    places = {
        name: f"model-{index % shards + 1:05d}-of-{shards:05d}.safetensors"
        for index, name in enumerate(sorted(tensors))
    }
    for shard in set(places.values()):
        part = {name: tensors[name] for name, place in places.items() if place == shard}
        save_file(part, target / shard, metadata={"format": "pt"})
    total = sum(value.nbytes for value in tensors.values())
    index_file = {"metadata": {"total_size": total}, "weight_map": places}
    (target / "model.safetensors.index.json").write_text(json.dumps(index_file), encoding="utf-8")
    return target


def step_by_step(decoder: Decoder, codes: Codes) -> Floats:
    """Feed `codes` [K, P] one position at a time: all logits, [rows, K, P, V]."""
    logits = [decoder.extend(codes[:, [position]]).copy() for position in range(codes.shape[1])]
    return np.stack(logits, axis=2)


def guided(logits: Floats) -> Floats:
    """The two rows [2, K, V] drawn together with guidance 3, [K, V]: written out here, not taken from the product."""
    combined: Floats = logits[1] + np.float32(GUIDANCE) * (logits[0] - logits[1])
    return combined


def likeliest(runtime: Runtime, config: MusicgenConfig, words: Floats, context: Codes, frames: int) -> Codes:
    """`frames` frames that begin with `context` [K, C], the likeliest code always, guidance 3: [K, frames].

    Feeds all that is known in one stretch first, then one position at a time.
    """
    pattern = DelayPattern(config.decoder.delays)
    sheet = pattern.sheet(context, frames, config.decoder.vocab_size)
    decoder = runtime.open_decoder(words, guided=True, longest=sheet.shape[1] - 1)
    known = int((sheet == UNKNOWN).any(axis=0).argmax())
    fed = 0
    for column in range(known, sheet.shape[1]):
        best = guided(decoder.extend(np.ascontiguousarray(sheet[:, fed:column]))).argmax(axis=-1)
        sheet[:, column] = np.where(sheet[:, column] == UNKNOWN, best, sheet[:, column])
        fed = column
    decoder.close()
    return pattern.undelay(sheet[:, 1:])


def samples(codec: CodecStages, codes: Codes) -> Floats:
    """A channel's codes [Q, F] decoded at once: [F * hop]."""
    return codec.upsample(codec.recur(codec.latents(codes), None)[0])


def drift(found: Floats, expected: Floats) -> float:
    """How far logits [..., V] are off: RMS of the difference over RMS of the expected, each set's mean taken out.

    A constant added to all logits changes no probability, so it counts for nothing.
    """
    wrong = found - expected
    wrong = wrong - wrong.mean(axis=-1, keepdims=True)
    right = expected - expected.mean(axis=-1, keepdims=True)
    return float(np.sqrt((wrong**2).mean() / (right**2).mean()))
