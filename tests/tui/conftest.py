"""The whole studio on a stage: `theatre` opens it, `hands` are what scenes use, `world` is what is outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from fakes import theatre as stage
from timbre.tui import outside


@dataclass
class World:
    """What the studio asked of the clipboard and the file manager of the system."""

    copied: list[str] = field(default_factory=list)
    revealed: list[Path] = field(default_factory=list)


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """No test touches the clipboard or the file manager of whoever runs it."""
    asked = World()
    monkeypatch.setattr(outside, "copy", lambda text: asked.copied.append(text) or True)
    monkeypatch.setattr(outside, "reveal", lambda path: asked.revealed.append(path) or True)
    return asked


@pytest.fixture(autouse=True)
def swift() -> Iterator[None]:
    """No test waits longer than for what it waits for."""
    with pytest.MonkeyPatch.context() as patch:
        stage.hasten(patch)
        yield


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn but what the test looks at."""
    stage.unpainted(monkeypatch)


@pytest.fixture
def theatre(tmp_path: Path) -> stage.Theatre:
    return stage.Theatre(tmp_path)


@pytest.fixture
def hands() -> ModuleType:
    return stage
