"""Which preset plays what."""

from __future__ import annotations

import pytest

from fakes.soundfonts import general
from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.score import Note, Part
from timbre.engines.composer.soundfont.casting import _voices, cast
from timbre.errors import UnknownNameError
from unit.engines.soundfont.hearing import Opened


def part(role: str, instrument: str) -> Part:
    return Part(role, instrument, (Note(0, 480, 60, 90),))


BAND = (
    part("melody", "violin"),
    part("chords", "piano"),
    part("pad", "warm pad"),
    part("bass", "electric bass"),
    part("drums", "acoustic kit"),
    part("percussion", "909 kit"),
)


def test_acoustic_instruments_get_their_program_and_electronic_ones_stay(opened: Opened) -> None:
    found = cast(opened(general()), BAND, {})
    named = {name: (p.bank, p.program) for name, p in found.presets.items()}
    assert named == {
        "violin": (0, 40),
        "piano": (0, 0),
        "electric bass": (0, 33),
        "acoustic kit": (128, 0),
    }
    assert not found.lacking


def test_what_the_file_lacks_is_told(opened: Opened) -> None:
    found = cast(opened(general((0,), kits=())), BAND, {})
    assert set(found.presets) == {"piano"}
    assert found.lacking == ("violin", "electric bass", "acoustic kit")


def test_a_kit_that_is_missing_is_played_by_a_near_one_only(opened: Opened) -> None:
    parts = [part("drums", "rock kit"), part("percussion", "brush kit")]
    found = cast(opened(general(kits=(0,))), parts, {})
    assert set(found.presets) == {"rock kit"}
    assert found.lacking == ("brush kit",)


@pytest.mark.parametrize("choice", ["48", "0:48", "Sine 48", "sine 48", "ne 48"])
def test_a_voice_is_a_number_or_a_name(opened: Opened, choice: str) -> None:
    found = cast(opened(general()), BAND, {"violin": choice, "warm pad": "73", "drums": "synth"})
    assert found.presets["violin"].program == 48
    assert found.presets["warm pad"].program == 73
    assert "acoustic kit" not in found.presets


def test_a_voice_for_a_part_counts_after_one_for_the_instrument(opened: Opened) -> None:
    voices = {"melody": "73", "chords": "48", "piano": "synth"}
    found = cast(opened(general()), BAND, voices)
    assert found.presets["violin"].program == 73
    assert "piano" not in found.presets


def test_one_instrument_with_two_voices_plays_the_first(opened: Opened) -> None:
    parts = [part("melody", "violin"), part("counter", "violin")]
    found = cast(opened(general()), parts, {"counter": "73"})
    assert found.presets["violin"].program == 40
    assert found.torn == ("violin",)


def test_an_unknown_preset_or_instrument_is_refused(opened: Opened) -> None:
    with pytest.raises(UnknownNameError, match="'99'"):
        cast(opened(general()), BAND, {"violin": "99"})
    with pytest.raises(UnknownNameError, match="Did you mean 'violin'"):
        cast(opened(general()), BAND, {"violn": "40"})


def test_a_muted_guitar_is_a_program_of_its_own(opened: Opened) -> None:
    found = cast(opened(general((27, 28))), [part("chords", "electric guitar")], {})
    plain, muted = (found.preset("electric guitar", each) for each in ("", "mute"))
    assert plain is not None
    assert muted is not None
    assert (plain.program, muted.program) == (27, 28)


def test_the_tables_name_instruments_that_exist() -> None:
    tables = _voices()
    assert {*tables["synthetic"], *tables["without_program"]} <= {*players(), *KITS}
    assert set(tables["kits"]) <= set(KITS)
    for programs in tables["articulations"].values():
        assert set(programs) <= set(players())
