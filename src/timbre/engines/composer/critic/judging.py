"""Judging a score: every rule's points, weighed into one number from 0 to 100.

Knows nothing of how pieces are made or shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from timbre.engines.composer.critic import form_rules, harmony_rules, melody_rules
from timbre.engines.composer.critic.piece import Piece
from timbre.engines.composer.critic.rule import Row, Rule
from timbre.engines.composer.score import Score

RULES: tuple[Rule, ...] = (*melody_rules.RULES, *harmony_rules.RULES, *form_rules.RULES)


@dataclass(frozen=True)
class Judgement:
    """The verdict on a piece: `total` 0..100, a row per rule, and what its style asks for."""

    total: float
    rows: tuple[Row, ...]
    threshold: float
    """The least total a piece of its style should reach."""

    @property
    def passed(self) -> bool:
        """Whether the total reaches the threshold."""
        return self.total >= self.threshold


def judge_score(score: Score) -> Judgement:
    """Judge a whole piece. Pure; rules that do not apply weigh nothing; a piece without notes gets 0."""
    piece = Piece(score)
    if not any(part.notes for part in score.parts):
        empty = tuple(Row(rule.name, rule.explanation, rule.weight, None) for rule in RULES)
        return Judgement(0.0, empty, score.threshold)
    rows = tuple(Row(rule.name, rule.explanation, rule.weight, _points(rule, piece)) for rule in RULES)
    judged = [(row.weight, row.points) for row in rows if row.points is not None]
    weight = sum(each for each, _ in judged)
    total = 100.0 * sum(each * points for each, points in judged) / weight if weight else 0.0
    return Judgement(round(total, 1), rows, score.threshold)


def _points(rule: Rule, piece: Piece) -> float | None:
    points = rule.judge(piece)
    return None if points is None else round(points, 3)
