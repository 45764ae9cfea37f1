"""Drums alone and bass alone: a groove, its development, fills that answer it, a close.

Knows nothing of other instruments.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.parts.bass import play_bass
from timbre.engines.composer.parts.drums import play_drums, play_percussion
from timbre.engines.composer.parts.solo.idiom import Idiom
from timbre.engines.composer.parts.solo.material import pulses, quick, tones_between, tune_of
from timbre.engines.composer.patterns import LANES
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.model.stream import Stream
from timbre.theory.scale import pitches

_HIT = SIXTEENTH // 2
_SURFACES = ("snare", "tom_high", "tom_mid", "tom_floor")
_HANDS = ("conga_high", "bongo_high", "conga_low", "bongo_low")
"""What there is to play on without sticks."""
_STICKINGS = ("xoxo", "x.xo", "xoox", "x.ox", ".xxo", "xx.o", "x..x", "xoxx")
_FORCE = {"x": 104, "o": 70}
_PHRASE = 4


def play_kit(plan: Plan, _idiom: Idiom) -> list[Tone]:
    """A drum solo: groove, then phrases over a kick and hat ostinato, a roll, the groove again and a last stroke."""
    stream = plan.stream("drums", "alone")
    groove = play_drums(plan, plan.stream("drums"))
    if _surfaces(plan) is _HANDS:
        groove = play_percussion(
            replace(plan, cast=replace(plan.cast, lead={"percussion": "latin percussion"}))
        )
    total = len(plan.bars)
    motif = [stream.choice(_STICKINGS) for _ in range(2)]
    tones: list[Tone] = []
    for bar in plan.bars:
        stage = bar.index * 100 // max(1, total)
        played = [tone for tone in groove if bar.start <= tone.start < bar.end]
        if stage < 20 or (stage >= 88 and bar.index % 2 == 0):
            tones += played
        elif 70 <= stage < 88 and bar.index % _PHRASE >= 2:
            tones += _roll(plan, bar, bar.index % _PHRASE == 3)
        else:
            half = bar.index % 2 == 0 and stage < 45
            answer = bar.start + bar.length // 2 if half else bar.start
            tones += [tone for tone in played if tone.start < answer]
            tones += _ostinato(plan, bar, answer)
            tones += _phrase(plan, bar, motif, answer, stage, stream)
    final = plan.final_span
    tones += [tone for tone in groove if final is not None and tone.start >= final.start]
    if final is not None:
        last = "tom_floor" if _surfaces(plan) is _SURFACES else "conga_low"
        tones.append(Tone(final.start, _HIT, LANES[last], 110, "accent", 3))
    return [replace(tone, strength=max(tone.strength, 0)) for tone in tones]


def _surfaces(plan: Plan) -> tuple[str, ...]:
    return _HANDS if plan.cast.lead["drums"] == "latin percussion" else _SURFACES


def _ostinato(plan: Plan, bar: Bar, start: int) -> list[Tone]:
    """Kick on the beats, the hat's pedal between: what the hands play against."""
    tones: list[Tone] = []
    for index, (tick, strength) in enumerate(pulses(plan, bar, 2)):
        if tick < start:
            continue
        lane = "kick" if strength > 0 else "pedal"
        if _surfaces(plan) is _HANDS:
            lane = "claves" if strength > 0 else "shaker"
        if strength > 0 or index % 2:
            tones.append(Tone(tick, _HIT, LANES[lane], 92 if strength > 1 else 78, "", strength))
    return tones


def _phrase(plan: Plan, bar: Bar, motif: list[str], start: int, stage: int, stream: Stream) -> list[Tone]:
    """A bar of sticking: the motif, moved round the drums and varied as the solo goes on."""
    tones: list[Tone] = []
    sticking = "".join((motif[0], motif[0], motif[1], motif[0 if stage < 45 else 1]))
    if stream.chance(stage / 130):
        sticking = "".join((motif[0], stream.choice(_STICKINGS), motif[1], stream.choice(_STICKINGS)))
    surfaces = _surfaces(plan)
    offset = bar.index % len(surfaces)
    for index, (tick, strength) in enumerate(pulses(plan, bar, quick(plan, 0.1))):
        token = sticking[index % len(sticking)]
        if tick < start or token == ".":
            continue
        beat = index // 4
        rests = token == "o" or beat % 2 == 0
        surface = surfaces[0] if rests else surfaces[(offset + beat) % len(surfaces)]
        force = _FORCE[token] + (8 if strength > 1 else 0) + stream.integer(-4, 4)
        tones.append(Tone(tick, _HIT, LANES[surface], force, "accent" if force > 108 else "", strength))
    if bar.index % _PHRASE == 0 and start == bar.start and surfaces is _SURFACES:
        tones.append(Tone(bar.start, _HIT, LANES["crash"], 100, "accent", 3))
    return tones


