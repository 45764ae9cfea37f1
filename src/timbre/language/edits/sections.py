"""Clauses about the form: no intro, add a bridge, a longer intro, an 8 bar outro, start with the chorus.

Knows nothing of what is heard in a section (`places`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.steps import count_of
from timbre.language.sections import MOST_BARS, MOST_SECTIONS
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import SectionWish

USUAL = ("intro", "verse", "chorus", "verse", "chorus", "outro")
"""The form edits start from where nobody knows the take's."""
USUAL_BARS = {"intro": 4, "outro": 4, "build": 4, "pre-chorus": 4, "breakdown": 4, "interlude": 4}
BARS = 8
_ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "another",
        "one",
        "some",
        "its",
        "that",
        "any",
        "more",
        "new",
        "extra",
        "proper",
        "real",
        "nice",
        "section",
        "part",
    ]
)
"""Words that are passed over."""
_WHICH = "first|second|third|last|final"
_ADD = re.compile(
    r"(?:add|insert|put in|include|write|throw in|give it|with|have|use|bring in)"
    r" (?:(?P<bars>\d{1,3})[ -]?bars? )?(?P<name>[a-z -]+?)"
    r"(?: (?:at (?:start|end|beginning)|in|to it|before (?P<before>[a-z -]+)|after (?P<after>[a-z -]+)))?"
)
_DROP = re.compile(
    r"(?:no|drop|skip|remove|lose|cut|without|delete|leave out|take out|omit|get rid of|ditch|scrap|kill)"
    rf" (?:(?P<which>{_WHICH}) )?(?P<name>[a-z -]+?)(?: out)?"
)
_SIZE = re.compile(
    r"(?P<way>longer|shorter|extended|extend|lengthen|shorten|double|halve|stretch out|stretch|trim|long"
    r"|short)"
    rf" (?:(?P<which>{_WHICH}) )?(?P<name>[a-z -]+)"
)
_SIZED = re.compile(
    rf"(?:(?P<which>{_WHICH}) )?(?P<name>[a-z -]+?) (?:is |be )?"
    r"(?P<way>longer|shorter|less long|less short|twice as long|half as long|long|short)"
)
_BARS = re.compile(
    rf"(?P<n>\d{{1,3}})[ -]?bars? (?:for |of |in )?(?:(?P<which>{_WHICH}) )?(?P<name>[a-z -]+)"
)
_IN_BARS = re.compile(
    rf"(?:(?P<which>{_WHICH}) )?(?P<name>[a-z -]+?) (?:(?:of|is|be|for|to|with"
    rf"|over) )*(?P<n>\d{{1,3}}) ?bars?"
)
_FIRST = re.compile(r"(?:start|begin|open|kick off)(?: it| off)? (?:with|on|in|at) (?P<name>[a-z -]+)")
_LAST = re.compile(r"(?:end|finish|close)(?: it| off)? (?:with|on|in|at) (?P<name>[a-z -]+)")
_COUNT = re.compile(r"(?:(?:have|use|make|with|give it|play) )?(?P<n>[a-z]+|\d) (?P<name>[a-z -]+?)s")
_TWICE = re.compile(r"(?:repeat|double|play) (?P<name>[a-z -]+?)(?: twice| again)?")
_GROWS, _MOST = 1.5, 80
_LONGER = ("longer", "extended", "extend", "lengthen", "stretch", "stretch out", "long", "less short")


def read_sections(clause: Clause, draft: Draft) -> bool:
    """Whether the clause changes the form; sets the field."""
    if len(clause.text) > _MOST:
        return False
    text = " ".join(word for word in clause.text.split() if word not in _ARTICLES)
    return (
        _bars(text, draft)
        or _size(text, clause.amount, draft)
        or _drop(text, draft)
        or _add(text, draft)
        or _ends(text, draft)
        or _counted(text, draft)
    )


def section(text: str | None) -> str | None:
    """The section a word names: "introduction", "choruses"."""
    known = vocabulary().grammar.sections
    if not text:
        return None
    return next(
        (known[t] for t in (text, text.removesuffix("s"), text.removesuffix("es")) if t in known), None
    )


