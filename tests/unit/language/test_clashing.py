"""Chords against a key: told, never changed."""

from __future__ import annotations

import pytest

from timbre.language.clashing import clash_of
from timbre.language.explain import explain
from timbre.language.parse import parse


@pytest.mark.parametrize(
    ("chords", "key", "meant"),
    [
        (("Am", "F", "C", "G"), "A major", "A minor"),
        (("C", "F", "G"), "F# minor", "C major"),
        (("Am", "F", "C", "G"), "C major", ""),
        (("Am", "F", "C", "G"), "A minor", ""),
        (("Am", "Dm", "E7"), "A minor", ""),
        (("C", "Ab", "F", "G"), "C major", ""),
        (("ii", "V", "I"), "A major", ""),
        ((), "A major", ""),
        (("C", "G"), None, ""),
    ],
)
def test_half_of_the_chords_outside_the_key_clash(
    chords: tuple[str, ...], key: str | None, meant: str
) -> None:
    said = clash_of(chords, key)
    assert bool(said) == bool(meant)
    assert meant in said


def test_a_prompt_that_states_both_keeps_both_and_tells() -> None:
    prompt = "pop in A major, chords: Am F C G"
    brief = parse(prompt)
    assert (brief.key, brief.chords) == ("A major", ("Am", "F", "C", "G"))
    assert any("A minor, not in A major" in note for note in explain(prompt).notes)
    assert not any("not in" in note for note in explain("pop in A minor, chords: Am F C G").notes)
