"""Widgets on small stages of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes import theatre


@pytest.fixture(autouse=True)
def swift() -> Iterator[None]:
    """No test waits longer than for what it waits for."""
    with pytest.MonkeyPatch.context() as patch:
        theatre.Calm().install(patch)
        theatre.learned(patch)
        yield


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn but what the test looks at."""
    theatre.unpainted(monkeypatch)
