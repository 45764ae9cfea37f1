"""Bad input: each its own message, exit code and no half file."""

import pytest

CASES = [
    (["make", "x", "--engine", "compozer"], 3, ["compozer", "Did you mean 'composer'"]),
    (["make", "x", "--style", "lofi-hopp"], 3, ["lofi-hopp", "lo-fi-hip-hop"]),
    (["make", "x", "--preset", "no-such"], 3, ["no-such", "preset"]),
    (["make", "x", "--master", "lowd"], 3, ["lowd", "loud"]),
    (["make", "x", "--seconds", "0"], 2, ["--seconds", "0", "1 to 900"]),
    (["make", "x", "--seconds", "-4"], 2, ["-4", "1 to 900"]),
    (["make", "x", "--seconds", "36000"], 2, ["36000", "15 minutes"]),
    (["make", "x", "--seconds", "nan"], 2, ["not a number", "1 to 900"]),
    (["make", "x", "--bpm", "0"], 2, ["--bpm", "30 to 300"]),
    (["make", "x", "--bpm", "9999"], 2, ["9999", "30 to 300"]),
    (["make", "x", "--bpm", "fast"], 2, ["--bpm", "'fast' is not a number"]),
    (["make", "x", "--seed", "1.5"], 2, ["--seed", "'1.5' is not a whole number"]),
    (["make", "x", "--lufs", "loud"], 2, ["--lufs", "'loud' is not a number"]),
    (["make", "x", "--style", "jaz"], 3, ["Did you mean 'jazz-swing'?", "waltz"]),
    (["make", "x", "--key", "H sharp"], 2, ["H sharp", "A minor"]),
    (["make", "x", "--metre", "4/5"], 2, ["4/5", "3/4"]),
    (["make", ""], 2, ["prompt is empty"]),
    (["make", "x" * 100_000], 2, ["100000 characters", "20000"]),
    (["make", "\x01\x02\x03\x04"], 2, ["binary"]),
    (["make", "x", "-o", "song.xyz"], 2, ["song.xyz", ".flac"]),
    (["make", "x", "-o", "song.wav", "--format", "mp3"], 2, [".wav", "mp3"]),
    (["make", "x", "--loop", "4", "--seconds", "9"], 2, ["--loop", "--seconds"]),
    (["make", "x", "--variations", "99"], 2, ["--variations", "1 to 16"]),
    (["make", "x", "--temperature", "1.0"], 7, ["temperature"]),
    (["make", "x", "--model", "large"], 7, ["large"]),
    (["make", "x", "-o", "taken.wav"], 5, ["taken.wav", "--force"]),
    (["make", "x", "-o", "taken.wav/inside.wav"], 5, ["taken.wav"]),
    (["verify", "nowhere.wav"], 5, ["nowhere.wav"]),
    (["master", "taken.wav"], 5, ["taken.wav"]),
    (["play", "nothing.wav"], 5, ["nothing.wav"]),
    (["export", "17"], 3, ["17"]),
    (["vocabulary", "colours"], 3, ["colours", "genres"]),
]


@pytest.mark.parametrize(("arguments", "code", "words"), CASES, ids=[" ".join(c[0])[:40] for c in CASES])
def test_a_mistake_is_named_and_costs_nothing(timbre, home, arguments, code, words):
    (home / "taken.wav").write_bytes(b"mine")
    if arguments[0] == "export":
        assert timbre("make", "x", "--seconds", "1", "--quiet").code == 0
    before = sorted(path for path in home.rglob("*") if path.is_file() and "home" not in path.parts)
    ran = timbre(*arguments)
    assert ran.code == code, ran.err
    for word in words:
        assert word in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""
    assert sorted(path for path in home.rglob("*") if path.is_file() and "home" not in path.parts) == before
    assert (home / "taken.wav").read_bytes() == b"mine"
