"""Widgets on small stages of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.theatre import Calm


@pytest.fixture(autouse=True)
def swift() -> Iterator[None]:
    """No test waits longer than for what it waits for."""
    with pytest.MonkeyPatch.context() as patch:
        Calm().install(patch)
        yield
