"""A session as a Markdown page: what was said, and a card for every take.

Knows nothing of files. What people wrote is shown as they wrote it, never as markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from timbre.model.text import clean
from timbre.session import payload as read
from timbre.session.take import Take
from timbre.session.view import Message, SessionState

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_SPEAKERS = {"user": "You", "assistant": "Timbre", "system": "Note"}
_MARKS = {"up": " · ♥", "down": " · ✗", None: ""}


def transcript(state: SessionState, files: Mapping[str, str]) -> str:
    """The page; `files` says for each take where its audio is, relative to the page."""
    count = len(state.takes)
    takes = "1 take" if count == 1 else f"{count} takes"
    parts = [f"# {_plain(state.title)}", f"{_when(state.started)} to {_when(state.updated)} · {takes}"]
    for each in state.timeline:
        if isinstance(each, Message):
            said = "\n".join(f"> {_plain(line)}" for line in each.text.splitlines() or [""])
            parts.append(f"**{_SPEAKERS[each.role]}** · {_when(each.time)}\n\n{said}")
        else:
            parts.append(_card(state, each, files.get(each.id)))
    return "\n\n".join(parts) + "\n"


def _card(state: SessionState, take: Take, file: str | None) -> str:
    current = " · current" if take.id == state.current else ""
    heading = f"### Take {take.number}{_MARKS[take.rating]}{current}"
    rows = [(name, value) for name, value in _facts(state, take).items() if value]
    if file is not None:
        rows.append(("file", f"[{file}]({file})"))
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return f"{heading}\n\n| | |\n|---|---|\n{table}"


def _facts(state: SessionState, take: Take) -> dict[str, str]:
    result, request = take.result, take.request
    measured = read.mapping(result.get("measured"))
    seconds = f"{take.seconds:.1f} s" if take.seconds is not None else ""
    facts = {
        "state": "" if take.status == "done" else take.status,
        "why": _plain(take.error or ""),
        "prompt": _plain(take.prompt),
        "came from": _origin(state, take),
        "length": seconds,
        "tempo": _asked_and_heard(result.get("bpm"), measured.get("bpm"), " bpm"),
        "key": _asked_and_heard(result.get("key"), measured.get("key"), ""),
        "loudness": _shown(measured.get("lufs"), " LUFS"),
        "engine": " ".join(_plain(text) for text in (take.engine, take.model or "") if text),
        "seed": "" if take.seed is None else str(take.seed),
        "licence": _plain(read.text(result.get("licence")) or ""),
        "sha256": _plain(read.text(result.get("sha256")) or ""),
    }
    if isinstance(request.get("parent"), str) and not facts["came from"]:
        facts["came from"] = "a take of another session"
    return facts


def _origin(state: SessionState, take: Take) -> str:
    cause = take.cause
    words = f"“{_plain(cause.words)}”" if cause is not None and cause.words else ""
    parent = state.takes.get(take.parent or "")
    if parent is None:
        return words if cause is not None and cause.kind != "idea" else ""
    kind = cause.kind if cause is not None else "edit"
    return f"take {parent.number}, {kind}{': ' if words else ''}{words}"


def _asked_and_heard(asked: object, heard: object, unit: str) -> str:
    shown = _shown(asked, unit)
    found = _shown(heard, "")
    return f"{shown} (heard {found})" if shown and found else shown or (found and f"heard {found}{unit}")


def _shown(value: Any, unit: str) -> str:
    if isinstance(value, str):
        return _plain(value) + unit if value else ""
    number = read.number(value)
    return "" if number is None else f"{number:.4g}{unit}"


def _when(time: str) -> str:
    return _plain(time[:16].replace("T", " "))


def _plain(text: str) -> str:
    """`text` in one line, with everything that Markdown or HTML would read as markup escaped."""
    return _MARKUP.sub(r"\\\1", " ".join(clean(text).split()))
