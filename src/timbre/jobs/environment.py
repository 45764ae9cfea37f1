"""The environment a worker gets: an allow-list, so that secrets of other programs never reach an engine.

Knows nothing of processes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

DEVICE_VARIABLE = "TIMBRE_DEVICE"
"""Tells an engine which device its worker is for, when the supervisor was told."""

_SYSTEM = {
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    "TMP",
    "TEMP",
    "LD_LIBRARY_PATH",
}
_PYTHON = {"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "PYTHONNOUSERSITE", "PYTHONUTF8"}
_NETWORK = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"}
_WINDOWS = {
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
}
"""Without these, Python and its sockets do not start there."""
_NAMES = _SYSTEM | _PYTHON | _NETWORK | _WINDOWS
_PREFIXES = ("LC_", "TIMBRE_", "HF_", "XDG_", "CUDA_", "NVIDIA_", "ROCR_", "HIP_", "DYLD_", "PYTORCH_")
_ARITHMETIC = ("OPENBLAS_", "MKL_", "OMP_", "NPY_", "VECLIB_")
"""These choose how sums are ordered, so a worker without them would not make the same bytes as its parent."""


def worker_environment(
    outer: Mapping[str, str], device: str = "", also: Iterable[str] = ()
) -> dict[str, str]:
    """What of `outer` a worker may see, plus the names in `also` (the keys its own engine needs).

    Relative entries of PYTHONPATH become absolute: the worker runs in another folder.
    """
    wanted = _NAMES | set(also)
    inner = {
        name: value
        for name, value in outer.items()
        if name.upper() in wanted or name.startswith(_PREFIXES + _ARITHMETIC)
    }
    inner.update({name: outer[name] for name in also if name in outer})
    if inner.get("PYTHONPATH"):
        entries = inner["PYTHONPATH"].split(os.pathsep)
        inner["PYTHONPATH"] = os.pathsep.join(os.path.abspath(entry) for entry in entries)  # noqa: PTH100
    inner["PYTHONFAULTHANDLER"] = "1"
    if device:
        inner[DEVICE_VARIABLE] = device
    return inner
