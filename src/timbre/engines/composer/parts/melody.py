"""Melody: a motif, phrases of call and close over the plan's chords, several candidates, the best one kept.

Pitches are found by dynamic programming over the scale: motif shape, chord tones on strong beats, small steps, one
climax, cadence degrees (costs in small integers, so the result is the same everywhere). Reads chord voicings for the
register lane; knows nothing of other parts' own notes.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.parts.critic import judge
from timbre.engines.composer.parts.lines import hits_in
from timbre.engines.composer.parts.motif import Motif
from timbre.engines.composer.parts.pitching import Place, pitching_for
from timbre.engines.composer.parts.tune import PHRASE_BARS, Tune
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH, leading_hold
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.theory.scale import pitches

CANDIDATES = 4
"""How many versions of every period are made; the critic keeps one."""


def play_melody(plan: Plan) -> list[Tone]:
    """The melody part."""
    tunes: dict[str, Tune] = {}
    theme: Motif | None = None
    tones: list[Tone] = []
    previous: int | None = None
    for section in plan.sections:
        bars = [bar for bar in plan.bars if bar.section is section and plan.plays("melody", bar)]
        if not bars:
            continue
        part = plan.style.melody
        again = section.occurrence // 2
        name = f"{section.material} {again}"
        if name not in tunes:
            stream = plan.stream("melody", f"tune {name}")
            kin = theme if part.mode == "lyric" and stream.chance(0.35) else None
            first = tunes.get(f"{section.material} 0")
            tunes[name] = Tune(plan, section, stream, first.theme if first is not None else kin)
            theme = theme or tunes[name].theme
        for at in range(0, len(bars), PHRASE_BARS * 2):
            phrase = bars[at : at + PHRASE_BARS * 2]
            made = _period(plan, section, tunes[name], phrase, previous)
            if made:
                previous = made[-1].pitch
            tones += made
    tones += _last_note(plan, previous)
    return _ornamented(plan, tones)


def _period(
    plan: Plan, section: SectionPlan, tune: Tune, bars: list[Bar], previous: int | None
) -> list[Tone]:
    """Up to eight bars: rhythm from the tune, pitches by the best of several candidates."""
    places = _places(plan, section, tune, bars)
    if not places:
        return []
    low, high = melody_range(plan)
    pitching = pitching_for(plan, low, high)
    turn = bars[0].at // (PHRASE_BARS * 2) + section.occurrence // 2
    stream = plan.stream("melody", f"pitch {section.material} {turn}")
    best: list[int] | None = None
    best_cost = 0
    lift = 2 if section.kind == "chorus" else -2 if section.kind in ("break", "intro", "outro") else 0
    lift += round(2 * (plan.request.brief.brightness or 0.0))
    for _ in range(CANDIDATES):
        line = pitching.solve(places, stream, previous, lift)
        cost = judge(line, places)
        if best is None or cost < best_cost:
            best, best_cost = line, cost
    articulation = plan.style.melody.articulation
    tones = []
    for place, pitch in zip(places, best or []):
        tones.append(
            Tone(
                place.start,
                place.length,
                pitch,
                place.force,
                articulation or place.articulation,
                place.strength,
            )
        )
    return tones


def _places(plan: Plan, section: SectionPlan, tune: Tune, bars: list[Bar]) -> list[Place]:
    """Onsets of a period with their chords, motif steps and cadences, before they have pitches."""
    part = plan.style.melody
    places: list[Place] = []
    seen: dict[int, int] = {}
    rest = plan.stream("melody", f"rests {section.start} {bars[0].index}")
    sparse = -0.5 * (plan.request.brief.density or 0.0)
    quiet = min(0.9, max(0.0, part.rest * (1.3 - 0.6 * section.energy) + 0.3 * sparse))
    final_bar = plan.bars[-1].index if plan.final_span is not None else -1
    for number, bar in enumerate(bars):
        unit, cells, inside = tune.at(bar.at)
        closing = number == len(bars) - 1 or bar.from_end == 0
        hits = hits_in(plan, bar, cells)
        held = leading_hold(cells, plan.grid, bar.index)
        if held and places and places[-1].start + places[-1].length >= bar.start:
            length = bar.start + min(held, bar.length) - places[-1].start
            places[-1] = replace(places[-1], length=length, long=length >= TICKS_PER_BEAT)
        if unit.close == "" and rest.chance(quiet) and number % PHRASE_BARS in (1, 2) and len(bars) > 2:
            hits = [hit for hit in hits if hit.at < bar.length // 2]
        index_base = 0
        if inside:
            index_base = seen.get(number - 1, 0)
        close = unit.close or ("full" if closing else "")
        for index, hit in enumerate(hits):
            start = bar.start + hit.at
            step_index = index_base + index - 1
            step = unit.motif.steps[step_index] if 0 <= step_index < len(unit.motif.steps) else None
            length = hit.length
            span = plan.span_at(start)
            last = index == len(hits) - 1 and inside == tune.unit_bars - 1
            if last:
                length = min(length, max(SIXTEENTH, bar.end - start))
            if last and close and bar.index != final_bar:
                breath = min(TICKS_PER_BEAT, bar.length // 4)
                length = max(min(length, TICKS_PER_BEAT), min(length, bar.end - start - breath))
            articulation = "staccato" if hit.token == "s" else "accent" if hit.token == "X" else ""
            force = 112 if hit.token == "X" else 100
            if hit.token == "s":
                length = min(length, SIXTEENTH)
            places.append(
                Place(
                    start=start,
                    length=length,
                    span=span,
                    step=step,
                    strength=hit.strength,
                    close=(close if last and (unit.close or closing) else ""),
                    long=length >= TICKS_PER_BEAT,
                    phrase=(number * 100) // max(1, len(bars)),
                    force=force,
                    articulation=articulation,
                    leads_home=bar.index == final_bar,
                )
            )
        seen[number] = index_base + len(hits)
    return places


def melody_range(plan: Plan) -> tuple[int, int]:
    """The melody's register: the style's inside the instrument's; a low instrument takes its own middle."""
    player, part = plan.player("melody"), plan.style.melody
    low, high = max(player.low, part.low), min(player.high, part.high)
    if high - low < 12:
        if player.high < part.low + 12:
            high = player.high - 1
            low = max(player.low, high - 17)
        else:
            low = player.low + 2
            high = min(player.high, low + 17)
    return low, high


