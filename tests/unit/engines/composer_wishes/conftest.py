"""Pieces with and without wishes for single players and places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from timbre.engines.composer.compose import compose
from timbre.engines.composer.score import Note, Score
from timbre.model.brief import Brief, PartWish, PlaceWish
from timbre.model.request import GenerationRequest

Piece = Callable[..., Score]


def piece_of(
    style: str = "pop",
    seed: int = 3,
    seconds: float | None = 40.0,
    parts: list[dict[str, Any]] | None = None,
    places: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> Score:
    """A piece in `style` with the wishes."""
    brief = Brief(
        style=style,
        parts=tuple(PartWish(**wish) for wish in parts or ()),
        places=tuple(PlaceWish(**wish) for wish in places or ()),
        **fields,
    )
    return compose(GenerationRequest(prompt="test", seed=seed, seconds=seconds, brief=brief))


@pytest.fixture
def piece() -> Piece:
    return piece_of


def notes_of(score: Score, name: str) -> tuple[Note, ...]:
    """Notes of a part (or of an instrument), in order."""
    return tuple(
        sorted(
            (note for part in score.parts if name in (part.name, part.instrument) for note in part.notes),
            key=lambda note: (note.start, note.pitch),
        )
    )


def within(notes: tuple[Note, ...], start: int, end: int, slack: int = 0) -> list[Note]:
    """Notes that begin in [start − slack, end − slack): performed notes may be a little early."""
    return [note for note in notes if start - slack <= note.start < end - slack]


def bounds(score: Score, index: int) -> tuple[int, int]:
    """Start and end ticks of a section."""
    ends = [*(section.start for section in score.sections[1:]), score.end]
    return score.sections[index].start, ends[index]
