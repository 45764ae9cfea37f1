"""Write the tiny MusicGen checkpoints of `tests/golden/musicgen` and what transformers answers for them.

    python scripts/make_tiny_musicgen.py [folder]      (torch 2.13 and transformers 5.23; half a minute)

Two random models with the real structure and toy sizes, in the layout of the hub's folders:

- `mono`: one channel, four codebooks, 16-bit floats, the hub's own spelling (`weight_g`, `weight_v`) and its way of
  writing `config.json`.
- `stereo`: two channels, eight codebooks, bfloat16, saved by transformers' own `save_pretrained`, whose spelling
  (`parametrizations.weight.original0`, `original1`) and `config.json` are the new ones.

The tests cut `mono` into 32-bit shards themselves (`tests/golden/musicgen/goldens.py`). Beside each lies
`reference.npz`, computed at 32 bits; `goldens.py` names its arrays. Weights come from fixed seeds; a second run
writes the same weights, and references that differ by rounding only. The seeds were chosen (`acceptable`) so that
every greedy choice is clear of its runner-up by far more than rounding, and so that the pieces are not one code
repeated.

Knows nothing of Timbre: its answers are transformers' alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import torch
from make_random_musicgen import write_checkpoint
from musicgen_layout import Sizes
from transformers import MusicgenForConditionalGeneration, PreTrainedTokenizerFast
from transformers.modeling_outputs import BaseModelOutput
from transformers.utils.logging import disable_progress_bar

HERE = Path(__file__).resolve().parent.parent / "tests" / "golden" / "musicgen"

MONO = Sizes(
    layers=2,
    width=64,
    heads=4,
    feed_forward=128,
    codes=64,
    positions=512,
    words=160,
    text_layers=2,
    text_width=32,
    text_head=8,
    text_heads=3,
    text_feed_forward=64,
    filters=4,
    latent=8,
)
STEREO = Sizes(
    layers=3,
    width=32,
    heads=2,
    feed_forward=96,
    codes=32,
    codebooks=8,
    channels=2,
    positions=512,
    words=150,
    text_layers=2,
    text_width=24,
    text_head=8,
    text_heads=2,
    text_feed_forward=40,
    filters=2,
    latent=6,
)
ENTRIES = 144
"""Pieces of the tokenizer; the embedding has a few rows more, as T5's has."""

PROMPTS = (
    "80s music",
    "slow warm lo-fi piano and soft drums, rainy night; 70 bpm with a driving bass guitar",
)
GUIDANCE = 3.0
GREEDY_TOKENS = 60
FORCED_POSITIONS = {1: 40, 2: 24}
PREFIX_FRAMES, CONTINUED_TOKENS = 12, 20
CODEC_FRAMES = (1, 2, 5, 37)
EVERY = 7
"""Of clips longer than five frames, every seventh sample is kept: in time that meets every phase of a frame."""

CLEAR_MARGIN = 0.008
"""Least distance in guided logits between the best code and the next; rounding is below 1e-4."""

SEEDS = {"mono": 28, "stereo": 92}
"""The first acceptable ones, counted from 1; the search goes on from here where sizes are changed."""


def load(folder: Path) -> Any:
    """The model at 32 bits, ready for inference."""
    return MusicgenForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()


