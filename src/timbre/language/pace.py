"""Tempo from words and genres when no number was given: "slow jazz", "uptempo", a calm mood, a scene.

Knows nothing of numbers and Italian marks (`tempo` reads those and they win).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timbre.language.vocabulary.entries import Entry
from timbre.model.brief import BPM_RANGE

if TYPE_CHECKING:
    from timbre.language.imply import Draft

_NUDGE = 0.3
"""How far a mood moves a genre's tempo: this part of the way to the end of its range, at most."""
_STRETCH = 0.1
"""How far a tempo word may leave a genre's usual range, as a part of it."""
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
    """Set `bpm` when nothing stated it."""
    if "bpm" in draft.fields:
        return
    genre = _genre(draft)
    word = _tempo_word(draft)
    if genre is not None and genre.bpm and genre.range:
        low, high = genre.range
        if word is not None:
            entry, because, span = word
            stretch = _STRETCH * (high - low)
            wish = 0.5 * (low + (entry.place or 0.0) * (high - low)) + 0.5 * (entry.bpm or genre.bpm)
            _set(draft, min(high + stretch, max(low - stretch, wish)), f"{because} for {genre.name}", span)
            return
        _set(draft, _nudged(genre, draft.feeling.mood_energy), f"genre {genre.name}", None)
        return
    if word is not None:
        entry, because, span = word
        _set(draft, entry.bpm or 100.0, because, span)
        return
    scenes = [(scene, match) for scene, match in draft.wanted("scene") if scene.bpm]
    scenes.sort(key=lambda pair: pair[0].style != draft.fields.get("style"))
    for scene, match in scenes[:1]:
        _set(draft, scene.bpm or 100.0, f"scene {scene.name}", (match.start, match.end))


def _genre(draft: Draft) -> Entry | None:
    genres = draft.fields.get("genres", ())
    return draft.words.named("genre", genres[0][0]) if genres else None


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


def _nudged(genre: Entry, mood_energy: float | None) -> float:
    """The genre's typical tempo, moved by how much calmer or wilder than the genre the moods are."""
    if genre.bpm is None or genre.range is None or mood_energy is None:
        return genre.bpm or 100.0
    difference = max(-1.0, min(1.0, mood_energy - (genre.energy or 0.0)))
    room = (genre.range[1] if difference > 0 else genre.range[0]) - genre.bpm
    return genre.bpm + abs(difference) * _NUDGE * room


def _set(draft: Draft, bpm: float, because: str, span: tuple[int, int] | None) -> None:
    draft.imply("bpm", float(round(min(BPM_RANGE[1], max(BPM_RANGE[0], bpm)))), because, span)
