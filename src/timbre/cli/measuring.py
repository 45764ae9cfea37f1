"""Product metrics on the terminal, from the local history; a file of them only when asked for."""

from __future__ import annotations

import json
from pathlib import Path

import timbre
from timbre.audio.atomic import write_file
from timbre.audio.names import typed_path
from timbre.cli import diagnostics, output
from timbre.session.archive import Archive
from timbre.session.log import History
from timbre.session.metrics import Metrics, measure
from timbre.session.paths import Paths


def show(*, as_json: bool, export: Path | None, force: bool) -> None:
    """`timbre stats`. Raises HistoryError, FileError."""
    history = History(Paths.from_environment())
    metrics = measure(Archive(history).state())
    if history.damage_notice:
        diagnostics.warn(history.damage_notice)
    plain = {"timbre": timbre.__version__, **metrics.plain()}
    if export is not None:
        text = json.dumps(plain, indent=1, allow_nan=False) + "\n"
        path = write_file(typed_path(export), text.encode(), force)
        diagnostics.say(f"Written to {path}: numbers and engine names only, and nothing was sent anywhere.")
    if as_json:
        output.json_line(plain)
        return
    if not metrics.takes and not metrics.failures:
        diagnostics.say('Nothing to measure yet. Make a take: timbre make "slow piano at night"')
        return
    output.table(["measure", "value"], _rows(metrics))
    if metrics.time_to_audio:
        times = [
            [
                each.engine,
                each.length,
                str(each.takes),
                f"{each.p50_seconds:.2f} s",
                f"{each.p95_seconds:.2f} s",
            ]
            for each in metrics.time_to_audio
        ]
        output.table(["engine", "length", "takes", "half within", "95 % within"], times, "Time to audio")


def _rows(metrics: Metrics) -> list[list[str]]:
    per_failure = metrics.takes_per_failure
    rows = [
        ["takes", str(metrics.takes)],
        ["failures", str(metrics.failures)],
        ["takes for each failure", "no failure yet" if per_failure is None else f"{per_failure:.1f}"],
        ["takes since the last failure", str(metrics.takes_since_failure)],
        ["longest run without failure", str(metrics.longest_run_without_failure)],
        ["rated", str(metrics.rated)],
        ["thumbs up", _share(metrics.thumbs_up_share)],
        ["sessions", str(metrics.sessions)],
        ["takes a session, mean", _number(metrics.takes_per_session_mean)],
        ["takes a session, median", _number(metrics.takes_per_session_median)],
        ["sessions using advanced controls", _share(metrics.advanced_share)],
    ]
    if metrics.sessions:
        rows += [[f"  {control}", _share(share)] for control, share in metrics.control_shares.items()]
    return rows


def _share(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
