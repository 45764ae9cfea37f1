"""Voicings stay in their register and move little."""

from itertools import pairwise
from typing import get_args

import pytest

from timbre.theory.key import parse_key
from timbre.theory.roman import realise
from timbre.theory.voicing import VoicingKind, candidates, lead, motion

PROGRESSION = [
    realise(n, parse_key("A minor"), "ninth") for n in ("i", "iv", "VII", "III", "VI", "iim7b5", "V7", "i")
]


@pytest.mark.parametrize("kind", get_args(VoicingKind))
def test_voicings_are_chord_tones_in_the_register(kind: VoicingKind) -> None:
    for chord, voicing in zip(PROGRESSION, lead(PROGRESSION, kind, 50, 74), strict=True):
        assert list(voicing) == sorted(voicing)
        assert 50 <= voicing[0] <= voicing[-1] <= 74
        assert {pitch % 12 for pitch in voicing} <= set(chord.classes)
        assert len(voicing) >= 2


def test_the_best_candidate_is_chosen_so_voices_move_little() -> None:
    led = lead(PROGRESSION, "close", 50, 72)
    moved = [motion(one, two) for one, two in pairwise(led)]
    worst = [
        max(motion(one, option) for option in candidates(chord, "close", 50, 72, 4))
        for one, chord in zip(led, PROGRESSION[1:])
    ]
    assert sum(moved) < 0.5 * sum(worst)
    assert max(moved) <= 16


def test_rootless_leaves_the_root_to_the_bass_and_power_has_no_third() -> None:
    (rootless,) = lead(PROGRESSION[:1], "rootless", 50, 72)
    assert all(pitch % 12 != PROGRESSION[0].root for pitch in rootless)
    (power,) = lead(PROGRESSION[:1], "power", 40, 64, voices=3)
    assert {pitch % 12 for pitch in power} == {9, 4}


def test_a_register_too_narrow_still_gives_notes() -> None:
    assert lead(PROGRESSION[:1], "spread", 60, 64)[0]
