"""For every test: one BLAS thread, as in the product, set before NumPy is imported; and always the same examples."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from timbre.threads import use_one_blas_thread

use_one_blas_thread()

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("other", deadline=None)
# TIMBRE_EXAMPLES=other looks for faults where nobody has looked yet.
settings.load_profile(os.environ.get("TIMBRE_EXAMPLES", "same"))

TESTS = Path(__file__).parent
UNWATCHED = (
    "tui/test_clicks.py",
    "tui/test_long_session.py",
    "tui/test_snapshots.py",
    "unit/engines/composer_score/test_layers_and_long_form.py",
    "unit/engines/composer_score/test_length_and_form.py",
    "unit/engines/composer_score/test_obedience.py",
    "unit/engines/composer_score/test_properties.py",
    "unit/engines/composer_wishes/test_any_wish.py",
    "unit/engines/composer_words/test_every_word.py",
)
"""Long tests of lines that others run too; to note which lines run makes them two to three times as long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    unwatched = {TESTS / name for name in UNWATCHED}
    for item in items:
        if item.path in unwatched:
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """What pytest knows of thousands of tests is no garbage, and is not looked through for any."""
    gc.collect()
    gc.freeze()
