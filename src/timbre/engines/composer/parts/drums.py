"""Drums and percussion: the plan's groove, with variations, ghosts, fills, crashes and an ending.

Kicks come from the plan (the bass locks to them); everything else is this part's own. Knows no pitches but drum keys.
"""

from __future__ import annotations

from timbre.engines.composer.patterns import DRUM_TOKENS, LANES, TIMEKEEPERS, Groove
from timbre.engines.composer.plan import Bar, Plan, Tone, fitting
from timbre.engines.composer.rhythm import SIXTEENTH, expand, parse_pattern
from timbre.engines.composer.style_parts import DrumPart
from timbre.model.stream import Stream

FORCE = {"X": 114, "x": 100, "o": 72, "g": 30}
_BACKBEATS = ("snare", "clap", "rim")
_HIT = SIXTEENTH // 2
PLAIN_GROOVES = (
    Groove(
        energy=(0.0, 0.5),
        lanes={"kick": "x... .... o... ....", "rim": ".... o... .... o...", "hat": "o.g. o.g. o.g. o.g."},
    ),
    Groove(
        energy=(0.4, 1.0),
        lanes={"kick": "X... .... x... ....", "snare": ".... x... .... x...", "hat": "x.o. x.o. x.o. x.o."},
    ),
)
"""For styles that have no drums of their own, when the user asks for some."""


def play_drums(plan: Plan, stream: Stream) -> list[Tone]:
    """The drum part, from one stream of choices."""
    part = plan.style.drums
    tones: list[Tone] = []
    active = [bar for bar in plan.bars if plan.plays("drums", bar)]
    playing = {bar.index for bar in active}
    filled = False
    for bar in active:
        cut, fill = _fill(plan, bar, part, stream, playing)
        tones += _groove(plan, bar, part, stream, cut)
        if fill is not None:
            tones += _lanes(plan, bar, fill, 0, cut)
        opening = bar.at == 0 and bar.index > 0 and bar.section.energy >= 0.5
        later = stream.chance(0.6 if bar.at % 8 == 0 else 0.3)
        if part.crash and (filled or opening) and (bar.at == 0 or later):
            tones.append(Tone(bar.start, _HIT, LANES["crash"], 96, strength=3))
            tones.append(Tone(bar.start, _HIT, LANES["kick"], 104, strength=3))
        filled = fill is not None and cut < bar.length
    tones += _ending(plan, part, playing)
    return tones


def play_percussion(plan: Plan) -> list[Tone]:
    """The percussion part: a groove for each return of a section kind, another one after sixteen bars."""
    part, stream = plan.style.percussion, plan.stream("percussion")
    chosen: dict[tuple[str, int, int], Groove] = {}
    tones: list[Tone] = []
    for bar in plan.bars:
        if not plan.plays("percussion", bar):
            continue
        key = bar.section.kind, bar.section.occurrence, bar.at // 16
        if key not in chosen:
            options = fitting(part.grooves, bar.section) or fitting(_ANY_PERCUSSION, bar.section)
            fresh = [groove for groove in options if groove not in chosen.values()] or options
            chosen[key] = stream.choice(fresh, [g.weight for g in fresh])
        tones += _lanes(plan, bar, chosen[key], bar.at, 0)
    return tones


_ANY_PERCUSSION = (Groove(lanes={"shaker": "xoxo xoxo xoxo xoxo", "conga_low": ".... ..x. .... ..xx"}),)


def _groove(plan: Plan, bar: Bar, part: DrumPart, stream: Stream, cut: int) -> list[Tone]:
    """The bar's groove up to tick `cut`, with small variations."""
    if bar.groove is None:
        return []
    density = plan.request.brief.density or 0.0
    vary = stream.chance(part.busy) and bar.at % 2 == 1
    ghost_draw, open_draw, drop_draw = stream.uniform(), stream.uniform(), stream.uniform()
    tones: list[Tone] = []
    occupied: set[int] = set()
    riding = _rides(plan, bar)
    for lane in bar.groove.lanes:
        hits = plan.lane(bar, lane)
        if density < -0.4 and lane in TIMEKEEPERS:
            hits = tuple(hit for hit in hits if hit.strength >= 0)
        for index, hit in enumerate(hits):
            if hit.at >= cut:
                continue
            key = LANES["ride"] if lane == "hat" and riding else LANES[lane]
            if (
                lane == "hat"
                and not riding
                and vary
                and open_draw < 0.5
                and index == len(hits) - 1
                and len(hits) >= 4
            ):
                key = LANES["open"]
            if lane == "hat" and drop_draw < 0.12 and vary and index == len(hits) // 2:
                continue
            if hit.token == "g" and (density < -0.2 or bar.section.energy < 0.25):
                continue
            articulation = "ghost" if hit.token == "g" else "accent" if hit.token == "X" else ""
            force = FORCE[hit.token] + (
                stream.integer(-5, 5) if lane in TIMEKEEPERS else stream.integer(-2, 2)
            )
            tones.append(Tone(bar.start + hit.at, _HIT, key, force, articulation, hit.strength))
            double = lane == "hat" and vary and drop_draw > 0.7 and index == (2 * len(hits)) // 3
            if double and hit.length >= 2 * SIXTEENTH and hit.at + SIXTEENTH < min(cut, bar.length):
                tones.append(Tone(bar.start + hit.at + SIXTEENTH, _HIT, key, 58, "", -1))
            if lane in _BACKBEATS:
                occupied.add(hit.at)
    busy = part.ghosts + 0.3 * density
    if "snare" in bar.groove.lanes and ghost_draw < busy and bar.section.energy >= 0.35:
        for _ in range(2 if ghost_draw < busy / 2 else 1):
            beat = stream.choice(plan.timing.metre.groups)
            at = (beat.start + stream.choice((1, 3))) * SIXTEENTH
            if plan.grid.swing_unit == 16 and plan.grid.swing_permille:
                at += SIXTEENTH * plan.grid.swing_permille // 3000
            near = any(abs(at - other) < SIXTEENTH for other in occupied)
            if (
                beat.length >= 4
                and at < min(cut, bar.length)
                and not near
                and plan.grid.shortest <= SIXTEENTH
            ):
                occupied.add(at)
                tones.append(Tone(bar.start + at, _HIT, LANES["snare"], stream.integer(24, 34), "ghost", -1))
    return tones


