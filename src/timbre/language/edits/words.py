"""An edit read back in words: "tempo 80 → 68, added strings".

Knows nothing of who shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from timbre.language.edits.edit import Action, Change, Edit
from timbre.language.edits.wished import form_in_words, parts_in_words, places_in_words
from timbre.language.ensembles import ONLY
from timbre.language.vocabulary import vocabulary

_AXES = {
    "valence": ("happier", "sadder"),
    "energy": ("more energy", "less energy"),
    "brightness": ("brighter", "darker"),
    "density": ("fuller", "sparser"),
    "swing": ("more swing", "less swing"),
}
_SILENT = ("style",)
_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_MOST_NAMES = 4
_ROLES = ("drums", "percussion", "bass")


def describe(edit: Edit) -> str:
    """The edit in the user's terms, changes first; "nothing changed" when there is nothing."""
    by_field = {change.field: change for change in edit.changes}
    parts: list[str] = []
    alone = _alone(by_field)
    for change in edit.changes:
        if change.field in ("instruments", "without"):
            if alone:
                parts.append(alone)
            elif change.field == "instruments" or "instruments" not in by_field:
                parts += _band(by_field.get("instruments"), by_field.get("without"))
        elif change.field not in _SILENT or len(by_field) == 1:
            parts += _change(change)
    parts += [_action(action) for action in edit.actions]
    return ", ".join(dict.fromkeys(parts)) or "nothing changed"


def _alone(by_field: dict[str, Change]) -> str:
    """ "only piano and bass", where the edit leaves nobody else; "" where it does not."""
    sound, band = by_field.get("production"), by_field.get("instruments")
    if sound is None or band is None or ONLY not in sound.after or ONLY in sound.before:
        return ""
    names = list(band.after)
    return f"only {' and '.join((', '.join(names[:-1]), names[-1]) if names[1:] else names)}"


def _change(change: Change) -> list[str]:
    name, before, after = change.field, _side(change, change.before), _side(change, change.after)
    if name in _AXES:
        return [_axis(name, before, after)]
    if name in ("moods", "production", "chords", "genres"):
        return _LISTS[name](before, after)
    if name in _WISHED:
        return _WISHED[name](change.before, change.after)
    if name == "loop":
        return ["seamless loop" if change.after else "no longer a loop"]
    if name == "vocals":
        return ["with vocals" if change.after else "without vocals"]
    label = {"bpm": "tempo", "seconds": "length", "bars": "length"}.get(name, name)
    if after is None:
        return [] if name in ("seconds", "bars") else [f"{label} free again"]
    shown = _value(name, after)
    return [
        f"{label} {_value(name, before)} → {shown}" if before not in (None, after) else f"{label} {shown}"
    ]


def _side(change: Change, value: Any) -> Any:
    return change.heard if value is None else value


def _value(name: str, value: Any) -> str:
    if name == "seconds":
        return f"{value:g} s" if value < 60 else f"{int(value) // 60}:{round(value) % 60:02d}"
    if name == "bars":
        return f"{value} bar{'s' if value != 1 else ''}"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _axis(name: str, before: Any, after: Any) -> str:
    if name == "swing" and not after:
        return "no swing"
    up, down = _AXES[name]
    start, end = before or 0.0, after or 0.0
    return f"{up if end > start else down} ({name} {start:g} → {end:g})"


def _names(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMES])
    return shown + (f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else "")


def _band(instruments: Change | None, without: Change | None) -> list[str]:
    before, after = _lists(instruments)
    out_before, out_after = _lists(without)
    added = [name for name in after if name not in before]
    gone = [name for name in before if name not in after]
    barred = [name for name in out_after if name not in out_before and name not in gone]
    freed = [name for name in out_before if name not in out_after and name not in added]
    one_each = instruments is not None and ", " not in instruments.words and len(added) == len(gone) == 1
    if instruments is not None and one_each and _came_for(added[0], gone[0], instruments):
        parts = [f"{gone[0]} → {added[0]}"]
        added, gone = [], []
    else:
        parts = [f"added {_names(added)}"] if added else []
    out = list(dict.fromkeys((*gone, *barred)))
    parts += [f"dropped {_names(out)}"] if out else []
    parts += [f"{_names(freed)} allowed again"] if freed else []
    return parts or (["the same instruments, stated"] if instruments is not None else [])


def _came_for(new: str, old: str, change: Change) -> bool:
    """Whether one sits where the other sat, and can: a trumpet does not come for the drums unless it is said."""
    if change.before.index(old) != change.after.index(new):
        return False
    entries = [vocabulary().named("instrument", name) for name in (new, old)]
    families = {entry.family for entry in entries if entry is not None}
    return old in change.words or not {new, old}.intersection(_ROLES) or len(families) == 1


def _lists(change: Change | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (change.before, change.after) if change is not None else ((), ())


def _listed(label: str) -> Callable[[Any, Any], list[str]]:
    def read(before: Any, after: Any) -> list[str]:
        added = [name for name in after if name not in before]
        gone = [name for name in before if name not in after]
        parts = [f"added {label}{_names(added)}"] if added else []
        return parts + ([f"took out {label}{_names(gone)}"] if gone else [])

    return read


def _sound(before: Any, after: Any) -> list[str]:
    parts = [f"{name} sound" for name in after if name not in (*before, ONLY)]
    parts += [f"no longer {name}" for name in before if name not in (*after, ONLY)]
    return parts + (["others play too"] if ONLY in before and ONLY not in after else [])


def _chords(_before: Any, after: Any) -> list[str]:
    return [f"chords {' '.join(after)}" if after else "chords free again"]


def _genres(before: Any, after: Any) -> list[str]:
    def shown(genres: Any) -> str:
        return " + ".join(name if weight == 1 else f"{name} {weight:.0%}" for name, weight in genres)

    if not after:
        return ["genre free again"]
    return [f"genre {shown(before)} → {shown(after)}" if before else f"genre {shown(after)}"]


_WISHED: dict[str, Callable[[Any, Any], list[str]]] = {
    "parts": parts_in_words,
    "places": places_in_words,
    "form": form_in_words,
}
_LISTS: dict[str, Callable[[Any, Any], list[str]]] = {
    "moods": _listed("mood "),
    "production": _sound,
    "chords": _chords,
    "genres": _genres,
}


def _action(action: Action) -> str:
    parts = _names(list(action.parts))
    many = _NUMBERS[action.count] if action.count < len(_NUMBERS) else str(action.count)
    if action.kind == "reseed":
        return f"new {parts}" if parts else "a new seed"
    if action.kind == "keep_parts":
        return f"keeping the {parts}"
    if action.kind == "variations":
        return f"{many} variation{'s' if action.count != 1 else ''}"
    if action.kind == "back_to":
        return f"back to take {action.count}"
    if action.kind == "loudness":
        return f"{'louder' if action.amount_db > 0 else 'quieter'} ({action.amount_db:+g} dB)"
    return action.kind if action.count == 1 else f"{action.kind} {many} steps"
