"""Short ways to ask for a piece."""

from collections.abc import Callable
from typing import Any

import pytest

from timbre.engines.composer.compose import compose
from timbre.engines.composer.score import Score
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest

Ask = Callable[..., GenerationRequest]
Make = Callable[..., Score]


def request_for(
    seed: int = 7, seconds: float | None = 30.0, part_seeds: dict[str, int] | None = None, **fields: Any
) -> GenerationRequest:
    """A request whose brief has `fields` (a bpm counts as stated)."""
    return GenerationRequest(
        prompt="test", seed=seed, seconds=seconds, part_seeds=part_seeds or {}, brief=Brief(**fields)
    )


@pytest.fixture
def ask() -> Ask:
    return request_for


@pytest.fixture
def make() -> Make:
    def composed(**wishes: Any) -> Score:
        return compose(request_for(**wishes))

    return composed
