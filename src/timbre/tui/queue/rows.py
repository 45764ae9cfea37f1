"""A job as a row of text, and the queue in a line: pure layout by the width there is.

Knows nothing of widgets or colours: every part names the role whose style it takes.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from rich.cells import cell_len

from timbre.model.text import ordinal
from timbre.tui.cells import fill
from timbre.tui.queue.jobs import JobEntry, LiveJobs

Action = Literal["", "cancel", "up", "down", "fold"]
"""What a click on a part does."""
Role = Literal["number", "mark", "words", "stage", "bar", "groove", "fact", "left", "button", "off", "title"]


class Part(NamedTuple):
    """A stretch of a row."""

    text: str
    role: Role
    action: Action = ""


Row = tuple[Part, ...]

_STAGE_FROM, _MADE_FROM, _SPEED_FROM, _LEFT_WORD_FROM, _BAR_FROM = 100, 72, 52, 88, 40
"""Least widths at which a column is shown, in cells."""
_SPEED_CELLS = 6
_BUTTONS_CELLS = 8
_ENTRY_MIN_CELLS = 10


def clock(seconds: float) -> str:
    """`0:14`, `12:05`, `1:02:03`; part of a second counts as one."""
    whole = max(0, -int(-seconds // 1))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def bar(fraction: float, cells: int, *, plain: bool = False) -> tuple[str, str]:
    """The done and the open part of a bar of `cells` cells; they differ in shape too, for want of colour."""
    if plain:
        done = int(fraction * cells)
        return "=" * done, "-" * (cells - done)
    halves = int(fraction * cells * 2)
    done, half = divmod(halves, 2)
    return "━" * done + "╸" * half, "─" * (cells - done - half)


def job_row(entry: JobEntry, number: int, width: int, now: float, waiting: int, plain: bool = False) -> Row:
    """A row of exactly `width` cells. `waiting`: how many jobs wait, for the buttons that move them."""
    head: list[Part] = [
        Part(f"{number:>2} ", "number"),
        Part(_mark(entry, plain), "mark" if entry.running else "off"),
    ]
    facts = _facts(entry, width, now, plain) if entry.running else _place(entry, width)
    buttons = _buttons(entry, waiting, plain)
    used = sum(cell_len(part.text) for part in (*head, *facts, *buttons))
    room = width - used
    while room < _ENTRY_MIN_CELLS and facts:
        room += cell_len(facts.pop(0).text)
    if facts and facts[0].role == "groove":
        room += cell_len(facts.pop(0).text)
    if room < 1:
        return (*head, Part(fill(entry.words, width - 5), "words"))
    return (*head, Part(fill(entry.words, room), "words"), *facts, *buttons)


def summary(jobs: LiveJobs, now: float) -> str:
    """`2 jobs · 0:14 left`; "" when nothing is going on."""
    count = len(jobs)
    if not count:
        return ""
    what = "1 job" if count == 1 else f"{count} jobs"
    left, unknown = jobs.seconds_left(now)
    if left is None:
        return what
    more = f", then {unknown} more" if unknown else ""
    return f"{what} · {clock(left)} left{more}"


def head_row(
    jobs: LiveJobs, width: int, now: float, folded: bool, plain: bool = False, hint: str = ""
) -> Row:
    """The first line, or the only one when folded: the whole queue at a glance, `hint` where there is room."""
    arrow = ("+ " if folded else "- ") if plain else ("▸ " if folded else "▾ ")
    fraction = jobs.fraction()
    if fraction is None:
        return (Part(arrow, "number", "fold"), Part(fill("Nothing in the queue", width - 2), "off", "fold"))
    text = summary(jobs, now)
    spare = width - 2 - cell_len(text)
    if spare < 24:
        return (Part(arrow, "number", "fold"), Part(fill(text, width - 2), "title", "fold"))
    done, rest = bar(fraction, min(24, spare - 9), plain=plain)
    shown = f" {_per_cent(fraction)}"
    spare -= 2 + cell_len(done + rest)
    hint = f"{hint} " if hint and spare >= cell_len(shown) + cell_len(hint) + 3 else ""
    return (
        Part(arrow, "number", "fold"),
        Part(f"{text}  ", "title", "fold"),
        Part(done, "bar", "fold"),
        Part(rest, "groove", "fold"),
        Part(fill(shown, spare - cell_len(hint)), "fact", "fold"),
        Part(hint, "off", "fold"),
    )


def _mark(entry: JobEntry, plain: bool) -> str:
    if entry.stopping_since is not None:
        return "# " if plain else "■ "
    if plain:
        return "* " if entry.running else ". "
    return "● " if entry.running else "○ "


def _facts(entry: JobEntry, width: int, now: float, plain: bool) -> list[Part]:
    """Stage, bar, per cent, seconds, speed and time left: as many as there is room for."""
    if entry.stopping_since is not None:
        return [Part("  stopping …", "stage")]
    parts: list[Part] = []
    if width >= _STAGE_FROM:
        parts.append(Part("  " + fill(entry.stage, 9), "stage"))
    if width >= _BAR_FROM:
        done, rest = bar(entry.fraction, max(8, min(24, width // 6)), plain=plain)
        parts += [Part("  " + done, "bar"), Part(rest, "groove")]
    parts.append(Part(f" {_per_cent(entry.fraction)}", "fact"))
    if width >= _MADE_FROM:
        parts.append(Part(f"  {_made(entry):>11}", "fact"))
    if width >= _SPEED_FROM:
        parts.append(Part(f"{_speed(entry.speed):>{_SPEED_CELLS}}", "fact"))
    left = entry.seconds_left(now)
    word = " left" if width >= _LEFT_WORD_FROM else ""
    text = "" if left is None else clock(left) + word
    parts.append(Part(f"{text:>{6 + len(word)}}", "left"))
    return parts


def _place(entry: JobEntry, width: int) -> list[Part]:
    if entry.stopping_since is not None:
        return [Part("  stopping …", "stage")]
    if entry.position is None:
        return []
    place = "next" if entry.position == 0 else ordinal(entry.position + 1)
    return [Part(f"  waits, {place}" if width >= _BAR_FROM else f" {place}", "stage")]


def _buttons(entry: JobEntry, waiting: int, plain: bool) -> list[Part]:
    if entry.stopping_since is not None:
        return [Part(" " * _BUTTONS_CELLS, "off")]
    up, down, away = ("^", "v", "x") if plain else ("▴", "▾", "×")
    place = entry.position
    movable = not entry.running and place is not None
    parts = [Part("  ", "off")]
    for glyph, action, able in (
        (up, "up", movable and place != 0),
        (down, "down", movable and place != waiting - 1),
    ):
        kept: Action = "up" if action == "up" else "down"
        parts.append(Part(f"{glyph} ", "button", kept) if able else Part("  ", "off"))
    return [*parts, Part(away, "button", "cancel"), Part(" ", "off")]


def _per_cent(fraction: float) -> str:
    return f"{int(fraction * 100):>3} %"


def _made(entry: JobEntry) -> str:
    if entry.total is None:
        return clock(int(entry.made)) if entry.made else ""
    return f"{clock(int(entry.made))} / {clock(entry.total)}"


def _speed(speed: float | None) -> str:
    if speed is None or speed <= 0:
        return ""
    return f"{speed:.1f}×" if speed < 9.95 else f"{min(speed, 999):.0f}×"
