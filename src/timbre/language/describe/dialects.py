"""The dialects by name, and telling an engine something in one.

Knows nothing of which engine is installed; a new engine that reads words adds a line here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from timbre.errors import UnknownNameError
from timbre.language.describe.facts import added
from timbre.language.describe.mending import mended, tidy
from timbre.language.describe.plan import elevenlabs
from timbre.language.describe.tags import ace_step, stable_audio
from timbre.language.describe.told import Told, Words
from timbre.language.parse import parse
from timbre.model.brief import Brief


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine is spoken to. `tell(brief, prompt)` is pure: the same words give the same record."""

    name: str
    title: str
    tell: Callable[[Brief, str], Told]


def musicgen(brief: Brief, prompt: str = "", left: tuple[str, ...] = ()) -> Words:
    """MusicGen: one caption, the user's own words first. `left`: words nobody understood, which stay."""
    if not brief.sources:  # nobody read the words, so nothing can have changed
        return Words(tidy(prompt), brief.seconds)
    said = parse(prompt)
    text = mended(prompt, said, brief)
    parts = [text] if text else []
    for fact in (*left, *(fact.caption for fact in added(said, brief))):
        if not re.search(rf"(?<!\w){re.escape(fact)}(?!\w)", ", ".join(parts), re.IGNORECASE):
            parts.append(fact)
    return Words(", ".join(parts), brief.seconds)


DIALECTS = {
    dialect.name: dialect
    for dialect in (
        Dialect("musicgen", "MusicGen", partial(musicgen, left=())),
        Dialect("stable-audio", "Stable Audio", stable_audio),
        Dialect("ace-step", "ACE-Step 1.5", ace_step),
        Dialect("elevenlabs", "ElevenLabs Music", elevenlabs),
    )
}


def dialect_of(name: str) -> Dialect:
    """The dialect with this name. Raises UnknownNameError with a guess."""
    if name not in DIALECTS:
        raise UnknownNameError.among("engine that reads words", name, tuple(DIALECTS))
    return DIALECTS[name]


def tell(name: str, brief: Brief, prompt: str = "") -> Told:
    """What the engine `name` is told of `brief`, which came from `prompt`. Raises UnknownNameError."""
    return dialect_of(name).tell(brief, prompt)
