"""One field of a Brief stated outright, outside the prompt: an option, a setting of the session.

What the field implies comes along, as it would in a prompt, where nothing else was stated. Pure.
"""

from __future__ import annotations

from typing import Any

from timbre.errors import InvalidInputError
from timbre.language.feeling import AXES, MOST_MOODS
from timbre.language.instruments import MOST_INSTRUMENTS
from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.naming import entries_named
from timbre.model.brief import Brief, Source

MOST_SOUNDS = 12


def state(brief: Brief, name: str, value: Any, because: str) -> Brief:
    """`brief` in which `name` is `value`, stated by `because` ("/set", "--bpm").

    Genres bring their style, tempo and feel in place of the old genres', moods their feeling; who is asked for is not
    ruled out any more, and the other way round. Bars take the place of seconds. Raises pydantic's ValidationError.
    """
    if name == "genres" and value:
        brief = _in_genre(brief, value[0][0])
    elif name == "moods":
        brief = _in_moods(brief, value)
    elif name in ("instruments", "without"):
        brief = _less(brief, "without" if name == "instruments" else "instruments", value)
    elif name == "bars":
        brief = unsaid(brief, "seconds")
    return brief.with_stated(because, **{name: value})


def unsaid(brief: Brief, name: str) -> Brief:
    """`brief` that says nothing of a field."""
    nothing = Brief.model_fields[name].get_default(call_default_factory=True)
    sources = {each: source for each, source in brief.sources.items() if each != name}
    return brief.model_copy(update={name: nothing, "sources": sources})


def mood_names(text: str) -> tuple[str, ...]:
    """Moods written alone. Raises UnknownNameError or InvalidInputError."""
    return _few("moods", tuple(entry.name for entry in entries_named("mood", text)), MOST_MOODS)


def sound_names(text: str) -> tuple[str, ...]:
    """Production words written alone. Raises UnknownNameError or InvalidInputError."""
    return _few("words for the sound", tuple(e.name for e in entries_named("production", text)), MOST_SOUNDS)


def instrument_names(text: str) -> tuple[str, ...]:
    """Instruments written alone: a kit with its role, a general word ("guitar") as the usual one.

    Raises UnknownNameError or InvalidInputError.
    """
    names: list[str] = []
    for entry in entries_named("instrument", text):
        if entry.name == "vocals":
            raise InvalidInputError(
                "Vocals are no instrument but a switch of their own.", "Switch vocals on."
            )
        if entry.choices:
            names.append(dict(entry.choices)["default"])
        else:
            names += [entry.kit, entry.name] if entry.kit else [entry.name]
    return _few("instruments", tuple(dict.fromkeys(names)), MOST_INSTRUMENTS)


def ruled_out_names(text: str) -> tuple[str, ...]:
    """Instruments and roles to do without, written alone; a general word takes its family along.

    Raises UnknownNameError or InvalidInputError.
    """
    from timbre.language.edits.things import ruled_out

    names = [name for entry in entries_named("instrument", text) for name in ruled_out(entry)]
    return _few("instruments to do without", tuple(dict.fromkeys(names)), None)


def _few(what: str, names: tuple[str, ...], most: int | None) -> tuple[str, ...]:
    if not names or (most is not None and len(names) > most):
        upto = f"1 to {most}" if most else "at least one"
        raise InvalidInputError(f"There can be {upto} {what}, not {len(names)}.", "Name them with commas.")
    return names


def _in_genre(brief: Brief, name: str) -> Brief:
    """As "make it a waltz" does: what the old genre implied follows the new one."""
    from timbre.language.edits.draft import Draft
    from timbre.language.edits.edit import Playing, apply
    from timbre.language.edits.feel import switch_to

    genre = vocabulary().named("genre", name)
    if genre is None:
        return brief
    draft = Draft(brief, Playing())
    switch_to(genre, draft)
    return apply(draft.finish(), brief)


def _in_moods(brief: Brief, moods: tuple[str, ...]) -> Brief:
    """The axes as if the moods had been typed beside the genres; what was stated of them stays."""
    meant = parse(", ".join((*(name for name, _ in brief.genres), *moods)))
    felt: dict[str, Any] = {
        axis: getattr(meant, axis)
        for axis in AXES
        if getattr(meant, axis) is not None and not brief.stated(axis)
    }
    sources = {axis: Source(kind="implied", because=meant.source_of(axis).because) for axis in felt}
    return brief.model_copy(update={**felt, "sources": {**brief.sources, **sources}})


def _less(brief: Brief, name: str, names: tuple[str, ...]) -> Brief:
    left = tuple(each for each in getattr(brief, name) if each not in names)
    if left == getattr(brief, name):
        return brief
    return brief.model_copy(update={name: left}) if left else unsaid(brief, name)
