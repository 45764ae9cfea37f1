"""Shows what the conversation answers: words and paths on stdout, notes and errors on stderr.

Knows nothing of how lines are read. In a pipe every take is one sentence and its path on a line of its own.
"""

from __future__ import annotations

import base64
import os
import sys
from typing import TYPE_CHECKING

from timbre.cli import card, diagnostics, output
from timbre.cli.diagnostics import Talk
from timbre.cli.progress import ProgressLine as ProgressBar
from timbre.conversation.replies import (
    Asked,
    AudioMade,
    Compared,
    Copied,
    Exported,
    ExportQueued,
    Failed,
    Goodbye,
    JobEnded,
    JobMoved,
    Listed,
    Noted,
    Opened,
    ProgressLine,
    Reply,
    Said,
    SessionOpened,
    TakeFinished,
    TakeQueued,
    TakeStarted,
)
from timbre.model.events import Progress
from timbre.model.text import speed_words

if TYPE_CHECKING:
    from rich.text import Text

_NEXT = "\n\n  Next: "
CLIPBOARD_MAX_BYTES = 60_000


class Screen:
    """Where replies go. `jobs` is what is being done, for a status line."""

    def __init__(self, *, as_json: bool = False, bar: bool = False) -> None:
        """`bar`: draw a progress bar on stderr, where that is a terminal and nobody draws a status line."""
        self.as_json = as_json
        self._draws = bar
        self._bar: ProgressBar | None = None
        self.jobs: dict[str, ProgressLine] = {}
        self.leaving = False
        """Whether the user asked to leave."""

    def show(self, reply: Reply) -> None:
        """Show one reply."""
        if isinstance(reply, ProgressLine):
            self.jobs[reply.job] = reply
            self._draw(reply)
            return
        if isinstance(reply, TakeStarted):
            self.jobs[reply.job] = ProgressLine(reply.job, "start", 0.0)
            return
        if isinstance(reply, (TakeQueued, ExportQueued, JobMoved, AudioMade, Compared, SessionOpened)):
            return
        self._clear()
        if isinstance(reply, JobEnded):
            self.jobs.pop(reply.job, None)
        elif isinstance(reply, Goodbye):
            self.leaving = True
        elif isinstance(reply, Failed):
            diagnostics.report(reply.error)
        elif isinstance(reply, Noted):
            diagnostics.warn(reply.text)
        elif isinstance(reply, TakeFinished):
            self._take(reply)
        else:
            self._words(reply)

    def status(self) -> str:
        """What is being done, in one line; "" if nothing."""
        return "   ".join(status_of(job) for job in self.jobs.values())

    def _draw(self, reply: ProgressLine) -> None:
        if not self._draws:
            return
        if self._bar is None:
            self._bar = ProgressBar(reply.stage)
            self._bar.__enter__()
        self._bar.show(Progress(reply.stage, reply.fraction, reply.seconds_made))

    def _clear(self) -> None:
        """Take the bar away, so that it never stands between words."""
        bar, self._bar = self._bar, None
        if bar is not None:
            bar.__exit__(None, None, None)

    def _words(self, reply: Said | Listed | Exported | Asked | Copied | Opened) -> None:
        if isinstance(reply, Exported):
            if self.as_json:
                output.json_line({"exported": list(reply.paths)})
            else:
                for path in reply.paths:
                    output.line(path)
        elif isinstance(reply, Listed):
            if reply.title:
                self._talk(reply.title)
            output.table(reply.columns, reply.rows)
        elif isinstance(reply, Copied):
            _copy(reply)
        elif isinstance(reply, Opened):
            _open(reply.path)
        elif isinstance(reply, Asked):
            self._talk(f"{reply.question} ({'/'.join(reply.answers)})")
        else:
            self._talk(reply.text)

    def _talk(self, text: str) -> None:
        """A sentence: part of the answer, unless something else reads stdout."""
        if self.as_json:
            diagnostics.say(text)
        elif not Talk.quiet:
            output.line(text)

    def _take(self, reply: TakeFinished) -> None:
        result = reply.ready.result
        if self.as_json:
            extra = {"take": reply.number, "id": reply.take, "parent": reply.parent, "changes": reply.changes}
            output.json_line({**card.as_json(result), **extra})
            return
        if output.is_terminal() and not Talk.quiet:
            text = card.card_text(reply.request, reply.ready)
            output.console().print(_with_own_suggestion(text, reply), soft_wrap=True)
            return
        self._talk(sentence(reply))
        if not Talk.quiet:
            for note in result.notes:
                diagnostics.warn(note)
        output.line(result.path)


def sentence(reply: TakeFinished) -> str:
    """A finished take in a sentence: "tempo 80 → 68, added strings; take 3 (from 2)…"."""
    result = reply.ready.result
    origin = f" (from {reply.parent})" if reply.parent is not None else ""
    partial = " partial" if reply.partial else ""
    tempo = f"{result.bpm:.4g} bpm" if result.bpm else ""
    facts = ", ".join(part for part in (result.style, tempo, result.key, f"{result.seconds:.1f} s") if part)
    lead = f"{reply.changes};" if reply.changes else "New idea;"
    return f"{lead}{partial} take {reply.number}{origin}: {facts}, seed {result.seed}"


def status_of(job: ProgressLine) -> str:
    """One job: stage, per cent, seconds made, speed, time left."""
    parts = [f"{job.stage} {job.fraction:.0%}"]
    if job.seconds_made > 0:
        total = f"/{job.seconds_total:.0f}" if job.seconds_total else ""
        parts.append(f"{job.seconds_made:.0f}{total} s made")
    if job.speed:
        parts.append(speed_words(job.speed))
    if job.seconds_left is not None and job.seconds_left >= 1:
        parts.append(f"{job.seconds_left:.0f} s left")
    return " · ".join(parts)


def _with_own_suggestion(text: Text, reply: TakeFinished) -> Text:
    """The card with its number on top, and at the end lines that work here."""
    from rich.text import Text as Styled

    end = text.plain.rfind(_NEXT)
    body = text[:end] if end >= 0 else text
    origin = f" from take {reply.parent}" if reply.parent is not None else ""
    partial = ", partial" if reply.partial else ""
    head = Styled(f"\n  take {reply.number}{origin}{partial}", style="bold")
    if reply.changes:
        head.append(f": {reply.changes}", style="not bold")
    tail = Styled("\n  Next: ", style="dim")
    tail.append("   ·   ".join(reply.next), style="not dim green")
    return Styled("\n").join([head, body, tail])


def _copy(reply: Copied) -> None:
    """Print it, and hand it to the terminal's clipboard (OSC 52, xterm's control sequences)."""
    output.line(reply.text)
    data = reply.text.encode()
    if output.is_terminal() and len(data) <= CLIPBOARD_MAX_BYTES:
        sys.stdout.write(f"\x1b]52;c;{base64.b64encode(data).decode()}\x07")
        sys.stdout.flush()


def _open(path: str) -> None:
    """Show a file in its folder where there is a desktop; print where it is anyway."""
    output.line(path)
    desktop = (
        sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if output.is_terminal() and desktop:
        import typer

        typer.launch(path, locate=True)
