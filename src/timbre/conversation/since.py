"""What was set since a take was made: fields by `/set` and presets, on top of its Brief. Knows no jobs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from timbre.conversation.defaults import musical
from timbre.conversation.desk import Desk
from timbre.language.explain import in_words
from timbre.language.presets import apply_presets, load_preset
from timbre.language.stating import state, unsaid
from timbre.model.brief import Brief


def with_session(desk: Desk, brief: Brief) -> tuple[Brief, str]:
    """`brief` with what `/set` says of the music and the presets switched on since, and that in words."""
    words = []
    for name, value in musical(desk.state.overrides).items():
        if _said_since(desk, brief, name):
            continue
        if getattr(brief, name) == value:
            brief = brief if brief.stated(name) else brief.with_stated("/set", **{name: value})
            continue
        if name == "seconds":
            brief = unsaid(unsaid(brief, "bars"), "loop")
        brief = state(brief, name, value, "/set")
        words.append(_told(name, value))
    if desk.new_presets:
        presets = [load_preset(name, desk.paths.presets) for name in desk.new_presets]
        brief = apply_presets(brief, presets)
        words += [f"preset {name}" for name in desk.new_presets]
    return brief, ", ".join(words)


def _said_since(desk: Desk, brief: Brief, name: str) -> bool:
    """Whether the words of the current take state the field, and came after `/set` did: then they count on."""
    take, set_at = desk.state.takes.get(desk.state.current or ""), desk.state.overridden_at.get(name)
    if take is None or set_at is None or not brief.stated(name) or brief.source_of(name).span is None:
        return False
    begun = _moment(take.time) - timedelta(seconds=take.elapsed_seconds or 0.0)
    return _moment(set_at) <= begun


def _moment(time: str) -> datetime:
    """A time of the history; the beginning of all where it cannot be read."""
    try:
        found = datetime.fromisoformat(time.replace("Z", "+00:00"))
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.utc)
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _told(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"{name} {'on' if value else 'off'}"
    if isinstance(value, tuple):
        return f"{name} {in_words(name, value)}"
    return f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
