"""Genres and moods of a take: make it jazzier, more like house, turn it into a waltz, dreamier, less sad.

Knows nothing of instruments asked for by name.
"""

from __future__ import annotations

import re
from dataclasses import replace

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.push import put_in, take_out
from timbre.language.edits.things import Things, positive, things_in
from timbre.language.feeling import AXES, MOST_MOODS
from timbre.language.genres import MOST_GENRES
from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.entries import Entry
from timbre.model.brief import Source

LEAN_WEIGHT = 0.5
MOOD_STEP = 0.6
"""How far a mood pulls valence, energy, density and brightness towards its own."""
_FOLLOW = ("style", "bpm", "metre", "swing", "instruments", "without", *AXES)
_MORE = re.compile(
    r"(?:more|a bit|some|less|not|closer to|leaning)\b(?: of)?(?: (?:like|towards?|into|of))*(?: (?:a"
    r"|an|the))? (?P<what>.+)"
)
_SWITCH = re.compile(
    r"(?:(?:(?:remix|redo|do|play)(?: it)? as|as|like|in the style of|in a|switch to|change to|go"
    r"|turn into|convert to|into|now|but|do"
    r"|try)(?: (?:a|an))? )?(?P<what>.+?)(?: (?:version|style|remix|vibe|feel|cover|instead|mode))*"
)


def read_feel(clause: Clause, draft: Draft) -> Things | None:
    """What the clause names when it asks for a genre or mood; None when it does not."""
    text = positive(clause.text).removeprefix("like ") if clause.made else positive(clause.text)
    compared = positive(clause.text) != clause.text
    more = _MORE.fullmatch(text)
    switch = _SWITCH.fullmatch(text)
    told = clause.made or (switch is not None and switch["what"] != text)
    if more is None and not (compared or told):
        return None
    what = more["what"] if more is not None else switch["what"] if switch is not None else text
    things = things_in(what, genres_first=True)
    likened = told if more is None else not text.startswith(("less", "not"))
    if likened and things.others and not things.anything:
        scene = _scene(things, what, draft)
        if scene is not None or more is None:
            return scene
    if (told or more is not None) and _era(things, clause, draft, less=text.startswith(("less", "not"))):
        return replace(things, others=())
    if told and things.sounds and not (things.genres or things.moods or things.instruments or things.others):
        for entry in things.sounds:
            put_in(entry.name, draft)
        return things
    if not (things.genres or things.moods) or things.instruments:
        return None
    less = more is not None and text.startswith(("less", "not"))
    for entry in things.genres:
        if less:
            unset_genre(entry, draft)
        elif more is not None or compared or things.leaning or clause.graded:
            lean(entry, clause.amount, draft)
        else:
            switch_to(entry, draft)
    for entry in things.moods:
        if less:
            unset_mood(entry, clause.amount, draft)
        else:
            set_mood(entry, clause.amount, draft)
    if told and more is None:
        draft.verb = "make it"
    return things


def _scene(things: Things, what: str, draft: Draft) -> Things | None:
    """ "make it sound like a rainy night": the moods of the scene; of an artist also the genre."""
    moods = tuple(m for name in parse(what).moods if (m := vocabulary().named("mood", name)) is not None)
    artists = [entry for entry in things.others if entry.kind == "artist"]
    genres = [g for a in artists for name in a.genres[:1] if (g := vocabulary().named("genre", name))]
    if not (moods or genres) or any(entry.kind not in ("scene", "artist") for entry in things.others):
        return None
    for genre in genres:
        lean(genre, 1.0, draft)
    if artists:
        draft.note("Artists are not imitated: the name was taken for a genre and moods.")
    for mood in moods:
        set_mood(mood, 1.0, draft)
    return Things((), (), (), moods, (), leaning=False, unknown=things.unknown)


def _era(things: Things, clause: Clause, draft: Draft, *, less: bool) -> bool:
    """ "more 80s": the sounds, moods and genres of the time."""
    if len(things.others) != 1 or things.others[0].kind != "era" or things.anything:
        return False
    era, before = things.others[0], dict(draft.values)
    for word in era.production:
        if less and word in draft.get("production"):
            take_out(word, draft)
        elif not less and word not in draft.get("production"):
            put_in(word, draft)
    for name in era.moods:
        mood = vocabulary().named("mood", name)
        if mood is not None:
            (unset_mood if less else set_mood)(mood, clause.amount, draft)
    genre = vocabulary().named("genre", era.genres[0]) if era.genres and not less else None
    if genre is not None and not (era.production or era.moods):
        lean(genre, clause.amount, draft)
    if draft.values == before:
        draft.note(f"There is nothing of the {era.name} to {'take out' if less else 'add'}.")
    return True


