"""Dialects made of tags: Stable Audio (comma tags, "BPM: 90") and ACE-Step 1.5 (a caption and musical fields).

Sources: the Stable Audio user guide (genres, instruments, moods, BPM last); ACE-Step 1.5's inference documents
(caption, lyrics with structure tags, bpm, keyscale, timesignature, duration). Knows nothing of how they are sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from timbre.language.describe.course import course
from timbre.language.describe.facts import added
from timbre.language.describe.mending import mended, mended_apart
from timbre.language.describe.told import AceStep, StableAudio
from timbre.language.parse import parse
from timbre.model.brief import Brief, PlaceWish

_VOICES = ("vocals", "choir", "voice lead")
"""What "no vocals" rules out, in the composer's terms."""
_ACE_BPM = (30, 300)
_ACE_SECONDS = (10.0, 600.0)
_ACE_METRES = {"2/4": "2", "3/4": "3", "4/4": "4", "6/8": "6"}


def stable_audio(brief: Brief, prompt: str = "") -> StableAudio:
    """Tags: the user's own words, what was added, key and "BPM: 90"; what must not be heard is a field of its own."""
    said = parse(prompt)
    text, refused = mended_apart(prompt, said, brief)
    facts = list(added(said, brief))
    tags = [text] if text else []
    tags += [fact.text for fact in facts if not fact.negative and fact.field not in ("bpm", "key")]
    if brief.key and brief.stated("key"):
        tags.append(f"Key: {brief.key}")
    if brief.bpm and brief.stated("bpm"):
        tags.append(f"BPM: {brief.bpm:g}")
    return StableAudio(_listed(tags), _listed((*refused, *unwanted(brief))), brief.seconds)


def ace_step(brief: Brief, prompt: str = "") -> AceStep:
    """A caption for what is heard throughout, structure tags for what happens where, and fields for numbers."""
    said = parse(prompt)
    caption = [text] if (text := mended(prompt, said, brief)) else []
    lyrics, placed = _structure(brief)
    fields = _ace_fields(brief)
    for fact in added(said, brief):
        if fact.field not in fields and not (fact.field in ("form", "places") and placed):
            caption.append(fact.caption)
    return AceStep(
        caption=_listed(caption),
        lyrics=lyrics,
        instrumental=not brief.vocals,
        bpm=fields.get("bpm"),
        keyscale=fields.get("key", ""),
        timesignature=fields.get("metre", ""),
        duration=fields.get("seconds"),
        lm_negative_prompt=_listed(unwanted(brief)),
    )


def _ace_fields(brief: Brief) -> dict[str, Any]:
    """The stated values that ACE-Step has a field for, as it wants them."""
    fields: dict[str, Any] = {}
    if (
        brief.stated("bpm")
        and brief.bpm
        and brief.bpm == int(brief.bpm)
        and _ACE_BPM[0] <= brief.bpm <= _ACE_BPM[1]
    ):
        fields["bpm"] = int(brief.bpm)
    if brief.stated("key") and brief.key and brief.key.endswith((" major", " minor")):
        fields["key"] = brief.key
    if brief.stated("metre") and brief.metre in _ACE_METRES:
        fields["metre"] = _ACE_METRES[brief.metre]
    if brief.seconds is not None and _ACE_SECONDS[0] <= brief.seconds <= _ACE_SECONDS[1]:
        fields["seconds"] = brief.seconds
    return fields


def _structure(brief: Brief) -> tuple[str, bool]:
    """(structure tags such as "[Intro - only piano]", whether they say every place)."""
    stretches, left = course(brief)
    if not stretches or not (brief.stated("form") or brief.stated("places")):
        return ("" if brief.vocals else "[Instrumental]"), False
    tags = []
    for one in stretches:
        said = ", ".join(phrase for wish in one.wishes for phrase in local_phrases(wish))
        name = one.name.capitalize()
        tags.append(f"[{name} - {said}]" if said else f"[{name}]")
    return "\n".join(tags), not left and all(wish.seconds is None for wish in brief.places)


def local_phrases(wish: PlaceWish) -> Iterator[str]:
    """What a wish asks, said in its own place: "only piano", "no drums", "quiet"."""
    if wish.only:
        yield f"only {' and '.join(wish.only)}"
    yield from wish.add
    yield from (f"no {name}" for name in wish.without)
    if wish.energy:
        yield "powerful" if wish.energy > 0 else "quiet"
    if wish.semitones:
        way, steps = ("up" if wish.semitones > 0 else "down"), abs(wish.semitones)
        yield f"key change {way} {steps} semitone{'s' if steps > 1 else ''}"


def unwanted(brief: Brief) -> tuple[str, ...]:
    """What must not be heard anywhere, as names."""
    names = list(brief.without) if brief.stated("without") else []
    if brief.stated("vocals") and not brief.vocals:
        names = ["vocals", *(name for name in names if name not in _VOICES)]
    return tuple(dict.fromkeys(names))


def _listed(items: list[str] | tuple[str, ...]) -> str:
    """Items with commas between, what an item before says already left out."""
    found: list[str] = []
    for item in items:
        whole = re.compile(rf"(?<!\w){re.escape(item)}(?!\w)", re.IGNORECASE)
        if item and not any(whole.search(other) for other in found):
            found.append(item)
    return ", ".join(found)
