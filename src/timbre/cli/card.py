"""The card of a finished take: waveform, asked and measured, where it is, what to say next; and its JSON.

Knows nothing of how the take was made.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timbre.cli import diagnostics, output
from timbre.conversation.guiding import BECAUSE
from timbre.model.request import GenerationRequest, GenerationResult
from timbre.model.text import clean, counted, speed_words

if TYPE_CHECKING:
    from rich.text import Text

    from timbre.jobs.take import TakeReady

_LEFT_OUT = {"engine_version", "chords", "sections"}
"""Fields of the result that `--json` leaves to the sidecar."""


def as_json(result: GenerationResult) -> dict[str, Any]:
    """The object `--json` prints for one take; keys as documented in docs/commands.md."""
    return result.model_dump(mode="json", exclude=_LEFT_OUT)


def show(request: GenerationRequest, ready: TakeReady) -> None:
    """On a terminal the card; in a pipe the path on stdout (and the card on a terminal's stderr)."""
    if not output.is_terminal():
        output.line(ready.result.path)
        if diagnostics.Talk.quiet or not diagnostics.is_terminal():
            return
    elif diagnostics.Talk.quiet:
        output.line(ready.result.path)
        return
    output.console(stderr=not output.is_terminal()).print(card_text(request, ready), soft_wrap=True)


def card_text(request: GenerationRequest, ready: TakeReady) -> Text:
    """The card as styled text; foreign words are cleaned, nothing is read as markup."""
    from rich.text import Text

    from timbre.audio.waveform import braille_peaks

    result, width = ready.result, max(40, min(72, _columns() - 4))
    card = Text()
    for row in braille_peaks(ready.peaks, columns=width, rows=4).splitlines():
        card.append(f"  {row}\n", style="cyan")
    title = clean(" ".join(request.prompt.split()))
    card.append(f"\n  {title if len(title) <= width else title[: width - 1] + '…'}\n", style="bold")
    for label, value in _rows(request, result):
        card.append(f"  {label:<9}", style="dim")
        card.append(f"{clean(value)}\n")
    for note in result.notes:
        card.append(f"  note     {clean(note)}\n", style="yellow")
    card.append("\n  Next: ", style="dim")
    card.append(_suggestion(request, result), style="green")
    return card


def _rows(request: GenerationRequest, result: GenerationResult) -> list[tuple[str, str]]:
    measured, speed = result.measured, result.seconds / max(0.001, result.elapsed_seconds)
    heard_bpm = f"heard {measured.bpm:.0f}" if measured.bpm else "no clear beat heard"
    told = counted(measured.bpm, result.bpm) if measured.bpm and result.bpm else ""
    if told:
        heard_bpm = f"heard at {told}"
    heard_key = f"heard {measured.key}" if measured.key else "no clear key heard"
    loudness = f"{measured.lufs:.1f} LUFS" if measured.lufs is not None else "silent"
    peak = f", true peak {measured.true_peak_dbtp:.1f} dBTP" if measured.true_peak_dbtp is not None else ""
    made = f" made in {result.elapsed_seconds:.1f} s ({speed_words(speed)})" if result.elapsed_seconds else ""
    if not result.listened:  # cancelled before that
        heard_bpm = heard_key = loudness = "not measured"
    rows = [
        ("length", _clock(result.seconds) + made),
        (
            "tempo",
            f"{result.bpm:.4g} bpm {_source(request, 'bpm')} · {heard_bpm}" if result.bpm else heard_bpm,
        ),
        ("key", f"{result.key} {_source(request, 'key')} · {heard_key}" if result.key else heard_key),
        ("sound", f"{_sound(result)} · {loudness}{peak}"),
        *([("guide", result.details["guide"])] if "guide" in result.details else []),
        ("seed", f"{result.seed} · {_maker(result)}"),
        *([("samples", result.details["sounds"])] if "sounds" in result.details else []),
        ("licence", result.licence),
        ("file", _relative(result.path)),
    ]
    if result.stems:
        rows.append(("stems", f"{len(result.stems)} in {_relative(str(Path(result.stems[0]).parent))}"))
    if result.midi:
        rows.append(("midi", _relative(result.midi)))
    return rows


def _sound(result: GenerationResult) -> str:
    """Style and metre where the engine knows them."""
    known = (result.style or result.engine, result.metre or ("4/4" if result.style else ""))
    return ", ".join(part for part in known if part)


def _maker(result: GenerationResult) -> str:
    """Engine, version, and for one with models which, on what."""
    made = " ".join(part for part in (result.model, result.details.get("runtime")) if part)
    return f"{result.engine} {result.engine_version}" + (f" · {made}" if made else "")


def _source(request: GenerationRequest, field: str) -> str:
    """How the value came about, in the user's words."""
    if request.brief.source_of(field).because == BECAUSE:
        return "(the guide's)"
    return {"stated": "(asked)", "implied": "(implied)", "default": "(chosen)"}[
        request.brief.source_of(field).kind
    ]


def _suggestion(request: GenerationRequest, result: GenerationResult) -> str:
    """Two commands that work next, fitted to this take."""
    if request.outputs.stems:
        return "timbre play last   ·   make it again with --variations 3"
    if result.engine == "composer":
        return "timbre play last   ·   timbre export last --stems --midi"
    return "timbre play last   ·   timbre export last --format flac"


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{seconds % 60:04.1f}" if seconds >= 60 else f"{seconds:.1f} s"


def _relative(path: str) -> str:
    """`path` as the user would type it: relative where that is shorter, quoted where it must be."""
    import shlex

    try:
        short = os.path.relpath(path)
    except ValueError:
        short = path
    return shlex.quote(min(path, short, key=len))


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns
