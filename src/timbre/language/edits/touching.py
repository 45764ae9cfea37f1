"""Wishes for single players in a draft: louder by so much, softer, to the left, an octave lower, more reverb on it.

Knows nothing of sentences: `players` finds out who and what is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from timbre.language.edits.draft import Draft
from timbre.language.edits.grammar import grammar
from timbre.language.edits.present import absent
from timbre.language.edits.who import players_in
from timbre.language.touches import MOST_WISHES, MOST_WORDS, Touch, touch_of
from timbre.model.brief import PartWish

LEVEL_STEP_DB = 3.0
"""What louder and quieter mean without a number."""
COMPARATIVE = 0.6
"""How much of an adjective's effect in a prompt ("soft") its comparative in an edit ("softer") has."""
MOST_DB = 24.0
MOST_OCTAVES = 2
_THEY = ("it", "them", "that", "those", "these")
"""Whoever was spoken of before."""
_AXES = ("dynamics", "brightness", "density")
_TELLING = {"dynamics": 0.2, "brightness": 0.2, "density": 0.2, "level_db": 2.0, "octave": 1}
"""What an adjective is about: smaller effects come along."""
_UNDONE_BY = {"reverb": "dry", "dry": "reverb", "echo": "dry", "wide": "mono", "mono": "wide", "distorted": "clean",
              "lo-fi": "clean"}  # fmt: skip


def band_of(draft: Draft) -> tuple[str, ...]:
    """Everybody who is known to play."""
    return tuple(dict.fromkeys((*draft.get("instruments"), *draft.current.instruments)))


def who(text: str, draft: Draft) -> tuple[str, ...]:
    """The players a few words mean, in this band; () when they say anything else."""
    if text in _THEY:
        return draft.players
    return players_in(text, band_of(draft)) if text else ()


def wish_for(draft: Draft, name: str) -> PartWish:
    """What is wished of a player now."""
    return next((wish for wish in draft.get("parts") if wish.name == name), PartWish(name=name))


def set_wish(draft: Draft, wish: PartWish) -> None:
    """Put a wish in the place of the one for the same player; one that says nothing goes."""
    before: tuple[PartWish, ...] = draft.get("parts")
    if any(each.name == wish.name for each in before):
        after = tuple(wish if each.name == wish.name else each for each in before)
    else:
        after = (*before, wish)
    after = tuple(each for each in after if each != PartWish(name=each.name))
    if len(after) > MOST_WISHES:
        draft.note(f"There are wishes for {MOST_WISHES} players already: {wish.name} stays as it is.")
    elif after != before:
        draft.set("parts", after) if after else draft.clear("parts")


def change_players(draft: Draft, names: tuple[str, ...], change: Callable[[PartWish], PartWish]) -> None:
    """Change the wish of each player; say so where nothing is left to change."""
    draft.players = names
    missing = absent(names, draft)
    for name in missing:
        draft.note(f"Not in it: {name}. To hear it, say “add {name}”.")
    for name in (name for name in names if name not in missing):
        before = wish_for(draft, name)
        after = change(before)
        if after == before:
            draft.note(f"The {name} cannot go further that way.")
        elif abs(after.level_db) == MOST_DB:
            draft.note(f"One player goes up or down by {MOST_DB:g} dB at most.")
        set_wish(draft, after)
        if name in draft.get("without"):
            draft.note(f"The {name} stays out: say “bring back the {name}” to hear it.")


def louder(wish: PartWish, level_db: float) -> PartWish:
    """`wish` with the level changed by so many decibels."""
    level = round(max(-MOST_DB, min(MOST_DB, wish.level_db + level_db)), 1) + 0.0
    return wish.model_copy(update={"level_db": level})


def higher(wish: PartWish, octaves: int) -> PartWish:
    """`wish` so many octaves up (down where negative)."""
    return wish.model_copy(update={"octave": max(-MOST_OCTAVES, min(MOST_OCTAVES, wish.octave + octaves))})


def touched(wish: PartWish, touch: Touch, amount: float, *, less: bool = False, word: str = "") -> PartWish:
    """`wish` with a touch as a comparative means it, `amount` usual steps of it; `less` goes the other way.

    Words that said the opposite go; `word` is the adjective for engines that read captions.
    """
    if less and touch.production and set(touch.production) <= set(wish.production):
        return without_sound(wish, touch.production)
    if less and touch.production and not any(getattr(touch, axis) for axis in (*_AXES, "level_db")):
        return with_sound(wish, _UNDONE_BY.get(touch.production[0], ""), keep_word=False)
    sign = -1 if less else 1
    fields: dict[str, Any] = {
        axis: _moved(getattr(wish, axis), sign * amount * COMPARATIVE * getattr(touch, axis))
        for axis in _AXES
    }
    if touch.octave:
        fields = {}  # how high is played says nothing of how bright
    after = louder(wish, sign * amount * touch.level_db).model_copy(update=fields)
    if touch.octave:
        after = higher(after, sign * touch.octave * (2 if amount > 1 else 1))
    words = tuple(each for each in wish.words if not _against(each, touch, sign))
    if less:
        return after.model_copy(update={"words": words})
    for sound in touch.production:
        after = with_sound(after, sound, keep_word=True)
    words = tuple(each for each in words if each in after.words and each != word)
    return after.model_copy(update={"words": (*words, word or touch.name)[-MOST_WORDS:]})


def with_sound(wish: PartWish, sound: str, *, keep_word: bool) -> PartWish:
    """`wish` with a production word; those it rules out go. `keep_word`: the caller names the adjective."""
    if not sound:
        return wish
    gone = grammar().opposites.get(sound, ())
    after = without_sound(wish, gone)
    kept = tuple(each for each in after.production if each != sound)
    words = after.words if keep_word or sound in after.words else (*after.words, sound)[-MOST_WORDS:]
    return after.model_copy(update={"production": (*kept, sound)[-MOST_WORDS:], "words": words})


def without_sound(wish: PartWish, sounds: tuple[str, ...]) -> PartWish:
    """`wish` without production words, and without the adjectives that stand for them."""
    words = tuple(
        each
        for each in wish.words
        if each not in sounds and not ((touch := touch_of(each)) and set(touch.production) & set(sounds))
    )
    left = tuple(each for each in wish.production if each not in sounds)
    return wish.model_copy(update={"production": left, "words": words})


def _moved(value: float, step: float) -> float:
    return round(max(-1.0, min(1.0, value + step)), 3) + 0.0


def _against(word: str, touch: Touch, sign: int) -> bool:
    """Whether an adjective says the opposite of a touch, or the same as one that is taken back."""
    other = touch_of(word)
    if other is None:
        return False
    if other.name == touch.name:
        return True
    return any(
        getattr(other, axis) * getattr(touch, axis) * sign < 0
        and min(abs(getattr(other, axis)), abs(getattr(touch, axis))) >= least
        for axis, least in _TELLING.items()
    )
