"""Tempo from words and genres when no number was given: "slow jazz", "uptempo", a calm mood, a scene.

Knows nothing of numbers and Italian marks (`tempo` reads those and they win).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timbre.language.frames import Pace, pace_of
from timbre.language.vocabulary.entries import Entry
from timbre.model.brief import BPM_RANGE

if TYPE_CHECKING:
    from timbre.language.imply import Draft

_NUDGE = 0.3
"""How far a mood moves a usual tempo: this part of the way to the end of its range, at most."""
_STRETCH = 0.1
"""How far a tempo word may leave a usual range, as a part of it."""
_LEAST = 0.4
"""A tempo word moves the usual tempo at least this part of the way to the end of the range ("a fast boss battle")."""
_PLAINLY = {
    "very slow": (BPM_RANGE[0], 60.0),
    "slow": (BPM_RANGE[0], 80.0),
    "fast": (125.0, BPM_RANGE[1]),
    "very fast": (150.0, BPM_RANGE[1]),
}
"""What these words mean whatever the scene: only a genre that is named may move them."""
_SAYS_LITTLE = 0.1
"""Tempo words nearer to the middle of the range than this ("mid-tempo") do not."""
_INSTEAD = {
    "slow": "medium fast",
    "very slow": "slow",
    "fast": "mid-tempo",
    "very fast": "uptempo",
    "uptempo": "mid-tempo",
}
"""What "not slow" and the like ask for."""
_LESS = {"very slow": "slow", "very fast": "fast"}
"""What "not too slow" and the like ask for; mid-tempo otherwise."""


def imply_tempo(draft: Draft) -> None:
    """Set `bpm` when nothing stated it: by a genre, else by a scene or an artist, else by an era's genre."""
    if "bpm" in draft.fields:
        return
    pace = _pace(draft)
    word = _tempo_word(draft)
    if pace is None:
        if word is not None:
            entry, because, span = word
            _set(draft, entry.bpm or 100.0, because, span)
        return
    if word is not None:
        entry, because, span = word
        room = pace.high - pace.low
        wish = 0.5 * (pace.low + (entry.place or 0.0) * room) + 0.5 * (entry.bpm or pace.bpm)
        if entry.place is not None and abs(entry.place - 0.5) > _SAYS_LITTLE:
            end = pace.high if entry.place > 0.5 else pace.low
            least = pace.bpm + _LEAST * (end - pace.bpm)
            wish = max(wish, least) if end == pace.high else min(wish, least)
        low, high = pace.low - _STRETCH * room, pace.high + _STRETCH * room
        wish = min(high, max(low, wish))
        if not draft.wanted("genre"):
            slowest, fastest = _PLAINLY.get(entry.name, BPM_RANGE)
            wish = min(fastest, max(slowest, wish))
        _set(draft, wish, f"{because} for {pace.because.partition(' ')[2]}", span)
        return
    at = None if pace.match is None else (pace.match.start, pace.match.end)
    _set(draft, _nudged(pace, draft.feeling.mood_energy), pace.because, at)


def _pace(draft: Draft) -> Pace | None:
    """The usual tempo of the first genre that was named, of the frames, or of the genre that they stand for."""
    genres = draft.fields.get("genres", ())
    genre = draft.words.named("genre", genres[0][0]) if genres else None
    framed = pace_of(draft)
    if framed is not None and (genre is None or not draft.wanted("genre")):
        return framed
    if genre is None or not genre.bpm or not genre.range:
        return None if genre is not None else framed
    return Pace(genre.bpm, *genre.range, genre.energy or 0.0, f"genre {genre.name}")


def _tempo_word(draft: Draft) -> tuple[Entry, str, tuple[int, int]] | None:
    """The first tempo word, or the opposite of the first that was ruled out ("not too fast")."""
    for match in draft.matches:
        spelling = match.of("tempo")
        if spelling is None:
            continue
        said = draft.reading.text.folded[match.start : match.end]
        if not (match.negated or match.less):
            return spelling.entry, f"“{said}”", (match.start, match.end)
        other = draft.words.named(
            "tempo", (_LESS if match.less else _INSTEAD).get(spelling.entry.name, "mid-tempo")
        )
        if other is not None:
            return other, f"not “{said}”", (match.start, match.end)
    return None


def _nudged(pace: Pace, mood_energy: float | None) -> float:
    """The usual tempo, moved by how much calmer or wilder than the genre or the scene the moods are."""
    if mood_energy is None:
        return pace.bpm
    difference = max(-1.0, min(1.0, mood_energy - pace.energy))
    room = (pace.high if difference > 0 else pace.low) - pace.bpm
    return pace.bpm + abs(difference) * _NUDGE * room


def _set(draft: Draft, bpm: float, because: str, span: tuple[int, int] | None) -> None:
    draft.imply("bpm", float(round(min(BPM_RANGE[1], max(BPM_RANGE[0], bpm)))), because, span)