def form_now(draft: Draft) -> list[SectionWish]:
    """The form as it is: asked for, else heard in the take, else the usual one."""
    asked: tuple[SectionWish, ...] = draft.get("form")
    if asked:
        return list(asked)
    heard = [name for name, _ in draft.current.sections if section(name) is not None]
    if len(heard) > 1:
        return [SectionWish(name=section(name) or name) for name in heard]
    return [SectionWish(name=name) for name in USUAL]


def bars_now(draft: Draft, at: int) -> int:
    """How many bars a section of the form has: as asked for, as heard, or the usual number."""
    form = form_now(draft)
    wish = form[at]
    if wish.bars is not None:
        return wish.bars
    heard = draft.current.sections
    bpm, seconds = draft.current.bpm, draft.current.seconds
    if not draft.get("form") and bpm and len(heard) == len(form) and seconds:
        starts = [start for _, start in heard] + [seconds]
        beats = int((draft.current.metre or "4/4").split("/")[0])
        return max(1, min(MOST_BARS, round((starts[at + 1] - starts[at]) * bpm / 60 / beats)))
    return USUAL_BARS.get(wish.name, BARS)


def set_form(draft: Draft, form: list[SectionWish]) -> None:
    """Set the form; the last section stays."""
    if not form:
        draft.note("One section is all there is.")
    elif len(form) > MOST_SECTIONS:
        draft.note(f"A form has at most {MOST_SECTIONS} sections.")
    elif tuple(form) == draft.get("form"):
        draft.note("The form is like that already.")
    else:
        draft.set("form", tuple(form))


def add_section(draft: Draft, name: str) -> None:
    """Put a section where one of its name usually stands, unless there is one."""
    form = form_now(draft)
    if not _those(form, name, None):
        set_form(draft, _with(form, name, None, draft))


def _bars(text: str, draft: Draft) -> bool:
    found = _BARS.fullmatch(text) or _IN_BARS.fullmatch(text)
    name = section(found["name"]) if found is not None else None
    bars = int(found["n"]) if found is not None else 0
    if found is None or name is None or not 1 <= bars <= MOST_BARS:
        return False
    _resize(draft, name, found["which"], lambda _: bars)
    return True


def _size(text: str, amount: float, draft: Draft) -> bool:
    found = _SIZE.fullmatch(text) or _SIZED.fullmatch(text)
    name = section(found["name"]) if found is not None else None
    if found is None or name is None:
        return False
    way = found["way"]
    if way in ("double", "twice as long"):
        factor = 2.0
    elif way in ("halve", "half as long"):
        factor = 0.5
    else:
        grow = 1 + (_GROWS - 1) * amount
        factor = grow if way in _LONGER else 1 / grow
    _resize(draft, name, found["which"], lambda bars: _scaled(bars, factor))
    return True


def _scaled(bars: int, factor: float) -> int:
    size = max(1, min(MOST_BARS, round(bars * factor)))
    return size if size != bars else max(1, bars + (1 if factor > 1 else -1))


def _resize(draft: Draft, name: str, which: str | None, size: Callable[[int], int]) -> None:
    form = form_now(draft)
    bars = [bars_now(draft, i) for i in range(len(form))]
    if not _those(form, name, which):
        form = _with(form, name, None, None)
        bars = [USUAL_BARS.get(wish.name, BARS) if wish.bars is None else wish.bars for wish in form]
    those = _those(form, name, which)
    set_form(
        draft,
        [SectionWish(name=name, bars=size(bars[i])) if i in those else wish for i, wish in enumerate(form)],
    )


def _those(form: list[SectionWish], name: str, which: str | None) -> list[int]:
    """Where the sections of a name are; the one meant by "last"."""
    at = [i for i, wish in enumerate(form) if wish.name == name]
    if which in ("last", "final"):
        return at[-1:]
    order = {"first": 0, "second": 1, "third": 2}
    return at[order[which] : order[which] + 1] if which in order else at


