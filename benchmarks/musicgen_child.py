"""One measurement of MusicGen on ONNX Runtime in a process of its own; prints one JSON object.

    python benchmarks/musicgen_child.py FOLDER --precision int8 [--steps 503] [--threads 2]

The clock runs from the prompt's token ids to finished samples: text encoder, every step with guidance 3 and sampling
from the 250 likeliest, codec. Building the models and loading them are outside it.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
from musicgen_reference import PROMPT, peak_rss_bytes

WARM_UP_FRAMES = 12


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--steps", type=int, default=503)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--build-only", action="store_true")
    given = parser.parse_args()
    began = time.perf_counter()
    from timbre.engines.musicgen.checkpoint.config import read_config
    from timbre.engines.musicgen.codec import CodecStream
    from timbre.engines.musicgen.loop import compose_codes
    from timbre.engines.musicgen.runtimes.onnx import load
    from timbre.engines.musicgen.sampling import Rule
    from timbre.engines.musicgen.text import Tokenizer

    imported = time.perf_counter() - began
    began = time.perf_counter()
    config = read_config(given.folder)
    runtime = load(given.folder, precision=given.precision, threads=given.threads, cache=given.cache)
    ids = Tokenizer(given.folder, config.text.vocab_size).encode(PROMPT).ids
    loaded = time.perf_counter() - began
    if given.build_only:
        return

    def write(frames: int) -> tuple[float, float, float, int]:
        """Seconds to the first sound, of the codec alone, and in all; samples made."""
        begin, codec_seconds, first, samples = time.perf_counter(), 0.0, 0.0, 0
        stream = CodecStream(runtime.codec(), config.codec, config.decoder.audio_channels)
        for block in compose_codes(runtime, config, ids, Rule(), 1, frames, lambda: False):
            since = time.perf_counter()
            made = stream.push(block)
            codec_seconds += time.perf_counter() - since
            samples += made.shape[1]
            if samples and not first:
                first = time.perf_counter() - begin
        since = time.perf_counter()
        last = stream.finish()
        codec_seconds += time.perf_counter() - since
        if not np.isfinite(last).all():
            raise SystemExit("the samples are no numbers")
        return first, codec_seconds, time.perf_counter() - begin, samples + last.shape[1]

    write(WARM_UP_FRAMES)
    frames = given.steps - config.decoder.delays[-1]
    first, codec_seconds, seconds, samples = write(frames)
    if samples != frames * config.codec.hop_samples:
        raise SystemExit(f"{samples} samples were made, not {frames * config.codec.hop_samples}")
    print(
        json.dumps(
            {
                "label": runtime.label,
                "steps": given.steps,
                "seconds": seconds,
                "ms_per_step": 1000 * seconds / given.steps,
                "codec_seconds": codec_seconds,
                "first_audio_seconds": first,
                "import_seconds": imported,
                "load_seconds": loaded,
                "audio_seconds": samples / config.codec.sampling_rate,
                "peak_rss_bytes": peak_rss_bytes(),
                "threads": given.threads,
            }
        )
    )


if __name__ == "__main__":
    main()
