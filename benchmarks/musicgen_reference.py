"""How fast transformers' own `generate` writes with a MusicGen checkpoint: the other side of `bench-musicgen`.

    python benchmarks/musicgen_reference.py FOLDER [--steps 503] [--threads 2] [--device cuda] [--dtype float16]

Run by the Python of an environment with torch and transformers; prints one JSON object. The clock runs from the
prompt's token ids to finished samples on the host: text encoder, every step with guidance 3 and sampling from the
250 likeliest, codec. Loading, and a first short piece to warm up, are outside it. Knows nothing of Timbre.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

GUIDANCE = 3.0
TOP_K = 250
WARM_UP_STEPS = 12
PROMPT = "warm lo-fi piano with soft drums and a slow bass, rainy night, 80 bpm"


@dataclass(frozen=True)
class Measured:
    """One piece of music, measured."""

    steps: int
    seconds: float
    """From ids to samples."""
    ms_per_step: float
    """`seconds` shared among the steps: everything is in it, the codec too."""
    codec_seconds: float
    """The part of `seconds` that the codec took."""
    audio_seconds: float
    load_seconds: float
    peak_rss_bytes: int
    """Of the whole process, loading included."""
    peak_device_bytes: int
    """GPU memory; 0 on a CPU."""
    threads: int
    device: str
    dtype: str
    versions: dict[str, str]


def measure(
    folder: Path, *, steps: int, threads: int, device: str, dtype: str, prompt: str, seed: int
) -> Measured:
    """Write one piece of `steps` new tokens with the checkpoint in `folder`."""
    import torch
    import transformers
    from transformers import AutoTokenizer, MusicgenForConditionalGeneration

    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    began = time.perf_counter()
    kind = getattr(torch, dtype)
    model = MusicgenForConditionalGeneration.from_pretrained(folder, dtype=kind).eval().to(device)
    loaded = time.perf_counter() - began
    inputs = AutoTokenizer.from_pretrained(folder)([prompt], return_tensors="pt").to(device)
    codec = _timed_codec(model, device)

    def write(length: int) -> Any:
        samples = model.generate(
            input_ids=inputs["input_ids"],
            attention_mask=inputs["attention_mask"],
            do_sample=True,
            guidance_scale=GUIDANCE,
            top_k=TOP_K,
            max_new_tokens=length,
        )
        return samples.float().cpu().numpy()

    with torch.inference_mode():
        torch.manual_seed(seed)
        write(WARM_UP_STEPS)
        codec.clear()
        began = time.perf_counter()
        samples = write(steps)
        seconds = time.perf_counter() - began
    return Measured(
        steps=steps,
        seconds=seconds,
        ms_per_step=1000 * seconds / steps,
        codec_seconds=sum(codec),
        audio_seconds=samples.shape[-1] / model.config.audio_encoder.sampling_rate,
        load_seconds=loaded,
        peak_rss_bytes=peak_rss_bytes(),
        peak_device_bytes=torch.cuda.max_memory_allocated() if device.startswith("cuda") else 0,
        threads=threads,
        device=torch.cuda.get_device_name() if device.startswith("cuda") else device,
        dtype=dtype,
        versions={
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
    )


def _timed_codec(model: Any, device: str) -> list[float]:
    """Let the codec note how long each of its calls takes, in seconds."""
    import torch

    decode, noted = model.audio_encoder.decode, []

    def timed(*args: Any, **named: Any) -> Any:
        if device.startswith("cuda"):
            torch.cuda.synchronize()
        began = time.perf_counter()
        result = decode(*args, **named)
        if device.startswith("cuda"):
            torch.cuda.synchronize()
        noted.append(time.perf_counter() - began)
        return result

    model.audio_encoder.decode = timed
    return noted


def peak_rss_bytes() -> int:
    """The most memory this process has had; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, help="a checkpoint in the hub's layout")
    parser.add_argument("--steps", type=int, default=503, help="new tokens: 50 a second of music and 3 more")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", choices=("float32", "float16", "bfloat16"), default="float32")
    parser.add_argument("--prompt", default=PROMPT)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    print(json.dumps(asdict(measure(**vars(given)))))


if __name__ == "__main__":
    main()
