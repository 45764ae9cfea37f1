"""Melody: a motif, phrases of call and close over the plan's chords, several candidates, the best one kept.

Pitches are found by dynamic programming over the scale: motif shape, chord tones on strong beats, small steps, one
climax, cadence degrees (costs in small integers, so the result is the same everywhere). Reads chord voicings for the
register lane; knows nothing of other parts' own notes.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.character import character_of
from timbre.engines.composer.form import SectionPlan
from timbre.engines.composer.parts.critic import judge
from timbre.engines.composer.parts.lines import hits_in
from timbre.engines.composer.parts.mending import gap_filled, one_climax, suspended
from timbre.engines.composer.parts.motif import Motif
from timbre.engines.composer.parts.phrasing import breath
from timbre.engines.composer.parts.pitching import Pitching, Place, pitching_for
from timbre.engines.composer.parts.tune import PHRASE_BARS, Tune, kin_of
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH, leading_hold
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.model.stream import Stream
from timbre.theory.key import Key
from timbre.theory.scale import pitches

CANDIDATES = 4
"""How many versions of every period are made; the critic keeps one."""
_KINSHIP = {"lyric": 0.7, "improv": 0.4, "riff": 0.35, "sparse": 0.9}
"""How often the tune of another letter grows out of the piece's first motif."""


def play_melody(plan: Plan) -> list[Tone]:
    """The melody part: the tune the piece follows, or one of its own."""
    if plan.arrangement is not None:
        given = plan.arrangement.tones(*melody_range(plan), plan.timing)
        return [*given, *_last_note(plan, given[-1].pitch if given else None)]
    tunes: dict[str, Tune] = {}
    pitchings: dict[Key, Pitching] = {}
    low, high = melody_range(plan)
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
            kin = _kin(theme, part.mode, stream) if theme is not None else None
            first = tunes.get(f"{section.material} 0")
            tunes[name] = Tune(plan, section, stream, first.theme if first is not None else kin)
            theme = theme or tunes[name].theme
        key = plan.key_of(section)
        pitching = pitchings.setdefault(key, pitchings.get(key) or pitching_for(plan, low, high, key))
        for at in range(0, len(bars), PHRASE_BARS * 2):
            phrase = bars[at : at + PHRASE_BARS * 2]
            made = _period(plan, section, tunes[name], phrase, previous, pitching)
            if made:
                previous = made[-1].pitch
            tones += made
    tones = _line_again(plan, tones)
    tones += _last_note(plan, tones[-1].pitch if tones else None)
    tones = suspended(plan, tones, plan.style.melody.suspensions, plan.stream("melody", "suspensions"))
    return _ornamented(plan, tones)


def _kin(theme: Motif, mode: str, stream: Stream) -> Motif | None:
    """The theme in another shape, the theme itself where notes are few, or nothing of it."""
    if not stream.chance(_KINSHIP[mode]):
        return None
    return theme if mode == "sparse" else kin_of(theme, stream)


def _line_again(plan: Plan, tones: list[Tone]) -> list[Tone]:
    """In a tag the tune says its last line as often as the harmony does: the bars with the last bar's chords."""
    if plan.style.form.ending != "tag" or plan.final_span is None or not plan.bars:
        return tones
    last, length = plan.bars[-1], plan.timing.bar_ticks
    line = [tone for tone in tones if tone.start >= last.start]
    chords = _chords_of(plan, last)
    for bar in plan.bars[-3:-6:-2]:
        if bar.section is not last.section or not line or _chords_of(plan, bar) != chords:
            break
        kept = [
            replace(tone, duration=min(tone.duration, bar.start - tone.start))
            for tone in tones
            if tone.start < bar.start
        ]
        moved = [replace(tone, start=tone.start - last.start + bar.start) for tone in line]
        within = [replace(tone, duration=min(tone.duration, bar.end - tone.start)) for tone in moved]
        tones = [*kept, *within, *(tone for tone in tones if tone.start >= bar.start + length)]
    return tones


def _chords_of(plan: Plan, bar: Bar) -> list[tuple[int, str]]:
    return [(span.start - bar.start, span.chord.symbol) for span in plan.spans_in(bar.start, bar.end)]


def _period(
    plan: Plan,
    section: SectionPlan,
    tune: Tune,
    bars: list[Bar],
    previous: int | None,
    pitching: Pitching,
) -> list[Tone]:
    """Up to eight bars: rhythm from the tune, pitches by the best of several candidates."""
    places = _places(plan, tune, bars)
    if not places:
        return []
    turn = bars[0].at // (PHRASE_BARS * 2) + section.occurrence // 2
    stream = plan.stream("melody", f"pitch {section.material} {turn}")
    best: list[int] | None = None
    best_cost = 0
    lift = 4 if section.kind == "chorus" else -2 if section.kind in ("break", "intro", "outro") else 0
    brief = plan.request.brief
    lift += section.register + round(2 * (brief.brightness or 0.0) + character_of(brief).register)
    prices = pitching.prices(places, lift)
    for _ in range(CANDIDATES):
        line = pitching.solve(places, prices, stream, previous)
        line = one_climax(gap_filled(line, places, pitching), places, pitching)
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


def _places(plan: Plan, tune: Tune, bars: list[Bar]) -> list[Place]:
    """Onsets of a period with their chords, motif steps and cadences, before they have pitches."""
    places: list[Place] = []
    seen: dict[int, int] = {}
    final_bar = plan.bars[-1].index if plan.final_span is not None else -1
    for number, bar in enumerate(bars):
        unit, cells, inside = tune.at(bar.at)
        closing = number == len(bars) - 1 or bar.from_end == 0
        hits = hits_in(plan, bar, cells)
        held = leading_hold(cells, plan.grid, bar.index)
        if held and places and places[-1].start + places[-1].length >= bar.start:
            length = bar.start + min(held, bar.length) - places[-1].start
            places[-1] = replace(places[-1], length=length, long=length >= TICKS_PER_BEAT)
        silent = breath(plan, bar)
        if silent is not None:
            hits = [hit for hit in hits if bar.start + hit.at < silent]
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
            if silent is not None:
                length = min(length, silent - start)
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
                    again=unit.letter == "a" and bar.at >= tune.unit_bars,
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
    voicing = final.voicing if "chords" in plan.cast.lead else ()
    floor = max(low, voicing[-1] + 3) if voicing and voicing[-1] + 12 < high else low
    target = previous if previous is not None else (floor + high) // 2
    chord = final.chord
    wanted = [final.key.tonic_class] if final.key.tonic_class in chord.classes else [chord.root]
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
            ladder = pitches(plan.key_at(tone.start).scale, player.low, player.high)
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
