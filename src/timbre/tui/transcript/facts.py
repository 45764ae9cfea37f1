"""What a card tells of a finished take: asked and heard, how loud, what made it, under which licence.

Knows nothing of widgets. The same wording as the card of `timbre make`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timbre.model.text import counted, speed_words
from timbre.tui.transcript.fitting import clock, one_line

if TYPE_CHECKING:
    from timbre.model.request import GenerationRequest, GenerationResult
    from timbre.session.take import Take

_ASKED = {"stated": "asked", "implied": "implied", "default": "chosen"}


@dataclass(frozen=True)
class Fact:
    """A value that stands out, and what is quieter beside it."""

    value: str
    aside: str = ""
    brief: str = ""
    """What is said of it where there is little room: only what differs."""


@dataclass(frozen=True)
class Facts:
    """Facts that flow over as many lines as they need."""

    music: tuple[Fact, ...] = ()
    """Length, tempo, key."""
    rest: tuple[Fact, ...] = ()
    """Loudness, style, engine, seed, SoundFont, licence, how long it took."""
    notes: tuple[str, ...] = ()
    files: str = ""
    """What lies beside the audio: stems, MIDI."""


def facts_of(request: GenerationRequest | None, result: GenerationResult) -> Facts:
    """The facts of a take; without its request nobody knows what was asked for."""
    measured = result.measured
    loud = f"{measured.lufs:.1f} LUFS" if measured.lufs is not None else "silent"
    if measured.true_peak_dbtp is not None:
        loud += f", peak {measured.true_peak_dbtp:.1f} dBTP"
    rest = [loud] if result.listened else []
    if result.style:
        rest.append(f"{result.style}, {result.metre or '4/4'}")
    rest.append(f"{result.engine} {result.engine_version}")
    if "guide" in result.details:
        rest.append(f"after {one_line(result.details['guide'])}")
    told = result.details
    known = (result.model, told.get("runtime"), f"seed {result.seed}", told.get("sounds"), result.licence)
    rest += [part for part in known if part]
    if result.elapsed_seconds:
        speed = result.seconds / max(0.001, result.elapsed_seconds)
        rest.append(f"made in {result.elapsed_seconds:.1f} s ({speed_words(speed)})")
    beside = []
    if result.stems:
        beside.append(f"{len(result.stems)} stems")
    if result.midi:
        beside.append("MIDI")
    notes = tuple(one_line(note) for note in result.notes)
    return Facts(_music(request, result), _quiet(rest), notes, " and ".join(beside))


def facts_of_take(take: Take) -> Facts:
    """The facts of a take of the history; what cannot be read is left out."""
    from timbre.errors import HistoryError
    from timbre.model.request import GenerationRequest, GenerationResult

    try:
        payload = take.payload
        result = GenerationResult.model_validate(payload.get("result"))
    except (HistoryError, ValueError):
        return _outline(take)
    try:
        request = GenerationRequest.model_validate(payload.get("request"))
    except ValueError:
        request = None
    return facts_of(request, result)


def _outline(take: Take) -> Facts:
    """What the history knows without the whole of it."""
    music = (Fact(clock(take.seconds)),) if take.seconds else ()
    seed = "" if take.seed is None else f"seed {take.seed}"
    return Facts(music, _quiet([part for part in (take.engine, take.model, seed) if part]))


def _music(request: GenerationRequest | None, result: GenerationResult) -> tuple[Fact, ...]:
    """Length, tempo and key: what was asked for, and what is heard."""
    measured = result.measured
    bpm = f"{result.bpm:.4g} bpm" if result.bpm else ""
    if not result.listened:
        known = [one_line(part) for part in (bpm, result.key or "") if part]
        return (Fact(clock(result.seconds)), *(Fact(part) for part in known))
    key, heard_key = one_line(result.key or ""), one_line(measured.key or "")
    same_key = bool(key) and _same_key(key, heard_key)
    return (
        Fact(clock(result.seconds)),
        _told(request, "bpm", bpm, *_beat(result.bpm, measured.bpm)),
        _told(request, "key", key, f"heard {heard_key}" if heard_key else "no clear key heard", same_key),
    )


def _same_key(one: str, other: str) -> bool:
    """Whether two names are of one key: G# minor is Ab minor."""
    from timbre.errors import TimbreError
    from timbre.theory.key import parse_key

    if one == other or not other:
        return one == other
    try:
        first, second = parse_key(one), parse_key(other)
    except TimbreError:
        return False
    return (first.tonic_class, first.mode) == (second.tonic_class, second.mode)


def _beat(bpm: float | None, heard: float | None) -> tuple[str, bool]:
    """What was heard of the tempo in words, and whether it is the one asked for.

    Twice or half the tempo is the same music counted otherwise, and no fault.
    """
    if not heard:
        return "no clear beat heard", False
    if bpm:
        if abs(bpm - heard) < 0.5:
            return f"heard {heard:.0f}", True
        told = counted(heard, bpm)
        if told:
            return f"heard at {told}", False
    return f"heard {heard:.0f}", False


def _told(request: GenerationRequest | None, field: str, value: str, heard: str, same: bool) -> Fact:
    """`80 bpm` asked and heard, or asked, heard 120."""
    brief = "" if same else heard
    if not value or request is None:
        return Fact(value, heard, brief)
    origin = _ASKED[request.brief.source_of(field).kind]
    return Fact(value, f"{origin} and heard" if same else f"{origin}, {heard}", brief)


def _quiet(parts: list[str]) -> tuple[Fact, ...]:
    return tuple(Fact("", one_line(part)) for part in parts)
