"""The guide a request names by hash, read from where guides are kept. The only room here that knows of files."""

from __future__ import annotations

from functools import lru_cache

from timbre.model.request import GenerationRequest
from timbre.session.guides import find_guide
from timbre.session.paths import Paths
from timbre.theory.guide import Guide, read_guide


def guide_of(request: GenerationRequest) -> Guide | None:
    """The tune to follow; None without one. Raises MissingError when it is not on this machine."""
    for item in request.conditioning:
        if item.kind == "midi":
            data = find_guide(Paths.from_environment(), item.sha256, item.name)
            return _read(data, item.name or "guide.mid", item.track or None)
    return None


_read = lru_cache(maxsize=4)(read_guide)
