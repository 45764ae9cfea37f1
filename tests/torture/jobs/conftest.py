"""The same scene as the short tests have."""

import importlib.util
import sys
from pathlib import Path

_SHORT = Path(__file__).parents[2] / "unit" / "jobs" / "worker" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("short_worker_scene", _SHORT)
if _SPEC is None or _SPEC.loader is None:
    raise ImportError(str(_SHORT))
_MODULE = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _MODULE
_SPEC.loader.exec_module(_MODULE)

scene = _MODULE.scene
quick = _MODULE.quick
