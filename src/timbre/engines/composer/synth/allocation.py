"""One request to the C library, made once: keep freed memory instead of returning every page of it at once.

Knows nothing of sound. A note's arrays are just big enough for glibc to map and unmap each of them, which costs more
than the arithmetic; it raises that threshold by itself when one large block is freed. Elsewhere this does nothing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

_BLOCK_BYTES = 31 << 20


@lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Reserve and free one untouched block of 31 MiB."""
    np.empty(_BLOCK_BYTES, dtype=np.uint8)
