"""Acts that make music: a new idea, an edit, again, variations.

Knows nothing of how lines are read as commands, nor of terminals. Every function raises TimbreError.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from timbre.conversation.desk import Desk
from timbre.conversation.ordering import Order
from timbre.conversation.requesting import MUSICAL, idea_request, reworked_request
from timbre.conversation.since import with_session
from timbre.conversation.work import Work
from timbre.errors import InvalidInputError
from timbre.language.edits.edit import Action, Edit, Playing
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest
from timbre.model.stream import derive
from timbre.model.text import shortened
from timbre.session import events
from timbre.session import payload as read
from timbre.session.events import Cause
from timbre.session.take import Take

VARIATIONS_DEFAULT = 3
VARIATIONS_MAX = 16
WORDS_SHOWN = 72


def request_of(take: Take) -> GenerationRequest:
    """What a take was made from. Raises HistoryError, or InvalidInputError if a newer Timbre made it."""
    try:
        return GenerationRequest.model_validate(take.request)
    except ValueError as error:
        raise InvalidInputError(
            f"Take {take.number} cannot be worked on: its recipe is of another version of Timbre.",
            "Type its words again as a new idea.",
        ) from error


def playing_of(take: Take) -> Playing:
    """The facts of a take, where its words said nothing."""
    result = take.result
    return Playing(
        bpm=read.number(result.get("bpm")),
        key=read.text(result.get("key")),
        metre=read.text(result.get("metre")),
        seconds=read.number(result.get("seconds")),
    )


def new_idea(desk: Desk, work: Work, words: str) -> None:
    """Queue a take of `words`."""
    desk.fresh = False
    request = idea_request(words, desk.wishes, desk.idea_seed(), desk.paths.presets)
    if request.brief.ignored and not request.brief.sources:
        desk.note("Nothing in these words was understood as music, so everything is left to the engine.")
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
    return desk.edits.read(words, brief, playing_of(take), force=force)


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
        elif action.kind == "level":
            desk.note(
                "Parts cannot be made louder or softer one by one yet; /export --stems gives them singly."
            )
        else:
            making.append(action)
    if edit.changes or making:
        _make_change(desk, work, words, edit, making)
    elif not edit.actions:
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
        brief = _held(take, brief)
    for change_ in edit.changes:
        if change_.field in MUSICAL and change_.field in desk.state.overrides:
            desk.record(events.setting_changed(change_.field, None))
    changes = ", ".join(text for text in (desk.edits.describe(edit), settings) if text)
    counts = [action.count for action in actions if action.kind == "variations"]
    if counts:
        variations(desk, work, counts[-1], brief)
        return
    request = rework(desk, take, brief, kept_seed(desk, parent), words)
    for action in actions:
        request = _reseeded(desk, request, parent, action)
    kind = "edit" if edit.changes or any(action.parts for action in actions) else "again"
    cause = Cause("edit" if kind == "edit" else "again", words, edit.model_dump(mode="json"))
    desk.say(f"Changing take {take.number}: {changes or words}")
    work.submit(Order(request, cause, changes or words))


def _held(take: Take, brief: Brief) -> Brief:
    """`brief` with the take's tempo, key and metre, which a new seed would choose anew: kept parts need them."""
    facts = playing_of(take)
    chosen = {name: getattr(facts, name) for name in ("bpm", "key", "metre") if getattr(brief, name) is None}
    return brief.with_stated(
        f"take {take.number}", **{name: value for name, value in chosen.items() if value}
    )


def _reseeded(
    desk: Desk, request: GenerationRequest, parent: GenerationRequest, action: Action
) -> GenerationRequest:
    """New seeds for what is to be new; the parts that stay keep theirs."""
    seed = desk.random_seed()
    if action.kind == "reseed" and action.parts:
        seeds = {**request.part_seeds, **dict.fromkeys(action.parts, seed)}
        return request.model_copy(update={"part_seeds": seeds})
    kept = {
        part: parent.part_seeds.get(part, parent.seed) for part in action.parts if action.kind == "keep_parts"
    }
    return request.model_copy(update={"seed": seed, "part_seeds": kept})


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
    return reworked_request(
        parent, take.id, brief, wishes, seed=seed, words=words, presets_folder=desk.paths.presets
    )


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
