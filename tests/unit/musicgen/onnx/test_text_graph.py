"""The text encoder on ONNX Runtime against T5's description, written out in NumPy."""

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="needs the extra musicgen")
pytest.importorskip("onnx", reason="needs the extra musicgen")

from timbre.engines.musicgen.checkpoint.config import TextConfig
from timbre.engines.musicgen.runtimes.onnx.session import options
from timbre.engines.musicgen.runtimes.onnx.text_encoder import OnnxTextEncoder
from timbre.engines.musicgen.runtimes.onnx.text_graph import buckets, build_text_encoder

TEXT = TextConfig(
    vocab_size=50,
    d_model=24,
    d_kv=8,
    d_ff=40,
    num_layers=2,
    num_heads=4,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=20,
    layer_norm_epsilon=1e-6,
    feed_forward_proj="relu",
    pad_token_id=0,
)
WIDTH = 32
IDS = np.random.default_rng(2).integers(0, 50, 60)


class RandomWeights:
    """The same numbers for the same name; heads · d_kv (32) differs from the model's width (24)."""

    def __init__(self, embedding="text_encoder.shared.weight"):
        self.embedding = embedding

    def __contains__(self, name):
        return name == self.embedding

    def __getitem__(self, name):
        kind = name.split(".")[-2]
        shape = {
            "shared": (50, 24),
            "embed_tokens": (50, 24),
            "o": (24, 32),
            "wi": (40, 24),
            "wo": (24, 40),
            "relative_attention_bias": (8, 4),
            "enc_to_dec_proj": (WIDTH, 24) if name.endswith("weight") else (WIDTH,),
        }.get(kind, (24,) if "norm" in kind else (32, 24))
        seed = list((name if kind != "embed_tokens" else "text_encoder.shared.weight").encode())
        values = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
        return (
            1 + 0.3 * values
            if "norm" in kind
            else values * (1.0 if kind in ("shared", "embed_tokens") else 0.2)
        )


def plain_bucket(distance):
    """8 buckets, 4 a direction: 0 and 1 exactly, then two in logarithmic steps up to 20."""
    far = abs(distance)
    bucket = far if far < 2 else min(3, 2 + int(np.log(far / 2) / np.log(20 / 2) * 2))
    return bucket + (4 if distance > 0 else 0)


def norm(weights, name, x):
    return (
        x
        / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-6)
        * weights[f"text_encoder.encoder.{name}.weight"]
    )


def reference(ids, projected=True):
    """float64, straight from the paper: no scaling by √d, no mean in the norms, distances as a bias on the scores."""
    weights = RandomWeights()
    x = weights["text_encoder.shared.weight"][ids].astype(np.float64)
    table = weights["text_encoder.encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"]
    bias = np.array(
        [[table[plain_bucket(key - query)] for key in range(len(ids))] for query in range(len(ids))]
    )
    for block in range(2):
        base = f"text_encoder.encoder.block.{block}.layer"
        normed = norm(weights, f"block.{block}.layer.0.layer_norm", x)
        q, k, v, o = (weights[f"{base}.0.SelfAttention.{part}.weight"] for part in "qkvo")
        q, k, v = (np.reshape(normed @ part.T, (-1, 4, 8)) for part in (q, k, v))
        scores = np.exp(np.einsum("qhd,khd->hqk", q, k) + bias.transpose(2, 0, 1))
        shares = scores / scores.sum(axis=-1, keepdims=True)
        x = x + np.einsum("hqk,khd->qhd", shares, v).reshape(-1, 32) @ o.T
        normed = norm(weights, f"block.{block}.layer.1.layer_norm", x)
        wi, wo = (weights[f"{base}.1.DenseReluDense.{part}.weight"] for part in ("wi", "wo"))
        x = x + np.maximum(normed @ wi.T, 0) @ wo.T
    x = norm(weights, "final_layer_norm", x)
    return x @ weights["enc_to_dec_proj.weight"].T + weights["enc_to_dec_proj.bias"] if projected else x


def build(folder, bits=None, projected=True, weights=None):
    folder.mkdir(exist_ok=True)
    decoder = SimpleNamespace(hidden_size=WIDTH if projected else TEXT.d_model)
    config = SimpleNamespace(text=TEXT, decoder=decoder, has_projection=projected)
    build_text_encoder(weights or RandomWeights(), config, folder, bits=bits)
    return OnnxTextEncoder(folder, options(1))


@pytest.mark.parametrize("length", [1, 2, 7, 60])
@pytest.mark.parametrize("projected", [True, False])
def test_a_prompt_of_any_length_is_heard_as_described(tmp_path, length, projected):
    encoder = build(tmp_path, projected=projected)
    found = encoder.encode(IDS[:length])
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, reference(IDS[:length], projected), rtol=0, atol=2e-5)


@pytest.mark.parametrize(("bits", "most"), [(8, 0.03), (4, 0.35)])
def test_smaller_weights_drift_within_bounds(tmp_path, bits, most):
    found, expected = build(tmp_path, bits).encode(IDS), reference(IDS)
    drift = np.sqrt(((found - expected) ** 2).mean() / (expected**2).mean())
    assert 1e-5 < drift < most


def test_the_embedding_may_have_either_name(tmp_path):
    other = RandomWeights("text_encoder.encoder.embed_tokens.weight")
    one, two = build(tmp_path / "one"), build(tmp_path / "two", weights=other)
    np.testing.assert_array_equal(one.encode(IDS), two.encode(IDS))


def test_the_same_checkpoint_makes_the_same_files(tmp_path):
    for name in ("one", "two"):
        build(tmp_path / name, bits=8)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["text.data", "text.onnx", "text_distance.npy", "text_embedding.npy"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_buckets_at_the_real_sizes():
    """32 buckets up to distance 128: values of the reference implementation, at the edges of its steps."""
    config = SimpleNamespace(relative_attention_num_buckets=32, relative_attention_max_distance=128)
    distances = np.array([0, 1, 7, 8, 11, 12, 15, 16, 22, 23, 31, 32, 45, 46, 63, 64, 90, 91, 127, 128, 500])
    expected = [0, 1, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 15, 15]
    assert buckets(-distances, config).tolist() == expected
    assert buckets(distances, config).tolist() == [0, *(bucket + 16 for bucket in expected[1:])]
