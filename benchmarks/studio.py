"""Measure the studio in a pseudo-terminal: first paint, keys while music is made, event-loop gaps, long sessions.

Prints rows for the table of `run.py`. Not a test: machines are noisy.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from terminal import Terminal

TIMBRE = str(Path(sys.executable).parent / "timbre")
CHILD = str(Path(__file__).parent / "studio_child.py")
PROMPT = "warm lo-fi piano, 80 bpm, A minor, rainy night, 60 seconds"
LETTERS = [chr(code) for code in (*range(0x0430, 0x0450), *range(0x0561, 0x0587), *range(0x10D0, 0x10F1))]
"""One-column letters that nothing on the screen has, so that each is seen when it is painted."""
PAINTED = "❯".encode()
TAKES = 1_000


def environment(folder: str) -> dict[str, str]:
    """A clean one, with a terminal that can do everything."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIMBRE_", "TEXTUAL"))}
    return {
        **kept,
        "TIMBRE_HOME": f"{folder}/home",
        "TIMBRE_AUTOPLAY": "off",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    } | ({"LC_ALL": "C.UTF-8"})


def first_paint(runs: int = 7) -> list[float]:
    """Seconds from the start of the process until the prompt can be seen."""
    found = []
    for _ in range(runs + 1):
        with (
            tempfile.TemporaryDirectory() as folder,
            Terminal([TIMBRE], environment(folder), folder) as terminal,
        ):
            seen = terminal.wait_for(lambda output: PAINTED in output, 20)
            if seen is None:
                raise SystemExit(f"nothing was painted: {bytes(terminal.output[-2000:])!r}")
            found.append(seen - terminal.began)
            terminal.idle(0.5)
    return found[1:]


def while_making(mode: str) -> dict[str, float]:
    """Key-to-paint milliseconds and loop gaps while takes are made (`composer`) or progress floods in (`flood`)."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, CHILD, mode, str(report)]
        with Terminal(command, environment(folder), folder) as terminal:
            if terminal.wait_for(lambda output: PAINTED in output, 20) is None:
                raise SystemExit("the studio did not open")
            terminal.idle(2.5)
            entered = terminal.write(f"{PROMPT}\r")
            terminal.idle(0.15)
            delays = [delay for letter in LETTERS[:90] if (delay := _painted(terminal, letter)) is not None]
            terminal.idle(2.0)
            terminal.write("\x11")
            terminal.wait_for(lambda _: report.exists(), 20)
            terminal.idle(0.3)
        told = json.loads(report.read_text())
    delays.sort()
    return {
        "keys": len(delays),
        "median_ms": statistics.median(delays) * 1000,
        "p95_ms": delays[int(0.95 * (len(delays) - 1))] * 1000,
        "worst_ms": delays[-1] * 1000,
        "gap_ms": told["longest_gap_seconds"] * 1000,
        "sound_seconds": (told["first_sound"] or entered) - entered,
    }


def _painted(terminal: Terminal, letter: str) -> float | None:
    """Seconds until a typed letter is seen; then a short rest, as a quick typist's."""
    since, code = len(terminal.output), letter.encode()
    typed = terminal.write(letter)
    seen = terminal.wait_for(lambda output: code in output, 2.0, since)
    terminal.idle(0.025)
    return None if seen is None else seen - typed


def long_session() -> dict[str, float]:
    """A session of a thousand takes: opened, scrolled through, memory."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        with Terminal([sys.executable, CHILD, "long", str(report)], environment(folder), folder) as terminal:
            if terminal.wait_for(lambda _: report.exists(), 60) is None:
                raise SystemExit(f"no report: {bytes(terminal.output[-2000:])!r}")
            terminal.idle(0.5)
        found: dict[str, float] = json.loads(report.read_text())
        return found


def rows() -> list[str]:
    """Rows of the table."""
    paint = first_paint()
    lines = [
        f"| studio: first paint | {statistics.median(paint):.2f} | {min(paint):.2f}–{max(paint):.2f} | | "
        "| < 0.8 s (aim 0.5) |"
    ]
    for mode, name in (("composer", "the composer at work"), ("flood", "a worker that floods progress")):
        found = while_making(mode)
        lines.append(
            f"| studio: key to paint, {name}, p95 of {found['keys']} | {found['p95_ms'] / 1000:.3f} | "
            f"median {found['median_ms']:.0f} ms, worst {found['worst_ms']:.0f} ms | | | < 0.030 s |"
        )
        lines.append(
            f"| studio: longest event-loop gap, {name} | {found['gap_ms'] / 1000:.3f} | | | | < 0.050 s |"
        )
        if mode == "composer":
            lines.append(f"| studio: from Enter to sound | {found['sound_seconds']:.2f} | | | | < 1 s |")
    found = long_session()
    lines += [
        f"| studio: session of {TAKES:,} takes, opened | {found['opened_seconds']:.2f} | | | {found['memory_mb']:.0f} "
        "| < 1 s, < 300 MB |",
        f"| studio: the same, longest pause while scrolling | {found['scroll_gap_seconds']:.3f} | | | | < 0.050 s |",
    ]
    return lines


if __name__ == "__main__":
    began = time.monotonic()
    print("\n".join(rows()))
    print(f"in {time.monotonic() - began:.0f} s")
