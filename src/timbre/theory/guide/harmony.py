"""Chords for a tune: the cheapest path through candidates, by what sounds, where harmony goes and how it ends.

Costs are integers, so that the same tune gets the same chords everywhere. Where a file's other notes already make
chords, those are named; elsewhere the tune is harmonised in its key. Knows nothing of files or styles.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from timbre.theory.chord import Chord, parse_chord
from timbre.theory.key import Key

_MAJOR = ((0, ""), (2, "m"), (4, "m"), (5, ""), (7, ""), (7, "7"), (9, "m"))
_MINOR = ((0, "m"), (2, "dim"), (3, ""), (5, "m"), (7, ""), (7, "7"), (8, ""), (10, ""))
_ANY = ("", "m", "7", "m7", "maj7", "dim", "sus4")
_ROOT_MOTION = {0: 7, 5: 0, 7: 5, 2: 3, 10: 5, 9: 4, 8: 5, 3: 7, 4: 7, 1: 12, 11: 10, 6: 16}
"""Price of going up by so many semitones from root to root; the fall of a fifth (5) is free."""
_OTHER_MODES = {"dorian": (5, ""), "mixolydian": (10, ""), "phrygian": (1, ""), "lydian": (2, "")}
_MID_BAR_CHANGE, _FAR_CHORD, _NOT_HOME_FIRST, _NOT_HOME_LAST = 14, 30, 8, 60
_TUNE_WEIGHT, _BACKING_WEIGHT = 2, 4


@dataclass
class Slot:
    """A stretch that gets one chord, in ticks, and for how long each pitch class sounds in it."""

    start: int
    duration: int
    tune: list[int] = field(default_factory=lambda: [0] * 12)
    backing: list[int] = field(default_factory=lambda: [0] * 12)
    lowest: int | None = None
    """The lowest pitch that is not the tune's."""

    def hear(self, pitch: int, start: int, end: int, backed: bool) -> None:
        """Take in a note; one that begins with the stretch counts half as much again."""
        sounding = min(end, self.start + self.duration) - max(start, self.start)
        if sounding <= 0:
            return
        if start <= self.start:
            sounding += sounding // 2
        (self.backing if backed else self.tune)[pitch % 12] += sounding
        if backed and (self.lowest is None or pitch < self.lowest):
            self.lowest = pitch

    @property
    def has_chord(self) -> bool:
        """Whether the other notes say what the chord is: three different tones, or two over a bass."""
        return sum(weight > 0 for weight in self.backing) >= 3


Option = tuple[int, str]
_Path = dict[Option, tuple[int, Option | None]]


def harmonise(slots: list[Slot], key: Key) -> tuple[tuple[int, int, Chord], ...]:
    """(start, duration, chord) for the slots, equal neighbours inside a bar joined (`slots` hold whole bars)."""
    at_home = _diatonic(key)
    everywhere = [(root, quality) for root in range(12) for quality in _ANY]
    bar_starts = _bar_starts(slots)
    paths: list[_Path] = []
    for slot in slots:
        options = everywhere if slot.has_chord else at_home
        mid_bar = slot.start not in bar_starts and not slot.has_chord
        come = _arrivals(paths[-1], options, mid_bar) if paths else _beginnings(options, slot, key)
        paths.append(
            {option: (come[option][0] + _local(slot, option, at_home), come[option][1]) for option in options}
        )
    return _spelled(slots, _cheapest(paths, slots, key), key, bar_starts)


def _beginnings(options: list[Option], slot: Slot, key: Key) -> _Path:
    """The price of beginning with each chord."""
    free = not slot.has_chord
    return {
        option: (_NOT_HOME_FIRST if free and option[0] != key.tonic_class else 0, None) for option in options
    }


def _arrivals(before: _Path, options: list[Option], mid_bar: bool) -> _Path:
    """The cheapest way to come to each chord: by root motion from the cheapest chord on each root, or by staying."""
    on_root: dict[int, tuple[int, Option]] = {}
    for option, (cost, _) in before.items():
        if option[0] not in on_root or (cost, option) < on_root[option[0]]:
            on_root[option[0]] = cost, option
    change = _MID_BAR_CHANGE if mid_bar else 0
    to_root = {
        root: min(
            (cost + _ROOT_MOTION[(root - old) % 12] + change, option)
            for old, (cost, option) in on_root.items()
        )
        for root in {root for root, _ in options}
    }
    come: _Path = {}
    for option in options:
        best = to_root[option[0]]
        if option in before:
            best = min(best, (before[option][0] + (0 if mid_bar else _ROOT_MOTION[0]), option))
        come[option] = best
    return come


def _bar_starts(slots: list[Slot]) -> set[int]:
    """Starts of the slots that begin a bar: every one, or every other when bars have two of them."""
    longest = max(slot.duration for slot in slots)
    halves = len(slots) > 1 and slots[0].duration + slots[1].duration > longest
    same = len(slots) % 2 == 0 and halves
    return {slot.start for index, slot in enumerate(slots) if not same or index % 2 == 0}


def _diatonic(key: Key) -> list[Option]:
    steps = _MINOR if key.is_minor else _MAJOR
    extra = _OTHER_MODES.get(key.mode)
    found = [*steps, extra] if extra is not None else list(steps)
    return [((key.tonic_class + step) % 12, quality) for step, quality in found]


def _local(slot: Slot, option: Option, at_home: list[Option]) -> int:
    """How badly a chord suits what sounds, about 0 to 1000."""
    root, quality = option
    classes = parse_chord("C" + quality).classes
    tones = {(root + tone) % 12 for tone in classes}
    cost = 0
    for heard, weight in ((slot.tune, _TUNE_WEIGHT), (slot.backing, _BACKING_WEIGHT)):
        whole = max(sum(heard), slot.duration // 2)
        cost += weight * sum(100 * time // whole for pc, time in enumerate(heard) if pc not in tones)
    if slot.has_chord:
        cost += sum(25 for tone in tones if not slot.backing[tone] and not slot.tune[tone])
        cost += 0 if slot.lowest is not None and slot.lowest % 12 == root else 30
        return cost + (0 if any(option[0] == home for home, _ in at_home) else 5)
    cost += 0 if option in at_home else _FAR_CHORD
    return cost + {"7": 6, "dim": 14}.get(quality, 0)


def _cheapest(paths: list[_Path], slots: list[Slot], key: Key) -> list[Option]:
    free = not slots[-1].has_chord

    def last_cost(option: Option) -> int:
        home = option[0] == key.tonic_class and option[1] in ("", "m")
        return paths[-1][option][0] + (_NOT_HOME_LAST if free and not home else 0)

    at: Option | None = min(paths[-1], key=lambda option: (last_cost(option), option))
    found: list[Option] = []
    for here in reversed(paths):
        if at is None:
            break
        found.append(at)
        at = here[at][1]
    return found[::-1]


def _spelled(
    slots: list[Slot], chosen: list[Option], key: Key, bar_starts: set[int]
) -> tuple[tuple[int, int, Chord], ...]:
    spans: list[tuple[int, int, Chord]] = []
    for slot, (root, quality) in zip(slots, chosen):
        chord = parse_chord(key.spell(root) + quality)
        if spans and slot.start not in bar_starts and spans[-1][2] == chord:
            start, duration, _ = spans[-1]
            spans[-1] = (start, duration + slot.duration, chord)
        else:
            spans.append((slot.start, slot.duration, chord))
    return tuple(spans)
