"""Measure the tempo and key finders on sound with known truth; print the tables of docs/research/analysis.md.

python scripts/measure_analysis.py                 synthetic sound only (half a minute)
python scripts/measure_analysis.py --seeds 3       and three of the composer's pieces in every style (minutes)
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from analysis_corpus import Item, pieces, synthetic

from timbre.audio import key_finding, tempo

TONICS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
MINOR_MODES = ("minor", "aeolian", "dorian", "phrygian", "locrian", "blues")
BEATLESS, UNPITCHED = ("pad", "noise"), ("noise",)
RATIOS = (("right", 1.0), ("double", 2.0), ("half", 0.5), ("three halves", 1.5), ("two thirds", 2 / 3))


def tempo_outcome(found: tempo.Tempo | None, truth: float | None) -> str:
    """One word for how a tempo compares with the truth."""
    if found is None or found.confidence < tempo.CONFIDENT:
        return "not sure"
    if truth is None:
        return "invented"
    return next((name for name, ratio in RATIOS if abs(found.bpm / (truth * ratio) - 1.0) < 0.02), "wrong")


def key_outcome(found: key_finding.Key | None, truth: str | None) -> str:
    """One word for how a key compares with the truth (modes count by their third)."""
    if found is None or found.confidence < key_finding.CONFIDENT:
        return "not sure"
    if truth is None:
        return "invented"
    (a, minor_a), (b, minor_b) = _parts(found.name), _parts(truth)
    if a == b:
        return "right" if minor_a == minor_b else "parallel"
    if (minor_a, minor_b) in ((False, True), (True, False)) and (a - b) % 12 == (3 if minor_b else 9):
        return "relative"
    return "fifth" if (a - b) % 12 in (5, 7) else "wrong"


def _parts(key: str) -> tuple[int, bool]:
    tonic, _, mode = key.partition(" ")
    sign = {"": 0, "#": 1, "b": -1}[tonic[1:]]
    return (TONICS[tonic[0]] + sign) % 12, mode.endswith(MINOR_MODES)


def measure(items: Iterable[Item]) -> None:
    """Print one table for tempo and one for key."""
    tempos: dict[str, Counter[str]] = defaultdict(Counter)
    keys: dict[str, Counter[str]] = defaultdict(Counter)
    errors: list[float] = []
    for item in items:
        if item.kind in BEATLESS or item.bpm is not None:
            found = tempo.estimate_tempo(item.mono)
            outcome = tempo_outcome(found, item.bpm)
            tempos[item.kind][outcome] += 1
            if found is not None and item.bpm is not None and outcome == "right":
                errors.append(abs(found.bpm / item.bpm - 1.0) * 100.0)
        if item.kind in UNPITCHED or item.key is not None:
            keys[item.kind][key_outcome(key_finding.estimate_key(item.mono), item.key)] += 1
    for title, table in (("Tempo", tempos), ("Key", keys)):
        names = sorted({name for row in table.values() for name in row}, key=lambda n: (n != "right", n))
        print(f"\n| {title} | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))
        for kind, row in sorted(table.items()):
            print(f"| {kind} | " + " | ".join(str(row[name] or "") for name in names) + " |")
        total = Counter[str]()
        for row in table.values():
            total.update(row)
        print("| **all** | " + " | ".join(str(total[name]) for name in names) + " |")
    if errors:
        errors.sort()
        middle, most = errors[len(errors) // 2], errors[int(len(errors) * 0.95)]
        print(f"\nError of right tempos: median {middle:.3f} %, 95th percentile {most:.2f} %.")


def _said(line: str) -> None:
    print(line, file=sys.stderr)


def main() -> None:
    """Read the options and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=0, help="composer pieces per style")
    parser.add_argument("--seconds", type=float, default=40.0)
    options = parser.parse_args()
    print("## Synthetic sound")
    measure(synthetic())
    if options.seeds:
        print("\n## The composer's pieces")
        found: Iterator[Item] = pieces(range(100, 100 + options.seeds), options.seconds, _said)
        measure(found)


if __name__ == "__main__":
    main()
