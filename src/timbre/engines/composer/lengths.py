"""How long each section is: the user's sections stretched to the piece, or a style's templates fitted to it.

Knows nothing of what the sections contain.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

from timbre.engines.composer.section_names import usual_name
from timbre.engines.composer.style import Style
from timbre.engines.composer.style_parts import section_plan
from timbre.model.brief import Brief
from timbre.model.stream import Stream

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TOLERANCE = 3
"""How much more awkward than the best one a template may fit and still be chosen; one more every twenty bars."""
_ALONE = 4
"""What it costs a piece of more than ten bars to be one section."""
_STUNTED = 8
"""What it costs a main section to be shorter than a phrase."""
_SECOND_BEST = 12
"""How much more awkward a second form may be, so that a style does not always take the same one."""
_USUAL_BARS = {"intro": 4, "outro": 4, "break": 4, "lift": 4}


def asked_lengths(brief: Brief, bars: int) -> list[tuple[str, int]]:
    """The user's sections in order, stretched or squeezed to `bars` (+1: the final bar belongs to the last)."""
    wishes = brief.form[:bars] if len(brief.form) > bars else brief.form
    given = sum(wish.bars or 0 for wish in wishes)
    open_ones = [index for index, wish in enumerate(wishes) if wish.bars is None]
    lengths = [float(wish.bars or 0) for wish in wishes]
    room = bars - given
    if open_ones and room >= len(open_ones):
        usual = [_USUAL_BARS.get(usual_name(wishes[i].name), 8) for i in open_ones]
        for index, share in zip(open_ones, _rounded([float(u) for u in usual], room)):
            lengths[index] = share
    else:
        for index in open_ones:
            lengths[index] = 4.0
        if int(sum(lengths)) == bars + 1 and lengths[-1] > 1:
            lengths[-1] -= 1
        elif int(sum(lengths)) != bars:
            lengths = [float(value) for value in _rounded(lengths, bars)]
    return [(wish.name, int(length)) for wish, length in zip(wishes, lengths)]


