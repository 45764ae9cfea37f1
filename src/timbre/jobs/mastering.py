"""Which mastering preset a request means: Timbre's, or one in the user's folder, known by its fingerprint.

Knows nothing of audio.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath

from timbre.audio.plugin_host import plugin_sha256
from timbre.audio.presets import MasteringPreset, load_preset, preset_names
from timbre.errors import MissingError, UnknownNameError
from timbre.model.request import GenerationRequest
from timbre.session.paths import Paths


def mastering_preset(name: str) -> MasteringPreset:
    """The preset called `name`, the user's own first. Raises UnknownNameError, FileError, InvalidInputError."""
    return load_preset(name, Paths.from_environment().mastering)


def plugin_hashes(preset: MasteringPreset) -> dict[str, str]:
    """Name of every plug-in in the chain → SHA-256 of its files. Raises MissingError, InvalidInputError, FileError."""
    return {PurePath(plugin.path).stem: plugin_sha256(plugin) for plugin in preset.plugins}


def fingerprint(preset: MasteringPreset) -> str:
    """SHA-256 of what the preset does: its chain and its plug-ins, wherever they lie."""
    told = preset.model_dump(mode="json", exclude={"description", "extends"})
    for step in told["chain"]:
        if step["effect"] == "plugin":
            step["path"] = PurePath(step["path"]).name
    told["plugins"] = plugin_hashes(preset)
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def settle_mastering(request: GenerationRequest) -> GenerationRequest:
    """`request` with the fingerprint of a mastering preset of the user's own.

    Raises MissingError when it had another one: the preset or a plug-in has changed since.
    """
    name, known = request.post.master, request.post.master_sha256
    if name == "auto":
        return request
    folder = Paths.from_environment().mastering
    try:
        own = mastering_preset(name)
    except UnknownNameError as error:
        if known is None:
            raise
        raise MissingError(
            f"This was made with your own mastering preset {name!r}, which is not here.",
            f"Put {name}.toml back into {folder}, or choose another preset.",
        ) from error
    found = None
    if own != _built_in(name):
        found = fingerprint(own)
    if known is not None and known != found:
        raise MissingError(
            f"The mastering preset {name!r}, or a plug-in in it, is not the one this was made with.",
            f"Put {name}.toml in {folder} and its plug-ins back as they were, or choose another preset.",
        )
    return request.model_copy(update={"post": request.post.model_copy(update={"master_sha256": found})})


def _built_in(name: str) -> MasteringPreset | None:
    return load_preset(name) if name in preset_names() else None
