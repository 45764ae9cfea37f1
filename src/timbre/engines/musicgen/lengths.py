"""How long a piece is, in seconds, frames of codes and samples. Knows nothing of how it is made."""

from __future__ import annotations

import math
from dataclasses import dataclass

from timbre.engines.musicgen.checkpoint.config import CodecConfig
from timbre.errors import CapabilityError
from timbre.model.request import GenerationRequest
from timbre.theory.metre import parse_metre

SECONDS = (1.0, 300.0)


@dataclass(frozen=True)
class Length:
    """`seconds` are what was asked for; `samples` are exact, `frames` cover them."""

    seconds: float
    frames: int
    samples: int


def length_of(request: GenerationRequest, codec: CodecConfig) -> Length:
    """What `request` asks for: its seconds, or its bars at its tempo. Raises CapabilityError."""
    seconds = _from_bars(request) if request.seconds is None else request.seconds
    low, high = SECONDS
    if not low <= seconds <= high:
        raise CapabilityError(
            f"That piece would last {seconds:.1f} seconds; MusicGen makes {low:g} to {high:g}.",
            "Change the length: --seconds 30.",
        )
    samples = round(seconds * codec.sampling_rate)
    return Length(seconds, math.ceil(samples / codec.hop_samples), samples)


def _from_bars(request: GenerationRequest) -> float:
    brief = request.brief
    if brief.bars is None or brief.bpm is None:
        raise CapabilityError(
            "MusicGen does not count bars without a tempo.",
            'Add one ("120 bpm"), or say the length: --seconds 30.',
        )
    metre = parse_metre(brief.metre or "4/4")
    beats = metre.numerator * 16 / metre.denominator / metre.beat_sixteenths
    return brief.bars * beats * 60 / brief.bpm
