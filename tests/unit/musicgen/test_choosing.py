"""Which runtime, device and precision a machine gets, and why."""

from dataclasses import replace

import pytest

from timbre.engines.musicgen.choosing import ABLE, choose, predicted_seconds, step_bytes, step_seconds
from timbre.engines.musicgen.machine import Gpu, Machine
from timbre.engines.musicgen.report import SMALL
from timbre.errors import CapabilityError, MissingError

LAPTOP = Machine(8, 60e9, 16_000_000_000)
SLOW = Machine(2, 15e9, 16_000_000_000)
BIG = Gpu("Big GPU", 24_000_000_000, 20_000_000_000, 900e9)
TINY = Gpu("Tiny GPU", 1_500_000_000, 1_000_000_000, 100e9)


def said(choice):
    return choice.runtime, choice.device, choice.precision


@pytest.mark.parametrize(
    ("machine", "expected", "why"),
    [
        (LAPTOP, ("onnx", "cpu", "int8"), "faster than the music lasts"),
        (SLOW, ("onnx", "cpu", "int4"), "int8 would make"),
        (replace(LAPTOP, total=1_200_000_000), ("onnx", "cpu", "int4"), "int8 needs"),
        (replace(LAPTOP, gpus=(BIG,), torch="2.13.0"), ("torch", "cuda", "fp16"), "Big GPU"),
        (replace(LAPTOP, gpus=(BIG,)), ("onnx", "cpu", "int8"), "PyTorch is not installed"),
        (replace(LAPTOP, gpus=(BIG,), torch="2.13.0+cpu"), ("onnx", "cpu", "int8"), "has no CUDA"),
        (replace(LAPTOP, gpus=(TINY,), torch="2.13.0"), ("onnx", "cpu", "int8"), "too little memory"),
        (replace(LAPTOP, apple=True, torch="2.13.0"), ("torch", "mps", "fp16"), "Mac"),
        (replace(LAPTOP, apple=True), ("onnx", "cpu", "int8"), "no GPU"),
        (replace(LAPTOP, torch="2.13.0"), ("onnx", "cpu", "int8"), "no GPU"),
    ],
)
def test_the_machine_decides(machine, expected, why):
    choice = choose(SMALL, machine)
    assert said(choice) == expected
    assert why in choice.why


def test_a_gpu_too_small_for_fp16_takes_int4():
    middling = Gpu("Middling", 3_300_000_000, 3_000_000_000)
    medium = replace(
        SMALL,
        decoder=replace(
            SMALL.decoder, num_hidden_layers=48, hidden_size=1536, num_attention_heads=24, ffn_dim=6144
        ),
    )
    choice = choose(medium, replace(LAPTOP, gpus=(replace(middling, total=4_700_000_000),), torch="2.13.0"))
    assert said(choice) == ("torch", "cuda", "int4")


def test_the_user_decides():
    gpu = replace(LAPTOP, gpus=(BIG,), torch="2.13.0")
    assert said(choose(SMALL, gpu, "cpu")) == ("onnx", "cpu", "int8")
    assert said(choose(SMALL, gpu, "cpu", "fp32")) == ("onnx", "cpu", "fp32")
    assert said(choose(SMALL, gpu, None, "int4")) == ("torch", "cuda", "int4")
    assert said(choose(SMALL, gpu, None, "int8")) == ("onnx", "cpu", "int8"), "the GPU has no int8"
    assert said(choose(SMALL, gpu, "torch-cpu")) == ("torch", "torch-cpu", "fp32")


@pytest.mark.parametrize(
    ("machine", "device", "text"),
    [
        (LAPTOP, "cuda", "PyTorch"),
        (replace(LAPTOP, torch="2.13.0"), "cuda", "no NVIDIA GPU"),
        (replace(LAPTOP, torch="2.13.0+cpu", gpus=(BIG,)), "cuda", "without CUDA"),
        (replace(LAPTOP, torch="2.13.0"), "mps", "Mac"),
        (LAPTOP, "torch-cpu", "PyTorch"),
    ],
)
def test_a_device_that_is_not_here_says_what_to_do(machine, device, text):
    with pytest.raises(MissingError, match=text) as caught:
        choose(SMALL, machine, device)
    assert "--device cpu" in caught.value.hint


def test_a_precision_the_device_lacks_is_refused():
    with pytest.raises(CapabilityError, match="bf16 on cpu") as caught:
        choose(SMALL, LAPTOP, "cpu", "bf16")
    assert all(name in caught.value.hint for name in ABLE["cpu"])


def test_bytes_decide_the_speed():
    keys_and_values = 2 * 24 * 1024 * 4 * 2 * 250  # two rows, half of ten seconds
    assert step_bytes(SMALL, "fp32") == pytest.approx(4 * 361e6 + keys_and_values, rel=0.01)
    steps = [step_seconds(SMALL, SLOW, "cpu", name) for name in ("fp32", "fp16", "int8", "int4")]
    assert steps == sorted(steps, reverse=True)
    assert step_seconds(SMALL, LAPTOP, "cpu", "int8") < steps[2] / 2
    slow, quick = (predicted_seconds(SMALL, SLOW, choose(SMALL, SLOW), seconds) for seconds in (20.0, 10.0))
    assert 1.9 < slow / quick < 2.1


def test_labels_are_short():
    assert choose(SMALL, LAPTOP).label == "onnx int8"
    assert choose(SMALL, replace(LAPTOP, gpus=(BIG,), torch="2.13.0")).label == "torch fp16 cuda"
