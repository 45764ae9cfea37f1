"""Some pieces in every style hold together (two hundred in `make torture`)."""

import pytest

from pieces import faults, written
from timbre.engines.composer.style import style_names


@pytest.mark.parametrize("style", style_names())
def test_a_few_seeds(style):
    wrong = {seed: found for seed in range(1000, 1004) if (found := faults(written(style, seed)))}
    assert not wrong
