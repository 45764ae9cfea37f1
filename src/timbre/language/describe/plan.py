"""The dialect of ElevenLabs Music: a composition plan of styles and sections.

Source: the provider's documents of `composition_plan` (styles wanted and unwanted, globally and for each section;
sections of 3 to 120 seconds, 30 at most). Knows nothing of the network.
"""

from __future__ import annotations

import re

from timbre.language.describe.course import Stretch, course, length
from timbre.language.describe.facts import added
from timbre.language.describe.mending import mended_apart
from timbre.language.describe.phrases import place_phrases
from timbre.language.describe.tags import local_phrases, unwanted
from timbre.language.describe.told import CompositionPlan, PlanSection
from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief

SHORTEST_SECONDS, LONGEST_SECONDS = 3.0, 120.0
MOST_SECTIONS = 30
_OF_SECTIONS = {"form", "places", "seconds", "bars"}
_PARTS = re.compile(r"[,;\n]+|(?<=[a-z)])[.!?](?=\s|$)")


def elevenlabs(brief: Brief, prompt: str = "") -> CompositionPlan:
    """Styles: the user's own words, cut at commas, and what was added; sections where form or places were said."""
    said = parse(prompt)
    text, refused = mended_apart(prompt, said, brief)
    stretches, left = course(brief, SHORTEST_SECONDS)
    if len(stretches) > MOST_SECTIONS:
        stretches, left = (), brief.places
    styles = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if stretches and not left:
        styles = [part for part in styles if not _is_of_sections(part)]
    for fact in added(said, brief):
        told = fact.field == "places" or (fact.field == "form" and stretches)
        if not fact.negative and not told:
            styles.append(fact.text)
    styles += [phrase for wish in left for phrase in place_phrases(wish)]
    avoided = dict.fromkeys((*refused, *unwanted(brief)))
    return CompositionPlan(tuple(dict.fromkeys(styles)), tuple(avoided), _sections(brief, stretches))


def _is_of_sections(words: str) -> bool:
    """Whether words only say what the sections of the plan say: "intro", "60 seconds", "no drums in the verse"."""
    read = parse(words)
    plain = words.strip().lower() in vocabulary().grammar.sections
    return plain or (bool(read.sources) and not read.ignored and set(read.sources) <= _OF_SECTIONS)


def _sections(brief: Brief, stretches: tuple[Stretch, ...]) -> tuple[PlanSection, ...]:
    if not stretches:
        return _even(length(brief))
    return tuple(
        PlanSection(
            section_name=_name(stretches, i),
            positive_local_styles=tuple(
                phrase
                for wish in one.wishes
                for phrase in local_phrases(wish)
                if not phrase.startswith("no ")
            ),
            negative_local_styles=tuple(dict.fromkeys(name for wish in one.wishes for name in wish.without)),
            duration_ms=_milliseconds(one.end - one.start),
        )
        for i, one in enumerate(stretches)
    )


def _even(seconds: float) -> tuple[PlanSection, ...]:
    """One section, or as many as its length needs."""
    count = max(1, -int(-seconds // LONGEST_SECONDS))
    names = ["Piece"] if count == 1 else [f"Part {i + 1}" for i in range(count)]
    return tuple(PlanSection(name, (), (), _milliseconds(seconds / count)) for name in names)


def _name(stretches: tuple[Stretch, ...], i: int) -> str:
    """ "Chorus", or "Chorus 2" where there are more of them."""
    same = [k for k, one in enumerate(stretches) if one.name == stretches[i].name]
    title = stretches[i].name.capitalize()
    return title if len(same) == 1 else f"{title} {same.index(i) + 1}"


def _milliseconds(seconds: float) -> int:
    return round(1000 * max(SHORTEST_SECONDS, min(LONGEST_SECONDS, seconds)))
