"""The torch runtime beside transformers on tiny models, live, at float32: words, logits, greedy codes, sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from golden.musicgen.goldens import (  # noqa: E402
    GUIDANCE,
    NAMES,
    TOLERANCE,
    folder,
    reference,
    samples,
    step_by_step,
    write_sharded,
)
from timbre.engines.musicgen.loop import compose_codes  # noqa: E402
from timbre.engines.musicgen.runtimes.port import Runtime, SamplingDecoder  # noqa: E402
from timbre.engines.musicgen.runtimes.torch import load  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.runtime import TorchRuntime  # noqa: E402
from timbre.engines.musicgen.sampling import Rule  # noqa: E402
from torch_parity.torch_models import (  # noqa: E402
    config_of,
    delayed_codes,
    reference_model,
    word_ids,
)


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def runtime(name: str) -> Iterator[TorchRuntime]:
    with closing(load(folder(name), device="cpu")) as loaded:
        yield loaded


def test_it_is_what_the_port_asks_for(runtime: TorchRuntime) -> None:
    assert isinstance(runtime, Runtime)
    assert runtime.label == "torch float32 cpu"
    with closing(runtime.open_decoder(None, guided=False, longest=4)) as decoder:
        assert isinstance(decoder, SamplingDecoder)


@pytest.mark.parametrize("length", [1, 2, 19, 150])
def test_words_are_read_as_by_t5(runtime: TorchRuntime, name: str, length: int) -> None:
    # 150 words reach past the distance (128) beyond which T5 tells positions apart no more.
    config, model = config_of(name), reference_model(name)
    ids = word_ids(config, length, seed=length)
    with torch.inference_mode():
        hidden = model.text_encoder(input_ids=torch.from_numpy(ids)[None]).last_hidden_state
        expected = model.enc_to_dec_proj(hidden)[0].numpy()
    assert np.abs(runtime.encode_text(ids) - expected).max() <= TOLERANCE


def test_teacher_forced_logits_with_and_without_words(runtime: TorchRuntime, name: str) -> None:
    from transformers.modeling_outputs import BaseModelOutput

    config, model = config_of(name), reference_model(name)
    ids = word_ids(config, 11, seed=1)
    codes = delayed_codes(config, 140, seed=2)
    with torch.inference_mode():
        hidden = model.text_encoder(input_ids=torch.from_numpy(ids)[None]).last_hidden_state
        mask = torch.ones((1, len(ids)), dtype=torch.long)
        logits = model(
            encoder_outputs=BaseModelOutput(last_hidden_state=torch.cat([hidden, 0 * hidden])),
            attention_mask=torch.cat([mask, 0 * mask]),
            decoder_input_ids=torch.from_numpy(codes).repeat(2, 1),
        ).logits
    expected = logits.reshape(2, *codes.shape, -1).numpy()
    conditioning = runtime.encode_text(ids)
    with closing(runtime.open_decoder(conditioning, guided=True, longest=codes.shape[1])) as decoder:
        found = step_by_step(decoder, codes)
        assert decoder.position == codes.shape[1]
    assert np.abs(found - expected).max() <= TOLERANCE
    with closing(runtime.open_decoder(None, guided=False, longest=codes.shape[1])) as decoder:
        alone = step_by_step(decoder, codes)
    assert np.abs(alone[0] - expected[1]).max() <= TOLERANCE
    assert np.abs(expected[0] - expected[1]).max() > 0.1


def test_greedy_codes_are_those_of_generate(runtime: TorchRuntime, name: str) -> None:
    given = reference(name)
    frames = given["greedy_codes"].shape[1]
    rule = Rule(guidance=GUIDANCE, temperature=0)
    config = config_of(name)
    blocks = compose_codes(runtime, config, given["ids_1"], rule, 0, frames, lambda: False)
    assert np.concatenate(list(blocks), axis=1).tolist() == given["greedy_codes"].tolist()


def test_greedy_codes_of_another_prompt_live(runtime: TorchRuntime, name: str) -> None:
    config, model = config_of(name), reference_model(name)
    ids = word_ids(config, 7, seed=5)
    seen = []
    decode = model.audio_encoder.decode
    model.audio_encoder.decode = lambda codes, **named: (seen.append(codes[0, 0]), decode(codes, **named))[1]
    try:
        model.generate(
            input_ids=torch.from_numpy(ids)[None],
            attention_mask=torch.ones((1, len(ids)), dtype=torch.long),
            do_sample=False,
            guidance_scale=GUIDANCE,
            max_new_tokens=33,
        )
    finally:
        del model.audio_encoder.decode
    expected = torch.stack(seen, dim=1).flatten(0, 1).numpy()
    blocks = compose_codes(
        runtime, config, ids, Rule(guidance=GUIDANCE, temperature=0), 0, expected.shape[1], lambda: False
    )
    assert np.concatenate(list(blocks), axis=1).tolist() == expected.tolist()


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 50])
def test_the_codec_decodes_as_encodec_does(runtime: TorchRuntime, name: str, frames: int) -> None:
    config, model = config_of(name), reference_model(name)
    books = config.decoder.num_codebooks // config.decoder.audio_channels
    codes = np.random.default_rng(frames).integers(0, config.codec.codebook_size, (books, frames))
    with torch.inference_mode():
        expected = model.audio_encoder.decode(torch.from_numpy(codes)[None, None], [None]).audio_values[0, 0]
    found = samples(runtime.codec(), codes)
    assert found.shape == (frames * config.codec.hop_samples,)
    assert np.abs(found - expected.numpy()).max() <= TOLERANCE


def test_the_codec_carries_its_state_from_call_to_call(runtime: TorchRuntime, name: str) -> None:
    given, codec = reference(name), runtime.codec()
    latents = codec.latents(given["codec_codes"])
    assert np.abs(latents[0] - given["latents"]).max() <= TOLERANCE
    parts, state = [], None
    for piece in np.split(latents, [1, 9, 20], axis=2):
        part, state = codec.recur(np.ascontiguousarray(piece), state)
        parts.append(part)
    assert np.abs(np.concatenate(parts, axis=2)[0] - given["recurred"]).max() <= TOLERANCE


def test_shards_play_as_the_whole_file_does(tmp_path: Path) -> None:
    given = reference("mono")
    with closing(load(write_sharded(tmp_path / "sharded"), device="cpu")) as runtime:
        conditioning = runtime.encode_text(given["ids_1"])
        with closing(runtime.open_decoder(conditioning, guided=True, longest=40)) as decoder:
            found = step_by_step(decoder, given["forced_codes"])
    assert np.abs(found - given["forced_logits"]).max() <= TOLERANCE
