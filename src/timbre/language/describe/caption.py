"""A Brief back into words: one plain sentence for people and for engines that read captions.

Knows nothing of any engine's dialect. The user's own words always stay in.
"""

from __future__ import annotations

from timbre.language.describe.phrases import part_phrase, place_phrases
from timbre.language.text import fold
from timbre.model.brief import Brief

_ENERGY = ((-0.6, "very calm"), (-0.25, "calm"), (0.25, ""), (0.6, "lively"), (2.0, "energetic"))


def caption(brief: Brief, prompt: str = "") -> str:
    """The user's words, then the facts they imply but do not say: "rainy piano. Lo-fi hip hop, 76 bpm, in A minor."."""
    said = " ".join(prompt.split()).rstrip(" .")
    facts = [fact for fact in _facts(brief) if fact and fold(fact).lower() not in fold(said).lower()]
    if not facts:
        return f"{said}." if said else ""
    sentence = ", ".join(facts)
    sentence = sentence[0].upper() + sentence[1:] + "."
    return f"{said}. {sentence}" if said else sentence


def _facts(brief: Brief) -> list[str]:
    genres = [name for name, weight in brief.genres if weight >= 0.5]
    facts = [_joined(genres) if genres else (brief.style or "").replace("-", " ")]
    facts.append(_joined(brief.moods[:3]))
    if not brief.moods and brief.energy is not None:
        facts.append(next(word for limit, word in _ENERGY if brief.energy < limit))
    facts.append(f"{brief.bpm:g} bpm" if brief.bpm else "")
    facts.append(f"in {brief.key}" if brief.key else "")
    facts.append(f"{brief.metre} time" if brief.metre and brief.metre != "4/4" else "")
    facts.append(f"chords {' '.join(brief.chords)}" if brief.chords else "")
    facts.append(f"with {_joined(brief.instruments)}" if brief.instruments else "")
    facts.append(f"without {_joined(brief.without)}" if brief.without else "")
    facts.append(f"{_joined(brief.production)} sound" if brief.production else "")
    facts.append(f"form: {', '.join(wish.name for wish in brief.form)}" if brief.form else "")
    facts += [part_phrase(wish) for wish in brief.parts]
    facts += [phrase for wish in brief.places for phrase in place_phrases(wish)]
    facts.append({"abrupt": "abrupt ending", "fade": "fade-out"}.get(brief.ending or "", ""))
    facts.append("seamless loop" if brief.loop else "")
    facts.append("with vocals" if brief.vocals else "instrumental" if "vocals" in brief.sources else "")
    return facts


def _joined(names: tuple[str, ...] | list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
