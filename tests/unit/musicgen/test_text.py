"""Prompts as token ids, with a small T5-like tokenizer made here."""

import json
import sys

import pytest

from timbre.engines.musicgen.text import LONGEST_TOKENS, Tokenizer
from timbre.errors import EngineError, MissingError

tokenizers = pytest.importorskip("tokenizers", reason="the extra 'musicgen' is not installed")

WORDS = ["warm", "lo-fi", "piano", "rain"]


@pytest.fixture
def folder(tmp_path):
    from tokenizers import models, pre_tokenizers, processors

    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((f"▁{word}", -1.0) for word in WORDS)]
    tokenizer = tokenizers.Tokenizer(models.Unigram(vocabulary, unk_id=2))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.add_special_tokens(["<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    tokenizer.enable_truncation(3)  # a file may carry these: they must not count
    tokenizer.enable_padding(length=9)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def test_a_prompt_ends_with_the_end_mark(folder):
    words = Tokenizer(folder).encode("warm lo-fi piano rain")
    assert words.ids.tolist() == [3, 4, 5, 6, 1]
    assert words.ids.dtype == "int64"
    assert not words.cut


def test_unknown_words_are_unk(folder):
    assert Tokenizer(folder).encode("warm Ω").ids.tolist()[0] == 3
    assert 2 in Tokenizer(folder).encode("warm Ω").ids
    assert 2 in Tokenizer(folder).encode("\ud800").ids


@pytest.mark.parametrize("prompt", ["", "   ", "\n"])
def test_no_words_give_no_ids(folder, prompt):
    words = Tokenizer(folder).encode(prompt)
    assert words.ids.shape == (0,)
    assert words.ids.dtype == "int64"
    assert not words.cut


def test_a_long_prompt_is_cut_and_says_so(folder):
    tokenizer = Tokenizer(folder)
    fits = tokenizer.encode("piano " * (LONGEST_TOKENS - 1))
    assert (len(fits.ids), fits.cut) == (LONGEST_TOKENS, False)
    cut = tokenizer.encode("piano " * LONGEST_TOKENS)
    assert (len(cut.ids), cut.cut) == (LONGEST_TOKENS, True)
    assert cut.ids[-1] == 1


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MissingError, match=r"tokenizer\.json is missing"):
        Tokenizer(tmp_path)


def test_sentencepiece_alone_is_explained(tmp_path):
    (tmp_path / "spiece.model").write_bytes(b"")
    with pytest.raises(MissingError, match=r"spiece\.model only") as caught:
        Tokenizer(tmp_path)
    assert "AutoTokenizer" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"model": 3}', b"\xff\xfe"])
def test_a_broken_file_is_named(tmp_path, content):
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(EngineError, match="cannot be read as a tokenizer"):
        Tokenizer(tmp_path)


def test_a_tokenizer_without_end_mark_is_refused(folder):
    path = folder / "tokenizer.json"
    whole = json.loads(path.read_text())
    whole["post_processor"] = None
    whole["added_tokens"] = [each for each in whole["added_tokens"] if each["content"] != "</s>"]
    whole["model"]["vocab"][1][0] = "end"
    path.write_text(json.dumps(whole))
    with pytest.raises(EngineError, match="no end mark"):
        Tokenizer(folder)


def test_a_tokenizer_of_another_model_is_found_out(folder):
    assert Tokenizer(folder, vocab_size=7).encode("rain").ids.tolist() == [6, 1]
    with pytest.raises(EngineError, match="token 6, but the text encoder knows 6"):
        Tokenizer(folder, vocab_size=6).encode("rain")


def test_without_the_package_the_next_step_is_said(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(MissingError, match="tokenizers") as caught:
        Tokenizer(folder)
    assert "pip install 'timbre-cli[musicgen]'" in caught.value.hint
