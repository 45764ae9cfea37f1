"""The probe, and what `timbre doctor` makes of it."""

import json
import sys

import pytest

from golden.musicgen.goldens import folder
from timbre.engines.musicgen import machine, report
from timbre.engines.musicgen.checkpoint import store
from timbre.engines.musicgen.checkpoint.catalog import Model
from timbre.engines.musicgen.checkpoint.licence import licence_called
from timbre.engines.musicgen.machine import Gpu, Machine
from timbre.session.paths import Paths


@pytest.fixture
def paths(tmp_path, monkeypatch):
    for name in ("TIMBRE_DEVICE", "TIMBRE_PRECISION", "TIMBRE_THREADS"):
        monkeypatch.delenv(name, raising=False)
    return Paths.under(tmp_path)


def test_the_bandwidth_is_measured_once(paths, monkeypatch):
    figures = iter([12e9, 99e9])
    monkeypatch.setattr(machine, "measure_bandwidth", lambda: next(figures))
    assert machine.bandwidth(paths) == 12e9
    assert machine.bandwidth(paths) == 12e9
    (paths.cache / machine.PROBE_FILE).write_text("what?")
    assert machine.bandwidth(paths) == 99e9


@pytest.mark.parametrize("value", [0, -1, True, "12", None, 1e300])
def test_odd_figures_are_measured_again(paths, monkeypatch, value):
    monkeypatch.setattr(machine, "measure_bandwidth", lambda: 12e9)
    paths.cache.mkdir(parents=True)
    (paths.cache / machine.PROBE_FILE).write_text(json.dumps({machine._name(): value}))
    assert machine.bandwidth(paths) == 12e9


def test_a_cache_that_cannot_be_written_costs_nothing(paths, monkeypatch):
    monkeypatch.setattr(machine, "measure_bandwidth", lambda: 12e9)
    paths.cache.parent.mkdir(exist_ok=True)
    paths.cache.write_text("a file, not a folder")
    assert machine.bandwidth(paths) == 12e9


def test_the_probe_reads_memory():
    assert 1e8 < machine.measure_bandwidth(size=1 << 22, rounds=2) < 1e14


def test_a_look_imports_no_runtime(paths, monkeypatch):
    monkeypatch.setattr(machine, "measure_bandwidth", lambda: 12e9)
    before = set(sys.modules)
    found = machine.look(paths)
    assert found.cores >= 1
    assert not {"torch", "onnxruntime", "onnx"} & (set(sys.modules) - before)


@pytest.fixture
def here(monkeypatch):
    """Say what machine it is."""

    def put(found, *models):
        monkeypatch.setattr(machine, "look", lambda paths: found)
        monkeypatch.setattr(report.memory, "available_bytes", lambda: 8_000_000_000)
        entries = [
            store.Entry(Model(name), licence_called("mit"), "here", 1, 1, place) for name, place in models
        ]
        monkeypatch.setattr(store, "entries", lambda paths: entries)

    return put


def test_without_a_model_small_is_predicted_and_how_to_get_it(paths, here):
    here(Machine(2, 15e9, 16_000_000_000))
    first, small = report.findings(paths)
    assert "15 GB/s" in first.found
    assert first.advice == ""
    assert small.found.startswith("onnx int4 (")
    assert "10 s of music in about" in small.found
    assert "timbre models pull small" in small.advice


def test_models_that_are_here_are_told(paths, here):
    here(Machine(2, 60e9, 16_000_000_000), ("tiny", folder("mono")), ("gone", paths.cache / "gone"))
    _, tiny, gone = report.findings(paths)
    assert tiny.name == "musicgen tiny"
    assert tiny.found.startswith("onnx int8")
    assert gone.advice


def test_a_gpu_without_pytorch_gets_advice(paths, here):
    gpu = Gpu("Big GPU", 24_000_000_000, 20_000_000_000)
    here(Machine(8, 60e9, 16_000_000_000, (gpu,)))
    first, small = report.findings(paths)
    assert "Big GPU, 20.0 GB of 24.0 GB free" in first.found
    assert "timbre-cli[torch]" in first.advice
    assert "PyTorch is not installed" in small.found


def test_settings_that_cannot_be_are_told(paths, here):
    here(Machine(8, 60e9, 16_000_000_000))
    paths.config_folder.mkdir(exist_ok=True)
    paths.config.write_text('device = "cuda"\n')
    _, small = report.findings(paths)
    assert "PyTorch" in small.found
    assert "--device cpu" in small.advice
