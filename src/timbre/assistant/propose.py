"""A proposal: free talk → an Edit of the current take, or a Brief of a new one, by way of the model.

What the user's words state plainly wins over what the model makes of them. Nothing is used before it was shown.
Knows nothing of sessions or terminals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import ValidationError

from timbre.assistant.answer import Wishes, read_answer, schema
from timbre.assistant.client import ask
from timbre.assistant.endpoint import Endpoint
from timbre.assistant.wording import mending, messages
from timbre.errors import AssistantError
from timbre.language.edits import Action, Change, Edit, Playing, apply, describe, read_edit
from timbre.language.parse import parse
from timbre.language.stating import state
from timbre.model.brief import Brief, Source
from timbre.model.request import PARTS

BECAUSE = "assistant"
_PLAINLY = ("bpm", "key", "metre", "chords", "seconds", "bars")
"""Fields that stay as the user's words state them."""
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the model proposes: an `edit`, or a `brief` of a new take."""

    words: str
    edit: Edit | None = None
    brief: Brief | None = None
    reply: str = ""
    """The model's sentence to the user."""
    ignored: tuple[str, ...] = ()
    """What of its answer was left out, with why."""

    @property
    def difference(self) -> str:
        """The edit in words; "" for a new take."""
        return describe(self.edit) if self.edit is not None else ""


def propose(
    words: str, endpoint: Endpoint, brief: Brief | None = None, current: Playing | None = None
) -> Proposal:
    """Ask the model what `words` mean, next to the take made from `brief` if there is one. Blocks.

    An answer that cannot be read is asked for once more, with what is wrong. Raises AssistantError or MissingError.
    """
    current = current or Playing()
    talk = messages(words, brief, current, PARTS)
    wishes: Wishes | None = None
    for attempt in range(_TRIES):
        text = ask(endpoint, talk, schema())
        try:
            wishes = read_answer(text, PARTS)
            break
        except AssistantError as error:
            if attempt == _TRIES - 1:
                raise
            talk += [{"role": "assistant", "content": text[:4000]}, mending(error.message)]
    assert wishes is not None
    if wishes.intent == "none" or not _asks(wishes):
        sentence = f" It says: {wishes.reply}" if wishes.reply else ""
        raise AssistantError(
            f"The assistant found nothing musical to do in these words.{sentence}",
            "Say what you want to hear: instruments, mood, tempo, genre.",
        )
    found = Proposal(words, reply=wishes.reply, ignored=wishes.ignored)
    if wishes.intent == "edit" and brief is not None:
        return replace(found, edit=_edit(words, wishes, brief, current))
    said = parse(words)
    return replace(found, brief=_with(said, wishes, said, current))


def _asks(wishes: Wishes) -> bool:
    return bool(wishes.fields or wishes.add or wishes.remove or wishes.renew or wishes.keep)


def _edit(words: str, wishes: Wishes, brief: Brief, current: Playing) -> Edit:
    """The wishes as a change of `brief`."""
    after = _with(brief, wishes, parse(words), current)
    changes = []
    for name in Brief.model_fields:
        before, new = getattr(brief, name), getattr(after, name)
        if name in ("sources", "ignored") or before == new:
            continue
        changes.append(
            Change(
                field=name,
                before=before,
                after=new,
                before_source=brief.sources.get(name),
                after_source=after.sources.get(name, Source(kind="stated", because=BECAUSE)),
                heard=getattr(current, name, None),
                words=words,
            )
        )
    actions = [Action(kind="keep_parts", parts=wishes.keep)] if wishes.keep else []
    actions += [Action(kind="reseed", parts=wishes.renew)] if wishes.renew else []
    return Edit(changes=tuple(changes), actions=tuple(actions))


def _with(brief: Brief, wishes: Wishes, said: Brief, current: Playing) -> Brief:
    """`brief` in which the wishes are stated; what the words state plainly is taken from them."""
    fields = dict(wishes.fields)
    for name in _PLAINLY:
        if said.stated(name):
            fields[name] = getattr(said, name)
    for name, value in fields.items():
        try:
            brief = state(brief, name, value, BECAUSE)
        except ValidationError:
            continue
    for verb, names in (("drop", wishes.remove), ("add", wishes.add)):
        for name in names:
            step = read_edit(f"{verb} {name}", brief, current, force=True)
            brief = apply(step, brief) if step is not None else brief
    return brief
