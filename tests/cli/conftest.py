"""Running the command line in a private home and working folder."""

import json
import subprocess
import sys
from dataclasses import dataclass

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
