"""`scripts/musicgen_sample.py` makes a WAV file from words, and says in a sentence why when it cannot."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from golden.musicgen.goldens import folder

for library in ("onnx", "onnxruntime", "tokenizers"):
    pytest.importorskip(library, reason="the extra 'musicgen' is not installed")

SCRIPT = Path(__file__).parents[3] / "scripts" / "musicgen_sample.py"
Run = Callable[..., int]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Graphs are kept where these tests put them, and built once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIMBRE_HOME", str(tmp_path_factory.mktemp("home")))
        for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            patch.delenv(variable, raising=False)
        yield


@pytest.fixture
def run(home: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the script as a user does, with those arguments; returns its exit code."""

    def started(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        assert isinstance(stopped.value.code, int)
        return stopped.value.code

    return started


def made(run: Run, out: Path, words: str = "80s music", seed: int = 7) -> bytes:
    options = ("--seconds", 1, "--seed", seed, "--precision", "fp32", "-o", out)
    assert run(words, "--model", folder("mono"), *options) == 0
    return out.read_bytes()


def test_a_second_of_sound_comes_out(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(run, tmp_path / "out.wav")
    samples, rate = soundfile.read(tmp_path / "out.wav", always_2d=True)
    assert (rate, samples.shape) == (32_000, (32_000, 1))
    tenths = np.sqrt((samples.reshape(10, -1) ** 2).mean(axis=1))
    assert tenths.min() > 1e-3  # no tenth of a second is silent
    assert samples.std() > 1e-3  # and it is no constant either
    said = capsys.readouterr()
    assert said.out == ""
    assert "Licence" in said.err
    assert "onnx fp32" in said.err


def test_the_same_seed_gives_the_same_file(run: Run, tmp_path: Path) -> None:
    first = made(run, tmp_path / "first.wav")
    assert made(run, tmp_path / "again.wav") == first
    assert made(run, tmp_path / "seed.wav", seed=8) != first


def test_other_words_give_other_sound(run: Run, tmp_path: Path) -> None:
    first = made(run, tmp_path / "first.wav")
    assert made(run, tmp_path / "words.wav", words="slow ambient pads") != first


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (["--seconds", "0.2"], 2, "valid: 1 to 300"),
        (["--model", "small"], 4, "timbre models pull small"),
        (["--model", "facebook/musicgen-melody"], 7, "melody"),
        (["--model", "smal"], 3, "Did you mean 'small'?"),
    ],
)
def test_what_cannot_be_made_is_said(
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    reason: str,
) -> None:
    assert run("lo-fi", "-o", tmp_path / "out.wav", *arguments) == code
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "out.wav").exists()
