"""How fast the composer makes 30 seconds of every style, mastered, in a warm process; and the first sound.

python benchmarks/styles.py [STYLE …] prints the table; --write puts it into docs/research/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from dataclasses import dataclass

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import page

from timbre.audio.mastering import master
from timbre.engines.composer import create
from timbre.engines.composer.compose import compose
from timbre.engines.composer.style import style_names
from timbre.model.brief import Brief
from timbre.model.events import AudioChunk, Finished, PieceFacts
from timbre.model.request import GenerationRequest

SECONDS = 30.0
SEEDS = (3, 4, 5)
LEAST_SPEED, LATEST_SECONDS = 20.0, 0.5
RATE = 44_100


@dataclass(frozen=True)
class Run:
    """Seconds of one piece: composing alone, the first chunk of sound, engine and mastering together."""

    compose: float
    first: float
    whole: float


def run(style: str, seed: int) -> Run:
    """Make and master one piece."""
    request = GenerationRequest(prompt=style, brief=Brief(style=style), seed=seed, seconds=SECONDS)
    begin = time.perf_counter()
    compose(request)
    composed = time.perf_counter() - begin
    begin, first, chunks, facts = time.perf_counter(), 0.0, [], PieceFacts()
    for event in create().generate(request, lambda: False):
        if isinstance(event, AudioChunk):
            first = first or time.perf_counter() - begin
            chunks.append(event.samples)
        elif isinstance(event, Finished):
            facts = event.facts
    master(np.concatenate(chunks, axis=1), RATE, facts.master, facts.target_lufs, facts.tilt_db)
    return Run(composed, first, time.perf_counter() - begin)


def main() -> None:
    """Measure the styles, print and perhaps write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("styles", nargs="*")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    run("house", 1)
    lines = [
        "`make bench` prints this table; `benchmarks/styles.py --write` updates it. Thirty seconds of every style,",
        f"composed, sounded, mixed and mastered in a warm process; medians of {len(SEEDS)} seeds.",
        "",
        f"Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores.",
        "Aims: 20× real time, first sound within 0.5 s.",
        "",
        "| style | composed s | first sound s | whole s | speed |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    slow = 0
    for style in options.styles or style_names():
        runs = [run(style, seed) for seed in SEEDS]
        composed, first, whole = (
            statistics.median(getattr(each, name) for each in runs) for name in ("compose", "first", "whole")
        )
        missed = SECONDS / whole < LEAST_SPEED or first > LATEST_SECONDS
        slow += missed
        speed = f"{SECONDS / whole:.0f}×"
        lines.append(
            f"| {style} | {composed:.3f} | {first:.2f} | {whole:.2f} | {f'**{speed}**' if missed else speed} |"
        )
        print(lines[-1], flush=True)
    lines += ["", f"{slow} styles miss an aim (bold)."]
    print(lines[-1])
    if options.write:
        page.put("styles", "\n".join(lines))


if __name__ == "__main__":
    main()
