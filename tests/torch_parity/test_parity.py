"""Every runtime at 32 bits against transformers, live: text, logits, likeliest codes, samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from golden.musicgen.goldens import TOLERANCE, samples, step_by_step
from timbre.engines.musicgen.loop import compose_codes
from timbre.engines.musicgen.runtimes.port import Runtime
from timbre.engines.musicgen.sampling import Rule
from torch_parity.live import CLEAR_MARGIN, ODD, SEEDS, VARIANTS, Live, Variant, opened, runtimes

RUNTIMES = runtimes()
CASES = (*VARIANTS, Variant("odd", ODD, SEEDS["odd"]))


@pytest.fixture(scope="module", params=CASES, ids=[variant.name for variant in CASES])
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Live:
    return Live(tmp_path_factory.mktemp("live") / "checkpoint", request.param)


@pytest.fixture(scope="module", params=RUNTIMES)
def runtime(
    request: pytest.FixtureRequest, live: Live, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Runtime]:
    with opened(RUNTIMES[request.param](live.folder, tmp_path_factory.mktemp("cache"))) as one:
        yield one


def test_the_words_are_heard_the_same(live: Live, runtime: Runtime) -> None:
    heard = runtime.encode_text(np.asarray(live.ids[0]))
    np.testing.assert_allclose(heard, live.conditioning, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("length", [1, 300])
def test_any_number_of_words_is_heard_the_same(live: Live, runtime: Runtime, length: int) -> None:
    """300: farther apart than relative positions tell, so that every one of their buckets is used."""
    ids = np.random.default_rng(3).integers(3, live.config.text.vocab_size, length)
    np.testing.assert_allclose(runtime.encode_text(ids), live.hears(ids), rtol=0, atol=TOLERANCE)


def test_logits_are_the_same(live: Live, runtime: Runtime) -> None:
    decoder = runtime.open_decoder(live.conditioning, guided=True, longest=live.codes.shape[1])
    found = step_by_step(decoder, live.codes)
    decoder.close()
    np.testing.assert_allclose(found, live.logits, rtol=0, atol=TOLERANCE)


def test_logits_after_a_long_stretch_are_the_same(live: Live, runtime: Runtime) -> None:
    decoder = runtime.open_decoder(live.conditioning, guided=True, longest=live.codes.shape[1])
    found = decoder.extend(live.codes).copy()
    decoder.close()
    np.testing.assert_allclose(found, live.logits[:, :, -1], rtol=0, atol=TOLERANCE)


def test_the_likeliest_codes_are_the_same(live: Live, runtime: Runtime) -> None:
    codes, _, margin = live.piece
    assert margin > CLEAR_MARGIN, "a draw too close to call: give this variant another seed"
    rule = Rule(guidance=3.0, temperature=0.0)
    blocks = compose_codes(
        runtime, live.config, np.asarray(live.ids[0]), rule, 0, codes.shape[1], lambda: False
    )
    np.testing.assert_array_equal(np.concatenate(list(blocks), axis=1), codes)


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 7, 60])
def test_samples_are_the_same(live: Live, runtime: Runtime, frames: int) -> None:
    codes = live.codec_codes(frames)
    expected = live.samples(codes)
    assert np.abs(expected).max() > 0.05
    np.testing.assert_allclose(samples(runtime.codec(), codes), expected, rtol=0, atol=TOLERANCE)


def test_every_channel_of_a_piece_is_the_same(live: Live, runtime: Runtime) -> None:
    codes, expected, _ = live.piece
    channels = live.config.decoder.audio_channels
    for channel in range(channels):
        found = samples(runtime.codec(), codes[channel::channels])
        np.testing.assert_allclose(found, expected[channel], rtol=0, atol=TOLERANCE)