def write_model(folder: Path, sizes: Sizes, seed: int, *, resaved: bool) -> Any:
    """Write a checkpoint into `folder` and load it; `resaved` passes it through transformers' own way of saving."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*"):
        old.unlink()
    if not resaved:
        write_checkpoint(folder, sizes, seed=seed, entries=ENTRIES, half=True)
        return load(folder)
    with tempfile.TemporaryDirectory() as scratch:
        write_checkpoint(Path(scratch), sizes, seed=seed, entries=ENTRIES)
        drawn = load(Path(scratch))
        # A model that was loaded is saved in the spelling it came in; one built from its configuration in the new.
        fresh = MusicgenForConditionalGeneration(drawn.config)
        fresh.load_state_dict(drawn.state_dict())
        fresh.generation_config = drawn.generation_config
        fresh.to(torch.bfloat16).save_pretrained(folder)
        (folder / "model.safetensors").chmod(0o644)
        for name in ("tokenizer.json", "preprocessor_config.json"):
            (folder / name).write_bytes((Path(scratch) / name).read_bytes())
    return load(folder)


def ids_of(folder: Path, prompt: str) -> torch.Tensor:
    """A prompt's pieces, [1, T], closed by "</s>"."""
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    return torch.tensor([tokenizer(prompt)["input_ids"]])


def delays(model: Any) -> list[int]:
    """Steps by which each codebook is late."""
    decoder = model.config.decoder
    return [book // decoder.audio_channels for book in range(decoder.num_codebooks)]


def random_codes(model: Any, books: int, length: int, seed: int) -> torch.Tensor:
    """Codes drawn evenly, [books, length]."""
    drawn = np.random.default_rng(seed).integers(0, model.config.decoder.vocab_size, (books, length))
    return torch.from_numpy(drawn)


def forced_codes(model: Any, length: int, seed: int) -> torch.Tensor:
    """Random codes with the delay pattern's BOS in place, [K, length]."""
    late = delays(model)
    codes = random_codes(model, len(late), length, seed)
    for book, delay in enumerate(late):
        codes[book, : delay + 1] = model.config.decoder.bos_token_id
    return codes


def forced_logits(model: Any, ids: torch.Tensor, codes: torch.Tensor) -> torch.Tensor:
    """Logits at every position for the two rows of guidance, [2, K, P, V].

    Row 0 hears the prompt; row 1 is the null branch as `generate` builds it: T5's output and its mask are zeros.
    """
    hidden = model.text_encoder(input_ids=ids).last_hidden_state
    both = torch.cat([hidden, torch.zeros_like(hidden)])
    mask = torch.cat([torch.ones_like(ids), torch.zeros_like(ids)])
    logits = model(
        encoder_outputs=BaseModelOutput(last_hidden_state=both),
        attention_mask=mask,
        decoder_input_ids=codes.repeat(2, 1),
    ).logits
    return logits.reshape(2, codes.shape[0], codes.shape[1], -1)


@contextmanager
def recorded_codes(model: Any) -> Iterator[list[torch.Tensor]]:
    """The codes that `generate` hands to the codec, each [1, 1, K, F]."""
    seen: list[torch.Tensor] = []
    decode = model.audio_encoder.decode

    def record(codes: torch.Tensor, *args: Any, **named: Any) -> Any:
        seen.append(codes)
        return decode(codes, *args, **named)

    model.audio_encoder.decode = record
    try:
        yield seen
    finally:
        del model.audio_encoder.decode


def greedy(
    model: Any, ids: torch.Tensor, tokens: int, prefix: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor, float]:
    """`generate` without sampling, guidance 3: codes [K, F], samples [C, N], and the narrowest choice's margin."""
    given = {} if prefix is None else {"decoder_input_ids": prefix}
    with recorded_codes(model) as seen:
        output = model.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            do_sample=False,
            guidance_scale=GUIDANCE,
            max_new_tokens=tokens,
            return_dict_in_generate=True,
            output_scores=True,
            **given,
        )
    if len(seen) == 1:
        codes = seen[0][0, 0]
    else:
        codes = torch.stack([seen[0][0, 0], seen[1][0, 0]], dim=1).flatten(0, 1)
    start = 1 if prefix is None else 1 + prefix.shape[-1]
    last = start + tokens
    margins = []
    for step, scores in enumerate(output.scores):
        best = scores.topk(2, dim=-1).values
        for book, delay in enumerate(delays(model)):
            if delay < start + step < delay + last - max(delays(model)):
                margins.append(float(best[book, 0] - best[book, 1]))
    return codes, output.sequences[0], min(margins)


