"""The whole studio on a stage: `theatre` opens it, `hands` are what scenes use."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from fakes import theatre as stage


@pytest.fixture
def theatre(tmp_path: Path) -> stage.Theatre:
    return stage.Theatre(tmp_path)


@pytest.fixture
def hands() -> ModuleType:
    return stage
