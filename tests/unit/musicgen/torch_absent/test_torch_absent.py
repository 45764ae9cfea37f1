"""The torch runtime where PyTorch is not installed: it can be imported, and says what to install when asked to load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from timbre.engines.musicgen.runtimes.torch import load
from timbre.errors import MissingError


def test_loading_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingError, match="needs PyTorch, which is not installed") as caught:
        load(tmp_path)
    assert "pip install 'timbre-cli[torch]'" in caught.value.hint


def test_a_bare_folder_called_torch_is_not_pytorch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    for name in [name for name in sys.modules if name == "torch" or name.startswith("torch.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    try:
        with pytest.raises(MissingError, match="needs PyTorch"):
            load(tmp_path)
    finally:
        sys.modules.pop("torch", None)


def test_importing_the_runtime_imports_no_pytorch() -> None:
    program = (
        "import sys, timbre.engines.musicgen.runtimes.torch\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('torch', 'onnxruntime', 'numpy')])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
