"""Production words: what was said, then what genre, scene, era and moods imply, without contradictions.

Knows nothing of effects or mixing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from timbre.language.ensembles import ONLY, company_of
from timbre.language.instruments import plays_alone
from timbre.language.vocabulary import Kind

if TYPE_CHECKING:
    from timbre.language.imply import Draft

_SPACES = ("reverb", "cavernous", "roomy", "echo", "dub delay", "slapback", "ambient")
_DIRT = (
    "distorted",
    "lo-fi",
    "vinyl",
    "tape",
    "warped",
    "telephone",
    "bitcrushed",
    "noisy",
    "saturated",
    "raw",
)
AGAINST = {
    "dry": _SPACES,
    "close-miked": (*_SPACES, "live"),
    "roomy": ("dry", "close-miked", "reverb", "cavernous"),
    "cavernous": ("dry", "close-miked", "reverb", "roomy"),
    **dict.fromkeys(("reverb", "echo", "dub delay", "slapback", "ambient", "gated reverb"), ("dry",)),
    **dict.fromkeys(("clean", "polished"), _DIRT),
    **dict.fromkeys(_DIRT, ("clean", "polished")),
    "unprocessed": (*_DIRT, "compressed", "pumping", "glitchy", "filtered", "polished"),
    "compressed": ("unprocessed",),
    "pumping": ("unprocessed",),
    "wide": ("mono", "binaural"),
    "binaural": ("mono", "wide"),
    "mono": ("wide", "binaural"),
    "bright": ("dark", "underwater", "filtered"),
    "airy": ("dark", "underwater", "filtered"),
    "dark": ("bright", "airy"),
    "bass-heavy": ("thin",),
    "thin": ("bass-heavy", "warm"),
    "underwater": ("bright", "airy", "filtered"),
    "telephone": ("wide", "bass-heavy"),
    "retro": ("polished",),
    "slowed": ("sped up", "bright"),
    "sped up": ("slowed", "dark"),
}
"""Production word → implied words it rules out."""
_INSTEAD = {
    "reverb": "dry",
    "cavernous": "dry",
    "distorted": "clean",
    "lo-fi": "clean",
    "compressed": "unprocessed",
}
"""What "no reverb" and the like ask for."""


_IMPLYING: tuple[Kind, ...] = ("genre", "artist", "scene", "era", "mood")


def imply_production(draft: Draft) -> None:
    """Set `production`: words said first, in order, then implied ones that do not contradict them."""
    said = list(dict.fromkeys(entry.name for entry, match in draft.wanted("production") if not match.less))
    refused = {entry.name for entry, _ in draft.refused("production")}
    refused |= {entry.name for entry, match in draft.wanted("production") if match.less}
    said += [
        _INSTEAD[entry.name]
        for entry, _ in draft.refused("production")
        if entry.name in _INSTEAD and _INSTEAD[entry.name] not in said
    ]
    result = [word for word in said if word not in refused]
    reason = ""
    for word, because in _implied(draft):
        contradicts = any(word in AGAINST.get(other, ()) for other in result)
        if word not in result and word not in refused and not contradicts:
            result.append(word)
            reason = reason or because
    if not result:
        return
    matches = [match for _, match in (*draft.wanted("production"), *draft.refused("production"))]
    if said and matches:
        draft.state("production", tuple(result), matches[0].start, matches[0].end)
    else:
        draft.imply("production", tuple(result), reason)


def _implied(draft: Draft) -> Iterator[tuple[str, str]]:
    company = company_of(draft)
    alone = plays_alone(draft)
    if company is not None and company.alone:
        yield ONLY, f"“{draft.reading.text.folded[company.start : company.end]}”"
    elif alone:
        yield "solo", alone
    for kind in _IMPLYING:
        for entry, match in draft.plainly(kind):
            if match.less or (kind == "mood" and match.attached):
                continue
            for word in entry.production:
                yield word, f"{kind} {entry.name}"
