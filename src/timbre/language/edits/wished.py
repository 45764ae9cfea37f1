"""What changed for players, places and the form, in words that can be said again: "bass +3 dB", "piano softer".

Knows nothing of the other fields (`words`).
"""

from __future__ import annotations

from collections.abc import Iterable

from timbre.model.brief import PartWish, PlaceWish, SectionWish

_AXES = (
    ("dynamics", "harder", "softer"),
    ("brightness", "brighter", "darker"),
    ("density", "busier", "simpler"),
)
_STRETCHES = ("start", "end", "middle", "first half", "second half")
_SIDE_EFFECT = 0.25
"""An axis that changes by no more, together with a new sound, goes without saying."""
_SIDE_EFFECT_DB = 2.0
"""A level that changes by less, together with how hard is played, goes without saying."""


def parts_in_words(before: tuple[PartWish, ...], after: tuple[PartWish, ...]) -> list[str]:
    """What is different for each player."""
    old, new = ({wish.name: wish for wish in wishes} for wishes in (before, after))
    said = []
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name, PartWish(name=name)), new.get(name, PartWish(name=name))
        said += [f"{name} {change}" for change in _player(was, now)]
    return said


def _player(was: PartWish, now: PartWish) -> list[str]:
    steps = {axis: getattr(now, axis) - getattr(was, axis) for axis, _, _ in _AXES}
    came = [name for name in now.production if name not in was.production]
    least = max(max(map(abs, steps.values())) / 2, _SIDE_EFFECT if came else 0.0)
    said = []
    level = round(now.level_db - was.level_db, 1)
    if level and not (steps["dynamics"] * level > 0 and abs(level) <= _SIDE_EFFECT_DB):
        said.append(f"{level:+g} dB")
    said += [more if steps[axis] > 0 else less for axis, more, less in _AXES if abs(steps[axis]) > least]
    octaves = now.octave - was.octave
    if octaves:
        many = "an octave" if abs(octaves) == 1 else f"{abs(octaves)} octaves"
        said.append(f"{many} {'higher' if octaves > 0 else 'lower'}")
    if now.pan != was.pan:
        said.append(_side(now.pan))
    said += [f"more {name}" if name in ("reverb", "echo") else name for name in came]
    gone = [name for name in was.production if name not in now.production and not came]
    said += [f"without {name}" if name in ("reverb", "echo") else f"no longer {name}" for name in gone]
    if not said and now.words != was.words:
        said += [word for word in now.words if word not in was.words] or ["as it was"]
    return said


def _side(pan: float | None) -> str:
    if pan is None:
        return "where it was"
    if not pan:
        return "in the centre"
    side = "left" if pan < 0 else "right"
    return f"hard {side}" if abs(pan) == 1 else f"{abs(pan):.0%} {side}"


def places_in_words(before: tuple[PlaceWish, ...], after: tuple[PlaceWish, ...]) -> list[str]:
    """What is different in each place."""
    old, new = ({(wish.where, wish.seconds): wish for wish in wishes} for wishes in (before, after))
    said = []
    for where, seconds in dict.fromkeys((*old, *new)):
        nothing = PlaceWish(where=where, seconds=seconds)
        said += _place(old.get((where, seconds), nothing), new.get((where, seconds), nothing))
    return said


def _place(was: PlaceWish, now: PlaceWish) -> list[str]:
    there = _there(now)
    said = []
    if now.only != was.only:
        said.append(f"only {_list(now.only)} {there}" if now.only else f"everyone {there} again")
    for names, lost, lead, undone in (
        (now.add, was.add, "", "no longer {} "),
        (now.without, was.without, "no ", "{} back "),
    ):
        came = [name for name in names if name not in lost]
        went = [name for name in lost if name not in names]
        said += [f"{lead}{_list(came)} {there}"] if came else []
        said += (
            [f"{undone.format(_list(went))}{there}"]
            if went and not (now.only or now.add or now.without)
            else []
        )
    if now.energy != was.energy:
        said.append(f"{'bigger' if now.energy > was.energy else 'smaller'} {there}")
    if now.semitones != was.semitones:
        way = "up" if now.semitones > 0 else "down"
        many = f"{abs(now.semitones)} semitone{'s' if abs(now.semitones) > 1 else ''}"
        said.append(f"key change {way} {many} {there}" if now.semitones else f"no key change {there}")
    return said


def _there(wish: PlaceWish) -> str:
    if wish.seconds is not None:
        clock = f"{int(wish.seconds) // 60}:{int(wish.seconds) % 60:02d}"
        return f"until {clock}" if wish.where == "start" else f"from {clock}"
    if wish.where in ("start", "end"):
        return f"at the {wish.where}"
    return f"in the {wish.where}"


def _list(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def form_in_words(before: tuple[SectionWish, ...], after: tuple[SectionWish, ...]) -> list[str]:
    """The new form, or "form free again"."""
    if not after:
        return ["form free again"]
    if [wish.name for wish in before] == [wish.name for wish in after]:
        changed = [wish for old, wish in zip(before, after, strict=True) if wish != old]
        if all(wish.bars for wish in changed):
            return list(dict.fromkeys(f"{wish.name} {_bars(wish)}" for wish in changed))
    return ["form " + ", ".join(f"{wish.name} ({_bars(wish)})" if wish.bars else wish.name for wish in after)]


def _bars(wish: SectionWish) -> str:
    return f"{wish.bars} bar{'s' if wish.bars != 1 else ''}"
