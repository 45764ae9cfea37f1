"""Tiny checkpoints in the hub's layout, written byte by byte: no safetensors library, no real weights."""

import copy
import json
import struct

import numpy as np

from timbre.engines.musicgen.checkpoint.config import read_config
from timbre.engines.musicgen.checkpoint.layout import convolutions, tensors

CONFIG = {
    "model_type": "musicgen",
    "text_encoder": {
        "model_type": "t5", "vocab_size": 40, "d_model": 12, "d_kv": 4, "d_ff": 16, "num_layers": 2, "num_heads": 3,
        "relative_attention_num_buckets": 8, "feed_forward_proj": "relu", "pad_token_id": 0,
    },
    "audio_encoder": {
        "model_type": "encodec", "sampling_rate": 32000, "num_filters": 2, "upsampling_ratios": [4, 2],
        "codebook_size": 16, "codebook_dim": 6, "hidden_size": 6, "num_lstm_layers": 2, "use_causal_conv": False,
        "use_conv_shortcut": False, "target_bandwidths": [64.0], "norm_type": "weight_norm", "pad_mode": "reflect",
    },
    "decoder": {
        "model_type": "musicgen_decoder", "vocab_size": 16, "hidden_size": 16, "num_hidden_layers": 2,
        "num_attention_heads": 2, "ffn_dim": 24, "num_codebooks": 4, "audio_channels": 1, "pad_token_id": 16,
        "bos_token_id": 16, "activation_function": "gelu",
    },
}  # fmt: skip


def config(**changes):
    """The tiny config.json as an object; `decoder__num_codebooks=8` changes one value, None takes it away."""
    whole = copy.deepcopy(CONFIG)
    for name, value in changes.items():
        section, _, field = name.rpartition("__")
        place = whole[section] if section else whole
        if value is None:
            place.pop(field)
        else:
            place[field] = value
    return whole


def write_config(folder, **changes):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config(**changes)))
    return folder


def numbers(folder, spelling="weight_g"):
    """Random tensors for the config.json in `folder`; `spelling`: weight_g, original0 or weight."""
    sizes = read_config(folder)
    source = np.random.Generator(np.random.PCG64(7))

    def some(shape):
        return source.standard_normal(shape).astype(np.float32)

    found = {name: some(shape) for name, shape in tensors(sizes)}
    for prefix, shape, kind in convolutions(sizes.codec):
        found[f"{prefix}.bias"] = some((shape[1 if kind == "transposed" else 0],))
        if spelling == "weight":
            found[f"{prefix}.weight"] = some(shape)
            continue
        newer = f"{prefix}.parametrizations.weight.original"
        names = (
            (f"{prefix}.weight_g", f"{prefix}.weight_v")
            if spelling == "weight_g"
            else (newer + "0", newer + "1")
        )
        found[names[0]], found[names[1]] = some((shape[0], 1, 1)), some(shape)
    return found


def safetensors(values, dtype="F32"):
    """The bytes of a safetensors file."""
    table, data = {"__metadata__": {"format": "pt"}}, b""
    for name, value in values.items():
        raw = encoded(value, dtype)
        table[name] = {
            "dtype": dtype,
            "shape": list(value.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    header = json.dumps(table).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + data


def encoded(value, dtype):
    if dtype == "BF16":
        return (value.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
    return value.astype({"F32": "<f4", "F16": "<f2", "F64": "<f8", "I64": "<i8"}[dtype]).tobytes()


def write_checkpoint(folder, dtype="F32", spelling="weight_g", shards=1, **changes):
    """A whole checkpoint; with several `shards` and an index. Returns its tensors."""
    write_config(folder, **changes)
    (folder / "tokenizer.json").write_text("{}")
    values = numbers(folder, spelling)
    if shards == 1:
        (folder / "model.safetensors").write_bytes(safetensors(values, dtype))
        return values
    place = {}
    for number in range(shards):
        name = f"model-{number + 1:05}-of-{shards:05}.safetensors"
        part = dict(list(values.items())[number::shards])
        (folder / name).write_bytes(safetensors(part, dtype))
        place |= dict.fromkeys(part, name)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": place}))
    return values
