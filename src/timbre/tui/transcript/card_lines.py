"""A card as lines of text: what stands where, what is bold and what is quiet.

Pure. Knows nothing of widgets; words to click name their deed.
"""

from __future__ import annotations

from textual.content import Content

from timbre.model.text import ordinal, speed_words
from timbre.tui.cells import cut
from timbre.tui.transcript.card import Card
from timbre.tui.transcript.facts import Fact
from timbre.tui.transcript.fitting import cut_path, near, one_line, shown, wrapped
from timbre.tui.transcript.piece import QUIET, beside, flow, link

WAVEFORM_ROWS = 2
_BETWEEN = " · "
_ERROR_LINES = 6
_MARKS = {"up": "♥", "down": "✗"}


def has_waveform(card: Card) -> bool:
    """Whether there is room kept for one, under the title."""
    return card.stage == "making" or (card.sounds and not card.gone)


def lines_of(card: Card, width: int, *, keys: bool = False) -> list[Content]:
    """The whole card, `width` cells wide; with `keys`, letters that do something are underlined."""
    lines = [_title(card, width)]
    if has_waveform(card):
        lines += [Content("")] * WAVEFORM_ROWS
    if card.going:
        lines += _going(card, width, keys)
    elif card.sounds:
        lines += _sounding(card, width, keys)
    elif card.stage == "failed":
        lines += _failed(card, width)
    elif card.stage == "cancelled":
        lines.append(_retry(card))
    return lines


def _title(card: Card, width: int) -> Content:
    mark, style = "", ""
    if card.playing:
        mark, style = "▶ ", "bold $accent"
    elif card.stage == "making":
        mark, style = "● ", "$secondary"
    elif card.stage == "queued":
        mark, style = "○ ", QUIET
    elif card.stage == "failed":
        mark, style = "! ", "bold $error"
    elif card.current:
        mark, style = "▸ ", "bold $primary"
    name = f"Take {card.number}" if card.number is not None else ""
    state = {
        "queued": "Waiting",
        "making": "Making",
        "partial": "partial",
        "failed": "failed",
        "cancelled": "Cancelled",
        "deleted": "deleted",
    }.get(card.stage, "")
    left = Content(mark).stylize(style) if mark else Content("")
    if name:
        left += link(name, "play", "bold") if card.sounds else Content(name).stylize(_name_style(card))
        left += Content(f" {state}").stylize(QUIET) if state else Content("")
    elif state:
        left += Content(state if card.stage != "failed" else "Failed").stylize("bold")
    left += Content("  ")
    if card.stage == "deleted":
        return left.truncate(width, ellipsis=True)
    left += _what(card, width)
    right = []
    if card.rating in _MARKS:
        right.append(Content(_MARKS[card.rating]).stylize("bold $accent" if card.rating == "up" else QUIET))
    if card.parent is not None:
        right.append(Content(f"from take {card.parent}").stylize(QUIET))
    return beside(left, Content("  ").join(right), width)


def _name_style(card: Card) -> str:
    return QUIET if card.stage == "deleted" else "bold"


def _what(card: Card, width: int) -> Content:
    """The difference, its new values standing out."""
    if not card.changes and card.stage in ("queued", "making", "failed", "cancelled"):
        return Content(cut(card.words, width)).stylize(QUIET)
    if not card.changes:
        return Content("new idea").stylize(QUIET)
    return Content(cut(one_line(card.changes), width))


def _going(card: Card, width: int, keys: bool) -> list[Content]:
    words = [Content(part).stylize(QUIET) for part in progress_words(card)]
    stop = "stop" if card.stage == "making" else "cancel"
    status = flow(words, width - len(stop) - 2, _BETWEEN)
    status[0] = beside(status[0], link(f"{stop} Del" if keys else stop, "cancel", "$primary"), width)
    return status


def progress_words(card: Card) -> list[str]:
    """Where it is: place in the queue, or stage, per cent, seconds made, speed, time left."""
    if card.stage == "queued":
        return [_place(card.position)]
    progress = card.progress
    if progress is None:
        return ["starting"]
    parts = [f"{one_line(progress.stage)} {progress.fraction:.0%}"]
    if progress.seconds_made > 0:
        total = f" of {progress.seconds_total:.0f}" if progress.seconds_total else ""
        parts.append(f"{progress.seconds_made:.0f}{total} s made")
    if progress.speed:
        parts.append(speed_words(progress.speed))
    if progress.seconds_left is not None and progress.seconds_left >= 1:
        parts.append(f"{progress.seconds_left:.0f} s left")
    return parts


def _place(position: int | None) -> str:
    if position is None:
        return "in the queue"
    return "next in the queue" if position == 0 else f"{ordinal(position + 1)} in the queue"