def _rides(plan: Plan, bar: Bar) -> bool:
    """Whether the sticks go to the ride: in choruses that return, on a kit that is played by hand."""
    by_hand = plan.cast.lead["drums"] in ("acoustic kit", "rock kit")
    lanes = bar.groove.lanes if bar.groove is not None else {}
    returns = bar.section.kind in ("chorus", "solo") and bar.section.occurrence % 2 == 1
    return by_hand and returns and "ride" not in lanes and "open" not in lanes


def _lanes(plan: Plan, bar: Bar, groove: Groove, number: int, start: int) -> list[Tone]:
    """All hits of a pattern's bar from tick `start` on."""
    tones: list[Tone] = []
    for lane, text in groove.lanes.items():
        patterns = parse_pattern(text, DRUM_TOKENS)
        hits = expand(patterns[number % len(patterns)], plan.grid, bar.index, lane in TIMEKEEPERS)
        for hit in hits:
            if start <= hit.at < bar.length:
                articulation = "ghost" if hit.token == "g" else ""
                tones.append(
                    Tone(bar.start + hit.at, _HIT, LANES[lane], FORCE[hit.token], articulation, hit.strength)
                )
    return tones


def _fill(
    plan: Plan, bar: Bar, part: DrumPart, stream: Stream, playing: set[int]
) -> tuple[int, Groove | None]:
    """Where the groove stops in this bar, and the fill that takes over (none: the bar's end)."""
    draw, size_draw, which = stream.uniform(), stream.uniform(), stream.uniform()
    whole = bar.length
    pickup = bar.section.opening == "pickup" and bar.section.bars == 1
    if not part.fills or (bar.index == 0 and len(plan.bars) > 2 and not pickup):
        return whole, None
    section_end = bar.from_end == 0
    goes_on = bar.index + 1 in playing or (bar.section.last and plan.final_span is not None)
    if section_end and not goes_on:
        return whole, None
    energy = bar.section.energy
    eighth, sixteenth = (bar.at + 1) % 8 == 0, (bar.at + 1) % 16 == 0
    chance = 0.95 if section_end or sixteenth else 0.75 if eighth else 0.4 if (bar.at + 1) % 4 == 0 else 0.0
    if draw >= chance * (0.55 + 0.5 * energy) and not pickup:
        return whole, None
    fills = fitting(part.fills, bar.section)
    total = sum(fill.weight for fill in fills)
    target, chosen = which * total, fills[-1]
    for fill in fills:
        target -= fill.weight
        if target < 0:
            chosen = fill
            break
    if pickup:
        return 0, chosen
    groups = plan.timing.metre.groups
    beats = len(groups)
    long = section_end or sixteenth
    length = max(1, beats // 2) if long and (size_draw < 0.55 + 0.4 * energy) else 1
    if long and energy > 0.75 and size_draw < 0.3:
        length = beats if beats <= 4 else beats // 2
    cut = groups[max(0, beats - length)].start * SIXTEENTH
    return (cut, chosen) if cut < whole else (whole, None)


def _ending(plan: Plan, part: DrumPart, playing: set[int]) -> list[Tone]:
    """The stroke under the final chord."""
    final = plan.final_span
    if final is None or (plan.bars and plan.bars[-1].index not in playing) or "drums" not in plan.cast.lead:
        return []
    tones = [Tone(final.start, _HIT, LANES["kick"], 100, strength=3)]
    if part.crash:
        tones.append(Tone(final.start, _HIT, LANES["crash"], 92, strength=3))
    return tones
