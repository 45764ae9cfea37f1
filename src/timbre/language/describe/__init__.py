"""A Brief back into words, for people and for engines: one dialect for each engine that reads words.

Knows nothing of engines themselves: a dialect is what an engine is told, not how.
"""

from timbre.language.describe.caption import caption
from timbre.language.describe.dialects import DIALECTS, Dialect, dialect_of, tell
from timbre.language.describe.told import AceStep, CompositionPlan, PlanSection, StableAudio, Told, Words

__all__ = [
    "DIALECTS",
    "AceStep",
    "CompositionPlan",
    "Dialect",
    "PlanSection",
    "StableAudio",
    "Told",
    "Words",
    "caption",
    "dialect_of",
    "tell",
]
