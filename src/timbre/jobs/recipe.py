"""The recipe: what is embedded in every file so that it can be made again. No time, path, session or take id.

Knows nothing of files; `audio.metadata` stores the text.
"""

from __future__ import annotations

import json
from pathlib import PurePath

from pydantic import BaseModel, ConfigDict, ValidationError

import timbre
from timbre.errors import InvalidInputError
from timbre.model.request import GenerationRequest, Sounds


def model_label(model: str | None) -> str | None:
    """A model as others may read it: of a folder only its name, for where it lies is nobody's business."""
    return PurePath(model).name if model is not None and PurePath(model).is_absolute() else model


def sounds_label(sounds: Sounds | None) -> Sounds | None:
    """A SoundFont as others may read it: the file's name and content, for its folder is nobody's business."""
    return None if sounds is None else sounds.model_copy(update={"file": PurePath(sounds.file).name})


class Recipe(BaseModel):
    """A request with the versions that answered it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timbre: str
    engine_version: str
    request: GenerationRequest

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, ASCII, the same text for the same recipe."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps(data, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))

    @classmethod
    def of(cls, request: GenerationRequest, engine_version: str) -> Recipe:
        """The recipe of `request`; the parent take is history, not recipe; so are folders of models and SoundFonts."""
        private = {
            "parent": None,
            "model": model_label(request.model),
            "sounds": sounds_label(request.sounds),
        }
        return cls(
            timbre=timbre.__version__,
            engine_version=engine_version,
            request=request.model_copy(update=private),
        )

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read it back. Raises InvalidInputError."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InvalidInputError(
                f"The recipe in this file cannot be read ({where}: {first['msg']}).",
                "It may have been made by a newer Timbre, or edited.",
            ) from error
