"""How many threads linear algebra may use: one. Knows nothing of what is computed.

Notes are small matrix products made in our own worker threads; a second layer of threads inside the BLAS only fights
for the same cores (measured: five times slower on two cores) and may change the last bits with the number of cores.
"""

from __future__ import annotations

import os

_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def use_one_blas_thread() -> None:
    """Ask every usual BLAS for one thread. Call before NumPy is imported; a user's own setting is kept."""
    for name in _VARIABLES:
        os.environ.setdefault(name, "1")
