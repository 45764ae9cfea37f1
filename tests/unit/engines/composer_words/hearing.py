"""What a prompt sounds like, before a sample is rendered: the score, and the settings of the mix."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from timbre.engines.composer.choosing import choose_mix
from timbre.engines.composer.compose import compose
from timbre.engines.composer.mix.production import apply_production
from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.mix.wishes import apply_wishes
from timbre.engines.composer.score import Score
from timbre.language.parse import parse
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest


def played(brief: Brief, seed: int, seconds: float) -> tuple[Score, MixProfile, Any]:
    """The score, the mix and the channels of single players."""
    score = compose(GenerationRequest(prompt="test", seed=seed, seconds=seconds, brief=brief))
    cast = {part.name: part.instrument for part in reversed(score.parts)}
    profile = apply_production(choose_mix(brief, cast), brief)
    return (score, *apply_wishes(profile, brief, score))


def sound_of(prompt: str, seed: int = 3, seconds: float = 8.0) -> tuple[Any, ...]:
    """All that could be heard of a prompt: notes, players, tempo, key, metre, length, faders, effects, loudness."""
    brief = parse(prompt).model_copy(update={"sources": {}, "ignored": ()})
    return _sound_of(brief.model_dump_json(), seed, seconds)


@lru_cache(maxsize=1024)
def _sound_of(fields: str, seed: int, seconds: float) -> tuple[Any, ...]:
    """Words that mean the same (one composer and another) are played once."""
    brief = Brief.model_validate_json(fields)
    score, profile, branches = played(brief, seed, brief.seconds or seconds)
    heard = (score.bpm, score.key, score.metre, score.parts, score.swells, score.end, score.loop)
    return (*heard, profile, branches)
