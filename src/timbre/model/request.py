"""GenerationRequest and GenerationResult: everything needed to make a take again, and what came of it.

Knows nothing of files, clocks or engines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from timbre.model.brief import SECONDS_RANGE, Brief

REQUEST_SCHEMA = 1
SEED_MAX = 2**32 - 2
PROMPT_MAX_CHARACTERS = 20_000

PARTS = ("drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx")
"""Names of parts, and of the stems they become."""

AudioFormat = Literal["wav", "flac", "mp3", "ogg"]
BitDepth = Literal["16", "24", "float"]
Precision = Literal["fp32", "fp16", "bf16", "int8", "int4"]
"""How finely an engine's weights are stored and computed with; it changes the sound a little."""
Device = Literal["cpu", "cuda", "mps", "torch-cpu"]
"""What a neural engine computes on: the processor (ONNX Runtime, or PyTorch), an NVIDIA or an Apple GPU."""


class Conditioning(BaseModel):
    """Something to listen to besides words, by content hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["melody", "midi", "audio"]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = ""
    track: str = ""
    """Of a MIDI file, the track that is the tune; "" leaves the choice to the engine."""


class Adapter(BaseModel):
    """A LoRA or similar add-on to an engine's weights, by content hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    weight: float = Field(default=1.0, ge=-2, le=2)


AUTO, SYNTH = "auto", "synth"
"""As a SoundFont's file: the best on this machine; as one of its voices: the synth."""


class Sounds(BaseModel):
    """Recorded instruments to play with: a SoundFont by content hash, and which of its presets plays what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(min_length=1, max_length=4096)
    """A path, or the name of a file to look for, or `auto`."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """None: whatever the file holds now; the engine writes it here before it begins."""
    voices: dict[str, str] = Field(default_factory=dict)
    """Part or instrument → a preset's name or program, or `synth`; others as the engine thinks fit."""


class PostProcessing(BaseModel):
    """What happens to the engine's audio before it becomes a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    master: str = "auto"
    """A mastering preset, `auto` (the one the engine suggests) or `off`."""
    master_sha256: str | None = None
    """Fingerprint of a mastering preset of the user's own and its plug-ins, found when a take is made."""
    lufs: float | None = Field(default=None, ge=-40, le=-5)
    """Integrated loudness target (ITU-R BS.1770); None takes the engine's or preset's."""
    trim: bool = False
    """Remove silence at both ends."""
    sample_rate: int | None = Field(default=None, ge=8_000, le=192_000)


class Outputs(BaseModel):
    """Which files to write."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: AudioFormat = "wav"
    bits: BitDepth = "16"
    stems: bool = False
    midi: bool = False


class Written(BaseModel):
    """The key a piece was written in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(min_length=1, max_length=40)
    chosen: bool = True
    """Whether the engine chose it, as nobody had said one."""


def band_in_words(seats: Sequence[tuple[str, str]]) -> str:
    """A band as an engine tells of it: "drums: brush kit; chords: piano"."""
    return "; ".join(f"{part}: {name}" for part, name in seats)


def band_of(words: str) -> tuple[tuple[str, str], ...]:
    """The band that `band_in_words` told of; what is none is left out."""
    pairs = (item.partition(": ") for item in words.split("; "))
    return tuple((part, name) for part, colon, name in pairs if part in PARTS and colon and name)


class GenerationRequest(BaseModel):
    """One take, fully specified: the same request, engine version and machine give the same bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = REQUEST_SCHEMA
    prompt: str = Field(max_length=PROMPT_MAX_CHARACTERS)
    brief: Brief = Brief()
    engine: str = "composer"
    model: str | None = None
    seed: int = Field(ge=0, le=SEED_MAX)
    seconds: float | None = Field(default=30.0, ge=SECONDS_RANGE[0], le=SECONDS_RANGE[1])
    """Length of the audio; None means `brief.bars` at the piece's tempo."""
    temperature: float | None = Field(default=None, ge=0, le=4)
    top_k: int | None = Field(default=None, ge=0, le=10_000)
    top_p: float | None = Field(default=None, ge=0, le=1)
    guidance: float | None = Field(default=None, ge=0, le=30)
    precision: Precision | None = None
    """None: the engine chooses for the machine, and writes its choice here before it begins."""
    device: Device | None = None
    """None: likewise."""
    weights: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """Fingerprint of the weights the take was made with; an engine that has others refuses. None: whatever is here."""
    styles: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] | None = None
    """The user's own styles the take is made with, by name, with their fingerprints; an engine that finds others
    refuses. Empty: built-in ones only. None: whatever is here, and the engine notes it before it begins."""
    sounds: Sounds | None = None
    conditioning: tuple[Conditioning, ...] = ()
    adapters: tuple[Adapter, ...] = ()
    part_seeds: dict[str, int] = Field(default_factory=dict)
    """Part name → seed, for parts that were re-rolled alone."""
    seats: tuple[tuple[str, str], ...] = Field(default=(), max_length=64)
    """Part and instrument of everybody in the take this one was edited from, leaders of a part first: who is not named
    in the edit keeps playing what they played. Empty: the engine chooses the band."""
    written: Written | None = None
    """Where an edit has moved the piece to the Brief's key since it was written: the same tune, higher or lower. None:
    it is written in the Brief's key."""
    post: PostProcessing = PostProcessing()
    outputs: Outputs = Outputs()
    parent: str | None = None
    """Id of the take this one was edited from."""

    @field_validator("schema_version")
    @classmethod
    def _known_schema(cls, value: int) -> int:
        if value > REQUEST_SCHEMA:
            raise ValueError(
                f"this recipe has schema {value}; this Timbre reads up to {REQUEST_SCHEMA}: upgrade Timbre"
            )
        return value

    @field_validator("part_seeds")
    @classmethod
    def _seeds_in_range(cls, value: dict[str, int]) -> dict[str, int]:
        for part, seed in value.items():
            if not 0 <= seed <= SEED_MAX:
                raise ValueError(f"seed of part {part!r} is {seed}; seeds are 0 to {SEED_MAX}")
        return value


class Measured(BaseModel):
    """Facts found by listening to the finished audio, not taken from the score. None: could not tell."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bpm: float | None = None
    key: str | None = None
    seconds: float
    lufs: float | None = None
    true_peak_dbtp: float | None = None


class GenerationResult(BaseModel):
    """What a finished take is: its files, what was asked and what was measured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    engine: str
    engine_version: str
    model: str | None = None
    seed: int
    seconds: float
    sample_rate: int
    channels: int
    bpm: float | None = None
    key: str | None = None
    metre: str | None = None
    style: str | None = None
    chords: tuple[str, ...] = ()
    sections: tuple[tuple[str, float], ...] = ()
    """Section name and start in seconds."""
    measured: Measured
    notes: tuple[str, ...] = ()
    """Things the user should know, in words ("vocals are a wordless choir")."""
    elapsed_seconds: float = 0.0
    stage_seconds: dict[str, float] = Field(default_factory=dict)
    licence: str = ""
    details: dict[str, str] = Field(default_factory=dict)
    """What else the engine tells of the making, by name: "runtime", "words" …"""
    sha256: str = ""
    audio_sha256: str = ""
    sidecar: str | None = None
    stems: tuple[str, ...] = ()
    midi: str | None = None

    @property
    def listened(self) -> bool:
        """Whether the audio was measured at all: nobody listens to a take that was cancelled."""
        found = self.measured
        known = any(value is not None for value in (found.bpm, found.key, found.lufs, found.true_peak_dbtp))
        return known or "measure" in self.stage_seconds
