"""A request made definite: which checkpoint, where it runs, how long the piece is, what may be done with the take.

Reads the checkpoint's small files and the settings; loads no weights and no runtime.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from timbre.config.reading import load
from timbre.config.settings import Settings
from timbre.engines.musicgen import machine
from timbre.engines.musicgen.checkpoint import hub
from timbre.engines.musicgen.checkpoint.catalog import look_up
from timbre.engines.musicgen.checkpoint.config import MusicgenConfig, read_config
from timbre.engines.musicgen.checkpoint.licence import Licence, licence_of
from timbre.engines.musicgen.checkpoint.weights import Weights
from timbre.engines.musicgen.choosing import Choice, choose
from timbre.engines.musicgen.lengths import Length, length_of
from timbre.engines.musicgen.sampling import Rule
from timbre.errors import MissingError, TimbreError
from timbre.model.request import GenerationRequest
from timbre.session.paths import Paths

DEFAULT_MODEL = "small"
_FREE = {"mit", "apache-2.0", "cc0-1.0", "cc-by-4.0"}


@dataclass(frozen=True)
class Plan:
    """Everything that is settled before a weight is read."""

    request: GenerationRequest
    """With model, precision, device and weights filled in."""
    folder: Path
    config: MusicgenConfig
    choice: Choice
    length: Length
    rule: Rule
    rights: str
    threads: int | None
    """None: one for each core."""

    @property
    def label(self) -> str:
        """The model by a short name, for messages."""
        return PurePath(self.request.model or DEFAULT_MODEL).name

    @property
    def key(self) -> tuple[object, ...]:
        """What a loaded model has to agree in to be used for this."""
        return self.request.weights, self.folder, self.choice.device, self.choice.precision, self.threads


def make_plan(request: GenerationRequest) -> Plan:
    """The plan for `request` on this machine.

    Raises UnknownNameError, MissingError (the model or the device is not here; the take was made with other weights),
    CapabilityError, InvalidInputError or EngineError (a damaged checkpoint).
    """
    paths = Paths.from_environment()
    model = look_up(request.model or DEFAULT_MODEL)
    folder = hub.find(model.name)
    config = read_config(folder)
    with Weights.open(folder) as weights:
        fingerprint = weights.fingerprint
    if request.weights not in (None, fingerprint):
        raise MissingError(
            f"The take was made with other weights than those of {model.name} here.",
            f"Look for the version it was made with: timbre models info {model.name}",
        )
    settings = load(paths.config).settings
    choice = _choice(config, request, settings, paths)
    settled = {
        "model": model.name,
        "precision": choice.precision,
        "device": choice.device,
        "weights": fingerprint,
    }
    return Plan(
        request.model_copy(update=settled),
        folder,
        config,
        choice,
        length_of(request, config.codec),
        rule_of(request, config),
        rights(licence_of(folder)),
        settings.threads,
    )


def _choice(config: MusicgenConfig, request: GenerationRequest, settings: Settings, paths: Paths) -> Choice:
    """The request's wishes, then the settings', then what suits the machine."""
    device = request.device or settings.device
    precision = request.precision or settings.precision
    here = machine.look(paths)
    choice = choose(config, here, device, precision)
    if device is None and choice.runtime == "torch" and not _works(choice):
        choice = choose(config, replace(here, gpus=(), apple=False), None, precision)
    return choice


def _works(choice: Choice) -> bool:
    """Whether PyTorch, when asked, can use what the driver promised. Imports it."""
    try:
        from timbre.engines.musicgen.runtimes.torch.devices import choose as place_of

        place_of(choice.device, "auto", 4 if choice.precision == "int4" else None)
    except (ImportError, OSError, TimbreError):
        return False
    return True


def rule_of(request: GenerationRequest, config: MusicgenConfig) -> Rule:
    """How codes are drawn: as asked, else as the model's authors did."""
    usual = config.generation
    return Rule(
        guidance=usual.guidance_scale if request.guidance is None else request.guidance,
        temperature=usual.temperature if request.temperature is None else request.temperature,
        top_k=usual.top_k if request.top_k is None else request.top_k,
        top_p=usual.top_p if request.top_p is None else request.top_p,
    )


def rights(licence: Licence) -> str:
    """What may be done with a take, in words, by the licence of the weights."""
    if not licence.id:
        return "unknown: ask the authors of the weights (local checkpoint) before you publish it"
    if "-nc" in licence.id:
        return f"not for commercial use: made with weights under {licence.label}"
    if licence.id in _FREE:
        return f"yours: made with weights under {licence.label}"
    return f"as {licence.label}, the licence of the weights, allows"
