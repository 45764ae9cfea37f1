"""Small fonts on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from timbre.engines.composer.soundfont.font import SoundFont
from unit.engines.soundfont.hearing import Opened


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Bytes → the font they are."""
    numbers = iter(range(1000))

    def write(data: bytes) -> SoundFont:
        path = tmp_path / f"font-{next(numbers)}.sf2"
        path.write_bytes(data)
        return SoundFont(path)

    return write
