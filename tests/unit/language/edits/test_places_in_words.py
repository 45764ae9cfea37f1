"""Where something happens, in words that are easy to get wrong: until, after some bars, the last bars."""

from __future__ import annotations

import pytest

from timbre.language.edits import Playing, describe, read_edit
from timbre.language.parse import parse

WORDS = "rock ballad with piano, strings, bass and drums, form: intro, verse, chorus, bridge, chorus, 120 bpm"
TAKE = Playing(bpm=120.0, metre="4/4", seconds=40.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no strings until the chorus", "no strings in the intro, no strings in the first verse"),
        ("only piano until the chorus", "only piano in the intro, only piano in the first verse"),
        ("no drums until the second half", "no drums in the first half"),
        ("bring the drums in after 8 bars", "no drums until 0:16"),
        ("no bass until bar 5", "no bass until 0:08"),
        ("the last 4 bars without drums", "no drums from 0:32"),
        ("stop the drums in the last 4 bars", "no drums from 0:32"),
        ("add 808s", "added 808 bass"),
        ("but faster", "tempo 120 → 138"),
        ("and drop the bass", "dropped bass"),
        ("only the piano", "only piano"),
        ("just piano and bass", "only piano and bass"),
    ],
)
def test_a_line_reads_back_as_it_was_meant(line: str, said: str) -> None:
    edit = read_edit(line, parse(WORDS), TAKE)
    assert edit is not None
    assert describe(edit) == said
    assert not edit.ignored
