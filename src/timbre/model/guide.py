"""GuideWish: a tune that takes shall follow, and what is known of it without reading it again."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from timbre.model.request import Conditioning


class GuideWish(BaseModel):
    """A kept MIDI file and the track of it that is the tune. Tempo in felt beats a minute, as in a Brief."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    conditioning: Conditioning
    bpm: float = Field(ge=30, le=300)
    key: str
    metre: str
    bars: int = Field(ge=1)
    """Of the tune itself."""

    @property
    def title(self) -> str:
        """The file's name and the track's."""
        track = self.conditioning.track
        return f"{self.conditioning.name} ({track})" if track else self.conditioning.name
