"""Acts about templates: `/template` lists and shows them, and makes a take of one.

Knows nothing of how slots are read. Every function raises TimbreError.
"""

from __future__ import annotations

from timbre.conversation.desk import Desk
from timbre.conversation.making import new_idea
from timbre.conversation.replies import Listed
from timbre.conversation.work import Work
from timbre.errors import InvalidInputError, TimbreError
from timbre.language.templates import Template, fill, load_template, template_names
from timbre.language.templates.filling import read_pairs


def template(desk: Desk, work: Work, values: tuple[str, ...]) -> None:
    """`/template`: list them, show one, or make a take of one; its prompt is said and kept as any other."""
    first = values[0].lower() if values else "list"
    if first == "list":
        _list(desk)
    elif first == "show":
        if len(values) != 2:
            raise InvalidInputError("Which template?", "Type: /template show NAME; /template lists them.")
        _show(desk, load_template(values[1], desk.paths.templates))
    else:
        found = load_template(first, desk.paths.templates)
        prompt = fill(found, read_pairs(values[1:], found))
        desk.say(f"Template {found.name}: {prompt}")
        new_idea(desk, work, prompt)


def slot_rows(template: Template) -> tuple[tuple[str, str, str, str], ...]:
    """Slot, default, what it takes, what it is for."""
    return tuple(
        (slot.name, "(needed)" if slot.default is None else slot.default, slot.valid, slot.description)
        for slot in template.slots
    )


def _list(desk: Desk) -> None:
    listed = []
    for name in template_names(desk.paths.templates):
        try:
            found = load_template(name, desk.paths.templates)
            listed.append((name, found.description, found.text))
        except TimbreError as error:
            listed.append((name, f"cannot be used: {error.message}", ""))
    desk.tell(Listed(("template", "description", "text"), tuple(listed)))


def _show(desk: Desk, found: Template) -> None:
    title = f"{found.title}: {found.description}\n{found.text}"
    desk.tell(Listed(("slot", "default", "takes", "what it is for"), slot_rows(found), title))