def _sounding(card: Card, width: int, keys: bool) -> list[Content]:
    """What was asked and heard, and what can be done with it; the rest of what is known only of an open card.

    Nothing above the words to click depends on whether it is open, so that they stay where they are.
    """
    facts = card.facts
    lines = []
    if card.gone:
        fix = link(f"/export --take {card.number}", "remake", "$primary")
        lines.append(Content("! The file is gone. ").stylize("$warning"))
        lines.append((fix + Content(" makes it again").stylize(QUIET)).truncate(width, ellipsis=True))
    lines += _music(card, width)
    actions, left_out = _actions(card, width, keys)
    lines.append(actions)
    if card.opened:
        lines += flow([_fact(fact) for fact in facts.rest], width, _BETWEEN)
        for note in facts.notes:
            lines += [Content(line).stylize("$text-warning") for line in wrapped(f"△ {note}", width, 4)[0]]
        if len(left_out) > 1:
            lines += flow(left_out, width)
            left_out = []
        if card.path and not card.gone:
            lines.append(_path(card, width, keys, left_out))
        else:
            lines += flow(left_out, width)
    if card.next:
        words = [link(one_line(line), f"try:{at}", "$primary") for at, line in enumerate(card.next)]
        lead = link("try", "try:0", QUIET, "t" if keys else "")
        lines += flow([lead, *words], width)
    return lines


def _music(card: Card, width: int) -> list[Content]:
    """Length, tempo and key on one line: with what was heard where that fits, else as briefly as it must be."""
    facts = card.facts.music
    if not facts:
        return []
    for forms in ((_fact, _fact), (_fact, _brief), (_brief, _brief), (_brief, _value), (_value, _value)):
        told = [forms[0](fact) for fact in facts[:-1]] + [forms[1](facts[-1])]
        line = Content(_BETWEEN).stylize(QUIET).join([each for each in told if each])
        if line.cell_length <= width:
            return [line]
    return [line.truncate(width, ellipsis=True)]


def _path(card: Card, width: int, keys: bool, more: list[Content]) -> Content:
    """Where the file is, what lies beside it, a word to copy it, and `more` words that found no room above."""
    beside_it = f"  with {card.facts.files}" if card.facts.files else ""
    copy = link("copy", "copy", "$foreground 80%", "c" if keys else "")
    copy = Content("  ").join([copy, *more])
    room = width - len(beside_it) - copy.cell_length - 2
    path = cut_path(shown(near(card.path)).replace("\n", " "), room)
    line = link(path, "open", QUIET) + Content(beside_it).stylize(QUIET) + Content("  ") + copy
    return line.truncate(width, ellipsis=True)


def _fact(fact: Fact) -> Content:
    return _told(fact, fact.aside)


def _brief(fact: Fact) -> Content:
    return _told(fact, fact.brief, ", ")


def _value(fact: Fact) -> Content:
    return Content(fact.value)


def _told(fact: Fact, aside: str, comma: str = " ") -> Content:
    between = comma if fact.value and aside else ""
    return Content(fact.value) + Content(f"{between}{aside}").stylize(QUIET)


def _actions(card: Card, width: int, keys: bool) -> tuple[Content, list[Content]]:
    """Words to click on one line, and those of the last ones for which it is too narrow; never `more`."""
    on, off = "$primary", "$foreground 80%"
    words: list[tuple[str, str, str, str]] = [
        ("‖ pause" if card.playing else "▶ play", "play", on, ""),
        ("♥", "up", "bold $accent" if card.rating == "up" else off, ""),
        ("✗", "down", "bold $error" if card.rating == "down" else off, ""),
        ("edit", "edit", off, "e"),
        ("again", "again", off, "a"),
        ("vary", "variations", off, "v"),
        ("export", "export", off, "x"),
        ("explain", "explain", off, "n"),
    ]
    last = ("less" if card.opened else "more", "details", QUIET, "")
    left_out: list[tuple[str, str, str, str]] = []
    while len(words) > 3 and sum(len(word[0]) + 2 for word in words) + len(last[0]) > width:
        left_out.insert(0, words.pop())

    def told(chosen: list[tuple[str, str, str, str]]) -> list[Content]:
        return [link(text, deed, style, key if keys else "") for text, deed, style, key in chosen]

    return Content("  ").join(told([*words, last])).truncate(width, ellipsis=True), told(left_out)


def _failed(card: Card, width: int) -> list[Content]:
    lines = [Content(line) for line in wrapped(shown(card.error), width, _ERROR_LINES)[0]]
    if card.hint:
        lines += [Content(line).stylize(QUIET) for line in wrapped(shown(card.hint), width, _ERROR_LINES)[0]]
    return [*lines, _retry(card)]


def _retry(card: Card) -> Content:
    return link("try again" if card.stage == "failed" else "make it after all", "retry", "$primary")
