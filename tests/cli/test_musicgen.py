"""MusicGen end to end: command line, worker, ONNX Runtime and exporter, with the tiny checkpoint of the tests."""

import json
import shutil
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest

from golden.musicgen.goldens import folder
from timbre.audio.metadata import read_recipe, read_tags

HEAVY = ("onnxruntime", "onnx", "tokenizers", "torch", "transformers", "huggingface_hub", "safetensors")


@pytest.fixture
def model(home):
    """The tiny checkpoint, in a folder of its own, under the authors' licence."""
    pytest.importorskip("onnxruntime", reason="the extra 'musicgen' is not installed")
    place = home / "tiny model"
    shutil.copytree(folder("mono"), place)
    (place / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    return place


def test_a_take_is_made_described_and_made_again(timbre, home, model):
    ran = timbre(
        *("make", "warm lo-fi piano, 80 bpm", "--engine", "musicgen", "--model", "./tiny model"),
        *("--seconds", "2", "--seed", "7", "--variations", "2", "--json"),
    )
    assert ran.code == 0, ran.err
    take, other = (json.loads(line) for line in ran.out.splitlines())
    assert take["sha256"] != other["sha256"]
    path = Path(take["path"])
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (32_000, 1, 64_000)
    assert take["measured"]["lufs"] == pytest.approx(-14, abs=0.5)
    assert take["details"]["runtime"].startswith("onnx int")
    assert take["details"]["words"] == "warm lo-fi piano, 80 bpm"
    tags = read_tags(path)
    assert "not for commercial use" in tags.licence
    assert "CC-BY-NC-4.0" in tags.licence
    assert (tags.model, tags.engine.split()[0]) == ("tiny model", "musicgen")
    story = json.loads(Path(take["sidecar"]).read_text())
    assert story["result"]["licence"] == tags.licence
    assert story["request"]["model"] == str(model)
    assert story["request"]["device"] == "cpu"
    assert story["request"]["precision"] in ("int4", "int8")
    recipe = read_recipe(path)
    assert str(home) not in recipe, "where a folder lies is nobody's business"
    assert story["request"]["weights"] in recipe
    done = [json.loads(line) for line in (home / "home" / "history.jsonl").read_text().splitlines()]
    assert [each["payload"]["request"]["precision"] for each in done if each["type"] == "take.done"] == [
        story["request"]["precision"]
    ] * 2

    verified = timbre("verify", path)
    assert (verified.code, verified.out.split(":")[0]) == (0, "identical"), verified.out

    weights = model / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 0x40
    weights.write_bytes(data)
    verified = timbre("verify", path)
    assert (verified.code, "other weights" in verified.out) == (12, True), verified.out

    Path(take["sidecar"]).unlink()
    assert timbre("verify", path).code == 12


def test_the_card_tells_the_licence_and_the_runtime(timbre, model, monkeypatch):
    from timbre.cli import output

    monkeypatch.setattr(output, "is_terminal", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    ran = timbre(
        *("make", "piano", "--engine", "musicgen", "--model", model, "--precision", "int4", "--seconds", "1")
    )
    assert ran.code == 0, ran.err
    assert "licence  not for commercial use: made with weights under CC-BY-NC-4.0" in ran.out
    assert "tiny model onnx int4" in ran.out
    assert "4/4" not in ran.out


def test_a_cancelled_take_leaves_nothing(process, home, model):
    arguments = ("make", "piano", "--engine", "musicgen", "--model", model, "--seconds", "300")
    running = process(*arguments, start_new_session=True)
    graphs = home / "home" / "models" / "graphs"
    deadline = time.monotonic() + 60
    while not list(graphs.glob("*-v*/built.json")):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 130, err
    assert "Traceback" not in err
    assert not list(home.glob("outputs/*"))


def test_a_conversation_edits_what_musicgen_is_told(home, model):
    lines = (
        "/engine musicgen",
        "/model",
        f"/model {model}",
        "/set precision int8",
        "lofi piano 80 bpm",
        "slower",
    )
    ran = subprocess.run(
        [sys.executable, "-m", "timbre.chat", "--seconds", "1"],
        input="\n".join(lines).encode(),
        capture_output=True,
        cwd=home,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    stories = [json.loads(path.read_text()) for path in sorted(home.glob("outputs/*.json"))]
    assert [story["request"]["engine"] for story in stories] == ["musicgen"] * 2
    assert {story["request"]["precision"] for story in stories} == {"int8"}
    words = [story["result"]["details"]["words"] for story in stories]
    assert words[0] == "lofi piano 80 bpm"
    assert words[1] == f"lofi piano {stories[1]['request']['brief']['bpm']:g} bpm"
    assert stories[1]["request"]["brief"]["bpm"] < 80


def test_what_is_missing_is_named_with_the_next_step(timbre):
    ran = timbre("make", "piano", "--engine", "musicgen")
    assert ran.code == 4
    assert "timbre models pull small" in ran.err
    wrong = timbre("make", "piano", "--engine", "musicgen", "--model", "smal")
    assert (wrong.code, "Did you mean 'small'" in wrong.err) == (3, True)
    assert timbre("make", "piano", "--engine", "musicgen", "--model", "./nowhere").code == 2
    assert timbre("make", "piano", "--engine", "musicgen", "--precision", "int7").code == 2
    assert timbre("make", "piano", "--engine", "musicgen", "--stems").code == 7
    assert timbre("make", "piano", "--precision", "int8").code == 7


def test_doctor_says_what_would_be_used_and_how_fast(timbre):
    checks = timbre("doctor", "--json").json
    assert "10 s of music in about" in checks["musicgen small"]["found"]
    assert "timbre models pull small" in checks["musicgen small"]["advice"]


WITHOUT = f"""
import sys
for name in {HEAVY}:
    sys.modules[name] = None
import timbre.engines.musicgen
from timbre.engines.musicgen import engine, plan, report, loaded, wording, text, codec, loop
timbre.engines.musicgen.create()
from timbre.cli.app import run
code = run(["make", "piano", "--engine", "musicgen", "--seconds", "2"])
run(["doctor"])
sys.exit(code)
"""


def test_without_the_extra_it_says_what_to_install(home):
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, cwd=home, timeout=60, check=False
    )
    assert ran.returncode == 4, ran.stderr
    assert "pip install 'timbre-cli[musicgen]'" in ran.stderr
    assert "engine musicgen" in ran.stdout
    assert "not ready" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_nothing_heavy_is_loaded_to_list_or_refuse(home):
    code = f"""
import sys
from timbre.cli.app import run
run(["--help"])
run(["engines"])
run(["models", "list"])
run(["make", "piano", "--engine", "musicgen", "--guidance", "99"])
sys.exit(" ".join(sorted(set({HEAVY}) & set(sys.modules))) or 0)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=home, check=False)
    assert ran.returncode == 0, ran.stderr
