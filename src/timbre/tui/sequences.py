"""Control sequences that speak to the terminal itself: title, progress, notification, bell. Pure: text in, text out.

Which terminals know which: https://sw.kovidgoyal.net/kitty/desktop-notifications (OSC 99), iTerm2's and ConEmu's
OSC 9, rxvt's OSC 777, ConEmu's OSC 9;4. Knows nothing of the studio.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from timbre.model.text import clean

BELL = "\a"
SAVE_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"
"""xterm's stack of window titles."""
TITLE_CHARACTERS = 120
TEXT_CHARACTERS = 200
_END = "\x1b\\"

Notify = Literal["9", "777", "99"]


class Ability(NamedTuple):
    """What a terminal understands."""

    titles: bool = False
    notify: tuple[Notify, ...] = ()
    """The ways to show a desktop notification that are worth trying."""
    sure: bool = False
    """Whether it is known to understand them."""
    progress: bool = False
    tmux: bool = False


def ability(environment: Mapping[str, str]) -> Ability:
    """What the terminal in these environment variables understands. Of an unknown one, little is asked."""
    term = environment.get("TERM", "")
    program = environment.get("TERM_PROGRAM", "").lower()
    if term in ("", "dumb", "linux", "unknown"):
        return Ability()
    if environment.get("TMUX"):
        return Ability(titles=True, notify=("9", "777"), tmux=True)
    if term.startswith("screen"):
        return Ability()
    if "KITTY_WINDOW_ID" in environment or term == "xterm-kitty":
        return Ability(True, ("99",), True)
    if program == "ghostty" or term == "xterm-ghostty":
        return Ability(True, ("9",), True, True)
    if "WT_SESSION" in environment or environment.get("ConEmuANSI") == "ON":
        return Ability(True, ("9",), "WT_SESSION" not in environment, True)
    if program in ("iterm.app", "wezterm") or environment.get("LC_TERMINAL") == "iTerm2":
        return Ability(True, ("9",), True)
    if program == "mintty":
        return Ability(True, (), False, True)
    if term.startswith(("foot", "rxvt")):
        return Ability(True, ("777",), True)
    if program in ("apple_terminal", "vscode"):
        return Ability(True)
    return Ability(True, ("9", "777"))


def title(text: str) -> str:
    """Name the window (OSC 2)."""
    return f"\x1b]2;{one_line(text, TITLE_CHARACTERS)}{BELL}"


def progress(fraction: float | None) -> str:
    """Show `fraction` 0..1 in the window's tab or taskbar (OSC 9;4); None takes it away."""
    if fraction is None:
        return f"\x1b]9;4;0;0{_END}"
    return f"\x1b]9;4;1;{round(min(1.0, max(0.0, fraction)) * 100)}{_END}"


def notification(way: Notify, heading: str, text: str) -> str:
    """A desktop notification by one of the three ways there are."""
    heading, text = one_line(heading, TITLE_CHARACTERS), one_line(text, TEXT_CHARACTERS)
    if way == "9":  # a text that begins with a number and a semicolon would be another of ConEmu's sequences
        return f"\x1b]9;{heading}: {text}{_END}"
    if way == "777":
        return f"\x1b]777;notify;{heading.replace(';', ',')};{text.replace(';', ',')}{_END}"
    return f"\x1b]99;i=timbre:d=0;{heading}{_END}\x1b]99;i=timbre:d=1:p=body;{text}{_END}"


def alert(able: Ability, heading: str, text: str) -> str:
    """The notifications this terminal should get; a bell too where none is sure to be seen."""
    found = "".join(notification(way, heading, text) for way in able.notify)
    if able.tmux:
        found = through_tmux(found)
    return found if able.sure else found + BELL


def through_tmux(sequence: str) -> str:
    """`sequence` as tmux passes it on to the terminal outside, where `allow-passthrough` is on."""
    escaped = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{escaped}{_END}"


def one_line(text: str, longest: int) -> str:
    """`text` without anything that could end or begin a sequence, on one line of at most `longest` characters."""
    line = " ".join(clean(text[: longest * 4]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