def lean(genre: Entry, amount: float, draft: Draft) -> None:
    """Blend a genre in. Its swing comes along half-way unless "no swing" was said.

    The style changes once it outweighs the others.
    """
    weights = dict(draft.get("genres"))
    if not weights:
        draft.set("genres", ((genre.name, 1.0),))
        if draft.get("style") is None and genre.style:
            draft.set("style", genre.style, Source(kind="implied", because=f"genre {genre.name}"))
    else:
        first, step = draft.get("genres")[0][0], LEAN_WEIGHT * amount
        weights[genre.name] = round(min(1.0, max(0.2, weights.get(genre.name, 0.0) + step)), 2)
        ranked = sorted(weights.items(), key=lambda item: -item[1])[:MOST_GENRES]
        draft.set("genres", tuple(ranked))
        if ranked[0][0] == genre.name != first and genre.style:
            draft.set("style", genre.style, Source(kind="implied", because=f"genre {genre.name}"))
    swing = draft.get("swing")
    refused = swing == 0.0 and draft.stated("swing")
    if genre.swing is not None and genre.swing > (swing or 0.0) and not refused:
        if swing is None:
            draft.heard["swing"] = 0.0
        draft.set(
            "swing",
            round(min(1.0, (swing or 0.0) + (genre.swing - (swing or 0.0)) * min(1.0, 0.5 * amount)), 3),
        )


def switch_to(genre: Entry, draft: Draft) -> None:
    """Make it this genre. What the old one implied follows; what the user stated stays."""
    implied = parse(genre.name)
    draft.set("genres", ((genre.name, 1.0),))
    because = Source(kind="implied", because=f"genre {genre.name}")
    for name in _FOLLOW:
        source, value = draft.source(name), getattr(implied, name)
        if (
            source is not None
            and (source.kind == "stated" or not source.because.startswith("genre"))
            and name != "style"
        ):
            continue
        if value is not None and value != () and value != draft.get(name):
            draft.set(name, value, because)
        elif (value is None or value == ()) and source is not None:
            draft.clear(name)


def unset_genre(genre: Entry, draft: Draft) -> None:
    """Take a genre out of the blend; the last one stays."""
    left = tuple((name, weight) for name, weight in draft.get("genres") if name != genre.name)
    if left == draft.get("genres"):
        draft.note(f"There is no {genre.name} in it.")
    elif not left:
        draft.note(f"{genre.name.capitalize()} is all there is: say which genre instead.")
    else:
        draft.set("genres", left)
        first = vocabulary().named("genre", left[0][0])
        if first is not None and first.style and first.style != draft.get("style"):
            draft.set("style", first.style, Source(kind="implied", because=f"genre {first.name}"))


def set_mood(mood: Entry, amount: float, draft: Draft) -> None:
    """Add a mood and move the axes towards it."""
    if mood.name not in draft.get("moods"):
        draft.set("moods", (*draft.get("moods"), mood.name)[-MOST_MOODS:])
    _pull(mood, min(1.0, MOOD_STEP * amount), draft)


def unset_mood(mood: Entry, amount: float, draft: Draft) -> None:
    """Let go of a mood and move the axes away from it."""
    if mood.name in draft.get("moods"):
        left = tuple(name for name in draft.get("moods") if name != mood.name)
        if left:
            draft.set("moods", left)
        else:
            draft.clear("moods")
    _pull(mood, -0.5 * min(1.0, MOOD_STEP * amount), draft)


def _pull(mood: Entry, part: float, draft: Draft) -> None:
    for axis in AXES:
        there = getattr(mood, axis)
        if there is None:
            continue
        here = draft.get(axis)
        if here is None:
            draft.heard[axis] = 0.0
        base = here or 0.0
        target = there - base if part > 0 else there
        after = round(min(1.0, max(-1.0, base + part * target)), 3)
        if after != base:
            draft.set(axis, after)
