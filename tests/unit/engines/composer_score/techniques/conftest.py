"""A plan, and a tune's places, in one line."""

from collections.abc import Callable
from typing import Any

import pytest

from timbre.engines.composer.plan import Plan
from timbre.engines.composer.planning import make_plan
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest

Planned = Callable[..., Plan]


@pytest.fixture
def plan() -> Planned:
    def planned(
        style: str,
        seed: int = 5,
        seconds: float = 40.0,
        part_seeds: dict[str, int] | None = None,
        **fields: Any,
    ) -> Plan:
        return make_plan(
            GenerationRequest(
                prompt="test",
                seed=seed,
                seconds=seconds,
                part_seeds=part_seeds or {},
                brief=Brief(style=style, **fields),
            )
        )

    return planned
