"""Loading and closing the torch runtime: devices, memory, what it frees, what it says when something is missing."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from golden.musicgen.goldens import folder, reference  # noqa: E402
from timbre.engines.musicgen.runtimes.torch import load, memory  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.devices import Place, choose  # noqa: E402
from timbre.errors import CapabilityError, EngineError, InvalidInputError, MissingError  # noqa: E402
from torch_parity.torch_models import config_of  # noqa: E402

CPU = Place(torch.device("cpu"), torch.float32)
SRC = Path(__file__).resolve().parents[2] / "src"


def test_closing_frees_weights_and_cache() -> None:
    runtime = load(folder("mono"), device="cpu")
    transformer = runtime._transformer
    assert transformer is not None
    decoder = runtime.open_decoder(None, guided=True, longest=40)
    assert decoder._space is not None
    watched = [
        weakref.ref(tensor)
        for tensor in (
            transformer._table,
            transformer._heads,
            decoder._space.cache._own,
            decoder._space.step._drawn,
        )
    ]
    codec, text = weakref.ref(runtime.codec()), weakref.ref(runtime._text)
    del transformer
    decoder.close()
    gc.collect()
    assert [one() is None for one in watched] == [False, False, True, True]
    runtime.close()
    runtime.close()
    gc.collect()
    # The closed piece may still be held by its caller; it holds the weights, so it has to go too.
    del decoder
    gc.collect()
    assert [one() for one in [*watched, codec, text]] == [None] * 6
    for use in (
        lambda: runtime.encode_text(np.array([1])),
        lambda: runtime.open_decoder(None, guided=False, longest=1),
        runtime.codec,
    ):
        with pytest.raises(EngineError, match="model is closed"):
            use()


def test_a_piece_outlives_a_closed_model() -> None:
    runtime = load(folder("mono"), device="cpu")
    start = reference("mono")["forced_codes"][:, :1]
    decoder = runtime.open_decoder(None, guided=False, longest=2)
    first = decoder.extend(start)
    runtime.close()
    second = decoder.extend(start)
    assert first.shape == second.shape
    decoder.close()


@pytest.mark.parametrize(
    ("device", "dtype", "bits", "error", "says"),
    [
        ("gpu", "auto", None, InvalidInputError, "no device called 'gpu'"),
        ("cpu:1", "auto", None, InvalidInputError, "no device called 'cpu:1'"),
        ("cpu", "int8", None, InvalidInputError, "no number format called 'int8'"),
        ("cpu", "auto", 8, CapabilityError, "no 8-bit weights"),
    ],
)
def test_wrong_wishes_are_named(
    device: str, dtype: str, bits: int | None, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        load(folder("mono"), device=device, dtype=dtype, bits=bits)
    assert getattr(caught.value, "hint", "")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is an NVIDIA GPU here")
def test_no_cuda_where_it_was_asked_for() -> None:
    with pytest.raises(MissingError, match="'cuda' was asked for, but") as caught:
        load(folder("mono"), device="cuda")
    assert "auto" in caught.value.hint


@pytest.mark.skipif(torch.backends.mps.is_available(), reason="this is a Mac with MPS")
def test_no_mps_where_it_was_asked_for() -> None:
    with pytest.raises(MissingError, match="'mps'"):
        load(folder("mono"), device="mps")


def pretend_cuda(
    monkeypatch: pytest.MonkeyPatch, *, capability: tuple[int, int] = (9, 0), free: int = 2 * 10**9
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: capability)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "A Card")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (free, 24 * 10**9))


def test_what_auto_means_with_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_cuda(monkeypatch)
    assert choose("auto", "auto", None).label == "torch float16 cuda"
    assert choose("cuda:1", "float32", None).device == torch.device("cuda", 1)
    assert choose("auto", "auto", 4) == Place(torch.device("cuda", 0), torch.bfloat16, 4)
    assert choose("cpu", "auto", None).label == "torch float32 cpu"
    assert choose("cpu", "auto", 4).dtype == torch.bfloat16
    with pytest.raises(MissingError, match="no GPU number 2"):
        choose("cuda:2", "auto", None)
    with pytest.raises(CapabilityError, match="bfloat16, not float16"):
        choose("cuda", "float16", 4)
    pretend_cuda(monkeypatch, capability=(7, 5))
    with pytest.raises(CapabilityError, match="A Card is too old"):
        choose("cuda", "auto", 4)


def test_a_gpu_too_small_is_refused_before_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_cuda(monkeypatch, free=300_000_000)
    with pytest.raises(
        CapabilityError, match=r"need about 0\.\d GB on cuda:0; 0\.3 GB of its 24\.0 GB"
    ) as caught:
        load(folder("mono"), device="cuda")
    assert "bits=4" in caught.value.hint
    assert "shorter" in caught.value.hint
    assert "smaller model" in caught.value.hint


def test_need_grows_with_length_and_shrinks_with_bits() -> None:
    config = config_of("mono")
    half = Place(torch.device("cpu"), torch.float16)
    four = Place(torch.device("cpu"), torch.bfloat16, 4)
    assert memory.needed(config, CPU, 30) > memory.needed(config, CPU, 10)
    assert memory.needed(config, CPU, 10) > memory.needed(config, half, 10) > memory.needed(config, four, 10)
    with closing(load(folder("mono"), device="cpu")) as runtime:
        seconds = 4
        longest = round(seconds * config.codec.frame_rate) + config.decoder.delays[-1]
        with closing(runtime.open_decoder(None, guided=True, longest=longest)) as decoder:
            assert decoder._space is not None
            assert decoder._space.cache.nbytes == memory.cache_bytes(config, CPU, seconds)


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (
            torch.OutOfMemoryError("CUDA out of memory. Tried"),
            CapabilityError,
            "memory of cpu is full while x",
        ),
        (
            RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"),
            CapabilityError,
            "1.5 GB",
        ),
        (MemoryError(), CapabilityError, "1.5 GB are needed"),
        (RuntimeError("CUDA error: misaligned address\nCUDA kernel"), EngineError, "misaligned address$"),
    ],
)
def test_the_devices_errors_become_ours(error: Exception, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says), memory.watched(CPU, "x", 1_500_000_000):
        raise error


def test_the_cache_that_does_not_fit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(load(folder("mono"), device="cpu")) as runtime:

        def full(*args: Any, **named: Any) -> Any:
            raise torch.OutOfMemoryError("CUDA out of memory.")

        monkeypatch.setattr(torch, "zeros", full)
        with pytest.raises(CapabilityError, match="full while making room for the piece"):
            runtime.open_decoder(None, guided=True, longest=10)


@pytest.mark.parametrize("path", ["", "tests"])
def test_without_pytorch_the_error_names_the_extra(path: str, tmp_path: Path) -> None:
    # A folder called torch on the path must not pass for the library.
    (tmp_path / "torch").mkdir()
    program = (
        "import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p]\n"
        f"sys.path[:0] = [{str(SRC)!r}, *[p for p in {[str(tmp_path)] if path else []}]]\n"
        "sys.modules['numpy'] = None\n"
        "from pathlib import Path\n"
        "from timbre.engines.musicgen.runtimes.torch import load\n"
        "from timbre.errors import MissingError\n"
        "try:\n    load(Path('nowhere'))\n"
        "except MissingError as error:\n    print(error.message, error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "needs PyTorch" in done.stdout
    assert "timbre-cli[torch]" in done.stdout
