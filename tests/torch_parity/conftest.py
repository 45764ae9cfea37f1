"""Live comparison with transformers (`make test-torch`). Left out where torch or transformers is not installed.

The folder is not called `torch`: `tests` is on the path, and a folder of that name would be importable as `torch`.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

MISSING = [name for name in ("torch", "transformers", "onnxruntime", "tokenizers") if find_spec(name) is None]
collect_ignore_glob = ["test_*.py"] if MISSING else []

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
