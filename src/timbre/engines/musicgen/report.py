"""What `timbre doctor` says of MusicGen: which runtime, device and precision it would use, how fast, what is missing.

Loads no runtime and no weights; takes well under a second.
"""

from __future__ import annotations

from timbre.config.reading import load
from timbre.engines.musicgen import machine, memory
from timbre.engines.musicgen.checkpoint import store
from timbre.engines.musicgen.checkpoint.config import (
    CodecConfig,
    DecoderConfig,
    GenerationDefaults,
    MusicgenConfig,
    TextConfig,
    read_config,
)
from timbre.engines.musicgen.choosing import choose, predicted_seconds
from timbre.errors import TimbreError
from timbre.model.engine import Finding
from timbre.session.paths import Paths

CLIP_SECONDS = 10.0
MOST_MODELS = 6
NAME = "musicgen"

SMALL = MusicgenConfig(
    TextConfig(32_128, 768, 64, 3072, 12, 12, 32, 128, 1e-6, "relu", 0),
    DecoderConfig(2048, 1024, 24, 16, 4096, 4, 1, "gelu", 2048, 2048, 2048),
    CodecConfig(
        32_000,
        64,
        (8, 5, 4, 4),
        2048,
        128,
        128,
        2,
        7,
        7,
        3,
        1,
        2,
        2,
        False,
        "reflect",
        False,
        "weight_norm",
        1.0,
        4,
    ),
    GenerationDefaults(),
)
"""The published sizes of musicgen-small, to predict with while no model is here."""


def findings(paths: Paths | None = None) -> tuple[Finding, ...]:
    """The machine, then each model that is here (or `small`, if none is). Raises nothing."""
    places = paths or Paths.from_environment()
    here = machine.look(places)
    models = [entry for entry in store.entries(places) if entry.state == "here" and entry.folder is not None]
    found = [_machine(here)]
    for entry in models[:MOST_MODELS]:
        try:
            config = read_config(entry.folder) if entry.folder is not None else SMALL
        except TimbreError as error:
            found.append(Finding(f"{NAME} {entry.model.name}", error.message, error.hint))
            continue
        found.append(_model(entry.model.name, config, here, places, ""))
    if not models:
        found.append(_model("small", SMALL, here, places, "not here: timbre models pull small"))
    return tuple(found)


def _machine(here: machine.Machine) -> Finding:
    free = memory.available_bytes()
    parts = [f"memory reads {here.bandwidth / 1e9:.0f} GB/s on {here.cores} cores"]
    if free is not None:
        parts.append(f"{memory.gb(free)} free")
    parts += [f"{gpu.name}, {memory.gb(gpu.free)} of {memory.gb(gpu.total)} free" for gpu in here.gpus]
    advice = ""
    if here.gpus and not here.torch_has_cuda:
        advice = "to use the GPU: pip install 'timbre-cli[torch]'"
    elif here.apple and here.torch is None:
        advice = "to use the Mac's GPU: pip install 'timbre-cli[torch]'"
    if here.torch is not None:
        parts.append(f"PyTorch {here.torch}")
    return Finding(f"{NAME} machine", ", ".join(parts), advice)


def _model(name: str, config: MusicgenConfig, here: machine.Machine, paths: Paths, advice: str) -> Finding:
    settings = load(paths.config).settings
    try:
        choice = choose(config, here, settings.device, settings.precision)
    except TimbreError as error:
        return Finding(f"{NAME} {name}", error.message, error.hint)
    took = predicted_seconds(config, here, choice, CLIP_SECONDS)
    needs = memory.estimate(config, choice.precision, CLIP_SECONDS).total
    text = (
        f"{choice.label} ({choice.why}): 10 s of music in about {took:.0f} s"
        if took >= 1
        else f"{choice.label} ({choice.why}): 10 s of music in about {took:.1f} s"
    )
    free = memory.available_bytes()
    if choice.device in ("cpu", "torch-cpu"):
        text += f", {memory.gb(needs)} of memory"
        if free is not None and needs > free and not advice:
            advice = f"only {memory.gb(free)} are free: close other programs, or use --precision int4"
    return Finding(f"{NAME} {name}", text, advice)
