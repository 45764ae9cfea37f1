"""The decoder graph against the definition of the architecture, written out in NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from timbre.engines.musicgen.checkpoint.config import DecoderConfig
from timbre.engines.musicgen.runtimes.onnx.decoder import OnnxDecoder
from timbre.engines.musicgen.runtimes.onnx.decoder_graph import build_decoder, build_words
from timbre.engines.musicgen.runtimes.onnx.embedding import Embedding, build_embedding, sinusoids
from timbre.engines.musicgen.runtimes.onnx.session import open_session, options
from timbre.errors import EngineError

CONFIG = DecoderConfig(
    vocab_size=24,
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    ffn_dim=64,
    num_codebooks=4,
    audio_channels=1,
    activation_function="gelu",
    max_position_embeddings=64,
    pad_token_id=24,
    bos_token_id=24,
)
WORDS = np.random.default_rng(3).standard_normal((5, 32)).astype(np.float32)
CODES = np.random.default_rng(4).integers(0, 25, (4, 9))


def tensors(name: str) -> np.ndarray:
    """Random but always the same for one name; norms and biases are far from one and zero."""
    rng = np.random.default_rng(list(name.encode()))
    if "embed_tokens" in name:
        shape: tuple[int, ...] = (25, 32)
    elif "lm_heads" in name:
        shape = (24, 32)
    elif "layer_norm" in name:
        shape = (32,)
    else:
        shape = {"fc1": (64, 32), "fc2": (32, 64)}.get(name.split(".")[-2], (32, 32))
    values = rng.standard_normal(shape).astype(np.float32)
    return 1 + 0.3 * values if "layer_norm.weight" in name else values * (0.5 if len(shape) == 1 else 0.25)


def reference(codes: np.ndarray, words: np.ndarray | None) -> np.ndarray:
    """Logits [K, T, V] in float64, everything at once, straight from the paper's description."""

    def get(name: str) -> np.ndarray:
        return tensors(name).astype(np.float64)

    x = sum(get(f"decoder.model.decoder.embed_tokens.{k}.weight")[codes[k]] for k in range(4))
    x = x + sinusoids(codes.shape[1], 32)
    causal = np.triu(np.full((codes.shape[1],) * 2, -np.inf), 1)
    for layer in range(2):
        base = f"decoder.model.decoder.layers.{layer}"
        y = norm(x, get, f"{base}.self_attn_layer_norm")
        x = x + attention(get, f"{base}.self_attn", y, y, causal)
        if words is not None:
            y = norm(x, get, f"{base}.encoder_attn_layer_norm")
            x = x + attention(get, f"{base}.encoder_attn", y, words, 0)
        y = norm(x, get, f"{base}.final_layer_norm") @ get(f"{base}.fc1.weight").T
        y = y * 0.5 * (1 + np.vectorize(math.erf)(y / math.sqrt(2)))
        x = x + y @ get(f"{base}.fc2.weight").T
    x = norm(x, get, "decoder.model.decoder.layer_norm")
    return np.stack([x @ get(f"decoder.lm_heads.{k}.weight").T for k in range(4)])


def norm(x: np.ndarray, get: Callable[[str], np.ndarray], base: str) -> np.ndarray:
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
    return scaled * get(f"{base}.weight") + get(f"{base}.bias")


def attention(
    get: Callable[[str], np.ndarray], base: str, x: np.ndarray, y: np.ndarray, mask: np.ndarray | int
) -> np.ndarray:
    def heads(values: np.ndarray, part: str) -> np.ndarray:
        return (values @ get(f"{base}.{part}_proj.weight").T).reshape(len(values), 4, 8).swapaxes(0, 1)

    scores = heads(x, "q") @ heads(y, "k").swapaxes(1, 2) / math.sqrt(8) + mask
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = weights / weights.sum(axis=-1, keepdims=True) @ heads(y, "v")
    return mixed.swapaxes(0, 1).reshape(len(x), 32) @ get(f"{base}.out_proj.weight").T


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., OnnxDecoder]:
    folder = tmp_path_factory.mktemp("models")
    build_decoder(CONFIG, tensors, folder, "fp32")
    build_words(CONFIG, tensors, folder, "fp32")
    build_embedding(CONFIG, tensors, folder)
    session = open_session(folder / "decoder.onnx", options(1))
    words = open_session(folder / "words.onnx", options(1))
    names = [output.name for output in words.get_outputs()]
    embedding = Embedding(folder, 64)

    def open_one(rows: int = 2, longest: int = 16, heard: np.ndarray | None = WORDS) -> OnnxDecoder:
        given = np.zeros((1, 32), np.float32) if heard is None else heard
        cross = dict(zip(names, words.run(None, {"conditioning": given})))
        return OnnxDecoder(session, CONFIG, embedding, cross, rows=rows, longest=longest)

    return open_one


def test_step_by_step_both_rows_are_the_definition(opened: Callable[..., OnnxDecoder]) -> None:
    decoder = opened()
    made = np.stack([decoder.extend(CODES[:, t : t + 1]).copy() for t in range(9)], axis=2)
    assert np.abs(made[0] - reference(CODES, WORDS)).max() < 2e-5
    assert np.abs(made[1] - reference(CODES, None)).max() < 2e-5
    assert np.abs(made[0] - made[1]).max() > 0.1, "the words change nothing"


@pytest.mark.parametrize("first", [1, 4, 9])
def test_a_stretch_at_once_or_in_two_is_the_same(opened: Callable[..., OnnxDecoder], first: int) -> None:
    decoder = opened()
    logits = decoder.extend(CODES[:, :first])
    if first < 9:
        logits = decoder.extend(CODES[:, first:])
    assert decoder.position == 9
    assert np.abs(logits[0] - reference(CODES, WORDS)[:, -1]).max() < 2e-5


def test_one_row_and_no_words(opened: Callable[..., OnnxDecoder]) -> None:
    alone = opened(rows=1)
    assert np.abs(alone.extend(CODES)[0] - reference(CODES, WORDS)[:, -1]).max() < 2e-5
    silent = opened(rows=1, heard=None)
    assert np.abs(silent.extend(CODES)[0] - reference(CODES, None)[:, -1]).max() < 2e-5


def test_two_pieces_at_once_do_not_share_a_cache(opened: Callable[..., OnnxDecoder]) -> None:
    one, other = opened(), opened()
    one.extend(CODES[:, :5])
    other.extend(CODES[:, 3:4])
    assert np.abs(one.extend(CODES[:, 5:])[0] - reference(CODES, WORDS)[:, -1]).max() < 2e-5


def test_the_cache_ends_where_it_was_said_to(opened: Callable[..., OnnxDecoder]) -> None:
    decoder = opened(longest=8)
    decoder.extend(CODES[:, :8])
    with pytest.raises(EngineError, match="holds 8 positions and 9 were asked"):
        decoder.extend(CODES[:, 8:])
    decoder.close()
