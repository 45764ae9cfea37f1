"""How loud the hits of the drum kits are, as measured (`hits.toml`, by scripts/calibrate_hits.py).

Knows nothing of how they are made.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib import resources

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

OTHER_HIT_LUFS = -30.0
"""A key that no kit measured is known for."""
USUAL_KIT = "acoustic kit"


@lru_cache(maxsize=1)
def _levels() -> dict[str, dict[str, float]]:
    text = resources.files("timbre.engines.composer.mix").joinpath("hits.toml").read_text(encoding="utf-8")
    levels: dict[str, dict[str, float]] = tomllib.loads(text)
    return levels


def hit_lufs(kit: str, key: int) -> float:
    """Loudness (BS.1770, one 400 ms block) of `key` of `kit` at velocity 100; a kit unknown is an acoustic one."""
    levels = _levels()
    return levels.get(kit, levels[USUAL_KIT]).get(str(key), OTHER_HIT_LUFS)
