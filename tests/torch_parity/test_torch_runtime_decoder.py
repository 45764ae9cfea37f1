"""The torch decoder by itself: lengths of attention, chunks, drawing on the device, what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from golden.musicgen.goldens import NAMES, folder, reference, step_by_step  # noqa: E402
from timbre.engines.musicgen.loop import compose_codes  # noqa: E402
from timbre.engines.musicgen.runtimes.torch import cache, load, piece  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.draw import DeviceRule, draw, guide  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.runtime import TorchRuntime  # noqa: E402
from timbre.engines.musicgen.sampling import Rule  # noqa: E402
from timbre.engines.musicgen.sampling import draw as host_draw  # noqa: E402
from timbre.engines.musicgen.sampling import guide as host_guide  # noqa: E402
from timbre.errors import EngineError  # noqa: E402
from torch_parity.torch_models import HostDrawn, config_of, delayed_codes  # noqa: E402

RULES = (
    Rule(),
    Rule(guidance=1.0),
    Rule(guidance=0.0),
    Rule(temperature=0.0),
    Rule(temperature=1.7, top_k=0),
    Rule(temperature=0.6, top_k=12),
    Rule(top_k=0, top_p=0.8),
    Rule(top_k=20, top_p=0.5),
    Rule(top_k=1),
)


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def runtime(name: str) -> Iterator[TorchRuntime]:
    with closing(load(folder(name), device="cpu")) as loaded:
        yield loaded


def test_lengths_of_attention_cover_and_rise() -> None:
    reaches = [cache.reach_for(positions) for positions in range(1, 1600)]
    assert all(reach >= positions for positions, reach in enumerate(reaches, start=1))
    assert reaches == sorted(reaches)
    assert sorted(set(reaches)) == [64, 128, 256, 384, 512, 768, 1024, 1280, 1536, 1792]


def test_lengths_of_attention_do_not_change_logits(
    runtime: TorchRuntime, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(name)
    codes = delayed_codes(config, 139, seed=3)
    conditioning = runtime.encode_text(reference(name)["ids_1"])
    with closing(runtime.open_decoder(conditioning, guided=True, longest=139)) as decoder:
        bucketed = step_by_step(decoder, codes)
    monkeypatch.setattr(piece, "reach_for", lambda positions: positions)
    with closing(runtime.open_decoder(conditioning, guided=True, longest=139)) as decoder:
        exact = step_by_step(decoder, codes)
    assert np.abs(bucketed - exact).max() <= 1e-5


def test_a_stretch_at_once_is_the_same_as_one_by_one(runtime: TorchRuntime, name: str) -> None:
    codes = delayed_codes(config_of(name), 90, seed=4)
    conditioning = runtime.encode_text(reference(name)["ids_0"])
    with closing(runtime.open_decoder(conditioning, guided=True, longest=90)) as decoder:
        singly = step_by_step(decoder, codes)
    with closing(runtime.open_decoder(conditioning, guided=True, longest=90)) as decoder:
        for first, last in ((0, 1), (1, 20), (20, 21), (21, 90)):
            found = decoder.extend(codes[:, first:last])
            assert np.abs(found - singly[:, :, last - 1]).max() <= 1e-5
        assert decoder.position == 90


def test_both_ways_of_writing_the_cache_are_one(runtime: TorchRuntime, name: str) -> None:
    codes = delayed_codes(config_of(name), 20, seed=6)
    found = []
    for indexed in (False, True):
        with closing(runtime.open_decoder(None, guided=True, longest=20)) as decoder:
            assert decoder._space is not None
            decoder._space.cache._indexed = indexed
            found.append([decoder.extend(codes[:, :7]), step_by_step(decoder, codes[:, 7:])])
    assert all((one == other).all() for one, other in zip(*found, strict=True))


def test_an_earlier_piece_leaves_nothing_behind(runtime: TorchRuntime, name: str) -> None:
    codes = delayed_codes(config_of(name), 30, seed=5)
    words = [runtime.encode_text(reference(name)[f"ids_{index}"]) for index in (0, 1)]

    def logits(conditioning: np.ndarray) -> np.ndarray:
        with closing(runtime.open_decoder(conditioning, guided=True, longest=30)) as decoder:
            return step_by_step(decoder, codes)

    first = logits(words[0])
    other = logits(words[1])
    assert (logits(words[0]) == first).all()
    assert np.abs(first - other).max() > 0.01


ON_CUDA = pytest.param(
    "cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no NVIDIA GPU here")
)


@pytest.mark.parametrize("device", ["cpu", ON_CUDA])
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_the_device_draws_as_numpy_does(rule: Rule, device: str) -> None:
    rng = np.random.default_rng(7)
    device_rule = DeviceRule(torch.device(device), 64)
    device_rule.set(rule)
    for trial in range(200):
        logits = rng.normal(0, 2, (2, 4, 64)).astype(np.float32)
        if trial % 2:
            logits = np.round(logits)  # many ties, and −0
        uniforms = rng.random(4)
        expected_scores = host_guide(logits, rule.guidance)
        scores = guide(torch.from_numpy(logits).to(device), device_rule.guidance)
        assert scores.cpu().numpy().tobytes() == expected_scores.tobytes()
        found, spread = draw(scores, torch.from_numpy(uniforms).to(device), device_rule)
        assert found.tolist() == host_draw(expected_scores, uniforms, rule).tolist()
        assert torch.isfinite(spread).all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_the_spread_tells_of_scores_that_are_not_numbers(value: float) -> None:
    scores = torch.randn(4, 64)
    scores[2, 40] = value
    rule = DeviceRule(torch.device("cpu"), 64)
    rule.set(Rule())
    codes, spread = draw(scores, torch.full((4,), 0.5, dtype=torch.float64), rule)
    assert torch.isfinite(spread).tolist() == [True, True, False, True]
    assert ((codes >= 0) & (codes < 64)).all()


@pytest.mark.parametrize("rule", RULES[:1] + RULES[3:8], ids=str)
@pytest.mark.parametrize("steps_per_call", [1, 7, 50])
def test_sampled_codes_are_those_drawn_by_numpy(
    runtime: TorchRuntime, name: str, rule: Rule, steps_per_call: int
) -> None:
    config, ids = config_of(name), reference(name)["ids_1"]

    def codes(player: TorchRuntime | HostDrawn) -> list[list[int]]:
        blocks = compose_codes(
            player, config, ids, rule, 41, 90, lambda: False, steps_per_call=steps_per_call
        )
        return np.concatenate(list(blocks), axis=1).tolist()

    assert codes(runtime) == codes(HostDrawn(runtime))


def test_bos_stands_where_a_codebook_has_not_begun(runtime: TorchRuntime, name: str) -> None:
    decoder_config = config_of(name).decoder
    start = np.full((decoder_config.num_codebooks, 1), decoder_config.bos_token_id)
    uniforms = np.random.default_rng(1).random((9, decoder_config.num_codebooks))
    with closing(runtime.open_decoder(None, guided=False, longest=9)) as decoder:
        drawn = decoder.sample(start, uniforms, Rule(guidance=1))
    forced = drawn == decoder_config.bos_token_id
    expected = np.arange(1, 10)[None, :] <= np.asarray(decoder_config.delays)[:, None]
    assert forced.tolist() == expected.tolist()


def test_what_it_refuses(runtime: TorchRuntime, name: str) -> None:
    config = config_of(name)
    codes = delayed_codes(config, 9, seed=1)
    books = len(codes)
    decoder = runtime.open_decoder(None, guided=False, longest=8)
    with pytest.raises(EngineError, match="past the end: this piece has 8"):
        decoder.extend(codes)
    with pytest.raises(EngineError, match="past the end"):
        decoder.sample(codes[:, :1], np.zeros((9, books)), Rule())
    with pytest.raises(EngineError, match="valid: 0 to"):
        decoder.extend(codes[:, :1] + config.decoder.vocab_size + 1)
    with pytest.raises(EngineError, match="shape"):
        decoder.extend(codes[:-1, :1])
    with pytest.raises(EngineError, match=r"sampling\.Rule"):
        decoder.sample(codes[:, :1], np.zeros((2, books)), {"top_k": 3})
    with pytest.raises(EngineError, match="do not fit"):
        decoder.sample(codes[:, :2], np.zeros((2, books)), Rule())
    assert decoder.position == 0
    decoder.extend(codes[:, :8])
    decoder.close()
    decoder.close()
    with pytest.raises(EngineError, match="closed"):
        decoder.extend(codes[:, :1])
    with pytest.raises(EngineError, match="1 or more"):
        runtime.open_decoder(None, guided=False, longest=0)
    with pytest.raises(EngineError, match="codec was given codes"):
        runtime.codec().latents(np.full((4, 2), config.codec.codebook_size))


def test_broken_weights_are_told_not_drawn_from(runtime: TorchRuntime, name: str) -> None:
    books = config_of(name).decoder.num_codebooks
    start = np.full((books, 1), config_of(name).decoder.bos_token_id)
    transformer = runtime._transformer
    assert transformer is not None
    transformer._heads[3] = torch.nan
    with (
        closing(runtime.open_decoder(None, guided=False, longest=8)) as decoder,
        pytest.raises(EngineError, match="not finite numbers"),
    ):
        decoder.sample(start, np.full((8, books), 0.3), Rule())
