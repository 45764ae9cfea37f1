"""Safetensors, whole and damaged: right numbers, or an error that says what is wrong."""

import json
import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fakes.checkpoint import encoded, numbers, safetensors, write_checkpoint, write_config
from golden.musicgen.goldens import NAMES, folder
from timbre.engines.musicgen.checkpoint.config import read_config
from timbre.engines.musicgen.checkpoint.layout import parameters
from timbre.engines.musicgen.checkpoint.safetensors import TensorFile
from timbre.engines.musicgen.checkpoint.weights import Weights, check_weights
from timbre.errors import CapabilityError, EngineError, MissingError, TimbreError

SMALL = safetensors({"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(5, np.float32)})


def header(text, data=b""):
    raw = text if isinstance(text, bytes) else json.dumps(text).encode()
    return struct.pack("<Q", len(raw)) + raw + data


def tensor(begin, end, shape=(1,), dtype="F32"):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}


@pytest.mark.parametrize("dtype", ["F32", "F16", "BF16"])
@pytest.mark.parametrize("shards", [1, 3])
def test_numbers_come_back(tmp_path, dtype, shards):
    values = write_checkpoint(tmp_path, dtype=dtype, shards=shards)
    with Weights.open(tmp_path) as weights:
        assert weights.names == set(values)
        check_weights(weights, read_config(tmp_path))
        for name, value in values.items():
            found = weights[name]
            assert (found.dtype, found.shape, weights.shape(name)) == (np.float32, value.shape, value.shape)
            assert weights.dtype(name) == dtype
            np.testing.assert_allclose(
                found, value, rtol={"F32": 0, "F16": 1e-3, "BF16": 8e-3}[dtype], atol=1e-6
            )


def test_bfloat16_is_exact(tmp_path):
    values = np.array([1.0, -2.5, 3.140625, 1e38, -0.0, np.inf], np.float32)
    (tmp_path / "m.safetensors").write_bytes(safetensors({"x": values}, "BF16"))
    exact = np.frombuffer(encoded(values, "BF16"), "<u2").astype(np.uint32) << 16
    np.testing.assert_array_equal(TensorFile(tmp_path / "m.safetensors").floats("x"), exact.view(np.float32))


def test_float32_is_a_view_that_cannot_be_written_and_outlives_the_file(tmp_path):
    write_checkpoint(tmp_path)
    weights = Weights.open(tmp_path)
    name = "decoder.lm_heads.0.weight"
    values = weights[name]
    assert not values.flags.owndata
    assert not values.flags.writeable
    before = values.copy()
    weights.close()
    np.testing.assert_array_equal(values, before)
    with pytest.raises(EngineError, match="was closed"):
        weights[name]


def test_numbers_at_odd_places_are_aligned(tmp_path):
    data = b"x" + np.arange(3, dtype="<f4").tobytes()
    table = {"pad": tensor(0, 1, (1,), "I8"), "odd": tensor(1, 13, (3,))}
    (tmp_path / "m.safetensors").write_bytes(header(table, data))
    found = TensorFile(tmp_path / "m.safetensors").floats("odd")
    assert found.flags.aligned
    assert found.tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize(
    "prefix", ["audio_encoder.decoder.layers.0.conv", "audio_encoder.decoder.layers.3.conv"]
)
def test_weight_norm_in_every_spelling(tmp_path, prefix):
    folders = {}
    for spelling in ("weight_g", "original0"):
        folders[spelling] = Weights.open(_made(tmp_path / spelling, spelling))
    values = numbers(tmp_path / "weight_g", "weight_g")
    magnitude, direction = values[f"{prefix}.weight_g"], values[f"{prefix}.weight_v"]
    norms = np.array([np.linalg.norm(row) for row in direction])
    wanted = magnitude * direction / norms[:, None, None]
    for weights in folders.values():
        kernel, bias = weights.conv(prefix)
        assert kernel.dtype == np.float32
        np.testing.assert_allclose(kernel, wanted, rtol=1e-6)
        np.testing.assert_array_equal(bias, values[f"{prefix}.bias"])
    plain = Weights.open(_made(tmp_path / "plain", "weight"))
    np.testing.assert_array_equal(plain.conv(prefix)[0], plain[f"{prefix}.weight"])
    with pytest.raises(MissingError, match=r"no tensor 'nowhere\.weight'"):
        plain.conv("nowhere")


def _made(folder, spelling):
    write_checkpoint(folder, spelling=spelling)
    check = Weights.open(folder)
    check_weights(check, read_config(folder))
    return folder


def test_a_direction_of_zeros_makes_zeros(tmp_path):
    prefix = "c"
    values = {"c.weight_g": np.ones((2, 1, 1), np.float32), "c.weight_v": np.zeros((2, 3, 4), np.float32)}
    (tmp_path / "model.safetensors").write_bytes(safetensors(values))
    kernel, bias = Weights.open(tmp_path).conv(prefix)
    assert not kernel.any()
    assert bias is None


def test_what_is_missing_or_of_another_shape_is_named(tmp_path):
    write_config(tmp_path)
    values = numbers(tmp_path)
    sizes = read_config(tmp_path)

    def refused(changed, kind, said):
        (tmp_path / "model.safetensors").write_bytes(safetensors(changed))
        with pytest.raises(kind, match=said):
            check_weights(Weights.open(tmp_path), sizes)

    for name in (
        "decoder.lm_heads.3.weight",
        "text_encoder.shared.weight",
        "audio_encoder.decoder.layers.0.conv.bias",
    ):
        refused({n: v for n, v in values.items() if n != name}, MissingError, f"no tensor '{name}'")
    name = "decoder.model.decoder.layers.1.fc2.weight"
    refused(
        values | {name: values[name].T}, EngineError, rf"{name}' has shape \(24, 16\).*asks for \(16, 24\)"
    )
    name = "audio_encoder.decoder.layers.3.conv.weight_v"
    refused(values | {name: values[name][:, :1]}, EngineError, "weight_v' has shape")


@pytest.mark.parametrize("name", NAMES)
def test_what_transformers_saved_is_whole(name):
    """Names and shapes as another program wrote them, so that our table of layers cannot be wrong unseen."""
    sizes = read_config(folder(name))
    with Weights.open(folder(name)) as weights:
        check_weights(weights, sizes)
        counted = sum(np.prod(weights.shape(each)) for each in weights.names if each.startswith("decoder."))
        projection = sum(
            np.prod(weights.shape(each)) for each in weights.names if each.startswith("enc_to_dec")
        )
    assert parameters(sizes)["decoder"] == counted + projection


def test_t5s_words_may_go_by_either_name(tmp_path):
    write_config(tmp_path)
    values = numbers(tmp_path)
    values["text_encoder.encoder.embed_tokens.weight"] = values.pop("text_encoder.shared.weight")
    (tmp_path / "model.safetensors").write_bytes(safetensors(values))
    check_weights(Weights.open(tmp_path), read_config(tmp_path))


def test_other_kinds_of_numbers_are_refused(tmp_path):
    write_checkpoint(tmp_path, dtype="F64")
    with pytest.raises(EngineError, match="holds F64 numbers"):
        check_weights(Weights.open(tmp_path), read_config(tmp_path))


def test_no_weights_and_pickles(tmp_path):
    with pytest.raises(MissingError, match="There is no folder"):
        Weights.open(tmp_path / "nowhere")
    with pytest.raises(MissingError, match="holds no weights"):
        Weights.open(tmp_path)
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80")
    with pytest.raises(CapabilityError, match=r"only as pytorch_model\.bin: a pickle can run any program"):
        Weights.open(tmp_path)


def test_shards_missing_truncated_or_wrong(tmp_path):
    write_checkpoint(tmp_path, shards=2)
    second, index = tmp_path / "model-00002-of-00002.safetensors", tmp_path / "model.safetensors.index.json"
    whole, places = second.read_bytes(), index.read_text()
    second.write_bytes(whole[:-1])
    with pytest.raises(
        EngineError, match=f"00002-of-00002.safetensors is truncated: {len(whole)} bytes are announced"
    ):
        Weights.open(tmp_path)
    second.unlink()
    with pytest.raises(MissingError, match=r"00002-of-00002\.safetensors is not there"):
        Weights.open(tmp_path)
    second.write_bytes(whole)
    for text, said in [
        ('{"weight_map": {"a": "model-00001-of-00002.safetensors"}}', "does not hold tensor 'a'"),
        ('{"weight_map": {"a": "../../etc/passwd.safetensors"}}', "outside its folder"),
        ('{"weight_map": {"a": "evil.bin"}}', "outside its folder"),
        ('{"weight_map": {"a": 7}}', "outside its folder"),
        ('{"weight_map": []}', "no weight_map"),
        (places[:-9], "not valid JSON"),
    ]:
        index.write_text(text)
        with pytest.raises(EngineError, match=said):
            Weights.open(tmp_path)


def test_the_fingerprint_is_of_the_content(tmp_path):
    def mark(folder):
        with Weights.open(folder) as weights:
            return weights.fingerprint

    values = write_checkpoint(tmp_path / "one")
    write_checkpoint(tmp_path / "two", shards=3)
    assert mark(tmp_path / "one") == mark(tmp_path / "two")
    for name in values:
        changed = dict(values) | {name: values[name] + 1}
        (tmp_path / "two" / "model.safetensors").write_bytes(safetensors(changed))
        assert mark(tmp_path / "two") != mark(tmp_path / "one")
    (tmp_path / "two" / "model.safetensors").write_bytes(safetensors(values, "F16"))
    assert mark(tmp_path / "two") != mark(tmp_path / "one")
    (tmp_path / "two" / "model.safetensors").write_bytes(safetensors(values))
    write_config(tmp_path / "two", decoder__num_attention_heads=4)
    assert mark(tmp_path / "two") != mark(tmp_path / "one")


def test_the_fingerprint_samples_large_tensors_from_end_to_end(tmp_path):
    values = np.arange(100_000, dtype=np.float32)
    marks = set()
    for at in (None, 0, 500, 33_000, 99_999):
        changed = values.copy()
        if at is not None:
            changed[at] = -1
        (tmp_path / "model.safetensors").write_bytes(safetensors({"x": changed}))
        with Weights.open(tmp_path) as weights:
            marks.add(weights.fingerprint)
    assert len(marks) == 5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "truncated: 0 bytes"),
        (b"1234567", "truncated: 7 bytes"),
        (struct.pack("<Q", 2**63), "not a safetensors file"),
        (struct.pack("<Q", 99_000_000) + b"{}", "truncated: its header takes 99000000 bytes"),
        (header(b"{nonsense"), "its header is not valid"),
        (header(b"\xff\xfe"), "its header is not valid"),
        (header(b"[" * 50_000), "its header is not valid"),
        (header(b'{"a": 1' + b"0" * 5000 + b"}"), "its header is not valid"),
        (header([1]), "no table of tensors"),
        (header(b'{"a": {}, "a": {}}'), "a name appears twice"),
        (header({"a": []}), "'a' has no dtype"),
        (header({"a": {"dtype": "F32"}}), "'a' has no dtype"),
        (header({"a": tensor(0, 4, (-1,))}, b"1234"), "impossible shape"),
        (header({"a": tensor(0, 4, (1.0,))}, b"1234"), "impossible shape"),
        (header({"a": tensor(0, 4, (1,) * 9)}, b"1234"), "impossible shape"),
        (header({"a": tensor(0, 4, (2**55, 2**55))}, b"1234"), "does not fill its 4 bytes"),
        (header({"a": tensor(4, 0)}, b"1234"), "does not fill its -4 bytes"),
        (header({"a": tensor(4, 0, (), "X9")}, b"1234"), "ends before it begins"),
        (header({"a": tensor(0, 8, (2,)), "b": tensor(4, 8)}, b"12345678"), "'b' overlaps 'a'"),
        (header({"a": tensor(0, 2**40, (2**38,))}, b"1234"), "is truncated"),
        (header({"\x1b[2Jx": tensor(0, 8)}, b"12345678"), "does not fill its 8 bytes"),
        (SMALL[:-1], "is truncated"),
    ],
)
def test_damaged_files(tmp_path, data, said):
    file = tmp_path / "model.safetensors"
    file.write_bytes(data)
    with pytest.raises(EngineError) as caught:
        TensorFile(file)
    assert said in caught.value.message
    assert "\x1b" not in caught.value.message
    assert caught.value.hint


@settings(max_examples=300)
@given(st.data())
@example(None)
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    """Mutations of a good file: cut, overwritten, spliced. No other exception, no tensor outside the file."""
    raw = bytearray(SMALL)
    if data is not None:
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(raw)))
            new = data.draw(
                st.binary(max_size=12) | st.sampled_from([b"[", b"]", b"9" * 9, b"-1", b"null", b'"', b"{}"])
            )
            raw[at : at + data.draw(st.integers(0, 12))] = new
    file = tmp_path_factory.mktemp("any") / "model.safetensors"
    file.write_bytes(raw)
    try:
        found = TensorFile(file)
        for name, entry in found.entries.items():
            assert found.raw(name).size == entry.end - entry.begin
            assert found.floats(name).shape == entry.shape
    except TimbreError as error:
        assert str(file) in error.message  # noqa: PT017 - either outcome is right, any other exception is not
