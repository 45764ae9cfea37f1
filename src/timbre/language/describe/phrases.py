"""Wishes for players and places in plain English phrases that read back as the same wishes.

Knows nothing of engines.
"""

from __future__ import annotations

from timbre.language.touches import touch_of, wish_for
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.phrases import phrase_of
from timbre.model.brief import PartWish, PlaceWish

_SOUNDS = {"mono": "narrow", "lo-fi": "dusty"}
"""Production word → the adjective that asks it of one player, where it is another word."""
_EFFECTS = {"reverb": "reverb", "echo": "echo", "distorted": "distortion", "compressed": "compression"}
"""Production word → the effect it is, said behind the player ("distorted electric guitar" is another instrument)."""
_ADJECTIVES = {
    "level_db": ("quiet", "loud"),
    "dynamics": ("gentle", "powerful"),
    "brightness": ("dark", "bright"),
    "density": ("simple", "busy"),
    "octave": ("low", "high"),
}
_HARD, _SLIGHT = 0.75, 0.45
_STRETCHES = {
    "start": "at the start", "end": "at the end", "middle": "in the middle", "first half": "in the first half",
    "second half": "in the second half",
}  # fmt: skip
_MOST_BEHIND = 3
"""Adjectives that are understood behind their noun."""
_BIG, _SMALL = "powerful", "quiet"


def part_phrase(wish: PartWish) -> str:
    """ "soft piano panned left": the user's adjectives, and one for everything that those do not say."""
    said = wish_for(wish.name, wish.words)
    words = [word for word in wish.words if touch_of(word) is None or not contradicts(word, wish)]
    for name, (low, high) in _ADJECTIVES.items():
        value, already = getattr(wish, name), getattr(said, name)
        if value and not value * already > 0:
            words.append(high if value > 0 else low)
    sounds = [sound for sound in wish.production if sound not in said.production]
    words += [_SOUNDS.get(sound, sound) for sound in sounds if sound not in _EFFECTS]
    phrase = _described(tuple(dict.fromkeys(words)), wish.name)
    if wish.pan is not None:
        phrase += f" {_panned(wish.pan)}"
    effects = [_EFFECTS[sound] for sound in sounds if sound in _EFFECTS]
    return f"{phrase} with lots of {_and(tuple(effects))}" if effects else phrase


def place_phrases(wish: PlaceWish) -> tuple[str, ...]:
    """ "no drums in the intro", "quiet intro", "key change up a tone in the last chorus": a phrase for each thing."""
    where = place_phrase(wish)
    found: list[str] = []
    if wish.only:
        found.append(_only(wish, where))
    if wish.add:
        found.append(f"with {_and(wish.add)} {where}")
    found += [f"no {name} {where}" for name in wish.without]
    if wish.energy:
        found.append(f"{_BIG if wish.energy > 0 else _SMALL} {where}")
    if wish.semitones:
        way, steps = ("up" if wish.semitones > 0 else "down"), abs(wish.semitones)
        found.append(f"key change {way} {steps} semitone{'s' if steps > 1 else ''} {where}")
    return tuple(found)


def place_phrase(wish: PlaceWish) -> str:
    """ "in the last chorus", "until 0:20", "from 1:05 on"."""
    if wish.seconds is not None:
        seconds = f"{int(wish.seconds) // 60}:{int(wish.seconds) % 60:02d}"
        if wish.seconds != int(wish.seconds) or wish.seconds < 1:
            seconds = f"{wish.seconds:g} seconds"
        return f"until {seconds}" if wish.where == "start" else f"from {seconds} on"
    return _STRETCHES.get(wish.where, f"in the {wish.where}")


def _described(words: tuple[str, ...], name: str) -> str:
    """ "soft violin"; but "the piano is soft", because a soft piano is another instrument."""
    last = next((word for word in reversed(words) if not _is_another(f"{word} {name}", name)), None)
    if last is None and words:
        return f"the {name} {'are' if name.endswith('s') else 'is'} {_and(words[:_MOST_BEHIND])}"
    return " ".join((*(word for word in words if word != last), *([last] if last else []), name))


def _is_another(phrase: str, name: str) -> bool:
    """Whether the vocabulary reads a phrase as something else than `name` with an adjective."""
    return any(spelling.entry.name != name for spelling in vocabulary().phrases.get(phrase_of(phrase), ()))


def _only(wish: PlaceWish, where: str) -> str:
    if wish.seconds is None and wish.where in ("start", "end"):
        return f"{'starts' if wish.where == 'start' else 'ends'} with only {_and(wish.only)}"
    return f"only {_and(wish.only)} {where}"


def contradicts(word: str, wish: PartWish) -> bool:
    """Whether an adjective of the user's no longer holds: "loud", after "quieter"."""
    meant = wish_for(wish.name, (word,))
    return any(getattr(meant, name) * getattr(wish, name) < 0 for name in _ADJECTIVES)


def _panned(pan: float) -> str:
    if not pan:
        return "panned to the center"
    far = "hard " if abs(pan) >= _HARD else "slightly " if abs(pan) < _SLIGHT else ""
    return f"panned {far}{'left' if pan < 0 else 'right'}"


def _and(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
