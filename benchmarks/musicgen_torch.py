"""MusicGen on PyTorch in figures: load, first sound, a whole clip, steps a second, memory, and the roofline.

    python benchmarks/musicgen_torch.py FOLDER [--device cuda] [--dtype float16] [--bits 4] [--seconds 10]

Prints one JSON object. The clock runs from the prompt's token ids to finished samples, with guidance 3 and sampling
from the 250 likeliest, after a short piece to warm up; captures of CUDA graphs that the warm-up did not reach are
inside the first run and outside the best. Loading is outside. With `--threads 0` PyTorch decides on a CPU.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from musicgen_reference import PROMPT, peak_rss_bytes

WARM_UP_FRAMES = 12
READS = 5


class Bench:
    """A loaded checkpoint and what is measured on it."""

    def __init__(self, given: argparse.Namespace) -> None:
        """Load it."""
        import torch

        from timbre.engines.musicgen.checkpoint.config import read_config
        from timbre.engines.musicgen.runtimes.torch import load
        from timbre.engines.musicgen.text import Tokenizer

        self.torch = torch
        self.given = given
        if given.threads:
            torch.set_num_threads(given.threads)
        self.config = read_config(given.folder)
        began = time.perf_counter()
        self.runtime = load(
            given.folder,
            device=given.device,
            dtype=given.dtype,
            bits=given.bits,
            longest_seconds=given.seconds,
        )
        self.runtime.cuda_graphs = not given.no_graphs
        self.load_seconds = time.perf_counter() - began
        self.ids = Tokenizer(given.folder, self.config.text.vocab_size).encode(PROMPT).ids
        self.device = self.runtime.place.device
        self.frames = round(given.seconds * self.config.codec.frame_rate)
        self.steps = self.frames + self.config.decoder.delays[-1]

    def blocks(self, frames: int) -> Iterator[Any]:
        """The codes of a piece, as they come."""
        from timbre.engines.musicgen.loop import compose_codes
        from timbre.engines.musicgen.sampling import Rule

        calls = self.given.steps_per_call
        return compose_codes(
            self.runtime, self.config, self.ids, Rule(), 1, frames, lambda: False, steps_per_call=calls
        )

    def codes_seconds(self) -> float:
        """A piece without sound."""
        began = time.perf_counter()
        for _ in self.blocks(self.frames):
            pass
        return time.perf_counter() - began

    def clip_seconds(self, frames: int, *, beside: bool) -> tuple[float, float]:
        """Seconds to the first samples and to the last; `beside` decodes sound in a thread of its own."""
        from timbre.engines.musicgen.codec import CodecStream

        stream = CodecStream(self.runtime.codec(), self.config.codec, self.config.decoder.audio_channels)
        began, firsts = time.perf_counter(), []

        def push(block: Any) -> int:
            made = int(stream.push(block).shape[1])
            if made:
                firsts.append(time.perf_counter() - began)
            return made

        if beside:
            with ThreadPoolExecutor(1) as pool:
                waiting: list[Future[int]] = [pool.submit(push, block) for block in self.blocks(frames)]
                made = sum(one.result() for one in waiting)
        else:
            made = sum(push(block) for block in self.blocks(frames))
        made += int(stream.finish().shape[1])
        whole = time.perf_counter() - began
        if made != frames * self.config.codec.hop_samples:
            raise SystemExit(f"{made} samples for {frames} frames")
        return (firsts or [whole])[0], whole

    def bandwidth(self) -> float:
        """Bytes a second that the device reads, best of a few reads of 512 MB (CPU) or 2 GB (GPU)."""
        torch = self.torch
        count = (128 if self.device.type == "cpu" else 512) * 2**20
        numbers, best = torch.ones(count, dtype=torch.float32, device=self.device), 0.0
        for _ in range(READS):
            self.wait()
            began = time.perf_counter()
            numbers.sum()
            self.wait()
            best = max(best, numbers.numel() * 4 / (time.perf_counter() - began))
        return best

    def cache_bytes(self) -> int:
        """Bytes of keys and values a step reads, in the mean over the piece, both rows."""
        decoder, size = self.config.decoder, self.runtime.place.dtype.itemsize
        return int(4 * decoder.num_hidden_layers * decoder.hidden_size * size * self.steps / 2)

    def wait(self) -> None:
        """Until the device has done everything."""
        if self.device.type == "cuda":
            self.torch.cuda.synchronize(self.device)
        elif self.device.type == "mps":
            self.torch.mps.synchronize()

    def report(self) -> dict[str, Any]:
        """Measure everything."""
        torch, cuda = self.torch, self.device.type == "cuda"
        cold_first, _ = self.clip_seconds(WARM_UP_FRAMES, beside=False)
        codes = [self.codes_seconds() for _ in range(self.given.runs)]
        clips = [self.clip_seconds(self.frames, beside=False) for _ in range(self.given.runs)]
        beside = [self.clip_seconds(self.frames, beside=True) for _ in range(self.given.runs if cuda else 0)]
        peak = torch.cuda.max_memory_allocated(self.device) if cuda else 0
        rss = peak_rss_bytes()
        weights, bandwidth = self.runtime.step_bytes, self.bandwidth()
        floor = (weights + self.cache_bytes()) / bandwidth
        step = min(codes) / self.steps
        return {
            "label": self.runtime.label,
            "device": torch.cuda.get_device_name(self.device) if cuda else platform.processor(),
            "graphs": cuda and not self.given.no_graphs,
            "threads": torch.get_num_threads(),
            "versions": {"torch": torch.__version__, "python": platform.python_version()},
            "load_seconds": self.load_seconds,
            "steps": self.steps,
            "step_ms": 1000 * step,
            "steps_per_second": 1 / step,
            "codes_seconds_of_each_run": codes,
            "clip_seconds": min(whole for _, whole in clips),
            "clip_seconds_codec_beside": min((whole for _, whole in beside), default=None),
            "first_audio_seconds": min(first for first, _ in clips),
            "first_audio_seconds_cold": cold_first,
            "peak_device_bytes": peak,
            "peak_rss_bytes": rss,
            "weights_bytes_per_step": weights,
            "cache_bytes_per_step": self.cache_bytes(),
            "bandwidth_bytes_per_second": bandwidth,
            "floor_step_ms": 1000 * floor,
            "times_floor": step / floor,
        }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, help="a checkpoint in the hub's layout")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--dtype", default="auto")
    parser.add_argument("--bits", type=int)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--steps-per-call", type=int, default=10)
    parser.add_argument("--no-graphs", action="store_true", help="launch kernel by kernel on CUDA")
    found = Bench(parser.parse_args()).report()
    print(json.dumps({key: _short(value) for key, value in found.items()}, indent=1))


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_short(one) for one in value]
    return (
        float(np.format_float_positional(value, 5, fractional=False)) if isinstance(value, float) else value
    )


if __name__ == "__main__":
    main()
