"""For every test: one BLAS thread, as in the product, set before NumPy is imported; and always the same examples."""

import gc
import os

from hypothesis import settings

from timbre.threads import use_one_blas_thread

use_one_blas_thread()

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("other", deadline=None)
# TIMBRE_EXAMPLES=other looks for faults where nobody has looked yet.
settings.load_profile(os.environ.get("TIMBRE_EXAMPLES", "same"))


def pytest_collection_finish() -> None:
    """What pytest knows of thousands of tests is no garbage, and is not looked through for any."""
    gc.collect()
    gc.freeze()
