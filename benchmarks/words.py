"""Measure how fast words are read: loading the vocabulary, a sentence, 100 kB of text.

CPU time, in processes of their own; prints rows for the table of `run.py`. Not a test: machines are noisy.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

RUNS = 5
_CODE = {
    "load the vocabulary, English": "from timbre.language.vocabulary import vocabulary; vocabulary",
    "load the vocabulary, all languages": "from timbre.language.vocabulary.load import with_languages; with_languages",
    "parse a sentence": "parse('warm lo-fi piano, 80 bpm, A minor, rainy night'); parse; ONE",
    "parse a sentence in Spanish": "parse('balada triste con piano y violín, lenta, 80 bpm'); parse; OTHER",
    "parse 100 kB": "parse('piano'); parse; LONG",
}
_AIMS = {
    "load the vocabulary, English": "< 0.05 s",
    "load the vocabulary, all languages": "",
    "parse a sentence": "< 0.005 s",
    "parse a sentence in Spanish": "",
    "parse 100 kB": "< 0.2 s",
}
_SCRIPT = """
import time
from timbre.language.parse import parse
ONE = ("warm lo-fi piano, 80 bpm, A minor, rainy night",)
OTHER = ("balada triste con piano y violín, lenta, 80 bpm",)
LONG = ("a slow sad song with piano and strings, no drums, in D minor, for a rainy night drive. " * 1150,)
begin = time.process_time()
{measured}
print(time.process_time() - begin)
"""


def seconds_of(name: str) -> float:
    """Median CPU seconds of one of the cases, each run in a fresh process."""
    *before, thing = _CODE[name].split("; ")
    if thing in ("ONE", "OTHER", "LONG"):
        first, function = before
        measured = f"{first}\nbegin = time.process_time()\n{function}(*{thing})"
    else:
        measured = f"{before[0]}\nbegin = time.process_time()\n{thing}()"
    command = [sys.executable, "-c", _SCRIPT.format(measured=measured)]
    return statistics.median(
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(RUNS)
    )


def rows() -> list[str]:
    """One row a case, for the table of `run.py`."""
    return [f"| {name}, CPU | {seconds_of(name):.4f} | | | | {_AIMS[name]} |" for name in _CODE]


if __name__ == "__main__":
    print("\n".join(rows()))
