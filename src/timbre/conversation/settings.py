"""Acts that shape the next takes: `/set`, `/engine`, `/model`, `/guide`, `/seed`.

Knows nothing of how takes are made. Every function raises TimbreError.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from timbre.conversation.defaults import FIELDS, musical, read_value
from timbre.conversation.desk import Desk
from timbre.conversation.guiding import attach_guide
from timbre.conversation.replies import Listed
from timbre.conversation.requesting import OF_ENGINE
from timbre.engines.registry import check_needs, find_engine, list_engines
from timbre.errors import CapabilityError
from timbre.language.explain import in_words
from timbre.model.engine import EngineInfo
from timbre.model.guide import GuideWish
from timbre.session import events

NONE = ("none", "unset", "default")
_LENGTHS = {"seconds": "bars", "bars": "seconds"}
"""A length in one unit takes back that in the other."""


def change_setting(desk: Desk, text: str) -> None:
    """`/set`: show all, show one, set one, or take one back. `text` is what follows, as it was typed."""
    first, _, said = text.strip().partition(" ")
    name, said = first.lower().replace("-", "_"), _unquoted(said.strip())
    if not name:
        _show_settings(desk, tuple(FIELDS))
    elif name == "engine":
        choose_engine(desk, (said,) if said else ())
    elif name == "guide":
        guide(desk, (said,) if said else ())
    elif name == "seed" and said:
        seed(desk, ("unlock" if said.lower() in NONE else said,))
    elif not said:
        read_known(name)
        _show_settings(desk, (name,))
    elif said.lower() in NONE:
        read_known(name)
        desk.record(events.setting_changed(name, None))
        desk.say(f"{name} is left to the words and the engine again.")
    else:
        value = read_value(name, said)
        desk.record(events.setting_changed(name, value))
        other = _LENGTHS.get(name)
        if other is not None and other in desk.state.overrides:
            desk.record(events.setting_changed(other, None))
        desk.say(f"{name} is {_shown(name, musical({name: value}).get(name, value))} for the next takes.")


def read_known(name: str) -> None:
    """Raise UnknownNameError if `/set` knows no such field."""
    if name not in FIELDS:
        read_value(name, "")


def choose_engine(desk: Desk, values: tuple[str, ...]) -> None:
    """`/engine`: list them, or choose one."""
    chosen = desk.wishes.engine
    if not values:
        rows = []
        for entry in list_engines():
            title = entry.info.title if entry.info else entry.problem
            state = "ready" if entry.ready else ", ".join(need.name for need in entry.missing) or "broken"
            rows.append((entry.name, "chosen" if entry.name == chosen else "", state, title))
        desk.tell(Listed(("engine", "", "needs", "what"), tuple(rows)))
        return
    entry = find_engine(values[0])
    check_needs(entry)
    if entry.info is None:
        raise CapabilityError(
            f"The engine {entry.name!r} is broken: {entry.problem}", "timbre doctor tells more."
        )
    desk.record(events.setting_changed("engine", entry.name))
    set_here = desk.state.overrides
    foreign = (
        []
        if entry.name == chosen
        else [name for name in OF_ENGINE if name in set_here and not _fits(name, set_here[name], entry.info)]
    )
    for name in foreign:
        desk.record(events.setting_changed(name, None))
    gone = f" {', '.join(foreign)}: taken back, as that was for another engine." if foreign else ""
    desk.say(f"{entry.name} makes the next takes.{gone}")


def guide(desk: Desk, values: tuple[str, ...]) -> None:
    """`/guide`: say what tune is followed, follow another, or none."""
    chosen = desk.wishes.guide
    if not values:
        desk.say("No tune is followed." if chosen is None else f"The next takes follow {_described(chosen)}.")
        return
    if len(values) == 1 and values[0].lower() in (*NONE, "off"):
        desk.record(events.setting_changed("guide", None))
        desk.say("The next takes follow no tune.")
        return
    follow(desk, Path(values[0]), " ".join(values[1:]) or None)


def follow(desk: Desk, file: Path, track: str | None = None) -> None:
    """Take a MIDI file as the tune of the next takes."""
    chosen = attach_guide(file, track, desk.paths)
    desk.record(events.setting_changed("guide", chosen.model_dump(mode="json")))
    desk.say(f"The next takes follow {_described(chosen)}. Say how it shall sound; /guide off lets it go.")


def _described(guide: GuideWish) -> str:
    return f"{guide.title}: {guide.bars} bars of {guide.metre}, {guide.key}, {guide.bpm:g} bpm"


def choose_model(desk: Desk, text: str) -> None:
    """`/model`: list those of the engine, or choose one. `text` is what follows, as it was typed."""
    said = _unquoted(text.strip())
    if said:
        change_setting(desk, f"model {said}")
        return
    entry = find_engine(desk.wishes.engine)
    models = entry.info.models if entry.info is not None else ()
    chosen = desk.wishes.model or (entry.info.default_model if entry.info is not None else None)
    if not models:
        desk.say(f"{entry.name} has one model only.")
        return
    more = () if chosen in (None, *models) else (str(chosen),)
    rows = tuple((name, "chosen" if name == chosen else "") for name in (*models, *more))
    desk.tell(Listed(("model", ""), rows))


def _fits(name: str, value: object, info: EngineInfo) -> bool:
    """Whether the engine `info`, newly chosen, can answer `value` for the wish `name`."""
    if name == "model":
        return value in info.models
    if name == "sounds":
        return "soundfonts" in info.capabilities
    if name in ("precision", "device"):
        return value in (info.precisions if name == "precision" else info.devices)
    return name in info.sampling


def seed(desk: Desk, values: tuple[str, ...]) -> None:
    """`/seed`: show, lock to the current take's, unlock, or set."""
    lock = desk.state.seed_lock
    word = values[0].lower() if values else ""
    if not word:
        take = desk.state.takes.get(desk.state.current or "")
        now = f"The current take has seed {take.seed}. " if take else ""
        desk.say(now + ("No seed is locked." if lock is None else f"The seed is locked to {lock}."))
    elif word in ("unlock", "off", "free"):
        desk.record(events.seed_locked(None))
        desk.say("The seed is free: every new idea gets its own.")
    else:
        if word in ("lock", "on"):
            take = desk.state.takes.get(desk.state.current or "")
            value = take.seed if take is not None and take.seed is not None else desk.random_seed()
        else:
            value = read_value("seed", word)
        desk.record(events.seed_locked(value))
        desk.say(f"The seed is locked to {value}: every next take gets it.")


def _show_settings(desk: Desk, names: tuple[str, ...]) -> None:
    overrides, wishes = desk.state.overrides, desk.wishes
    rows = []
    for name in names:
        part = FIELDS[name].part
        holder: Any = getattr(wishes, part) if part else wishes
        value = desk.state.seed_lock if name == "seed" else getattr(holder, name, None)
        here = name in overrides or (name == "seed" and value is not None)
        source = "/set" if here else ("" if value is None else "default")
        rows.append((name, _shown(name, value), source, FIELDS[name].valid))
    desk.tell(Listed(("field", "value", "from", "valid"), tuple(rows)))


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return in_words(name, value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _unquoted(text: str) -> str:
    """`"Am F C G"` without the quotation marks around it."""
    marked = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1].strip() if marked else text
