"""What sections are called: a user's words ("drop", "Verse 2") and the names that styles use for them.

Knows nothing of any one style's sections.
"""

from __future__ import annotations

SYNONYMS = {
    "drop": "chorus",
    "hook": "chorus",
    "refrain": "chorus",
    "climax": "chorus",
    "peak": "chorus",
    "build": "lift",
    "buildup": "lift",
    "build-up": "lift",
    "build up": "lift",
    "pre-chorus": "lift",
    "prechorus": "lift",
    "rise": "lift",
    "bridge": "break",
    "breakdown": "break",
    "interlude": "break",
    "middle": "break",
    "middle eight": "break",
    "development": "break",
    "coda": "outro",
    "ending": "outro",
    "end": "outro",
    "fade out": "outro",
    "theme": "verse",
    "exposition": "verse",
    "a": "verse",
    "groove": "verse",
    "main": "chorus",
    "b": "chorus",
    "c": "break",
    "head": "verse",
    "solo": "solo",
    "opening": "intro",
    "pickup": "intro",
    "return": "chorus",
    "reprise": "chorus",
    "recapitulation": "chorus",
}
"""What a user may call a section → what styles call it."""


def plain_name(name: str) -> str:
    """`name` in lower case, without its number: "Verse 2" → "verse"."""
    return " ".join(name.lower().split()).rstrip("0123456789 ")


def usual_name(name: str) -> str:
    """What styles call a section that is called `name`: "Drop 2" → "chorus"; its plain name when that is unknown."""
    folded = plain_name(name)
    return SYNONYMS.get(folded, folded)