def _drop(text: str, draft: Draft) -> bool:
    found = _DROP.fullmatch(text)
    name = section(found["name"]) if found is not None else None
    if found is None or name is None or (text.startswith("drop ") and found["name"] == "drop"):
        return False
    form = form_now(draft)
    gone = _those(form, name, found["which"])
    if not gone:
        draft.note(f"There is no {name} in it.")
        return True
    set_form(draft, [wish for i, wish in enumerate(form) if i not in gone])
    return True


def _add(text: str, draft: Draft) -> bool:
    found = _ADD.fullmatch(text)
    name = section(found["name"]) if found is not None else None
    if found is None or name is None:
        return False
    bars = int(found["bars"]) if found["bars"] else None
    if bars is not None and not 1 <= bars <= MOST_BARS:
        return False
    before, after = section(found["before"]), section(found["after"])
    form = form_now(draft)
    if before or after:
        at = _those(form, before or after or "", "last" if before else "first")
        place = at[0] + (0 if before else 1) if at else len(form)
        set_form(draft, [*form[:place], SectionWish(name=name, bars=bars), *form[place:]])
    elif re.search(r" at (?:start|beginning)$", text):
        set_form(draft, [SectionWish(name=name, bars=bars), *form])
    elif text.endswith(" at end"):
        set_form(draft, [*form, SectionWish(name=name, bars=bars)])
    else:
        set_form(draft, _with(form, name, bars, draft))
    return True


def _with(form: list[SectionWish], name: str, bars: int | None, draft: Draft | None) -> list[SectionWish]:
    """The form with a section where one of its name usually stands; an intro or outro that is there stays single."""
    wish, names = SectionWish(name=name, bars=bars), [each.name for each in form]
    if name in ("intro", "outro") and name in names:
        if draft is not None:
            draft.note(f"There is an {name} already.")
        return form
    if name == "intro":
        return [wish, *form]
    if name == "outro":
        return [*form, wish]
    end = len(form) - (1 if names and names[-1] == "outro" else 0)
    if name in ("bridge", "build", "breakdown", "pre-chorus", "solo", "interlude"):
        peaks = [i for i, each in enumerate(names) if each in ("chorus", "drop") and i > 0]
        end = peaks[-1] if peaks else end
    elif name == "verse" and "chorus" in names:
        chorus = len(names) - 1 - names[::-1].index("chorus")
        end = chorus if chorus > 0 else end
    return [*form[:end], wish, *form[end:]]


def _ends(text: str, draft: Draft) -> bool:
    """ "start with the chorus", "end on a verse"."""
    for pattern, first in ((_FIRST, True), (_LAST, False)):
        found = pattern.fullmatch(text)
        name = section(found["name"]) if found is not None else None
        if name is None:
            continue
        form = form_now(draft)
        edge = form[0] if first else form[-1]
        if edge.name in ("intro", "outro") and edge.name != name:
            form = form[1:] if first else form[:-1]
            edge = (form or [edge])[0 if first else -1]
        if edge.name != name:
            form = [SectionWish(name=name), *form] if first else [*form, SectionWish(name=name)]
        set_form(draft, form)
        return True
    return False


def _counted(text: str, draft: Draft) -> bool:
    """ "three choruses", "repeat the chorus"."""
    twice = _TWICE.fullmatch(text)
    name = section(twice["name"]) if twice is not None else None
    form = form_now(draft)
    if name is not None and text.startswith(("repeat", "double")):
        at = _those(form, name, "last")
        place = at[0] + 1 if at else len(form)
        set_form(draft, [*form[:place], SectionWish(name=name), *form[place:]])
        return True
    counted = _COUNT.fullmatch(text)
    name = section(f"{counted['name']}s") or section(counted["name"]) if counted is not None else None
    count = count_of(counted["n"]) if counted is not None and name is not None else None
    if name is None or count is None or not 1 <= count <= 8:
        return False
    while len(_those(form, name, None)) > count:
        last = _those(form, name, "last")[0]
        form = form[:last] + form[last + 1 :]
    while len(_those(form, name, None)) < count:
        form = _with(form, name, None, None)
    set_form(draft, form)
    return True
