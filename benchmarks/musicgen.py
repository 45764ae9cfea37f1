"""MusicGen against transformers' `generate` and against the memory bus, on this machine. `make bench-musicgen`.

Random weights at the real sizes: speed does not depend on the values. Every measurement is a process of its own; the
sides take turns, the best of the rounds counts, and the bandwidth is read between them. With `--write` the tables go
into docs/research/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import page

HERE = Path(__file__).parent
SCRIPT = HERE.parent / "scripts" / "make_random_musicgen.py"
READ_BYTES = 512 * 2**20
CACHE_BYTES_PER_NUMBER = 4


def bandwidth(threads: int = 2) -> tuple[float, float]:
    """Bytes a second, the best of five reads of 512 MB by `threads` threads at once: summed, and as dot products.

    Sums are the plain read; on a fast bus they wait for additions, and the dot products, which BLAS unrolls further,
    come closer to what the memory could give.
    """
    parts = [np.ones(READ_BYTES // threads // 4, np.float32) for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        return _best_read(pool, parts, np.sum), _best_read(pool, parts, lambda part: np.dot(part, part))


def _best_read(pool: ThreadPoolExecutor, parts: list[Any], read: Callable[[Any], Any]) -> float:
    best = 0.0
    for _ in range(5):
        begin = time.perf_counter()
        list(pool.map(read, parts))
        best = max(best, READ_BYTES / (time.perf_counter() - begin))
    return best


def bytes_per_step(folder: Path, cache: Path, precision: str, steps: int) -> int:
    """Bytes of the decoder's weights as stored, and of keys and values at the middle of the piece for two rows."""
    decoder = json.loads((folder / "config.json").read_text())["decoder"]
    weights = next(cache.glob(f"[0-9a-f]*-{precision}-v*/decoder.data")).stat().st_size
    each = decoder["num_hidden_layers"] * 2 * decoder["hidden_size"] * 2 * CACHE_BYTES_PER_NUMBER
    return weights + each * steps // 2


def child(python: Path, script: str, *arguments: str) -> dict[str, Any]:
    """Run one measurement and return what it printed."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [str(python), str(HERE / script), *arguments], capture_output=True, text=True, env=environment
    )
    if done.returncode:
        raise SystemExit(f"{script} {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}


def best_of(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The quickest run, with the shortest load and first sound of any, and the largest memory."""
    chosen = dict(min(runs, key=lambda run: run["ms_per_step"]))
    for field in ("load_seconds", "first_audio_seconds"):
        if field in chosen:
            chosen[field] = min(run[field] for run in runs)
    chosen["peak_rss_bytes"] = max(run["peak_rss_bytes"] for run in runs)
    return chosen


def compare(given: argparse.Namespace, size: str, folder: Path, cache: Path) -> tuple[list[str], list[str]]:
    """Measure one size; the rows of the table and the closing lines."""
    here, steps, threads = Path(sys.executable), str(given.steps), str(given.threads)
    for precision in given.precisions:
        child(
            here,
            "musicgen_child.py",
            str(folder),
            "--precision",
            precision,
            "--cache",
            str(cache),
            "--build-only",
        )
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ("transformers", *given.precisions)}
    speeds = [bandwidth()]
    for _ in range(given.rounds):
        if given.torch_python:
            common = (str(folder), "--steps", steps, "--threads", threads)
            runs["transformers"].append(child(given.torch_python, "musicgen_reference.py", *common))
            speeds.append(bandwidth())
        for precision in given.precisions:
            arguments = (str(folder), "--precision", precision, "--steps", steps, "--threads", threads)
            runs[precision].append(child(here, "musicgen_child.py", *arguments, "--cache", str(cache)))
            speeds.append(bandwidth())
    summed, dotted = (max(each) for each in zip(*speeds))
    reference = best_of(runs["transformers"]) if runs["transformers"] else None
    rows, lines = [], []
    if reference:
        rows.append(row(size, "transformers fp32", reference, None, None))
    for precision in given.precisions:
        found = best_of(runs[precision])
        moved = bytes_per_step(folder, cache, precision, given.steps)
        floors = 1000 * moved / summed, 1000 * moved / dotted
        ratio = reference["ms_per_step"] / found["ms_per_step"] if reference else None
        rows.append(row(size, f"onnx {precision}", found, ratio, floors))
        times = f"{ratio:.1f}x transformers  " if ratio else ""
        lines.append(
            f"{precision:5s} {found['ms_per_step']:.1f} ms/step  {times}{found['ms_per_step'] / floors[0]:.1f}x floor"
        )
    slowest = min(each[0] for each in speeds)
    spread = (
        f"{slowest / 1e9:.0f} to {summed / 1e9:.0f} GB/s summed, up to {dotted / 1e9:.0f} as dot products"
    )
    return rows, [f"{size}, {given.steps} steps, {threads} threads; memory reads {spread}", *lines]


def row(
    size: str, name: str, found: dict[str, Any], ratio: float | None, floors: tuple[float, float] | None
) -> str:
    """One line of the table."""
    cells = [
        size,
        name,
        f"{found['ms_per_step']:.1f}",
        f"{1000 / found['ms_per_step']:.0f}",
        f"{found['seconds']:.1f}",
        f"{1000 * found['codec_seconds'] / found['steps']:.2f}",
        f"{found['first_audio_seconds']:.2f}" if "first_audio_seconds" in found else "",
        f"{found['load_seconds']:.2f}",
        f"{found['peak_rss_bytes'] / 1e6:.0f}",
        f"{ratio:.1f}×" if ratio else "",
        *(f"{found['ms_per_step'] / floor:.2f}×" for floor in floors or ()),
        *([""] * (0 if floors else 2)),
    ]
    return f"| {' | '.join(cells)} |"


HEAD = [
    "| size | runtime | ms/step, all in | steps/s | clip s | of it codec ms/step | first sound s | load s | peak MB "
    "| against transformers | against the floor (sums) | (dot products) |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|",
]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--size", action="append", help="small (default), medium or large; may be repeated")
    parser.add_argument("--precisions", nargs="+", default=["int4", "int8", "fp32"])
    parser.add_argument("--steps", type=int, default=503)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--torch-python", type=Path, help="a Python that has torch and transformers")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "timbre-bench-musicgen")
    parser.add_argument("--write", action="store_true", help="update docs/research/benchmarks.md")
    given = parser.parse_args()
    rows, lines = [], []
    for size in given.size or ["small"]:
        folder = given.folder / size
        if not (folder / "config.json").exists():
            if not given.torch_python:
                raise SystemExit(
                    f"{folder} is not there: give --torch-python, or make it with {SCRIPT.name}."
                )
            subprocess.run([given.torch_python, SCRIPT, folder, "--size", size], check=True)
        more_rows, more_lines = compare(given, size, folder, given.folder / "graphs" / size)
        rows += more_rows
        lines += more_lines
    from importlib.metadata import version

    machine = (
        f"Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, onnxruntime {version('onnxruntime')}, numpy {version('numpy')}."
    )
    print("\n".join([*HEAD, *rows, "", machine, "", *lines]))
    if given.write:
        text = "\n".join([machine, "", *HEAD, *rows, "", "```", *lines, "```"])
        page.put("musicgen", text)


if __name__ == "__main__":
    main()
