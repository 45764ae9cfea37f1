"""The port every engine plugs into, and what an engine says of itself as data.

An engine turns a GenerationRequest into events; it never prints, logs or writes files outside what it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from timbre.model.events import Event
from timbre.model.request import GenerationRequest

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
    min_seconds: float = 1.0
    max_seconds: float = 900.0
    sample_rate: int = 44_100
    channels: int = 2
    determinism: Determinism = "none"
    sampling: tuple[Literal["temperature", "top_k", "top_p", "guidance"], ...] = ()
    """Which sampling parameters the engine obeys."""
    needs: tuple[Need, ...] = ()
    licence: Licence


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
