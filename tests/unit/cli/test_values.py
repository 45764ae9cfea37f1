"""Option values: what is read, and what is refused in which words."""

import io
from pathlib import Path

import pytest

from timbre.cli import diagnostics, values
from timbre.errors import InvalidInputError, UnknownNameError


@pytest.mark.parametrize(
    ("text", "seconds"), [("45", 45), ("2.5", 2.5), ("90s", 90), ("2:30", 150), ("0:07.5", 7.5), (" 10 ", 10)]
)
def test_lengths(text, seconds):
    assert values.read_seconds(text) == seconds


@pytest.mark.parametrize("text", ["0", "-3", "36000", "nan", "inf", "10h", "", "1:75", "99999:00", "ten"])
def test_lengths_that_are_not(text):
    with pytest.raises(InvalidInputError) as caught:
        values.read_seconds(text)
    assert "--seconds" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("bpm", [0, 9999, -1, float("nan")])
def test_a_tempo_out_of_range_names_the_range(bpm):
    with pytest.raises(InvalidInputError, match=r"30 to 300 beats per minute"):
        values.read_bpm(bpm)


@pytest.mark.parametrize(
    ("text", "key"),
    [("A minor", "A minor"), ("F#m", "F# minor"), ("Bb dorian", "Bb dorian"), ("E", "E major")],
)
def test_keys(text, key):
    assert values.read_key(text) == key


@pytest.mark.parametrize("text", ["H sharp", "", "minor", "Q major", "x" * 500])
def test_keys_that_are_not(text):
    with pytest.raises(InvalidInputError, match="is not a key"):
        values.read_key(text)


def test_metres():
    assert values.read_metre(" 7/8 ") == "7/8"
    for text in ("4", "0/4", "4/5", "99/4", "a/b"):
        with pytest.raises(InvalidInputError, match="is not a metre"):
            values.read_metre(text)


def test_the_ending_decides_the_format_and_a_contradiction_is_refused():
    assert values.read_outputs(Path("a/song.FLAC"), None, "24", False, False).format == "flac"
    assert values.read_outputs(None, "ogg", "16", True, True).stems
    for out, fmt, bits, words in [
        (Path("x.wav"), "mp3", "16", "--format says mp3"),
        (Path("x.aiff"), None, "16", "known format"),
        (Path("x"), None, "16", "known format"),
        (None, "m4a", "16", "not a format"),
        (None, "wav", "12", "bit depth"),
        (None, "flac", "float", "FLAC"),
    ]:
        with pytest.raises(InvalidInputError, match=words):
            values.read_outputs(out, fmt, bits, False, False)


def test_post_processing_options():
    post = values.read_post("warm", -16.0, True, 48_000)
    assert (post.master, post.lufs, post.trim, post.sample_rate) == ("warm", -16.0, True, 48_000)
    with pytest.raises(UnknownNameError, match="warmm"):
        values.read_post("warmm", None, False, None)
    with pytest.raises(InvalidInputError, match="--lufs is -60"):
        values.read_post(None, -60.0, False, None)
    with pytest.raises(InvalidInputError, match="--sample-rate"):
        values.read_post(None, None, False, 100)


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01\x02\x03binary\x07", "x" * 20_001])
def test_prompts_that_are_not_words(text):
    with pytest.raises(InvalidInputError):
        values.check_prompt(text.strip(" "))


def test_a_prompt_from_standard_input(monkeypatch):
    class Stdin:
        buffer = io.BytesIO("pluie, café ♪\n".encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    assert values.read_prompt(["-"]) == "pluie, café ♪"
    Stdin.buffer = io.BytesIO(b"\xff\xfe\x00music")
    with pytest.raises(InvalidInputError, match="UTF-8"):
        values.read_prompt(["-"])


def test_seeds():
    assert 0 <= values.random_seed() <= 2**32 - 2
    with pytest.raises(InvalidInputError, match="--seed"):
        values.read_seed(2**32)


def test_a_german_h_is_told(capsys, monkeypatch):
    monkeypatch.setattr(diagnostics.Talk, "quiet", False)
    assert values.read_key("H minor") == "B minor"
    assert "H is B in English" in capsys.readouterr().err
    assert values.read_key("B minor") == "B minor"
    assert capsys.readouterr().err == ""
