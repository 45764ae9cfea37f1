"""What is read of a file: presets, zones, samples; and what is refused."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.soundfonts import DRUM_BANK, Instrument, Recorded, Written, font, general, pair, sine, tone
from timbre.engines.composer.soundfont.font import SoundFont, open_font
from timbre.engines.composer.soundfont.generators import Gen
from timbre.engines.composer.soundfont.reading import MARGIN_FRAMES, MOST_SOURCE_FRAMES, source_frames
from timbre.engines.composer.soundfont.sampler import Sampler, Stroke
from timbre.errors import FileError, InvalidInputError
from unit.engines.soundfont.hearing import Opened

SOUND = Recorded(sine(441.0), (50, 5050))


def layered() -> bytes:
    """Global zones, ranges and sums at both levels."""
    instrument = Instrument(
        [
            ((Gen.PAN, -100), (Gen.ATTENUATION, 50)),
            (
                (Gen.KEY_RANGE, pair(0, 60)),
                (Gen.VELOCITY_RANGE, pair(0, 63)),
                (Gen.FINE_TUNE, 7),
                (Gen.SAMPLE, 0),
            ),
            ((Gen.KEY_RANGE, pair(61, 127)), (Gen.PAN, 200), (Gen.ROOT_KEY, 60), (Gen.SAMPLE, 1)),
        ]
    )
    preset = Written(
        0,
        5,
        "Layered\x07",
        [
            ((Gen.FINE_TUNE, 3),),
            (
                (Gen.KEY_RANGE, pair(50, 70)),
                (Gen.PAN, 40),
                (Gen.ROOT_KEY, 99),
                (Gen.SAMPLE_MODES, 1),
                (Gen.INSTRUMENT, 0),
            ),
        ],
    )
    return font([SOUND, SOUND], [instrument], [preset])


def test_a_preset_adds_to_its_instrument_and_narrows_its_ranges(opened: Opened) -> None:
    read = opened(layered())
    low, high = read.regions(read.presets[0])
    assert (low.keys, low.velocities, low.sample) == ((50, 60), (0, 63), 0)
    assert (low.number(Gen.PAN), low.number(Gen.ATTENUATION), low.number(Gen.FINE_TUNE)) == (-60, 50, 10)
    assert (high.keys, high.velocities, high.sample) == ((61, 70), (0, 127), 1)
    assert (high.number(Gen.PAN), high.number(Gen.FINE_TUNE), high.number(Gen.ROOT_KEY)) == (240, 3, 60)
    assert low.number(Gen.SAMPLE_MODES) == 0, "how a sample loops is the instrument's business"


def test_names_are_safe_to_show(opened: Opened) -> None:
    read = opened(layered())
    assert read.presets[0].name == "Layered"
    assert (read.name, read.rights) == ("Test font", "me")


def test_presets_come_in_order_of_bank_and_program(opened: Opened) -> None:
    read = opened(general((40, 0), kits=(8, 0)))
    places = [(p.bank, p.program) for p in read.presets]
    assert places == [(0, 0), (0, 40), (DRUM_BANK, 0), (DRUM_BANK, 8)]
    assert read.preset(0, 41) is None


def test_the_lower_eight_bits_count(opened: Opened) -> None:
    quiet = Recorded(sine(441.0) / 40_000, (50, 5050))
    zones = [Instrument([((Gen.SAMPLE, 0),)])], [Written(0, 0, "Quiet", [((Gen.INSTRUMENT, 0),)])]
    coarse = opened(font([quiet], *zones))
    fine = opened(font([quiet], *zones, low_bytes=True))
    wanted = quiet.sound.astype(np.float32)
    assert np.abs(coarse.samples[0].sound(coarse.pool) - wanted).max() > 1e-5
    assert np.abs(fine.samples[0].sound(fine.pool) - wanted).max() < 2e-7


@pytest.mark.parametrize("padded", [True, False])
def test_compressed_samples_are_unpacked(opened: Opened, padded: bool) -> None:
    read = opened(
        font(
            [SOUND, SOUND],
            [Instrument([((Gen.SAMPLE, 1),)])],
            [Written(0, 0, "Ogg", [((Gen.INSTRUMENT, 0),)])],
            compressed=True,
            padded=padded,
        )
    )
    sound = read.samples[1].sound(read.pool)
    assert len(sound) == len(SOUND.sound)
    assert np.corrcoef(sound, SOUND.sound)[0, 1] > 0.99


def test_an_unusable_sample_is_left_out(opened: Opened) -> None:
    data = bytearray(layered())
    at = data.index(b"sample 0")
    struct.pack_into("<II", data, at + 20, 0, 2**31)
    read = opened(bytes(data))
    assert [region.sample for region in read.regions(read.presets[0])] == [1]


def _broken(change: str) -> bytes:
    data = bytearray(layered())
    if change == "cut":
        return bytes(data[:-10])
    if change == "empty":
        return b""
    if change == "other":
        data[8:12] = b"WAVE"
    if change == "version":
        struct.pack_into("<H", data, data.index(b"ifil") + 8, 9)
    if change == "no samples":
        data[data.index(b"smpl") : data.index(b"smpl") + 4] = b"xxxx"
    if change == "no instrument":
        at = data.index(b"pgen")
        end = at + 8 + struct.unpack_from("<I", data, at + 4)[0]
        struct.pack_into("<h", data, end - 6, 700)
    if change == "backwards":
        struct.pack_into("<H", data, data.index(b"pbag") + 8, 4)
    if change == "outside":
        at = data.index(b"inst") + 8
        struct.pack_into("<H", data, at + 22 + 20, 999)
    if change == "odd table":
        at = data.index(b"shdr")
        struct.pack_into("<I", data, at + 4, struct.unpack_from("<I", data, at + 4)[0] - 2)
    if change == "huge part":
        struct.pack_into("<I", data, data.index(b"smpl") + 4, 2**32 - 1)
    return bytes(data)


def _read_all(path: Path) -> None:
    read = SoundFont(path)
    read.regions(read.presets[0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("cut", "cut short"),
        ("empty", "does not begin as a RIFF"),
        ("other", "another kind"),
        ("version", "version 9"),
        ("no samples", "'smpl' is missing"),
        ("no instrument", "instrument 700, which is not there"),
        ("backwards", "go backwards"),
        ("outside", "points outside"),
        ("odd table", "shdr has 136 bytes"),
        ("huge part", "more than there are"),
    ],
)
def test_damage_is_told_with_the_file_and_what_is_wrong(tmp_path: Path, change: str, told: str) -> None:
    path = tmp_path / "mine.sf2"
    path.write_bytes(_broken(change))
    with pytest.raises(InvalidInputError, match=told) as caught:
        _read_all(path)
    assert "mine.sf2" in caught.value.message
    assert "timbre sounds" in caught.value.hint


def test_a_preset_without_end_is_refused(opened: Opened) -> None:
    many = Instrument([((Gen.SAMPLE, 0),)] * 200)
    read = opened(font([SOUND], [many], [Written(0, 0, "Many", [((Gen.INSTRUMENT, 0),)] * 200)]))
    with pytest.raises(InvalidInputError, match="more than 20000 parts"):
        read.regions(read.presets[0])


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        open_font(tmp_path / "none.sf2")
    with pytest.raises(FileError, match="cannot be read"):
        open_font(tmp_path)


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "font.sf2"
    path.write_bytes(tone())
    first = open_font(path)
    assert open_font(path) is first
    path.unlink()
    path.write_bytes(general())
    assert len(open_font(path).presets) == 8


SMALL = font(
    [Recorded(sine(441.0, 8), (50, 350))],
    [Instrument([((Gen.PAN, 9),), ((Gen.SAMPLE_MODES, 1), (Gen.MOD_ENV_TO_FC, 900), (Gen.SAMPLE, 0))])],
    [Written(0, 0, "Small", [((Gen.INSTRUMENT, 0),)])],
)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(SMALL) - 1), st.sampled_from([0, 1, 2, 127, 128, 255])),
        min_size=1,
        max_size=6,
    )
)
def test_damaged_bytes_give_sound_or_an_error(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for at, value in changes:
        data[at] = value
    path = tmp_path / "fuzz.sf2"
    path.unlink(missing_ok=True)
    path.write_bytes(bytes(data))
    told = path.name
    try:
        read = SoundFont(path)
        for preset in read.presets:
            heard = Sampler(read).render(preset, Stroke(60, 100, 0.1, "", 0), 8000)
            assert np.isfinite(heard).all()
            assert np.abs(heard).max() <= 1
    except InvalidInputError as error:
        told = error.message
    assert "fuzz.sf2" in told


def test_parts_that_never_meet_are_counted_too(opened: Opened) -> None:
    low = Instrument([((Gen.KEY_RANGE, pair(0, 10)), (Gen.SAMPLE, 0))] * 200)
    high = [((Gen.KEY_RANGE, pair(90, 99)), (Gen.INSTRUMENT, 0))] * 200
    read = opened(font([SOUND], [low], [Written(0, 0, "Apart", high)]))
    with pytest.raises(InvalidInputError, match="more than 20000 parts"):
        read.regions(read.presets[0])


def test_more_modulators_than_anyone_needs_are_refused(opened: Opened) -> None:
    many = Instrument([((Gen.SAMPLE, 0),)], [[(0x0502, Gen.PAN, n, 0, 0) for n in range(201)]])
    read = opened(font([SOUND], [many], [Written(0, 0, "Many", [((Gen.INSTRUMENT, 0),)])]))
    with pytest.raises(InvalidInputError, match="more than 200 modulators"):
        read.regions(read.presets[0])


def test_a_note_far_above_its_recording_does_not_fill_the_memory() -> None:
    """Ten minutes at the highest ratio would need 1.7 thousand million frames."""
    assert source_frames(600 * 44_100, 1e9) == MOST_SOURCE_FRAMES
    assert source_frames(1000, 2.0) == 2000 + MARGIN_FRAMES
