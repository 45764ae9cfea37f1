"""Everything a take was asked for, in words, each with where it came from; the engine's choice where nobody asked.

Pure. Knows nothing of the session around the take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from timbre.conversation.requesting import MUSICAL
from timbre.jobs.recipe import model_label
from timbre.language.explain import DEFAULTS, in_words
from timbre.model.brief import Brief
from timbre.model.request import SYNTH, GenerationRequest
from timbre.session import payload as read

SAMPLING = ("temperature", "top_k", "top_p", "guidance")
MACHINE = ("precision", "device")
"""What an engine that works with weights may be told."""
MOST_CHORDS = 16
"""Chords the engine chose that are worth showing."""
_CHOSEN = ("bpm", "key", "metre", "style")
_USUAL_LENGTH = "the usual length"


@dataclass(frozen=True)
class Facts:
    """Name of a field → its value in words ("" where there is nothing), and → (source, because)."""

    values: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def differing(self, name: str, other: Facts | None) -> str:
        """The value in `other` where that is another one; `–` where it has none."""
        if other is None or other.values.get(name, "") == self.values.get(name, ""):
            return ""
        return other.values.get(name, "") or "–"


def facts_of(
    request: GenerationRequest,
    result: Mapping[str, Any] | None = None,
    edited: Mapping[str, str] | None = None,
) -> Facts:
    """The facts of a request. `result`: what came of it, as plain JSON that may hold anything.

    `edited`: field → the words that changed it.
    """
    made, brief = result or {}, request.brief
    values = {name: _wish(brief, name) or _choice(name, made) for name in MUSICAL}
    if request.seconds is not None:
        values["seconds"] = in_words("seconds", request.seconds)
    sources = {name: source_of(request, name, edited or {}) for name in MUSICAL}
    post, outputs = request.post, request.outputs
    rate = post.sample_rate or read.whole(made.get("sample_rate"))
    values |= {
        "engine": request.engine,
        "model": model_label(request.model) or read.text(made.get("model")) or "",
        "sounds": sounds_label(request),
        "seed": str(request.seed),
        **{name: plain(getattr(request, name)) for name in (*SAMPLING, *MACHINE)},
        "master": post.master,
        "lufs": f"{post.lufs:g} LUFS" if post.lufs is not None else "",
        "trim": plain(post.trim),
        "sample_rate": f"{rate} Hz" if rate else "",
        "format": outputs.format,
        "bits": outputs.bits,
        "stems": plain(outputs.stems),
        "midi": plain(outputs.midi),
    }
    return Facts(values, sources)


def source_of(request: GenerationRequest, name: str, edited: Mapping[str, str]) -> tuple[str, str]:
    """Where a musical field came from: the kind, and what decided it in words."""
    source = request.brief.source_of(name)
    if source.kind == "default":
        usual = {"seconds": _USUAL_LENGTH, "loop": "", "vocals": ""}
        return "default", usual.get(name, DEFAULTS.get(name, ""))
    if source.because == "/set":
        return "set", "/set"
    if source.because == "edit" and edited.get(name):
        return "stated", f"“{edited[name]}”"
    if source.kind == "stated" and source.because.startswith("preset "):
        return "implied", source.because
    if source.kind == "stated" and source.span is not None:
        said = " ".join(request.prompt[slice(*source.span)].split())
        return "stated", f"“{said}”" if said else source.because
    return source.kind, source.because


def sounds_label(request: GenerationRequest) -> str:
    """The SoundFont by its file's name, or the synth."""
    return SYNTH if request.sounds is None else PurePath(request.sounds.file).name


def measured_of(result: Mapping[str, Any]) -> dict[str, str]:
    """What was heard in the audio: bpm, key, seconds and lufs, where it could be told."""
    heard = read.mapping(result.get("measured"))
    bpm, seconds, lufs, peak = (
        read.number(heard.get(name)) for name in ("bpm", "seconds", "lufs", "true_peak_dbtp")
    )
    loudness = f"{lufs:.1f} LUFS" if lufs is not None else ""
    found = {
        "bpm": in_words("bpm", round(bpm)) if bpm else "",
        "key": read.text(heard.get("key")) or "",
        "seconds": in_words("seconds", round(seconds, 1)) if seconds else "",
        "lufs": loudness + (f", true peak {peak:.1f} dBTP" if loudness and peak is not None else ""),
    }
    return {name: text for name, text in found.items() if text}


def plain(value: Any) -> str:
    """A value as `/set` takes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _wish(brief: Brief, name: str) -> str:
    value = getattr(brief, name)
    if isinstance(value, bool):
        return plain(value) if name in brief.sources else ""
    return in_words(name, value)


def _choice(name: str, made: Mapping[str, Any]) -> str:
    """What the engine chose where the words said nothing."""
    if name in _CHOSEN:
        value = made.get(name)
        number = read.number(value)
        return in_words(name, number if number is not None else read.text(value))
    if name == "seconds":
        number = read.number(made.get(name))
        return in_words(name, round(number, 1)) if number else ""
    if name == "chords":
        chords = read.texts(made.get(name))
        return in_words(name, chords) if len(chords) <= MOST_CHORDS else ""
    return ""
