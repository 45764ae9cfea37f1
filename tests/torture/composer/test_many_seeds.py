"""Two hundred pieces in every style: none may fail, hang, fall silent, leave a register or end unresolved."""

import pytest

from pieces import faults, written
from timbre.engines.composer.style import style_names

SEEDS = 200


@pytest.mark.torture
@pytest.mark.parametrize("style", style_names())
def test_two_hundred_seeds(style):
    wrong = {seed: found for seed in range(SEEDS) if (found := faults(written(style, seed)))}
    assert not wrong, f"{len(wrong)} of {SEEDS}: " + str(dict(list(wrong.items())[:5]))
