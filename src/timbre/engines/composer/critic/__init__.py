"""The critic: rules a listener would judge a written piece by, as small pure functions over its Score."""

from timbre.engines.composer.critic.judging import RULES, Judgement, judge_score
from timbre.engines.composer.critic.rule import Row, Rule

__all__ = ["RULES", "Judgement", "Row", "Rule", "judge_score"]
