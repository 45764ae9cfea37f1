"""What the model is told: its task, the form of an answer, the names it may use, the take at hand, the user's words.

Nothing else leaves the machine: no file, no path, no history. Knows nothing of the network.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from timbre.language.edits.edit import Playing
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief

MOST_WORDS = 4_000
"""Characters of the user's that are sent."""
_TASK = """You translate a musician's free talk into settings for a music program. Answer with one JSON object only.
intent: "edit" when they want the current piece changed, "new" for another piece, "none" when it is not about music.
set: only fields that shall change, with absolute values. Leave out everything else. Fields:
bpm 30-300; key such as "A minor", "F# dorian"; metre such as "3/4"; chords ["Am","F"]; genres, strongest first;
moods; valence -1 sad .. 1 happy; energy -1 calm .. 1 wild; density -1 sparse .. 1 busy; brightness -1 dark .. 1
bright; swing 0 .. 1; instruments (the whole band) or, better, add and remove; without; production; form such as
["intro 4","verse 8"]; seconds; bars; ending natural|abrupt|fade; loop; vocals;
parts such as ["bass: +3 dB","piano: soft"]; places such as ["start: only bass","last chorus: bigger"].
add, remove: instruments. renew: parts to compose anew. keep: parts that stay while all else is composed anew.
reply: one short sentence to the musician, in their language, saying what you understood.
Numbers, keys and names that the musician states are to be taken exactly."""


def messages(
    words: str, brief: Brief | None, current: Playing, parts: tuple[str, ...]
) -> list[dict[str, str]]:
    """The conversation that is sent: instructions, then the piece and the words as data."""
    said: dict[str, Any] = {"words": words[:MOST_WORDS]}
    if brief is not None:
        said["current piece"] = {**_facts(current), **_wishes(brief)}
    return [
        {"role": "system", "content": f"{_TASK}\n{_names(parts)}"},
        {"role": "user", "content": json.dumps(said, ensure_ascii=False)},
    ]


def mending(problem: str) -> dict[str, str]:
    """What follows an answer that could not be read."""
    return {
        "role": "user",
        "content": f"{problem} Answer again, with one JSON object of the form above and no more.",
    }


@lru_cache(maxsize=4)
def _names(parts: tuple[str, ...]) -> str:
    names = {
        kind: ", ".join(entry.name for entry in vocabulary().entries if entry.kind == kind)
        for kind in ("genre", "instrument", "production")
    }
    return (
        f"Genres: {names['genre']}.\nInstruments: {names['instrument']}.\nProduction: {names['production']}.\n"
        f"Moods: plain adjectives, such as calm, hopeful, dark, nostalgic.\nParts: {', '.join(parts)}."
    )


def _facts(current: Playing) -> dict[str, Any]:
    return current.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def _wishes(brief: Brief) -> dict[str, Any]:
    data = brief.model_dump(mode="json", exclude={"sources", "ignored"}, exclude_defaults=True)
    if "genres" in data:
        data["genres"] = [name for name, _ in brief.genres]
    return data