def _last_note(plan: Plan, previous: int | None) -> list[Tone]:
    """The tonic (or the nearest tone of the final chord) under the last bar."""
    final = plan.final_span
    if final is None or not plan.closes("melody"):
        return []
    low, high = melody_range(plan)
    floor = max(low, final.voicing[-1] + 3) if final.voicing and final.voicing[-1] + 12 < high else low
    target = previous if previous is not None else (floor + high) // 2
    chord = final.chord
    wanted = [plan.key.tonic_class] if plan.key.tonic_class in chord.classes else [chord.root]
    options = [pitch for pitch in range(floor, high + 1) if pitch % 12 in wanted] or [
        pitch for pitch in range(low, high + 1) if pitch % 12 in chord.classes
    ]
    pitch = min(options, key=lambda p: (abs(p - target), p))
    return [Tone(final.start, final.duration, pitch, 100, "", 3)]


def _ornamented(plan: Plan, tones: list[Tone]) -> list[Tone]:
    """Grace notes, chromatic approaches, slides or octave doubling, as the style likes them."""
    part = plan.style.melody
    if part.ornament == "none" or part.ornaments <= 0:
        return tones
    stream = plan.stream("melody", "ornaments")
    result: list[Tone] = []
    player = plan.player("melody")
    ladder = pitches(plan.key.scale, player.low, player.high)
    grace = max(60, plan.ticks(70))
    for index, tone in enumerate(tones):
        draw = stream.chance(part.ornaments)
        before = tones[index - 1] if index else None
        gap = tone.start - (before.end if before else 0)
        roomy = tone.duration >= TICKS_PER_BEAT // 2 and tone.strength >= 0
        if not draw or not roomy:
            result.append(tone)
            continue
        if part.ornament == "slide":
            result.append(Tone(tone.start, tone.duration, tone.pitch, tone.force, "slide", tone.strength))
        elif part.ornament == "double":
            result.append(tone)
            if tone.pitch - 12 >= player.low and player.chords:
                result.append(
                    Tone(tone.start, tone.duration, tone.pitch - 12, 72, tone.articulation, tone.strength)
                )
        elif part.ornament == "grace" and before is not None and tone.start - before.start > 3 * grace:
            below = max([p for p in ladder if p < tone.pitch] or [tone.pitch])
            above = min([p for p in ladder if p > tone.pitch] or [tone.pitch])
            if result and result[-1].end > tone.start - grace:
                last = result[-1]
                short = max(1, tone.start - grace - last.start)
                result[-1] = Tone(last.start, short, last.pitch, last.force, last.articulation, last.strength)
            result.append(
                Tone(tone.start - grace, grace, above if stream.chance(0.4) else below, 70, "legato", -1)
            )
            result.append(tone)
        elif (
            part.ornament == "bebop"
            and tone.pitch > player.low
            and gap >= TICKS_PER_BEAT // 2
            and before is not None
        ):
            lead = TICKS_PER_BEAT // 3 if plan.grid.swing_permille else TICKS_PER_BEAT // 2
            result.append(Tone(tone.start - lead, lead, tone.pitch - 1, 78, "", -1))
            result.append(tone)
        else:
            result.append(tone)
    return result
