"""MusicGen as a library, on one page: a prompt in, `out.wav` out.

    python scripts/musicgen_sample.py "warm lo-fi piano, rainy night" --seconds 10 --seed 7
Needs the extra `musicgen` and a model (`timbre models pull small`); `timbre make` adds mastering, recipe and history.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

import numpy as np
import soundfile

from timbre.audio.atomic import new_file
from timbre.engines.musicgen.checkpoint.config import read_config
from timbre.engines.musicgen.checkpoint.hub import find
from timbre.engines.musicgen.checkpoint.licence import licence_of
from timbre.engines.musicgen.codec import CodecStream
from timbre.engines.musicgen.loop import compose_codes
from timbre.engines.musicgen.memory import check_room
from timbre.engines.musicgen.runtimes import onnx
from timbre.engines.musicgen.sampling import Rule
from timbre.engines.musicgen.text import Tokenizer
from timbre.errors import InvalidInputError, TimbreError


def sample(asked: argparse.Namespace) -> None:
    """Write the music that was asked for. Raises TimbreError."""
    if not 1 <= asked.seconds <= 300:
        raise InvalidInputError(f"--seconds cannot be {asked.seconds:g}; valid: 1 to 300.")
    folder = find(asked.model)
    print(licence_of(folder).notice, file=sys.stderr)
    config = read_config(folder)
    check_room(config, asked.model, asked.precision, asked.seconds)
    words = Tokenizer(folder, config.text.vocab_size).encode(asked.prompt)
    runtime = onnx.load(folder, precision=asked.precision)  # builds its graphs the first time, and keeps them
    stream = CodecStream(runtime.codec(), config.codec, config.decoder.audio_channels)
    rate, frames = config.codec.sampling_rate, math.ceil(asked.seconds * config.codec.frame_rate)
    parts = []
    for codes in compose_codes(runtime, config, words.ids, Rule(), asked.seed, frames, lambda: False):
        parts.append(stream.push(codes))  # [channels, samples] that are final: they could be played now
        print(f"\r{sum(part.shape[1] for part in parts) / rate:.1f} s", end="", file=sys.stderr)
    audio = np.concatenate([*parts, stream.finish()], axis=1)[:, : round(asked.seconds * rate)]
    with new_file(asked.out, force=True) as file:
        soundfile.write(file, audio.T / max(1.0, np.abs(audio).max()), rate, "PCM_16", format="WAV")
    print(f"\r{asked.out}: {asked.seconds:g} s, {runtime.label}, seed {asked.seed}", file=sys.stderr)


def main() -> int:
    """Read the arguments, make the file; what goes wrong is said in a sentence. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Make a WAV file from a prompt with MusicGen.")
    parser.add_argument("prompt")
    parser.add_argument("--model", default="small", help="a name, owner/name or a folder (small)")
    parser.add_argument("--seconds", type=float, default=10.0, help="1 to 300 (10)")
    parser.add_argument("--seed", type=int, default=0, help="same words and seed, same music (0)")
    parser.add_argument("--precision", choices=("int4", "int8", "fp16", "fp32"), default="int8")
    parser.add_argument("-o", "--out", type=Path, default=Path("out.wav"), help="always WAV (out.wav)")
    try:
        sample(parser.parse_args())
    except TimbreError as error:
        print(f"{error.message}\n{error.hint}".strip(), file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
