"""Capture and replay of the sampled step: on a CPU with a stand-in for CUDA's graphs, on CUDA for real."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from golden.musicgen.goldens import NAMES, folder, reference, samples  # noqa: E402
from timbre.engines.musicgen.loop import compose_codes  # noqa: E402
from timbre.engines.musicgen.runtimes.torch import graphs, load, workspace  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.cache import reach_for  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.runtime import TorchRuntime  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.step import Step  # noqa: E402
from timbre.engines.musicgen.sampling import Rule  # noqa: E402
from torch_parity.torch_models import config_of  # noqa: E402

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no NVIDIA GPU here")


class StandIn:
    """CUDA's graphs without CUDA: a capture runs nothing and notes which lengths were run in it; a replay runs those.

    The real capture, too, only records: what the step wrote while captured is taken back here.
    """

    def __init__(self, *, fails: bool = False) -> None:
        self.captured: list[int] = []
        self.replayed = self.warmed = 0
        self.fails = fails
        self._noting: list[int] | None = None

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        original = Step.run

        def run(step: Step, reach: int) -> None:
            if self._noting is not None:
                self._noting.append(reach)
                self._step = step
            else:
                self.warmed += 1
                original(step, reach)

        @contextlib.contextmanager
        def graph(made: Any, **options: Any) -> Iterator[None]:
            assert options == {
                "pool": "pool",
                "stream": options["stream"],
                "capture_error_mode": "thread_local",
            }
            if self.fails:
                raise RuntimeError("operation not permitted when stream is capturing\nmore")
            self._noting = made.reaches
            try:
                yield
            finally:
                self._noting = None
            made.step = self._step
            self.captured += made.reaches

        outer = self

        class Graph:
            def __init__(self) -> None:
                self.reaches: list[int] = []
                self.step: Any = None

            def replay(self) -> None:
                outer.replayed += 1
                for reach in self.reaches:
                    original(self.step, reach)

            def reset(self) -> None:
                self.reaches.clear()

        monkeypatch.setattr(Step, "run", run)
        monkeypatch.setattr(torch.cuda, "CUDAGraph", Graph)
        monkeypatch.setattr(torch.cuda, "graph", graph)
        monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: "pool")
        monkeypatch.setattr(torch.cuda, "stream", lambda stream: contextlib.nullcontext())


class Stream:
    """A stream that does nothing."""

    def synchronize(self) -> None: ...


def codes(
    runtime: TorchRuntime, name: str, *, seed: int = 3, rule: Rule | None = None, words: int = 1
) -> list[Any]:
    ids = reference(name)[f"ids_{words}"]
    blocks = compose_codes(runtime, config_of(name), ids, rule or Rule(), seed, 140, lambda: False)
    return np.concatenate(list(blocks), axis=1).tolist()


@pytest.mark.parametrize("name", NAMES)
def test_replayed_steps_draw_what_launched_ones_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(load(folder(name), device="cpu")) as runtime:
        expected = [
            codes(runtime, name),
            codes(runtime, name, seed=4, rule=Rule(temperature=0.5, top_k=9), words=0),
        ]
    stand_in = StandIn()
    stand_in.install(monkeypatch)
    with closing(load(folder(name), device="cpu")) as runtime:
        runtime._stream = Stream()  # type: ignore[assignment]
        found = [codes(runtime, name)]
        assert stand_in.captured == [64, 128, 256]
        found.append(codes(runtime, name, seed=4, rule=Rule(temperature=0.5, top_k=9), words=0))
    assert found == expected
    # Another piece with another rule and other words replays the graphs of the first.
    assert stand_in.captured == [64, 128, 256]
    assert stand_in.warmed == 3 * 2
    assert stand_in.replayed > 250


def test_a_capture_at_the_very_end_stays_within_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    given = np.random.default_rng(1).integers(0, 64, (4, 64))
    uniforms = np.full((1, 4), 0.4)
    drawn = []
    for stand_in in (None, StandIn()):
        with closing(load(folder("mono"), device="cpu")) as runtime:
            if stand_in is not None:
                stand_in.install(monkeypatch)
                runtime._stream = Stream()  # type: ignore[assignment]
            with closing(runtime.open_decoder(None, guided=True, longest=64)) as decoder:
                decoder.extend(given[:, :63])
                drawn.append(decoder.sample(given[:, 63:], uniforms, Rule()).tolist())
                assert decoder.position == 64
    assert drawn[0] == drawn[1]


def test_where_capturing_fails_the_steps_are_launched(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(load(folder("mono"), device="cpu")) as runtime:
        expected = codes(runtime, "mono")
    stand_in = StandIn(fails=True)
    stand_in.install(monkeypatch)
    with closing(load(folder("mono"), device="cpu")) as runtime:
        runtime._stream = Stream()  # type: ignore[assignment]
        assert codes(runtime, "mono") == expected
    assert stand_in.replayed == 0
    assert [record.getMessage() for record in caplog.records] == [
        "no CUDA graph at length 64, going on without: operation not permitted when stream is capturing"
    ]


def test_a_workspace_serves_pieces_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    StandIn().install(monkeypatch)
    words = np.zeros((5, config_of("mono").decoder.hidden_size), np.float32)
    with closing(load(folder("mono"), device="cpu")) as runtime:
        runtime._stream = Stream()  # type: ignore[assignment]
        first = runtime.open_decoder(words, guided=True, longest=200)
        second = runtime.open_decoder(words, guided=True, longest=10)
        kept = runtime._kept
        assert isinstance(kept, workspace.Workspace)
        assert second._space is not kept
        second.close()
        first.close()
        for conditioning, guided, longest, same in (
            (np.tile(words, (12, 1)), True, reach_for(200), True),
            (words, False, 20, False),
            (None, True, 20, False),
            (words, True, reach_for(200) + 1, False),
            (np.tile(words, (13, 1)), True, 20, False),
        ):
            runtime._kept, runtime._kept_is_free = kept, True
            with closing(runtime.open_decoder(conditioning, guided=guided, longest=longest)) as piece:
                assert (piece._space is kept) == same


def test_the_words_before_are_forgotten_where_room_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    # The second prompt is shorter: the rest of the room still holds the first, and must not be heard.
    StandIn().install(monkeypatch)
    given = reference("mono")
    with closing(load(folder("mono"), device="cpu")) as runtime:
        alone = codes(runtime, "mono", words=0)
        runtime._stream = Stream()  # type: ignore[assignment]
        codes(runtime, "mono", words=1)
        assert codes(runtime, "mono", words=0) == alone
        assert len(given["ids_0"]) < len(given["ids_1"])


@needs_cuda
@pytest.mark.parametrize("name", NAMES)
def test_on_cuda_graphs_change_nothing(name: str) -> None:
    with closing(load(folder(name), device="cpu")) as runtime:
        expected = codes(runtime, name)
    with closing(load(folder(name), device="cuda", dtype="float32")) as runtime:
        found = [codes(runtime, name), codes(runtime, name)]
        assert runtime._kept is not None
        assert runtime._kept._graphs is not None
        assert sorted(runtime._kept._graphs._graphs) == [64, 128, 256]
        runtime.close()
    with closing(load(folder(name), device="cuda", dtype="float32")) as runtime:
        runtime.cuda_graphs = False
        launched = codes(runtime, name)
    assert found == [launched, launched]
    # The CPU's sums differ in their last bits; a draw may fall otherwise once in a long while, not at once.
    assert [row[:20] for row in launched] == [row[:20] for row in expected]


@needs_cuda
@pytest.mark.parametrize(("dtype", "bits"), [("float16", None), ("bfloat16", None), ("auto", 4)])
def test_on_cuda_narrow_numbers_stay_near(dtype: str, bits: int | None) -> None:
    from golden.musicgen.goldens import drift, step_by_step

    given = reference("mono")
    with closing(load(folder("mono"), device="cuda", dtype=dtype, bits=bits)) as runtime:
        conditioning = runtime.encode_text(given["ids_1"])
        with closing(runtime.open_decoder(conditioning, guided=True, longest=40)) as decoder:
            found = step_by_step(decoder, given["forced_codes"])
    assert drift(found, given["forced_logits"]) < (0.35 if bits else 0.05)


@needs_cuda
def test_on_cuda_the_codec_is_exact_while_steps_run() -> None:
    import threading

    given = reference("mono")
    with closing(load(folder("mono"), device="cuda", dtype="float32")) as runtime:
        heard: list[np.ndarray] = []

        def decode() -> None:
            heard.extend(samples(runtime.codec(), given["codec_codes"]) for _ in range(20))

        beside = threading.Thread(target=decode)
        beside.start()
        first = codes(runtime, "mono")
        beside.join()
        assert first == codes(runtime, "mono")
    for clip in heard:
        assert np.abs(clip[::7] - given["audio_37"]).max() <= 1e-4


def test_the_module_logs_under_its_own_name() -> None:
    assert graphs._LOG.name.startswith("timbre.")
