"""What bare commands load and say."""

import subprocess
import sys

import pytest

import timbre as package


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom timbre.cli.app import run\nrun(['--help'])\n"
        "heavy = {'numpy', 'textual', 'pedalboard', 'soundfile', 'pydantic', 'torch', 'scipy',"
        " 'onnxruntime', 'onnx', 'tokenizers'} & set(sys.modules)\n"
        "sys.exit(' '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "make" in done.stdout


def test_bare_timbre_welcomes_with_three_commands(timbre):
    ran = timbre()
    assert ran.code == 0
    assert ran.out.count("  timbre ") == 3


def test_version(timbre):
    ran = timbre("--version")
    assert (ran.code, ran.out) == (0, f"timbre {package.__version__}\n")


@pytest.mark.parametrize(
    "command",
    [
        "make",
        "explain",
        "engines",
        "vocabulary",
        "presets",
        "templates",
        "styles",
        "master",
        "verify",
        "log",
        "play",
        "export",
        "doctor",
    ],
)
def test_every_command_has_help(timbre, command):
    ran = timbre(command, "--help")
    assert ran.code == 0
    assert "Usage" in ran.out


def test_an_unknown_command_is_bad_input(timbre):
    assert timbre("mkae", "x").code == 2
