"""Pitches for a rhythm: the cheapest path through the scale by dynamic programming, costs in small integers.

Sources of the costs: Narmour and Temperley (small intervals, gap fill), species counterpoint (chord tones on strong
beats, dissonance by step). Knows nothing of rhythm patterns or sections.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import add

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.plan import Plan
from timbre.model.stream import Stream
from timbre.theory.key import Key

FORBIDDEN = 10_000
_SHAPED, _KEPT = 7, 14
"""What a scale step away from the motif's shape costs: when it is first heard, and when it comes back."""


@dataclass(frozen=True, slots=True)
class Place:
    """An onset waiting for a pitch."""

    start: int
    length: int
    span: Span
    step: int | None
    """Scale steps from the note before, as the motif wants it; None: free."""
    strength: int
    close: str
    """"half" or "full" on the last note of a phrase."""
    long: bool
    phrase: int
    """Per cent of the phrase that has passed."""
    force: int = 100
    articulation: str = ""
    again: bool = False
    """Whether it belongs to a motif that was heard before."""
    leads_home: bool = False
    """Whether the final chord comes next."""


class Pitching:
    """Costs of one melody's register and scale, shared by all its phrases."""

    def __init__(self, plan: Plan, low: int, high: int, scale: tuple[int, ...], leap: int) -> None:
        self._plan, self._low, self._high, self._leap = plan, low, high, leap
        self._scale = scale
        self._rungs = self._ladder(scale)
        self._shifts = [2 * index % 60 for index in range(len(self._rungs))]
        self._columns: dict[tuple[int | None, bool], list[list[int]]] = {}
        self._fits: dict[tuple[object, ...], tuple[list[int], list[int]]] = {}
        self._chords_play = "chords" in plan.cast.lead

    def prices(self, places: list[Place], lift: int) -> list[list[int]]:
        """What every pitch costs at every place, apart from how it is reached."""
        last = len(places) - 1
        prices = [self._local(place, lift, number == last) for number, place in enumerate(places)]
        if prices:
            prices[0] = list(map(add, prices[0], self._opening(places[0])))
        return prices

    def solve(
        self, places: list[Place], prices: list[list[int]], stream: Stream, previous: int | None
    ) -> list[int]:
        """One pitch per place. The stream's small noise on the prices makes candidates differ."""
        low = self._low
        size = self._high - low + 1
        costs = [0] * size
        if previous is not None:
            costs = [max(0, abs(low + i - previous) - 5) * 2 for i in range(size)]
        back: list[list[int]] = []
        for number, place in enumerate(places):
            noise = stream.integer(0, 2**62)
            local = [
                price if price >= FORBIDDEN else price + ((noise >> shift) & 7)
                for price, shift in zip(prices[number], self._shifts)
            ]
            if number == 0:
                costs = list(map(add, costs, local))
                continue
            columns = self._steps(place.step, place.again)
            best: list[int] = []
            pointers: list[int] = []
            for column, here in zip(columns, local):
                if here >= FORBIDDEN:
                    best.append(here)
                    pointers.append(0)
                    continue
                totals = list(map(add, costs, column))
                cheapest = min(totals)
                best.append(cheapest + here)
                pointers.append(totals.index(cheapest))
            back.append(pointers)
            costs = best
        at = costs.index(min(costs))
        path = [at]
        for pointers in reversed(back):
            at = pointers[at]
            path.append(at)
        return [low + index for index in reversed(path)]

    def suits(self, place: Place, pitch: int) -> bool:
        """Whether `pitch` may stand at `place`: in range, usable over the chord, a chord tone where it must be."""
        at = pitch - self._low
        if not 0 <= at <= self._high - self._low:
            return False
        chordal, prices = self._fit(place)
        if prices[at] >= FORBIDDEN:
            return False
        wanted = self._closing(place)
        if wanted and pitch % 12 not in wanted:
            return False
        return bool(chordal[at]) or (place.strength < 1 and not place.long)

    def _ladder(self, scale: tuple[int, ...]) -> list[int]:
        """Position of every pitch on the scale, in half steps of it: scale tones even, others odd."""
        rungs: list[int] = []
        position = 0
        for pitch in range(self._low, self._high + 1):
            if pitch % 12 in scale:
                position += 2 if position % 2 == 0 else 1
            elif position % 2 == 0:
                position += 1
            rungs.append(position)
        return rungs

    def _steps(self, step: int | None, again: bool) -> list[list[int]]:
        """For each pitch, the cost of coming to it from every other one."""
        key = step, again
        if key not in self._columns:
            size = len(self._rungs)
            self._columns[key] = [[self._move(q, p, step, again) for q in range(size)] for p in range(size)]
        return self._columns[key]

    def _move(self, before: int, after: int, step: int | None, again: bool) -> int:
        interval = abs(after - before)
        rungs = self._rungs[after] - self._rungs[before]
        cost = 0 if step is None else (_KEPT if again else _SHAPED) * abs(rungs - 2 * step) // 2
        if step is not None and step and rungs and (rungs > 0) != (step > 0):
            cost += 5
        if interval == 0:
            cost += 2 if step == 0 else 7
        elif interval > self._leap:
            cost += 30 + 6 * (interval - self._leap)
        elif interval > 4:
            cost += 3 + (interval - 4)
        if interval in (6, 10, 11) or interval > 12:
            cost += 14
        if interval == 1 and (self._rungs[after] % 2 or self._rungs[before] % 2):
            cost -= 1
        return cost

    def _local(self, place: Place, lift: int, last: bool) -> list[int]:
        """The cost of every pitch at one place, apart from how it was reached."""
        chordal, fit = self._fit(place)
        middle = (self._low * 3 + self._high * 2) // 5 + lift
        arch = place.phrase
        target = middle + (arch * 6 // 65 if arch <= 65 else 6 - (arch - 65) * 8 // 35)
        ceiling = middle + (9 if 45 <= arch <= 80 else 5)
        wanted = self._closing(place)
        bass = place.span.chord.bass
        sweet = self._plan.style.melody.imperfect if place.strength >= 1 and not wanted else 0
        costs: list[int] = []
        for index, base in enumerate(fit):
            if base >= FORBIDDEN:
                costs.append(base)
                continue
            pitch = self._low + index
            cost = base + abs(pitch - target)
            if pitch > ceiling:
                cost += 3 * (pitch - ceiling)
            if not chordal[index]:
                if place.strength >= 2 or last or place.close:
                    cost += 60
                elif place.strength == 1:
                    cost += 34
                elif place.long:
                    cost += 30
                else:
                    cost += 5
            if sweet and (pitch - bass) % 12 in (0, 7):
                cost += sweet
            if wanted and pitch % 12 not in wanted:
                cost += 30
            costs.append(cost)
        return costs

    def _opening(self, place: Place) -> list[int]:
        """What it costs an unaccompanied phrase to begin on another note than the tonic or its fifth."""
        home = place.span.key.tonic_class
        if not self._plan.cast.solo or home not in place.span.chord.classes:
            return [0] * len(self._rungs)
        prices = {home: 0, (home + 7) % 12: 6}
        return [prices.get((self._low + index) % 12, 12) for index in range(len(self._rungs))]

    def _closing(self, place: Place) -> tuple[int, ...]:
        """Pitch classes that close a phrase here."""
        if not place.close:
            return ()
        chord, key = place.span.chord, place.span.key
        if place.leads_home:
            wanted = tuple((key.tonic_class + step) % 12 for step in (2, 7, 11, 10, 5))
        elif place.close == "full":
            third = (key.tonic_class + (3 if key.is_minor else 4)) % 12
            wanted = (key.tonic_class,) if self._plan.cast.solo else (key.tonic_class, third)
        else:
            wanted = tuple((key.tonic_class + step) % 12 for step in (2, 7, 11))
        fitting = tuple(pc for pc in wanted if pc in chord.classes)
        return fitting or chord.classes[:3]

    def _fit(self, place: Place) -> tuple[list[int], list[int]]:
        """Per pitch: whether it is a chord tone (0/1), and the price of using it over the chord at all."""
        span = place.span
        voicing = span.voicing if self._chords_play else ()
        floor = self._low
        if voicing and self._high - (voicing[-1] + 3) >= 9:
            floor = max(floor, voicing[-1] + 3)
        key = (span.chord, floor)
        if key not in self._fits:
            chord = span.chord
            strong = chord.classes[:4]
            extra = chord.classes[4:]
            clash = {
                pc
                for pc in self._scale
                if pc not in chord.classes
                and any((pc - tone) % 12 in (1, 11) for tone in chord.classes if tone not in self._scale)
            }
            chordal: list[int] = []
            prices: list[int] = []
            for pitch in range(self._low, self._high + 1):
                pc = pitch % 12
                chordal.append(1 if pc in strong or pc in extra else 0)
                if pitch < floor or (pc not in self._scale and pc not in chord.classes) or pc in clash:
                    prices.append(FORBIDDEN)
                elif pc in strong:
                    prices.append(0 if pc != chord.root else 2)
                elif pc in extra:
                    prices.append(3)
                else:
                    rub = any((pc - tone) % 12 == 1 for tone in strong)
                    prices.append(9 if rub else 3)
            if all(price >= FORBIDDEN for price in prices):
                prices = [0 if (self._low + i) % 12 in chord.classes else 200 for i in range(len(prices))]
            self._fits[key] = chordal, prices
        return self._fits[key]


def pitching_for(plan: Plan, low: int, high: int, key: Key) -> Pitching:
    """The pitching of the plan's melody in [low, high], where the piece is in `key`."""
    part = plan.style.melody
    return Pitching(plan, low, high, melody_scale(plan, key), part.leap)


def melody_scale(plan: Plan, key: Key) -> tuple[int, ...]:
    """Pitch classes the melody prefers: the key's scale, or its pentatonic or blues core."""
    kind = plan.style.melody.scale
    if len(key.scale) < 7 or plan.request.brief.chords:
        return key.scale
    minor = key.is_minor
    if kind == "pentatonic":
        steps: tuple[int, ...] = (0, 3, 5, 7, 10) if minor else (0, 2, 4, 7, 9)
    elif kind == "blues":
        steps = (0, 3, 5, 6, 7, 10) if minor else (0, 2, 3, 4, 7, 9)
    else:
        return key.scale
    if kind == "pentatonic" and any((key.tonic_class + step) % 12 not in key.scale for step in steps):
        return key.scale
    return tuple((key.tonic_class + step) % 12 for step in steps)