def _roll(plan: Plan, bar: Bar, second: bool) -> list[Tone]:
    """A snare roll that grows through two bars over the kick."""
    places = pulses(plan, bar, 1)
    foot, stick = ("conga_low", "conga_mute") if _surfaces(plan) is _HANDS else ("kick", "snare")
    tones = [Tone(tick, _HIT, LANES[foot], 84, "", strength) for tick, strength in places if strength > 0]
    count = 2 * len(places)
    for index, (tick, _) in enumerate(places):
        step = (index + len(places)) if second else index
        force = 34 + 78 * step // count
        tones.append(Tone(tick, _HIT, LANES[stick], force, "", 0))
        if second and quick(plan, 0.1) == 1:
            tones.append(Tone(tick + SIXTEENTH // 2, _HIT, LANES[stick], force - 12, "", 0))
    return tones


def play_bass_alone(plan: Plan, idiom: Idiom) -> list[Tone]:
    """A bass solo: the groove low, the tune high in every other phrase, runs between, root and octave to end."""
    name = next(iter(plan.cast.lead.values()))
    stream = plan.stream("bass", "alone")
    groove, line = play_bass(plan, plan.stream("bass")), tune_of(plan)
    player = plan.player("bass")
    tones: list[Tone] = []
    for bar in plan.bars:
        phrase = bar.index // _PHRASE
        sings = phrase % 2 == 1 or bar.section.kind in ("chorus", "solo")
        source = line if sings else groove
        played = [tone for tone in source if bar.start <= tone.start < bar.end]
        if bar.index % _PHRASE == _PHRASE - 1 and not sings:
            half = bar.start + bar.length // 2
            played = [tone for tone in played if tone.start < half]
            played = [replace(t, duration=min(t.duration, half - t.start)) for t in played]
            played += _fill(plan, bar, half, player.low, idiom.high, stream)
        tones += _slapped(played, name)
    return tones + _close(plan, groove, player.high)


def _slapped(tones: list[Tone], name: str) -> list[Tone]:
    """Slapped and plucked notes stand out on electric basses; others are left as they are."""
    if name not in ("slap bass", "electric bass"):
        return tones
    return [replace(t, articulation="accent") if t.strength >= 2 and not t.articulation else t for t in tones]


def _fill(plan: Plan, bar: Bar, start: int, low: int, high: int, stream: Stream) -> list[Tone]:
    """Half a bar up the scale towards the tune's register."""
    places = [(tick, strength) for tick, strength in pulses(plan, bar, quick(plan, 0.12)) if tick >= start]
    ladder = pitches(plan.key_at(start).scale, low + 5, high)
    root = tones_between(plan.span_at(start), low, high)[0]
    begin = next((i for i, pitch in enumerate(ladder) if pitch >= root), 0)
    tones: list[Tone] = []
    for index, (tick, strength) in enumerate(places):
        until = places[index + 1][0] if index + 1 < len(places) else bar.end
        pitch = ladder[min(len(ladder) - 1, begin + index + (1 if stream.chance(0.2) else 0))]
        tones.append(Tone(tick, until - tick, pitch, 96 if strength > 0 else 84, "", strength))
    return tones


def _close(plan: Plan, groove: list[Tone], high: int) -> list[Tone]:
    final = plan.final_span
    if final is None:
        return []
    last = [tone for tone in groove if tone.start >= final.start]
    late = min(TICKS_PER_BEAT // 2, final.duration // 4)
    return last + [
        Tone(final.start + late, final.duration - late, tone.pitch + 12, 88, "", 2)
        for tone in last
        if tone.pitch + 12 <= high
    ]
