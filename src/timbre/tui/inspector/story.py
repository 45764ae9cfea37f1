"""The full story of one field, in sentences: what it is, why, what was heard, what it takes, which keys change it.

Pure. Knows nothing of widgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from timbre.tui.inspector.cells import cut, plain, wrap
from timbre.tui.inspector.lines import SEED, is_on, locked
from timbre.tui.inspector.rows import octave

if TYPE_CHECKING:
    from timbre.conversation.inspection import InspectedField

Tone = Literal["head", "said", "warning", "error"]


class Told(NamedTuple):
    """One line of the foot."""

    text: str
    tone: Tone


def can_take_back(field: InspectedField) -> bool:
    """Whether `field` has a setting that `/set … none` undoes."""
    return field.enabled and field.line.startswith("/set ") and (field.source == "set" or bool(field.next))


def told(
    field: InspectedField, width: int, height: int, *, error: str = "", editing: bool = False
) -> list[Told]:
    """The story of `field` in at most `height` lines of `width` cells. `error`: why a value was refused."""
    lines: list[Told] = []
    if error:
        lines = _wrapped(plain(error), width, "error")
    else:
        value = plain(field.value) or "–"
        lines = _wrapped(f"{plain(field.label)}: {value}", width, "head")[: 1 if height < 4 else 2]
        if not field.enabled:
            lines += _wrapped(_sentence(field.why) or "It cannot be set.", width, "warning")
    sentences = [] if error or editing else list(_why(field))
    if field.valid and field.enabled and not error and (editing or field.kind == "text"):
        sentences.append(_sentence(f"Takes {plain(field.valid)}"))
    sentences.append(_keys(field, editing))
    if field.enabled and not error:
        sentences.append(_sentence(field.why))
    lines += _wrapped(" ".join(each for each in sentences if each), width, "said")
    if len(lines) > height:
        last = lines[height - 1]
        lines = [*lines[: height - 1], Told(cut(f"{last.text} …", width), last.tone)]
    return lines


def _why(field: InspectedField) -> list[str]:
    because = plain(field.because)
    sentences = []
    if field.next:
        sentences.append(f"The next take has {plain(field.next)}; /again makes one.")
    if field.was:
        sentences.append(f"It was {plain(field.was)} in the take before.")
    if field.name == SEED:
        kept = "The seed is locked: every next take gets it." if locked(field) else ""
        sentences.append(kept or "The seed is free: every new idea gets its own.")
    elif field.source == "stated" and because:
        sentences.append(f"You said {because}." if because.startswith("“") else f"Stated by {because}.")
    elif field.source == "implied" and because:
        sentences.append(f"It follows from {because}.")
    elif field.source == "set":
        sentences.append("You set it for this session.")
    elif field.source == "default":
        if field.kind == "switch":
            sentences.append(_sentence(because))
        else:
            sentences.append(_sentence(f"Nobody said: {because}") if because else "Nobody said.")
    if field.measured:
        counted = octave(field)
        told = f", {counted} of the same beat" if counted else ""
        sentences.append(f"Heard in the audio: {plain(field.measured)}{told}.")
    return sentences


def _keys(field: InspectedField, editing: bool) -> str:
    if not field.enabled or field.kind == "fact":
        return ""
    if editing:
        jumps = "A letter jumps, " if field.kind == "choice" else ""
        return f"{jumps}Enter keeps it, Esc leaves it."
    if field.name == SEED:
        return f"Enter {'lets it go' if locked(field) else 'locks it'}, # types a number."
    if field.kind == "switch":
        return f"Enter switches it {'off' if is_on(field) else 'on'}."
    keys = "Enter changes it."
    if field.kind == "choice":
        keys = "Enter lists the choices, < and > step."
    return f"{keys} Backspace takes it back." if can_take_back(field) else keys


def _sentence(text: str) -> str:
    text = plain(text)
    if not text:
        return ""
    return text if text[-1] in ".!?" else f"{text}."


def _wrapped(text: str, width: int, tone: Tone) -> list[Told]:
    return [Told(line, tone) for line in wrap(text, width)]
