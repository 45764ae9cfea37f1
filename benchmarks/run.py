"""Measure what Timbre promises about speed and memory; whole processes, several runs, medians.

Prints a table and, with `--write`, puts it into docs/research/benchmarks.md. Not a test: machines are noisy.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import history
import page
import studio
import words

ROOT = Path(__file__).parent.parent
TIMBRE = [str(Path(sys.executable).parent / "timbre")]
PROMPT = "warm lo-fi piano, 80 bpm, A minor, rainy night"


@dataclass(frozen=True)
class Case:
    """One command to time; `music_seconds` turns the time into a speed."""

    name: str
    arguments: list[str]
    aim: str
    runs: int = 5
    music_seconds: float = 0.0


CASES = [
    Case("python -c pass", [], "the floor"),
    Case("timbre --help", ["--help"], "< 0.3 s (aim 0.15)"),
    Case("timbre explain", ["explain", PROMPT], ""),
    Case(
        "make 30 s",
        ["make", PROMPT, "--seconds", "30", "--seed", "7", "--json"],
        "≥ 10× (aim 20×), < 500 MB",
        5,
        30,
    ),
    Case(
        "make 30 s, stems + MIDI",
        ["make", PROMPT, "--seconds", "30", "--seed", "7", "--stems", "--midi", "--json"],
        "",
        3,
        30,
    ),
    Case(
        "make 5 min",
        ["make", PROMPT, "--seconds", "300", "--seed", "7", "--json"],
        "< 20 s (aim 10), < 400 MB",
        3,
        300,
    ),
    Case(
        "make 10 min",
        ["make", PROMPT, "--seconds", "600", "--seed", "7", "--json"],
        "< 25 s, < 400 MB",
        2,
        600,
    ),
]


def measure(command: list[str], folder: str) -> tuple[float, float, str]:
    """Wall seconds, peak memory in MB and stdout of one run."""
    environment = {**os.environ, "TIMBRE_HOME": f"{folder}/home"}
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    stdout = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return wall, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10), stdout


def run_case(case: Case) -> tuple[str, str]:
    """The row of one case, and its stage table (the last run's)."""
    command = [sys.executable, "-c", "pass"] if not case.arguments else TIMBRE + case.arguments
    walls, peaks, stdout = [], [], ""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(case.runs + 1):
            wall, peak, stdout = measure(command, folder)
            if number:
                walls.append(wall)
                peaks.append(peak)
    median = statistics.median(walls)
    speed = f"{case.music_seconds / median:.1f}×" if case.music_seconds else ""
    span = f"{min(walls):.2f}–{max(walls):.2f}"
    row = f"| {case.name} | {median:.2f} | {span} | {speed} | {max(peaks):.0f} | {case.aim} |"
    stages = ""
    if stdout.startswith("{") and "stage_seconds" in stdout:
        data = json.loads(stdout.splitlines()[0])
        listed = ", ".join(f"{name} {seconds:.2f}" for name, seconds in data["stage_seconds"].items())
        stages = f"- {case.name}: {listed}; imports and start about {walls[-1] - data['elapsed_seconds']:.2f}"
    return row, stages


def first_audio() -> str:
    """Seconds from asking a warm composer to its first chunk of sound."""
    code = (
        "import time\nfrom timbre.engines.composer import create\nfrom timbre.model.events import AudioChunk\n"
        "from timbre.language.parse import parse\nfrom timbre.model.request import GenerationRequest\n"
        f"p = {PROMPT!r}\nengine = create()\n"
        "for s in (1, 7):\n t = time.perf_counter()\n"
        " for e in engine.generate(GenerationRequest(prompt=p, brief=parse(p), seed=s), lambda: False):\n"
        "  if isinstance(e, AudioChunk):\n   break\nprint(f'{time.perf_counter() - t:.2f}')"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    return f"| first audio chunk, warm engine | {found} | | | | < 0.5 s |"


def main() -> None:
    """Run all cases and print (or write) the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true", help="update docs/research/benchmarks.md")
    write = arguments.parse_args().write
    from importlib.metadata import version

    libraries = ", ".join(
        f"{n} {version(n)}" for n in ("numpy", "pedalboard", "soundfile", "pydantic", "typer", "textual")
    )
    results = [run_case(case) for case in CASES]
    lines = [
        "`make bench` prints this table; `benchmarks/run.py --write` updates this page. Whole processes, medians",
        "after one warm-up run; peak memory is the largest of the runs. Machines are noisy: compare ratios.",
        "",
        f"Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {libraries}.",
        "",
        "| what | median s | range s | speed | peak MB | aim |",
        "|---|---|---|---|---|---|",
        *[row for row, _ in results],
        first_audio(),
        *history.rows(),
        *studio.rows(),
        *words.rows(),
        "",
        "Stage by stage, in seconds:",
        "",
        *[stages for _, stages in results if stages],
        "",
    ]
    print("\n".join(lines))
    if write:
        page.put("timbre", "\n".join(lines))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
