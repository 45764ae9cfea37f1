"""Running the command line in a private home and working folder."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from timbre.cli.app import run
from timbre.cli.diagnostics import Talk

ENTRY = [sys.executable, "-c", "from timbre.cli import main; main()"]


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self):
        """The only JSON object on stdout."""
        (line,) = self.out.splitlines()
        return json.loads(line)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A fresh working folder with its own TIMBRE_HOME."""
    monkeypatch.setenv("TIMBRE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def timbre(home, capsys, monkeypatch):
    """Run one command line in this process."""

    def call(*arguments):
        monkeypatch.setattr(Talk, "quiet", False)
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def process(home):
    """Start one command line in a process of its own."""

    def start(*arguments, **options):
        return subprocess.Popen(
            [*ENTRY, *map(str, arguments)],
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    return start


@pytest.fixture
def beep(monkeypatch, tmp_path):
    """The plug-in of the documentation, installed; its `__init__.py`."""
    text = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text(encoding="utf-8")
    package = tmp_path / "site" / "timbre_beep"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(re.search(r"```python\n(.*?)```", text, re.S)[1])
    (package / "engine.toml").write_text(re.search(r"```toml\n(.*?)```", text, re.S)[1])
    meta = tmp_path / "site" / "timbre_beep-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: timbre_beep\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text("[timbre.engines]\nbeep = timbre_beep:create\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))  # plug-ins run in a process of their own
    return package / "__init__.py"
