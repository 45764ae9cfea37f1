"""The port every engine plugs into, and what an engine says of itself as data.

An engine turns a GenerationRequest into events; it never prints, logs or writes files outside what it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from timbre.model.events import Event
from timbre.model.request import Device, GenerationRequest, Precision

Determinism = Literal["bit-exact", "same-machine", "none"]
Capability = Literal[
    "streaming",
    "stems",
    "midi",
    "melody",
    "midi-guide",
    "audio-guide",
    "continuation",
    "inpainting",
    "lyrics",
    "part-seeds",
    "adapters",
    "soundfonts",
]
NeedKind = Literal["package", "weights", "gpu", "key"]


class Need(BaseModel):
    """Something an engine cannot do without, and the exact command or step that provides it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: NeedKind
    name: str
    """Import name of a package, model id, device, or environment variable."""
    install: str
    """What to type or do to get it."""


class Licence(BaseModel):
    """Licences of the engine's code and weights, and the user's rights in the output."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    weights: str = "none"
    output: str


class EngineInfo(BaseModel):
    """What an engine is and can do; read from its `engine.toml` without importing the engine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    version: str
    title: str
    description: str = ""
    capabilities: tuple[Capability, ...] = ()
    models: tuple[str, ...] = ()
    default_model: str | None = None
    open_models: bool = False
    """Whether a model may also be a folder or the name of a repository; the engine finds out which it knows."""
    min_seconds: float = 1.0
    max_seconds: float = 900.0
    sample_rate: int = 44_100
    channels: int = 2
    determinism: Determinism = "none"
    sampling: tuple[Literal["temperature", "top_k", "top_p", "guidance"], ...] = ()
    """Which sampling parameters the engine obeys."""
    precisions: tuple[Precision, ...] = ()
    devices: tuple[Device, ...] = ()
    needs: tuple[Need, ...] = ()
    licence: Licence

    @property
    def has_weights(self) -> bool:
        """Whether it works with weights: then it runs in a worker, which keeps them loaded."""
        return any(need.kind == "weights" for need in self.needs)


Cancelled = Callable[[], bool]


@runtime_checkable
class Engine(Protocol):
    """What a plug-in implements. `create()` at the entry point returns one."""

    def prepare(self, request: GenerationRequest) -> None:
        """Load what the request needs. Raises MissingError or CapabilityError before any work is done."""
        ...

    def generate(self, request: GenerationRequest, cancelled: Cancelled) -> Iterator[Event]:
        """Yield events; check `cancelled()` at every step and simply return when it is true."""
        ...


@runtime_checkable
class Settling(Protocol):
    """An engine that leaves choices to the machine (precision, device) and can say which it would make."""

    def settle(self, request: GenerationRequest) -> GenerationRequest:
        """`request` with every such choice made, so that it tells all there is to tell of the take.

        Settling twice changes nothing more. Raises MissingError, UnknownNameError or CapabilityError.
        """
        ...


@dataclass(frozen=True)
class Finding:
    """One line of an engine's report on this machine; `advice` is empty when all is well."""

    name: str
    found: str
    advice: str = ""


@runtime_checkable
class Diagnosing(Protocol):
    """An engine that can look at the machine it would work on."""

    def diagnose(self) -> tuple[Finding, ...]:
        """What would be used, how long it would take, what is missing; within a second. Raises nothing."""
        ...
