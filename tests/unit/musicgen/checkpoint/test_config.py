"""Sizes come from config.json; what this engine does not play is refused by name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.checkpoint import config, write_config
from timbre.engines.musicgen.checkpoint.config import GenerationDefaults, read_config
from timbre.engines.musicgen.checkpoint.layout import parameters
from timbre.errors import CapabilityError, EngineError, MissingError, TimbreError


def real_sizes(layers, width, heads, ffn):
    """A config.json as the hub has it for the real models."""
    return {
        "text_encoder": {"model_type": "t5", "vocab_size": 32128, "d_model": 768, "d_kv": 64, "d_ff": 3072,
                         "num_layers": 12, "num_heads": 12, "feed_forward_proj": "relu"},
        "audio_encoder": {"model_type": "encodec", "sampling_rate": 32000, "num_filters": 64,
                          "upsampling_ratios": [8, 5, 4, 4], "codebook_size": 2048, "codebook_dim": 128,
                          "use_causal_conv": False, "use_conv_shortcut": False, "target_bandwidths": [2.2]},
        "decoder": {"model_type": "musicgen_decoder", "hidden_size": width, "num_hidden_layers": layers,
                    "num_attention_heads": heads, "ffn_dim": ffn},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sizes", "millions"),
    [((24, 1024, 16, 4096), 419.6), ((48, 1536, 24, 6144), 1837.6), ((48, 2048, 32, 8192), 3255.4)],
)
def test_the_real_models(tmp_path, sizes, millions):
    read = read_config(write_config(tmp_path, **real_sizes(*sizes)))
    assert (read.codec.hop_samples, read.codec.frame_rate, read.codec.num_quantizers) == (640, 50.0, 4)
    assert read.decoder.head_dim == 64
    assert read.decoder.delays == (0, 1, 2, 3)
    assert read.has_projection
    counts = parameters(read)
    projection = sizes[1] * 768 + sizes[1]
    assert round((counts["decoder"] - projection) / 1e6, 1) == millions
    assert round(counts["text"] / 1e6, 1) == 109.6
    assert read.generation == GenerationDefaults(3.0, 1.0, 250, 0.0)


def test_stereo(tmp_path):
    read = read_config(write_config(tmp_path, decoder__num_codebooks=8, decoder__audio_channels=2))
    assert read.decoder.delays == (0, 0, 1, 1, 2, 2, 3, 3)


def test_no_projection_where_the_widths_are_one(tmp_path):
    assert not read_config(write_config(tmp_path, decoder__hidden_size=12)).has_projection


def test_guidance_is_read_but_not_the_hubs_top_k(tmp_path):
    write_config(tmp_path)
    (tmp_path / "generation_config.json").write_text(
        '{"guidance_scale": 4.5, "top_k": 50, "temperature": null}'
    )
    assert read_config(tmp_path).generation == GenerationDefaults(4.5, 1.0, 250, 0.0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"model_type": "musicgen_melody"}, "melody variants are not supported yet"),
        ({"model_type": "llama"}, "model_type is 'llama'"),
        ({"model_type": None}, "model_type is 'nothing'"),
        ({"text_encoder__model_type": "bert"}, 'text_encoder.model_type is "bert"'),
        ({"text_encoder__feed_forward_proj": "gated-gelu"}, "gated-gelu"),
        ({"decoder__activation_function": "gelu_new"}, "gelu_new"),
        ({"decoder__scale_embedding": True}, "scale_embedding is true"),
        ({"decoder__audio_channels": 3}, "audio_channels is 3; this engine plays only 1 or 2"),
        ({"decoder__pad_token_id": 7}, "pad_token_id is 7"),
        ({"audio_encoder__use_causal_conv": True}, "use_causal_conv is true"),
        ({"audio_encoder__use_causal_conv": None}, "use_causal_conv is true"),
        ({"audio_encoder__use_conv_shortcut": True}, "use_conv_shortcut is true"),
        ({"audio_encoder__norm_type": "time_group_norm"}, "time_group_norm"),
        ({"audio_encoder__pad_mode": "constant"}, "pad_mode"),
        ({"audio_encoder__normalize": True}, "normalize"),
        ({"audio_encoder__model_type": "dac"}, '"dac"'),
        ({"audio_encoder__codebook_dim": 8}, "codebook_dim is 8"),
    ],
)
def test_variants_not_played_here(tmp_path, changes, said):
    with pytest.raises(CapabilityError) as caught:
        read_config(write_config(tmp_path, **changes))
    assert said in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"decoder__num_hidden_layers": 10**9},
            "num_hidden_layers is 1000000000; it must be a whole number from 1",
        ),
        ({"decoder__num_hidden_layers": True}, "num_hidden_layers is true"),
        ({"decoder__ffn_dim": "24"}, 'ffn_dim is "24"'),
        ({"decoder__num_attention_heads": 3}, "a multiple of num_attention_heads (3)"),
        ({"decoder__num_codebooks": 3, "decoder__audio_channels": 2}, "a multiple of audio_channels (2)"),
        ({"decoder__num_codebooks": 60}, "the decoder writes 60"),
        ({"decoder__cross_attention_hidden_size": 12}, "cross_attention_hidden_size"),
        ({"audio_encoder__codebook_size": 32}, "the decoder's vocab_size (16)"),
        ({"audio_encoder__upsampling_ratios": []}, "upsampling_ratios"),
        ({"audio_encoder__upsampling_ratios": [4, 0]}, "upsampling_ratios"),
        ({"audio_encoder__upsampling_ratios": [2] * 40}, "upsampling_ratios"),
        ({"audio_encoder__target_bandwidths": []}, "target_bandwidths"),
        ({"audio_encoder__target_bandwidths": [float("nan")]}, "target_bandwidths"),
        ({"audio_encoder__compress": 5}, "compress"),
        ({"text_encoder__layer_norm_epsilon": float("inf")}, "layer_norm_epsilon"),
        ({"decoder": None}, "no section 'decoder'"),
    ],
)
def test_values_that_make_no_sense(tmp_path, changes, said):
    with pytest.raises(EngineError) as caught:
        read_config(write_config(tmp_path, **changes))
    assert said in caught.value.message
    assert caught.value.hint


def test_no_file_and_broken_files(tmp_path):
    with pytest.raises(MissingError, match=r"has no config\.json"):
        read_config(tmp_path)
    for text, said in [
        ("{", "not valid JSON"),
        ("[]", "no JSON object"),
        ("[" * 99_999, "not valid JSON"),
        ("\xff", "not"),
    ]:
        (tmp_path / "config.json").write_bytes(text.encode("latin-1"))
        with pytest.raises(EngineError, match=said):
            read_config(tmp_path)
    (tmp_path / "config.json").write_bytes(b" " * 5_000_000)
    with pytest.raises(EngineError, match="larger than any configuration"):
        read_config(tmp_path)


def test_hostile_text_reaches_no_terminal(tmp_path):
    with pytest.raises(CapabilityError) as caught:
        read_config(write_config(tmp_path, model_type="\x1b]0;owned\x07" + "x" * 500))
    assert "\x1b" not in caught.value.message.replace(str(tmp_path), "")
    assert len(caught.value.message) < 400


leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.lists(st.integers(), max_size=3)
)
fields = [(part, name) for part in ("text_encoder", "audio_encoder", "decoder") for name in config()[part]]


@given(st.dictionaries(st.sampled_from(fields), leaves, max_size=4))
def test_any_values_are_read_or_refused(tmp_path_factory, changes):
    whole = config()
    for (part, name), value in changes.items():
        whole[part][name] = value
    folder = tmp_path_factory.mktemp("any")
    (folder / "config.json").write_text(json.dumps(whole))
    try:
        read = read_config(folder)
    except TimbreError as error:
        assert error.hint  # noqa: PT017 - either outcome is right, silence is not
    else:
        assert sum(parameters(read).values()) > 0