def _rounded(weights: list[float], total: int) -> list[int]:
    """Whole numbers proportional to `weights`, at least 1, adding up to `total`; multiples of 4 or 2 if possible."""
    for unit in (4, 2, 1):
        if total % unit == 0 and total // unit >= len(weights):
            parts = _largest_remainder(weights, total // unit)
            return [part * unit for part in parts]
    return _largest_remainder(weights, total)


def _largest_remainder(weights: list[float], total: int) -> list[int]:
    whole = sum(weights) or 1.0
    exact = [weight * total / whole for weight in weights]
    parts = [max(1, int(value)) for value in exact]
    while sum(parts) < total:
        index = max(range(len(parts)), key=lambda i: (exact[i] - parts[i], -i))
        parts[index] += 1
    while sum(parts) > total:
        index = max(range(len(parts)), key=lambda i: (parts[i] - exact[i] if parts[i] > 1 else -1e9, i))
        parts[index] -= 1
    return parts


@lru_cache(maxsize=1)
def shared_templates() -> dict[str, tuple[str, ...]]:
    """Templates by family (forms.toml)."""
    text = Path(__file__).with_name("forms.toml").read_text(encoding="utf-8")
    return {family: tuple(plans) for family, plans in tomllib.loads(text).items()}


def template_lengths(style: Style, bars: int, stream: Stream) -> list[tuple[str, int]]:
    """A template that can be fitted to `bars` with round phrases (long pieces: with the style's cycles inserted)."""
    own = [list(section_plan(text)) for text in style.form.templates]
    shared = [list(section_plan(text)) for text in shared_templates().get(style.form.family or "", ())]
    shared = [plan for plan in shared if all(name in style.sections for name, _ in plan)]
    unit = style.form.unit
    longest = max(sum(n for _, n in plan) for plan in (*own, *shared))
    if bars > longest:
        long = [plan for plan in (*own, *shared) if sum(n for _, n in plan) * 3 >= longest * 2]
        return _grown(stream.choice(long), style, bars, stream)
    options: list[tuple[int, list[tuple[str, int]]]] = []
    for number, plan in enumerate((*own, *shared)):
        total = sum(n for _, n in plan)
        if total > 2 * bars + 8 or 3 * total + 8 < bars:
            continue
        fit = _round_fit(plan, bars, unit)
        if fit is not None:
            options.append((fit[0] + (number >= len(own)), fit[1]))
    if not options or bars < 6:
        only = "chorus" if style.form.riser or "verse" not in style.sections else "verse"
        return [(only if only in style.sections else next(iter(style.sections)), bars)]
    best = min(cost for cost, _ in options)
    others = [cost for cost, plan in options if plan != min(options)[1]]
    limit = best + (_TOLERANCE + bars // 20 if unit <= 8 else 1)
    if others and min(others) <= best + _SECOND_BEST and unit <= 8:
        limit = max(limit, min(others))
    good = [plan for cost, plan in options if cost <= limit]
    return stream.choice(good)


def _grown(plan: list[tuple[str, int]], style: Style, bars: int, stream: Stream) -> list[tuple[str, int]]:
    """A template with cycles inserted, each another alternate than the one before."""
    cycles = alternate_cycles(style)
    if bars * 2 >= 5 * sum(n for _, n in plan):
        plan, cycles = _broadened(plan), [_broadened(cycle) for cycle in cycles]
    turn = stream.integer(0, len(cycles) - 1)
    grown = list(plan)
    while True:
        cycle = cycles[turn % len(cycles)]
        if bars - sum(n for _, n in grown) < sum(n for _, n in cycle) * 3 // 4:
            return _fitted(grown, bars, style.form.unit)
        at = _cycle_place(grown, cycle)
        grown[at:at] = cycle
        turn += 1


def _broadened(plan: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Main sections of eight bars and breaks of four doubled: a very long piece takes longer breaths, not more."""
    broad = {"verse": 12, "chorus": 12, "solo": 12, "break": 6}
    return [(name, 2 * n if n <= broad.get(name, 0) else n) for name, n in plan]


def alternate_cycles(style: Style) -> list[list[tuple[str, int]]]:
    """The style's cycles; from a single one: itself, one with a solo for its break, one without its lift."""
    first = list(section_plan(style.form.cycle))
    if style.form.cycles:
        return [first, *(list(section_plan(text)) for text in style.form.cycles)]
    made = [first]
    names = [name for name, _ in first]
    if "solo" in style.sections and "break" in names and "solo" not in names:
        made.append([("solo" if name == "break" else name, n) for name, n in first])
    if "break" in style.sections and "solo" in names and "break" not in names:
        made.append([("break" if name == "solo" else name, n) for name, n in first])
    if "lift" in names and len(names) > 2:
        made.append([(name, n) for name, n in first if name != "lift"])
    return made


def _round_fit(plan: list[tuple[str, int]], bars: int, unit: int) -> tuple[int, list[tuple[str, int]]] | None:
    """Section lengths adding up to `bars` with the least awkward phrases, and how awkward they are; None if impossible.

    Dynamic programming over sections; a section may be left out when it is not a main one.
    """
    best: dict[int, tuple[int, list[int]]] = {0: (0, [])}
    for index, (name, nominal) in enumerate(plan):
        last = index == len(plan) - 1
        reached: dict[int, tuple[int, list[int]]] = {}
        for length in range(min(bars, nominal + max(8, unit)) + 1):
            price = _awkwardness(length, nominal, name, unit, last)
            for done, (cost, lengths) in best.items():
                total = done + length
                if total <= bars and (total not in reached or cost + price < reached[total][0]):
                    reached[total] = cost + price, [*lengths, length]
        best = reached
    if bars not in best:
        return None
    cost, lengths = best[bars]
    made = [(name, length) for (name, _), length in zip(plan, lengths) if length]
    return cost + (_ALONE if len(made) == 1 and bars > 10 else 0), made


def _awkwardness(length: int, nominal: int, name: str, unit: int, last: bool) -> int:
    """What a section of `length` bars costs. The last one is followed by the final bar, which completes a phrase."""
    if length == 0:
        return 5 if name in ("intro", "outro", "lift", "break", "solo") else 9
    rest = min(_odd(length, unit), _odd(length + 1, unit) + 1) if last else _odd(length, unit)
    change = abs(length - nominal)
    if name in ("verse", "chorus", "solo") and length < min(nominal, 3 if last else 4):
        rest += _STUNTED
    return rest + change // 2 + (3 if length > nominal and name in ("intro", "lift", "break", "outro") else 0)


def _odd(length: int, unit: int) -> int:
    if length % max(unit, 4) == 0:
        return 0
    if length % 4 == 0:
        return 1
    if length % 4 == 2:
        return 1 if unit == 2 else 3
    return 8


def _cycle_place(plan: list[tuple[str, int]], cycle: list[tuple[str, int]]) -> int:
    """Where an extra cycle goes: the last place where it meets different sections on both sides."""
    first, final = cycle[0][0], cycle[-1][0]
    for index in range(len(plan) - 1, 0, -1):
        if plan[index - 1][0] not in (first, "intro", "lift") and plan[index][0] not in (final, "outro"):
            return index
    for index in range(len(plan), 0, -1):
        if plan[index - 1][0] not in (first, "outro", "lift"):
            return index
    return len(plan)


def _fitted(plan: list[tuple[str, int]], bars: int, unit: int) -> list[tuple[str, int]]:
    """Grow or shrink sections by whole units; what is left lengthens (or shortens) the last section."""
    names = [name for name, _ in plan]
    sizes = [size for _, size in plan]
    order = sorted(
        range(len(plan)), key=lambda i: (names[i] in ("intro", "outro", "lift", "break"), sizes[i], i)
    )
    turn = 0
    while bars - sum(sizes) >= unit:
        sizes[order[turn % len(order)]] += unit
        turn += 1
    while sum(sizes) - bars >= unit and max(sizes) > unit:
        sizes[max(range(len(sizes)), key=lambda i: (sizes[i], i))] -= unit
    sizes[-1] += bars - sum(sizes)
    while sizes[-1] <= 0 and len(sizes) > 1:
        sizes[-2] += sizes[-1]
        del names[-1], sizes[-1]
    return list(zip(names, sizes))
