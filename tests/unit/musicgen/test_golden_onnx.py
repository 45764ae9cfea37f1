"""ONNX Runtime at 32 bits answers as transformers does for the tiny checkpoints, without torch installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from golden.musicgen.goldens import (
    EVERY,
    NAMES,
    TOLERANCE,
    drift,
    folder,
    likeliest,
    reference,
    samples,
    step_by_step,
    write_sharded,
)
from timbre.engines.musicgen.checkpoint.config import MusicgenConfig, read_config
from timbre.engines.musicgen.codec import CodecStream
from timbre.engines.musicgen.loop import compose_codes
from timbre.engines.musicgen.runtimes import onnx
from timbre.engines.musicgen.runtimes.port import Runtime
from timbre.engines.musicgen.sampling import Rule
from timbre.engines.musicgen.text import Tokenizer

for library in ("onnx", "onnxruntime", "tokenizers", "safetensors"):
    pytest.importorskip(library, reason="the extra 'musicgen' is not installed")


@dataclass(frozen=True)
class Case:
    """A checkpoint, its answers, and our runtime on it."""

    folder: Path
    config: MusicgenConfig
    expected: dict[str, NDArray[np.float32]]
    runtime: Runtime


@pytest.fixture(scope="module", params=(*NAMES, "sharded"))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    name = request.param
    place = write_sharded(tmp_path_factory.mktemp("checkpoint") / name) if name == "sharded" else folder(name)
    runtime = onnx.load(place, precision="fp32", threads=1, cache=tmp_path_factory.mktemp("graphs"))
    yield Case(place, read_config(place), dict(reference("mono" if name == "sharded" else name)), runtime)
    runtime.close()


def test_the_words_become_the_same_pieces(case: Case) -> None:
    tokenizer = Tokenizer(case.folder, case.config.text.vocab_size)
    for index, prompt in enumerate(case.expected["prompts"].tolist()):
        assert tokenizer.encode(prompt).ids.tolist() == case.expected[f"ids_{index}"].tolist()


@pytest.mark.parametrize("index", [0, 1])
def test_the_words_are_heard_the_same(case: Case, index: int) -> None:
    heard = case.runtime.encode_text(case.expected[f"ids_{index}"])
    np.testing.assert_allclose(heard, case.expected[f"conditioning_{index}"], rtol=0, atol=TOLERANCE)


def test_logits_of_both_rows_are_the_same_at_every_position(case: Case) -> None:
    codes = case.expected["forced_codes"]
    decoder = case.runtime.open_decoder(case.expected["conditioning_1"], guided=True, longest=codes.shape[1])
    found = step_by_step(decoder, codes)
    assert decoder.position == codes.shape[1]
    np.testing.assert_allclose(found, case.expected["forced_logits"], rtol=0, atol=TOLERANCE)


def test_several_positions_at_once_are_as_good_as_one_by_one(case: Case) -> None:
    codes, expected = case.expected["forced_codes"], case.expected["forced_logits"]
    decoder = case.runtime.open_decoder(case.expected["conditioning_1"], guided=True, longest=codes.shape[1])
    start = 0
    for end in (1, 9, 10, 12, codes.shape[1]):
        found = decoder.extend(codes[:, start:end])
        np.testing.assert_allclose(found, expected[:, :, end - 1], rtol=0, atol=TOLERANCE)
        start = end


def test_without_guidance_there_is_one_row(case: Case) -> None:
    codes, expected = case.expected["forced_codes"], case.expected["forced_logits"]
    for row, words in enumerate((case.expected["conditioning_1"], None)):
        decoder = case.runtime.open_decoder(words, guided=False, longest=codes.shape[1])
        found = step_by_step(decoder, codes)
        np.testing.assert_allclose(found, expected[[row]], rtol=0, atol=TOLERANCE)


def test_the_likeliest_codes_are_the_same(case: Case) -> None:
    expected = case.expected["greedy_codes"]
    rule = Rule(guidance=3.0, temperature=0.0)
    ids = case.expected["ids_1"]
    blocks = compose_codes(case.runtime, case.config, ids, rule, 0, expected.shape[1], lambda: False)
    np.testing.assert_array_equal(np.concatenate(list(blocks), axis=1), expected)


def test_a_piece_goes_on_from_given_codes_the_same(case: Case) -> None:
    context, expected = case.expected["prefix_codes"], case.expected["continued_codes"]
    words = case.runtime.encode_text(case.expected["ids_0"])
    found = likeliest(case.runtime, case.config, words, context, expected.shape[1])
    np.testing.assert_array_equal(found, expected)


def test_the_codecs_stages_give_the_same(case: Case) -> None:
    codec = case.runtime.codec()
    latents = codec.latents(case.expected["codec_codes"])
    np.testing.assert_allclose(latents[0], case.expected["latents"], rtol=0, atol=TOLERANCE)
    recurred, _ = codec.recur(latents, None)
    np.testing.assert_allclose(recurred[0], case.expected["recurred"], rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("frames", [1, 2, 5, 37])
def test_a_clip_of_any_length_sounds_the_same(case: Case, frames: int) -> None:
    found = samples(case.runtime.codec(), case.expected["codec_codes"][:, :frames])
    assert found.shape == (frames * case.config.codec.hop_samples,)
    expected = case.expected[f"audio_{frames}"]
    np.testing.assert_allclose(found if frames <= 5 else found[::EVERY], expected, rtol=0, atol=TOLERANCE)


def test_the_whole_piece_sounds_the_same_on_every_channel(case: Case) -> None:
    channels = case.config.decoder.audio_channels
    codes = case.expected["greedy_codes"]
    found = [samples(case.runtime.codec(), codes[channel::channels])[::EVERY] for channel in range(channels)]
    np.testing.assert_allclose(np.stack(found), case.expected["greedy_audio"], rtol=0, atol=TOLERANCE)


def test_the_piece_decoded_while_it_is_written_sounds_the_same(case: Case) -> None:
    codes = case.expected["greedy_codes"]
    stream = CodecStream(case.runtime.codec(), case.config.codec, case.config.decoder.audio_channels)
    edges = (0, 25, 26, 33, 50, codes.shape[1])
    parts = [stream.push(codes[:, start:end]) for start, end in pairwise(edges)]
    assert parts[0].shape[1] > 0
    whole = np.concatenate([*parts, stream.finish()], axis=1)
    assert whole.shape[1] == codes.shape[1] * case.config.codec.hop_samples
    np.testing.assert_allclose(whole[:, ::EVERY], case.expected["greedy_audio"], rtol=0, atol=TOLERANCE)


BOUNDS = {"fp16": 0.001, "int8": 0.03, "int4": 0.27}
"""Of `drift`; tests/torch_parity/test_precisions.py says where they come from. These checkpoints are stored in 16 bits,
so that fp16 loses next to nothing."""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("precision", BOUNDS)
def test_narrower_weights_drift_no_further_than_their_rounding(
    name: str, precision: str, tmp_path: Path
) -> None:
    expected = reference(name)
    runtime = onnx.load(folder(name), precision=precision, threads=1, cache=tmp_path)
    words = runtime.encode_text(expected["ids_1"])
    codes = expected["forced_codes"]
    decoder = runtime.open_decoder(words, guided=True, longest=codes.shape[1])
    off = drift(step_by_step(decoder, codes), expected["forced_logits"])
    assert 0 < off <= BOUNDS[precision]
    runtime.close()
