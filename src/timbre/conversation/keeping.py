"""What stays of a take when something is changed: parts that are kept or made anew alone, and how loud it is.

Knows nothing of the words that asked for it. Says so where an engine cannot do it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timbre.conversation.desk import Desk
from timbre.conversation.heard import band_heard, playing_of, request_of
from timbre.conversation.inspected import engines
from timbre.language.edits.edit import Action, Edit
from timbre.model.brief import SECONDS_RANGE, Brief
from timbre.model.request import GenerationRequest, Written
from timbre.session import events
from timbre.session import payload as read
from timbre.session.take import Take

USUAL_LUFS = -14.0
"""How loud a take is where nobody measured it."""
LUFS_RANGE = (-40.0, -5.0)
_LEAST_SHARE = 2 / 3
_SPOKEN = ("parts", "places")
"""Fields that engines without parts get as words only."""


def held(take: Take, brief: Brief) -> Brief:
    """`brief` with the take's tempo, key and metre, which a new seed would choose anew: kept parts need them."""
    facts = playing_of(take)
    chosen = {name: getattr(facts, name) for name in ("bpm", "key", "metre") if getattr(brief, name) is None}
    return brief.with_stated(
        f"take {take.number}", **{name: value for name, value in chosen.items() if value}
    )


def with_parts(
    desk: Desk, request: GenerationRequest, parent: GenerationRequest, actions: Sequence[Action]
) -> GenerationRequest:
    """New seeds for what is to be new; the parts that stay keep theirs. Other changes keep every seed, hence the notes.

    An engine that makes all parts at once gets a new seed for the whole where one was asked for, and the user is told.
    """
    for action in actions:
        if action.kind in ("reseed", "keep_parts"):
            request = _reseeded(desk, request, parent, action)
    if not request.part_seeds or has_parts(request.engine):
        return request
    asked = [action for action in actions if action.parts]
    if asked:
        names = " and ".join(dict.fromkeys(part for action in asked for part in action.parts))
        desk.note(
            f"{title_of(request.engine)} makes all parts at once: it cannot keep or change the {names} alone."
        )
    anew = any(action.kind == "reseed" for action in asked) and request.seed == parent.seed
    seed = desk.random_seed() if anew else request.seed
    return request.model_copy(update={"part_seeds": {}, "seed": seed})


def _reseeded(
    desk: Desk, request: GenerationRequest, parent: GenerationRequest, action: Action
) -> GenerationRequest:
    seed = desk.random_seed()
    if action.kind == "reseed" and action.parts:
        seeds = {**request.part_seeds, **dict.fromkeys(action.parts, seed)}
        return request.model_copy(update={"part_seeds": seeds})
    kept = {
        part: parent.part_seeds.get(part, parent.seed) for part in action.parts if action.kind == "keep_parts"
    }
    return request.model_copy(update={"seed": seed, "part_seeds": kept})


def kept_band(
    take: Take, parent: GenerationRequest, request: GenerationRequest
) -> tuple[tuple[str, str], ...]:
    """The band of `take` for a take that comes from it, where nothing asks for another one.

    Another seed, style or genre brings its own players, and so does taking back that somebody was ruled out.
    """
    now, before = request.brief, parent.brief
    same = (request.engine, request.seed, now.style, now.genres) == (
        parent.engine,
        parent.seed,
        before.style,
        before.genres,
    )
    freed = set(before.without) - set(now.without) - set(now.instruments)
    if not same or freed or not has_parts(request.engine):
        return ()
    players = ("instruments", "without", "vocals", "production")
    changed = any(getattr(now, name) != getattr(before, name) for name in players)
    return band_heard(take) if changed else parent.seats


def kept_tune(take: Take, parent: GenerationRequest, request: GenerationRequest) -> Written | None:
    """The key that `take` was written in, for a take that is the same in another key of the same mode."""
    if (request.engine, request.seed) != (parent.engine, parent.seed) or not has_parts(request.engine):
        return None
    heard = read.text(take.result.get("key"))
    if request.brief.key == parent.brief.key or heard is None or request.brief.key is None:
        return parent.written
    return parent.written or Written(key=heard, chosen=parent.brief.key is None)


def kept_bars(take: Take, parent: GenerationRequest, request: GenerationRequest) -> float | None:
    """The length of a take that is `take` at another tempo: as many bars, where nobody stated a length.

    A tempo more than half as fast again, or less than two thirds, leaves the length as it is.
    """
    now, before, heard = request.brief, parent.brief, read.number(take.result.get("bpm"))
    same = (request.engine, request.seed, request.seconds, now.bars, now.metre, now.style) == (
        parent.engine,
        parent.seed,
        parent.seconds,
        before.bars,
        before.metre,
        before.style,
    )
    if not same or now.bpm is None or now.bpm == before.bpm or not heard or request.seconds is None:
        return request.seconds
    share = heard / now.bpm
    seconds = request.seconds * share
    free = not now.stated("seconds") and not now.loop and has_parts(request.engine)
    fits = _LEAST_SHARE <= share <= 1 / _LEAST_SHARE and SECONDS_RANGE[0] <= seconds <= SECONDS_RANGE[1]
    return round(seconds, 1) if free and fits else request.seconds


def told_as_words(request: GenerationRequest, edit: Edit) -> Iterator[str]:
    """What the user should know where wishes for players and places reach the engine as words of its prompt only."""
    if not has_parts(request.engine) and any(change.field in _SPOKEN for change in edit.changes):
        yield f"{title_of(request.engine)} is told this in words and may not keep to it; the composer does."


def has_parts(engine: str) -> bool:
    """Whether an engine makes its parts one by one; an engine nobody knows is taken at its word."""
    info = next((entry.info for entry in engines() if entry.name == engine), None)
    return info is None or "part-seeds" in info.capabilities


def title_of(engine: str) -> str:
    """What an engine is called."""
    return next((entry.info.title for entry in engines() if entry.name == engine and entry.info), engine)


def set_loudness(desk: Desk, take: Take, amount_db: float) -> None:
    """Master this take and the next so much louder than the current one is."""
    measured = read.number(read.mapping(take.result.get("measured")).get("lufs"))
    asked = request_of(take).post.lufs
    now = asked if asked is not None else measured if measured is not None else USUAL_LUFS
    target = float(round(min(LUFS_RANGE[1], max(LUFS_RANGE[0], now + amount_db)), 1))
    desk.record(events.setting_changed("lufs", target))
    desk.note(
        f"Loudness {now:.1f} → {target:.1f} LUFS from now on; /set lufs none takes it back. "
        "For one player, say which: “louder bass”."
    )
