"""The codec on ONNX Runtime against its description: any sizes, any length, whole or in blocks."""

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="needs the extra musicgen")
pytest.importorskip("onnx", reason="needs the extra musicgen")

from fakes.codec_stages import BOOKS, ODD, SMALL, PlainStages, RandomWeights
from timbre.engines.musicgen.codec import CodecStream
from timbre.engines.musicgen.runtimes.onnx.codec_graph import build_codec
from timbre.engines.musicgen.runtimes.onnx.codec_stages import OnnxCodec
from timbre.engines.musicgen.runtimes.onnx.session import options
from timbre.errors import EngineError

CODES = np.random.default_rng(6).integers(0, SMALL.codebook_size, (BOOKS, 23))


def build(folder, config, fast=False):
    folder.mkdir(exist_ok=True)
    decoder = SimpleNamespace(num_codebooks=2 * BOOKS, audio_channels=2)
    build_codec(RandomWeights(config), SimpleNamespace(codec=config, decoder=decoder), folder, fast=fast)
    return OnnxCodec(folder, config, options(1))


@pytest.fixture(scope="module", params=range(1 + len(ODD)))
def pair(request, tmp_path_factory):
    config = (SMALL, *ODD)[request.param]
    return config, build(tmp_path_factory.mktemp("codec"), config), PlainStages(config)


def test_every_stage_at_every_length_answers_as_described(pair):
    config, codec, plain = pair
    for frames in (*range(1, 8), 16, 17, 23):
        latents = plain.latents(CODES[:, :frames])
        np.testing.assert_allclose(codec.latents(CODES[:, :frames]), latents, rtol=0, atol=1e-5)
        through, _ = plain.recur(latents, None)
        np.testing.assert_allclose(codec.recur(latents, None)[0], through, rtol=0, atol=1e-5)
        samples = codec.upsample(through)
        assert samples.shape == (frames * config.hop_samples,)
        np.testing.assert_allclose(samples, plain.upsample(through), rtol=0, atol=1e-5)


def test_the_lstm_goes_on_from_its_state(pair):
    _, codec, plain = pair
    latents = plain.latents(CODES)
    whole, _ = codec.recur(latents, None)
    state, parts = None, []
    for start, end in ((0, 1), (1, 9), (9, 23)):
        part, state = codec.recur(latents[:, :, start:end], state)
        parts.append(part)
    np.testing.assert_allclose(np.concatenate(parts, axis=2), whole, rtol=0, atol=1e-6)
    again, _ = codec.recur(latents, None)
    np.testing.assert_array_equal(again, whole)


def test_a_stream_is_the_whole(pair):
    config, codec, _ = pair
    whole = codec.upsample(codec.recur(codec.latents(CODES), None)[0])
    stream = CodecStream(codec, config)
    parts = [stream.push(CODES[:, start:end]) for start, end in ((0, 1), (1, 2), (2, 14), (14, 23))]
    np.testing.assert_allclose(np.concatenate([*parts, stream.finish()], axis=1)[0], whole, rtol=0, atol=1e-5)


def test_an_int8_lstm_is_smaller_and_hardly_heard(tmp_path):
    exact, fast = (build(tmp_path / str(fast), SMALL, fast) for fast in (False, True))
    latents = exact.latents(CODES)
    right, wrong = (codec.upsample(codec.recur(latents, None)[0]) for codec in (exact, fast))
    noise = np.sqrt(((right - wrong) ** 2).mean() / (right**2).mean())
    assert 1e-6 < noise < 1e-2, "40 dB below the music, but not the same file"
    start, state = fast.recur(latents[:, :, :9], None)
    end, _ = fast.recur(latents[:, :, 9:], state)
    np.testing.assert_allclose(
        np.concatenate([start, end], axis=2), fast.recur(latents, None)[0], rtol=0, atol=1e-6
    )


@pytest.mark.parametrize("fast", [False, True])
def test_the_same_checkpoint_makes_the_same_files(tmp_path, fast):
    for name in ("one", "two"):
        build(tmp_path / name, SMALL, fast)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 9
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_damaged_file_is_named(tmp_path):
    build(tmp_path, SMALL)
    (tmp_path / "codec_recur.onnx").write_bytes(b"no model")
    with pytest.raises(EngineError, match=r"codec_recur\.onnx"):
        OnnxCodec(tmp_path, SMALL, options(1))
