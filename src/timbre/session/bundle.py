"""The form of an exported session: which files it has, what they are called, how large they may be.

Knows nothing of the history, nor of who reads or writes them.

    manifest.json    what is inside, with sizes and SHA-256 of the audio
    session.jsonl    the session's records, as in the history, with paths that count from here
    transcript.md    the same for people
    audio/           001-rainy-night.wav, 001-rainy-night.mid, 001-rainy-night-stems/drums.wav …
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from timbre.audio.names import slug
from timbre.session import payload as read

SCHEMA = 1
FORMAT = "timbre-session"
MANIFEST = "manifest.json"
RECORDS = "session.jsonl"
TRANSCRIPT = "transcript.md"
AUDIO = "audio"
STEMS = "-stems"
_STEM_CHARACTERS = 60
_NAME_CHARACTERS = _STEM_CHARACTERS + len(STEMS)
_NAME = re.compile(r"audio/(?:([a-z0-9-]+)-stems/)?([a-z0-9-]+)\.(?:wav|flac|mp3|ogg|mid)")
_SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".mid")


@dataclass(frozen=True)
class Caps:
    """How much an import takes in before it refuses."""

    manifest_bytes: int = 4 * 2**20
    records_bytes: int = 256 * 2**20
    records: int = 200_000
    files: int = 10_000
    audio_bytes: int = 8 * 2**30


class BundledFile(BaseModel):
    """A file of audio or notes in the bundle."""

    model_config = ConfigDict(frozen=True)

    path: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @field_validator("path")
    @classmethod
    def _harmless(cls, value: str) -> str:
        if not is_audio_name(value):
            raise ValueError(f"{value[:80]!r} is not the name of an audio file in a bundle")
        return value


class Manifest(BaseModel):
    """What `manifest.json` says."""

    model_config = ConfigDict(frozen=True)

    format: str = Field(default=FORMAT, pattern=f"^{FORMAT}$")
    schema_version: int = Field(default=SCHEMA, ge=1)
    timbre: str
    session: str = Field(min_length=1, max_length=100)
    title: str
    records: int = Field(ge=0)
    files: tuple[BundledFile, ...] = ()


def is_audio_name(name: str) -> bool:
    """Whether `name` is one that `audio_stem` gives: it stays inside `audio/` and suits every system."""
    found = _NAME.fullmatch(name)
    parts = [part for part in found.groups() if part] if found else []
    return bool(parts) and all(slug(part, _NAME_CHARACTERS) == part for part in parts)


def audio_stem(number: int, stem: str) -> str:
    """What take `number`, a file called `stem`, is called in `audio/`."""
    return slug(f"{number:03} {slug(stem, _STEM_CHARACTERS - 10)}", _STEM_CHARACTERS)


def audio_name(folder: str, stem: str, suffix: str) -> str | None:
    """The name of a file in the bundle; None if its suffix is none of music."""
    suffix = suffix.lower()
    return f"{folder}/{stem}{suffix}" if suffix in _SUFFIXES else None


def without_folders(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload of any record with the SoundFont and the model of a request or setting by name, wherever they lie."""
    if payload.get("name") in ("sounds", "model"):
        return {**payload, "value": _name(payload.get("value"))}
    request = read.mapping(payload.get("request"))
    sounds = read.mapping(request.get("sounds"))
    changed: dict[str, Any] = {}
    if "model" in request:
        changed["model"] = _name(request["model"])
    if sounds:
        changed["sounds"] = {**sounds, "file": _name(sounds.get("file"))}
    return {**payload, "request": {**request, **changed}} if changed else payload


def _name(value: object) -> object:
    """The last part of a path; anything else as it is."""
    said = read.text(value) or ""
    whole = next((path for path in (PurePosixPath(said), PureWindowsPath(said)) if path.is_absolute()), None)
    return value if whole is None else whole.name


def with_paths(payload: dict[str, Any], where: Callable[[str], str | None]) -> dict[str, Any]:
    """The payload of a take with each path in its result as `where` says; None takes it out."""
    result = read.mapping(payload.get("result"))
    if not result:
        return payload
    stems = [found for path in read.texts(result.get("stems")) if (found := where(path))]
    midi = read.text(result.get("midi"))
    changed = {
        "path": where(read.text(result.get("path")) or "") or "",
        "sidecar": None,
        "stems": stems,
        "midi": where(midi) if midi else None,
    }
    return {**payload, "result": {**result, **changed}}
