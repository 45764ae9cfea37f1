"""Commands about this installation: `engines` and `doctor`. Changes nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from timbre.cli import output
from timbre.cli.diagnostics import guarded


@guarded
def engines(
    name: Annotated[str | None, typer.Argument(help="Show one engine whole.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object an engine.")] = False,
) -> None:
    """List engines: abilities, licence, what is missing.

    For what is missing, the exact command that gets it.
    """
    from timbre.engines.registry import EngineEntry, find_engine, list_engines

    def state(entry: EngineEntry) -> str:
        if entry.info is None:
            return f"broken: {entry.problem}"
        if entry.missing:
            return "; ".join(f"needs {need.name}: {need.install}" for need in entry.missing)
        weights = [need.install for need in entry.info.needs if need.kind == "weights"]
        return "; ".join(["ready", *(f"weights: {install}" for install in weights)])

    entries = [find_engine(name)] if name else list_engines()
    for entry in entries if as_json else ():
        data = {"name": entry.name, "built_in": entry.built_in, "ready": entry.ready, "state": state(entry)}
        output.json_line({**data, "info": entry.info.model_dump(mode="json") if entry.info else None})
    if as_json:
        return
    rows = []
    for entry in entries:
        info = entry.info
        if info is None:
            rows.append([entry.name, "", "", "", state(entry)])
            continue
        limits = f"{info.min_seconds:g}–{info.max_seconds:g} s, {info.sample_rate / 1000:g} kHz"
        licence = f"{info.licence.code}; output: {info.licence.output}"
        rows.append([entry.name, ", ".join(info.capabilities), limits, licence, state(entry)])
    output.table(["engine", "can do", "limits", "licence", "state"], rows)


@guarded
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Check this machine: sound, folders, engines, speed."""
    from timbre.cli import health

    health.show(as_json=as_json)
