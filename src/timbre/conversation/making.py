"""Acts that make music: a new idea, an edit, again, variations.

Knows nothing of how lines are read as commands, nor of terminals. Every function raises TimbreError.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from timbre.conversation.desk import Desk
from timbre.conversation.heard import last_edit, playing_of, request_of
from timbre.conversation.keeping import (
    held,
    kept_band,
    kept_bars,
    kept_tune,
    set_loudness,
    told_as_words,
    with_parts,
)
from timbre.conversation.ordering import Order
from timbre.conversation.requesting import MUSICAL, idea_request, reworked_request
from timbre.conversation.since import with_session
from timbre.conversation.work import Work
from timbre.errors import InvalidInputError
from timbre.language.assumed import nothing_understood
from timbre.language.edits.edit import Action, Edit
from timbre.language.edits.unread import is_unread_change
from timbre.language.parse import parse
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest
from timbre.model.stream import derive
from timbre.model.text import shortened
from timbre.session import events
from timbre.session.events import Cause
from timbre.session.take import Take

VARIATIONS_DEFAULT = 3
VARIATIONS_MAX = 16
WORDS_SHOWN = 72
UNREAD = (
    "That was not understood as a change, so nothing was made. Say it in other words (“slower”, “louder bass”, "
    "“no drums in the bridge”), or put /new before it for a new piece."
)


def new_idea(desk: Desk, work: Work, words: str, read: Brief | None = None) -> None:
    """Queue a take of `words`; `read` is what they mean, where the assistant read them."""
    desk.fresh = False
    request = idea_request(words, desk.wishes, desk.idea_seed(), desk.paths.presets, read)
    unclear = nothing_understood(words, read or parse(words))
    if unclear:
        desk.note(unclear)
    if desk.state.current is not None:
        desk.say(f"A new idea: {shortened(words, WORDS_SHOWN)}")
    work.submit(Order(request, Cause("idea", words)))


def remake(desk: Desk, work: Work) -> None:
    """The current take anew, with the settings of now."""
    take = desk.current()
    parent = request_of(take)
    brief, changes = with_session(desk, parent.brief)
    request = rework(desk, take, brief, kept_seed(desk, parent))
    words = changes or "made anew"
    work.submit(Order(request, Cause("edit", words), words))


def read_change(desk: Desk, words: str, *, force: bool = False) -> Edit | None:
    """What `words` change about the current take; None if they read like a new idea, or there is no take."""
    if desk.state.current is None:
        return None
    take = desk.current()
    brief, _ = with_session(desk, request_of(take).brief)
    return desk.edits.read(words, brief, playing_of(take), force=force, previous=last_edit(take))


def is_unread(desk: Desk, words: str, *, pending: bool = False) -> bool:
    """Whether `words`, no edit, are no idea to leave a take for either: there is one (or one is `pending`), and they
    mean nothing new."""
    if desk.fresh or (desk.state.current is None and not pending):
        return False
    return is_unread_change(words)


def change(desk: Desk, work: Work, words: str, edit: Edit) -> None:
    """Do what `edit` asks for: of the session, of the current take, or both."""
    making: list[Action] = []
    for note in edit.notes:
        desk.note(note)
    if edit.ignored:
        desk.note(f"Changed nothing: {', '.join(edit.ignored)}.")
    for action in edit.actions:
        if action.kind == "undo":
            undo(desk, action.count)
        elif action.kind == "redo":
            redo(desk, action.count)
        elif action.kind == "back_to":
            go_to(desk, str(action.count))
        elif action.kind == "loudness":
            making.append(action)
            set_loudness(desk, desk.current(), action.amount_db)
        else:
            making.append(action)
    if edit.changes or making:
        _make_change(desk, work, words, edit, making)
    elif not edit.actions and not edit.notes:
        desk.say(f"Nothing to change: take {desk.current().number} is like that.")


def again(desk: Desk, work: Work) -> None:
    """The current take with a new seed."""
    _refuse_lock(desk, "again")
    take = desk.current()
    brief, _ = with_session(desk, request_of(take).brief)
    seed = desk.random_seed()
    request = rework(desk, take, brief, seed)
    work.submit(Order(request, Cause("again", "again"), f"the same with seed {seed}"))


def variations(
    desk: Desk,
    work: Work,
    count: int = VARIATIONS_DEFAULT,
    brief: Brief | None = None,
    parts: tuple[str, ...] = (),
) -> None:
    """`count` takes beside each other whose seeds derive from the current take's.

    With `parts` only those are made anew: form, harmony and every other part stay as they are, note for note.
    """
    if not 1 <= count <= VARIATIONS_MAX:
        raise InvalidInputError(
            f"{count} variations cannot be made at once; 1 to {VARIATIONS_MAX} can.", "Type: /variations 3"
        )
    _refuse_lock(desk, "variations")
    take = desk.current()
    parent = request_of(take)
    if brief is None:
        brief, _ = with_session(desk, parent.brief)
    siblings = [desk.state.takes[child] for child in desk.state.children.get(take.id, ())]
    before = sum(each.cause is not None and each.cause.kind == "variation" for each in siblings)
    for number in range(before + 1, before + count + 1):
        seed = derive(parent.seed, number)
        request = rework(desk, take, brief, parent.seed if parts else seed)
        if parts:
            seeds = {**request.part_seeds, **dict.fromkeys(parts, seed)}
            request = request.model_copy(update={"part_seeds": seeds})
        what = f"variation {number} of take {take.number}" + (f": other {', '.join(parts)}" if parts else "")
        work.submit(Order(request, Cause("variation", f"variation {number}", chosen=False), what))


def undo(desk: Desk, steps: int = 1) -> None:
    """Back by so many takes."""
    for _ in range(steps):
        desk.session.undo()
    _say_where(desk, "Back at")


def redo(desk: Desk, steps: int = 1) -> None:
    """Forward again."""
    for _ in range(steps):
        desk.session.redo()
    _say_where(desk, "Forward to")


def go_to(desk: Desk, reference: str) -> None:
    """To any take of the session."""
    desk.session.choose(desk.take(reference).id)
    _say_where(desk, "At")


def _make_change(desk: Desk, work: Work, words: str, edit: Edit, actions: list[Action]) -> None:
    take = desk.current()
    parent = request_of(take)
    brief, settings = with_session(desk, parent.brief)
    brief = desk.edits.apply(edit, brief)
    if any(action.kind == "keep_parts" for action in actions):
        brief = held(take, brief)
    for change_ in edit.changes:
        if change_.field in MUSICAL and change_.field in desk.state.overrides:
            desk.record(events.setting_changed(change_.field, None))
    changes = ", ".join(text for text in (desk.edits.describe(edit), settings) if text)
    counts = [action.count for action in actions if action.kind == "variations"]
    if counts:
        variations(desk, work, counts[-1], brief)
        return
    request = rework(desk, take, brief, kept_seed(desk, parent), words)
    request = with_parts(desk, request, parent, actions)
    for note in told_as_words(request, edit):
        desk.note(note)
    kind = "edit" if edit.changes or any(action.parts or action.amount_db for action in actions) else "again"
    cause = Cause("edit" if kind == "edit" else "again", words, edit.model_dump(mode="json"))
    desk.say(f"Changing take {take.number}: {changes or words}")
    work.submit(Order(request, cause, changes or words))


def rework(desk: Desk, take: Take, brief: Brief, seed: int, words: str = "") -> GenerationRequest:
    """The request of a take that comes from `take`, with the settings of now. Raises TimbreError."""
    parent = request_of(take)
    wishes = desk.wishes
    if "engine" not in desk.state.overrides:
        # What the engine chose for this machine fits the model it was chosen for.
        same = wishes.model in (None, parent.model)
        kept: dict[str, Any] = {
            name: getattr(wishes, name) or getattr(parent, name)
            for name in (("model", "precision", "device") if same else ())
        }
        if "sounds" not in desk.state.overrides and parent.sounds is not None:
            kept["sounds"] = parent.sounds
        wishes = replace(wishes, engine=parent.engine, **kept)
    request = reworked_request(
        parent, take.id, brief, wishes, seed=seed, words=words, presets_folder=desk.paths.presets
    )
    kept_of_it = {
        "seats": kept_band(take, parent, request),
        "written": kept_tune(take, parent, request),
        "seconds": kept_bars(take, parent, request),
    }
    return request.model_copy(update=kept_of_it)


def kept_seed(desk: Desk, parent: GenerationRequest) -> int:
    """An edit keeps the seed, so that what is not changed stays as it was."""
    return parent.seed if desk.state.seed_lock is None else desk.state.seed_lock


def _refuse_lock(desk: Desk, what: str) -> None:
    lock = desk.state.seed_lock
    if lock is not None:
        raise InvalidInputError(
            f"The seed is locked to {lock}: {what} would make the same music once more.", "Type: /seed unlock"
        )


def _say_where(desk: Desk, lead: str) -> None:
    take = desk.current()
    desk.say(f"{lead} take {take.number}: {shortened(take.prompt, WORDS_SHOWN)}", take=take.id)
