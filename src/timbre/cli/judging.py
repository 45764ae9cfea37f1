"""`timbre explain --score`: a take's piece composed again and shown as its critic sees it, rule by rule.

Knows nothing of the rules themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timbre.audio.names import typed_path
from timbre.cli import diagnostics, listing, output
from timbre.engines.registry import engine_info
from timbre.errors import CapabilityError, InvalidInputError
from timbre.model.request import GenerationRequest

if TYPE_CHECKING:
    from timbre.engines.composer.critic import Judgement

_COMPOSER = "composer"
_MET = ((0.9, "yes"), (0.6, "mostly"), (0.3, "in part"), (0.05, "hardly"), (0.0, "no"))
"""Points from which a rule counts as met so far."""


def show_score(reference: str, *, as_json: bool) -> None:
    """Print the judgement of the take or file `reference`.

    Raises CapabilityError when it was not composed from a request, InvalidInputError, UnknownNameError, FileError.
    """
    request, version = _request_of(reference)
    if request.engine != _COMPOSER:
        raise CapabilityError(
            f"{reference} was made by {request.engine}, which writes no notes: there is no score to judge.",
            "The critic judges what the composer wrote; `timbre log` shows which engine made a take.",
        )
    judgement = _judged(request)
    now = engine_info(_COMPOSER).version
    same = not version or version == now
    if as_json:
        output.json_line(_as_json(judgement, version or now, same))
        return
    rows = [
        [
            row.name,
            "–" if row.points is None else f"{100 * row.points:.0f}",
            str(row.weight),
            _met(row.points),
            row.explanation,
        ]
        for row in judgement.rows
    ]
    diagnostics.say(
        "Rule, points (100: the piece does what the rule asks; 0: it does not), weight, met, what it asks:"
    )
    output.table(["rule", "points", "weight", "met", "what it asks"], rows)
    verdict = "reaches" if judgement.passed else "stays below"
    output.line(
        f"{judgement.total:.1f} of 100; that {verdict} the {judgement.threshold:g} its style asks for."
    )
    if not same:
        diagnostics.say(
            f"Note: the take was made by version {version}; this is what version {now} would write."
        )


def _met(points: float | None) -> str:
    """A rule's points (0..1) in a word."""
    if points is None:
        return "does not apply"
    return next(word for least, word in _MET if points >= least)


def _judged(request: GenerationRequest) -> Judgement:
    from timbre.engines.composer.critic import judge_score
    from timbre.engines.composer.engine import score_of

    return judge_score(score_of(request))


def _request_of(reference: str) -> tuple[GenerationRequest, str]:
    """The request behind a file or take, and the version of the engine that answered it."""
    direct = typed_path(reference)
    if direct.is_file():
        recipe = listing.recipe_of_file(direct, "Only a piece whose recipe is known can be judged.")
        return recipe.request, recipe.engine_version
    take = listing.find_take(reference)
    if not take.request:
        raise InvalidInputError(
            f"Take {take.number} holds no recipe, so its score cannot be written again.",
            "Takes made from words have one; `timbre log` lists them.",
        )
    return GenerationRequest.model_validate(take.request), str((take.result or {}).get("engine_version", ""))


def _as_json(judgement: Judgement, version: str, same: bool) -> dict[str, Any]:
    return {
        "score": judgement.total,
        "threshold": judgement.threshold,
        "passed": judgement.passed,
        "engine_version": version,
        "same_version": same,
        "rules": [
            {"rule": row.name, "points": row.points, "weight": row.weight, "explanation": row.explanation}
            for row in judgement.rows
        ],
    }
