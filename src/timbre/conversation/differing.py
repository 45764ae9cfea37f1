"""What differs between takes, in words, and how to make them equally loud.

Knows nothing of how they are played or shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timbre.language.explain import FIELDS, in_words
from timbre.model.brief import Brief
from timbre.session import payload as read
from timbre.session.take import Take

TURNED_DOWN_MOST_DB = 24.0
"""A take that is all but silent does not silence the others."""
UNKNOWN = "–"


def differences(takes: Sequence[Take]) -> list[tuple[str, ...]]:
    """Field, then its value in each take, for everything that is not the same in all."""
    facts = [_facts(take) for take in takes]
    found = []
    for name in dict.fromkeys(name for each in facts for name in each):
        values = tuple(each.get(name) or UNKNOWN for each in facts)
        if len(set(values)) > 1:
            found.append((name, *values))
    return found


def matched_gains(loudness_lufs: Sequence[float | None]) -> list[float]:
    """What to change each by, in dB (0 or less), so that all are as loud as the softest.

    Nothing is changed where one is unknown.
    """
    known = [each for each in loudness_lufs if each is not None]
    if len(known) < len(loudness_lufs):
        return [0.0 for _ in loudness_lufs]
    return [max(-TURNED_DOWN_MOST_DB, min(0.0, min(known) - each)) for each in known]


def loudness_of(take: Take) -> float | None:
    """Measured loudness in LUFS; None if it is not known."""
    return read.number(read.mapping(take.result.get("measured")).get("lufs"))


def _facts(take: Take) -> dict[str, str]:
    result = take.result
    brief = _brief_of(take)
    facts = {name: in_words(name, getattr(brief, name)) for name in FIELDS}
    for name in ("bpm", "key", "metre", "style", "seconds"):
        value: Any = result.get(name)
        facts[name] = in_words(name, value) if value is not None else facts[name]
    facts["engine"] = take.engine
    facts["seed"] = str(take.seed)
    lufs = loudness_of(take)
    facts["loudness"] = "" if lufs is None else f"{lufs:.1f} LUFS"
    return facts


def _brief_of(take: Take) -> Brief:
    """What was asked for; nothing in particular where another version of Timbre wrote it differently."""
    try:
        return Brief.model_validate(take.request.get("brief", {}))
    except ValueError:
        return Brief()
