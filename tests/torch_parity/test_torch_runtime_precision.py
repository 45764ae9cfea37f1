"""Narrow numbers in the torch runtime: how far float16, bfloat16 and 4-bit weights may drift from float32."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from golden.musicgen.goldens import NAMES, drift, folder, reference, step_by_step  # noqa: E402
from timbre.engines.musicgen.runtimes.torch import load  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.devices import Place  # noqa: E402
from timbre.engines.musicgen.runtimes.torch.linear import Dense, Packed4, group_size, linear  # noqa: E402
from timbre.engines.musicgen.sampling import Rule  # noqa: E402

CPU = torch.device("cpu")
INT4 = Place(CPU, torch.float32, 4)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("dtype", "bits", "least", "most"),
    [
        ("float16", None, 1e-5, 0.003),
        ("bfloat16", None, 1e-4, 0.02),
        ("float32", 4, 0.01, 0.25),
        ("auto", 4, 0.01, 0.25),
    ],
)
def test_drift_is_bounded(name: str, dtype: str, bits: int | None, least: float, most: float) -> None:
    given = reference(name)
    codes = given["forced_codes"]
    with closing(load(folder(name), device="cpu", dtype=dtype, bits=bits)) as runtime:
        conditioning = runtime.encode_text(given["ids_1"])
        assert np.abs(conditioning - given["conditioning_1"]).max() <= 1e-4  # the words stay float32
        with closing(runtime.open_decoder(conditioning, guided=True, longest=codes.shape[1])) as decoder:
            found = step_by_step(decoder, codes)
    assert least < drift(found, given["forced_logits"]) < most


@pytest.mark.parametrize(
    ("options", "label"),
    [
        ({"dtype": "bfloat16"}, "torch bfloat16 cpu"),
        ({"bits": 4}, "torch int4 cpu"),
    ],
)
def test_narrow_numbers_draw_too(options: dict[str, object], label: str) -> None:
    given = reference("mono")
    with closing(load(folder("mono"), device="cpu", **options)) as runtime:
        assert runtime.label == label
        conditioning = runtime.encode_text(given["ids_1"])
        with closing(runtime.open_decoder(conditioning, guided=True, longest=30)) as decoder:
            drawn = decoder.sample(given["forced_codes"][:, :1], np.full((30, 4), 0.5), Rule())
    assert drawn.shape == (4, 30)
    assert drawn.min() >= 0


@pytest.mark.parametrize(
    ("rows", "columns", "group"), [(48, 64, 64), (96, 32, 32), (32, 384, 128), (16, 192, 64)]
)
def test_four_bits_are_the_nearest_of_sixteen_levels(rows: int, columns: int, group: int) -> None:
    weight = torch.from_numpy(np.random.default_rng(1).normal(0, 1, (rows, columns)).astype(np.float32))
    packed = linear(weight.clone(), INT4)
    assert isinstance(packed, Packed4)
    assert group_size(rows, columns) == group
    # What the packed product holds, read out by the unit vectors.
    held = packed(torch.eye(columns)).t()
    grouped = weight.view(rows, -1, group)
    step = (grouped.amax(-1) - grouped.amin(-1)) / 15
    assert ((held - weight).view(rows, -1, group).abs() <= step[..., None] * 0.5 + 1e-5).all()
    levels = (held.view(rows, -1, group) - grouped.amin(-1, keepdim=True)) / step[..., None]
    assert (levels - levels.round()).abs().max() < 1e-3
    assert packed.nbytes < weight.numel()


def test_a_product_adds_to_what_is_there() -> None:
    rng = np.random.default_rng(2)
    weight, x, total = (
        torch.from_numpy(rng.normal(0, 1, shape).astype(np.float32)) for shape in ((48, 64), (2, 64), (2, 48))
    )
    for kind in (linear(weight, INT4), linear(weight, Place(CPU, torch.float32))):
        expected = total + kind(x)
        found = total.clone()
        kind.add_to(found, x)
        assert (found - expected).abs().max() < 1e-5


def test_odd_sizes_stay_in_full() -> None:
    assert isinstance(linear(torch.zeros(40, 64), INT4), Dense)
    assert isinstance(linear(torch.zeros(48, 48), INT4), Dense)
    constant = linear(torch.full((16, 32), 0.25), INT4)
    assert isinstance(constant, Packed4)
    assert (constant(torch.ones(1, 32)) - 8.0).abs().max() < 1e-3
