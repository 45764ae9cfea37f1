"""Genres and the composer style that answers them best.

Knows nothing of tempo or sound; scenes, eras, instruments and moods choose a style only when no genre is named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timbre.errors import InvalidInputError
from timbre.language.frames import agreements, reason
from timbre.language.match import Match
from timbre.language.vocabulary import Entry, Kind
from timbre.language.vocabulary.naming import entries_named

if TYPE_CHECKING:
    from timbre.language.imply import Draft

MOST_GENRES = 5
LEAST = 0.2
"""The least weight, next to the strongest genre's, that is worth telling."""
_VOTES: dict[Kind, tuple[float, float]] = {
    "ensemble": (4.0, 4.0),
    "artist": (3.9, 3.9),
    "scene": (3.0, 3.0),
    "era": (1.6, 1.6),
    "instrument": (1.0, 1.5),
    "mood": (0.8, 1.2),
}
"""Kind → weight of its word for a style: plain, telling."""
_SUITS = 0.7
"""What a scene's vote gains where its moods are those that were said, and loses where they are the opposite."""
_LEANS_BEFORE = re.compile(
    r"\b(?:hints? of|touch(?:es)? of|elements? of|influences? (?:of|from)|flavou?rs? of|a bit of|some|shades? of"
    r"|splash of|dash of)(?: \w{1,20})? $"
)
_LEANS_AFTER = re.compile(
    r"[ \-](?:inspired|influence[ds]?|tinged|infused|elements?|touch(?:es)?|flavou?r(?:ed|s)?|leaning|tinted"
    r"|accents?|inflected)\b"
)
_JOINS = re.compile(r"[ \-]?")
_WEIGHED = re.compile(
    r"(?P<name>.+?)\s*(?:\((?P<part>\d?\.?\d+)\)|(?P<plain>[01]?\.\d+)|(?P<percent>\d{1,3})\s*%)"
)


def weighed_genres(text: str) -> tuple[tuple[str, float], ...]:
    """Genres written alone, with weights or without: `jazz, blues (0.5)` → (("jazz", 1.0), ("blues", 0.5)).

    The strongest weighs 1 and comes first. Raises UnknownNameError or InvalidInputError.
    """
    weights: dict[str, float] = {}
    for item in re.split(r"[,;|\n]", text):
        found = _WEIGHED.fullmatch(item.strip())
        weight = 1.0
        if found is not None:
            weight = float(found["part"] or found["plain"] or 0) or float(found["percent"] or 0) / 100
        if not LEAST <= weight <= 1:
            raise InvalidInputError(
                f"A genre cannot weigh {weight:g}; it is {LEAST:g} to 1.", "Write: jazz, blues (0.5)"
            )
        for entry in entries_named("genre", found["name"] if found is not None else item):
            weights.setdefault(entry.name, weight)
    if not 1 <= len(weights) <= MOST_GENRES:
        raise InvalidInputError(
            f"A take has 1 to {MOST_GENRES} genres, not {len(weights)}.", "Write: jazz, blues (0.5)"
        )
    top = max(weights.values())
    return tuple(
        (name, round(weight / top, 2)) for name, weight in sorted(weights.items(), key=lambda item: -item[1])
    )


def imply_genres(draft: Draft) -> None:
    """Set `genres` (name, weight 0.2–1, strongest first) and `style`."""
    scores: dict[str, float] = {}
    wanted = draft.wanted("genre")
    for i, (entry, match) in enumerate(wanted):
        after = wanted[i + 1][1] if i + 1 < len(wanted) else None
        weight = entry.weight * _emphasis(draft, match, after)
        scores[entry.name] = max(scores.get(entry.name, 0.0), weight) + (
            0.1 * weight if entry.name in scores else 0.0
        )
    if scores:
        top = max(scores.values())
        order = {name: (-score, -_fit(draft, name)) for name, score in scores.items()}
        ranked = sorted(scores, key=lambda name: order[name])[:MOST_GENRES]
        genres = tuple((name, round(scores[name] / top, 2)) for name in ranked if scores[name] / top >= LEAST)
        first = next(match for entry, match in wanted if entry.name == genres[0][0])
        draft.state("genres", genres, first.start, first.end)
        best = draft.words.named("genre", genres[0][0])
        if best is not None and best.style:
            draft.imply("style", best.style, f"genre {best.name}", (first.start, first.end))
        return
    _imply_style(draft)


def _fit(draft: Draft, name: str) -> int:
    """How well the stated tempo and the instruments fit a genre, to decide between equals ("hip-hop/trap, 808")."""
    genre = draft.words.named("genre", name)
    if genre is None:
        return 0
    bpm = draft.fields.get("bpm")
    fits = int(bpm is not None and genre.range is not None and genre.range[0] <= bpm <= genre.range[1])
    return fits + sum(entry.telling and entry.style == genre.style for entry, _ in draft.wanted("instrument"))


def _imply_style(draft: Draft) -> None:
    """Without a genre artists, scenes, eras, instruments and moods vote; the strongest voter is named as the reason.

    What that voter is called where no genre is named becomes the genres.
    """
    votes: dict[str, float] = {}
    reasons: dict[str, tuple[float, Entry, Match]] = {}
    suits = agreements(draft)
    for kind, (plain, telling) in _VOTES.items():
        for entry, match in draft.wanted(kind):
            if not entry.style or match.attached or match.less:
                continue
            vote = telling if entry.telling else plain
            if kind == "scene":
                vote = vote * entry.weight + _SUITS * suits.get(entry.name, 0.0)
            votes[entry.style] = votes.get(entry.style, 0.0) + vote
            if entry.style not in reasons or vote > reasons[entry.style][0]:
                reasons[entry.style] = (vote, entry, match)
    if votes:
        style = max(votes, key=lambda name: votes[name])
        _, voter, match = reasons[style]
        span = (match.start, match.end)
        draft.imply("style", style, reason(voter), span)
        if voter.genres:
            draft.imply("genres", tuple((name, 1.0) for name in voter.genres), reason(voter), span)


def _emphasis(draft: Draft, match: Match, after: Match | None) -> float:
    """1 for a genre said plainly, less for "jazzy", "jazz-inspired", "a hint of jazz", or "jazz" in "jazz hip hop"."""
    spelling = match.of("genre")
    reading = draft.reading
    if spelling is not None and spelling.hint:
        return 0.5
    if (
        match.less
        or _LEANS_BEFORE.search(reading.before(match.start, 40))
        or _LEANS_AFTER.match(reading.after(match.end, 16))
    ):
        return 0.5
    later = after.of("genre") if after is not None else None
    heavier = (
        spelling is not None
        and later is not None
        and later.entry.weight >= spelling.entry.weight
        and not later.hint
    )
    if after is not None and heavier and _JOINS.fullmatch(reading.text.folded[match.end : after.start]):
        return 0.6
    return 1.0