def audio(model: Any, codes: torch.Tensor) -> torch.Tensor:
    """The codec's samples, [N], for one channel's codes [Q, F]."""
    return model.audio_encoder.decode(codes[None, None], [None]).audio_values[0, 0]


def references(model: Any, folder: Path) -> tuple[dict[str, Any], float]:
    """Every array of `reference.npz`, and the margin of its greedy pieces."""
    found: dict[str, Any] = {"prompts": np.array(PROMPTS), "guidance": np.float64(GUIDANCE)}
    ids = [ids_of(folder, prompt) for prompt in PROMPTS]
    for index, one in enumerate(ids):
        hidden = model.text_encoder(input_ids=one).last_hidden_state
        found[f"ids_{index}"] = one[0]
        found[f"hidden_{index}"] = hidden[0]
        found[f"conditioning_{index}"] = model.enc_to_dec_proj(hidden)[0]
    channels = model.config.decoder.audio_channels
    found["forced_codes"] = forced_codes(model, FORCED_POSITIONS[channels], seed=11)
    found["forced_logits"] = forced_logits(model, ids[1], found["forced_codes"])
    codes, samples, margin = greedy(model, ids[1], GREEDY_TOKENS)
    found["greedy_codes"], found["greedy_audio"] = codes, samples[:, ::EVERY]
    prefix = random_codes(model, len(delays(model)), PREFIX_FRAMES, seed=12)
    found["prefix_codes"] = prefix
    found["continued_codes"], _, second = greedy(model, ids[0], CONTINUED_TOKENS, prefix)
    found["codec_codes"] = random_codes(model, 4, max(CODEC_FRAMES), seed=13)
    for frames in CODEC_FRAMES:
        clip = audio(model, found["codec_codes"][:, :frames])
        found[f"audio_{frames}"] = clip if frames <= 5 else clip[::EVERY]
    quantised = model.audio_encoder.quantizer.decode(found["codec_codes"][:, None])
    layers = model.audio_encoder.decoder.layers
    found["latents"] = layers[0](quantised)[0]
    found["recurred"] = layers[1](layers[0](quantised))[0]
    arrays: dict[str, Any] = {name: np.asarray(value) for name, value in found.items()}
    return arrays, min(margin, second)


def acceptable(arrays: dict[str, Any], margin: float) -> bool:
    """Whether a wrong model would show: clear choices, lively pieces, logits that differ between the rows."""
    lively = min(len(set(row)) for row in arrays["greedy_codes"].tolist()) >= 8
    told = float(np.abs(arrays["forced_logits"][0] - arrays["forced_logits"][1]).mean())
    loud = float(np.abs(arrays["audio_37"]).max())
    print(f"  margin {margin:.4f}, rows apart {told:.2f}, loudest sample {loud:.2f}, lively {lively}")
    return margin >= CLEAR_MARGIN and lively and told > 0.3 and 0.05 < loud < 1.0


def make(folder: Path, sizes: Sizes, *, resaved: bool) -> None:
    """Write one checkpoint with its references, from the first acceptable seed."""
    for seed in count(SEEDS[folder.name]):
        print(f"{folder.name}, seed {seed}")
        model = write_model(folder, sizes, seed, resaved=resaved)
        with torch.inference_mode():
            arrays, margin = references(model, folder)
        if acceptable(arrays, margin):
            break
    arrays["margin"], arrays["seed"] = np.float64(margin), np.int64(seed)
    np.savez_compressed(folder / "reference.npz", **arrays)
    kinds = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"  {kinds['model_type']}: {size // 1000} kB")


def main() -> None:
    """Write both."""
    disable_progress_bar()
    torch.set_num_threads(1)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    make(folder / "mono", MONO, resaved=False)
    make(folder / "stereo", STEREO, resaved=True)


if __name__ == "__main__":
    main()
