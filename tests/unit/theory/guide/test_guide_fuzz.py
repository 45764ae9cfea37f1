"""Whatever bytes a stranger sends: a guide, or an error in words, and quickly."""

from hypothesis import given
from hypothesis import strategies as st

from guides import ODE, midi_file
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.theory.guide import read_guide

GOOD = midi_file(melody=ODE, chords=[(bar * 4.0, 4.0, pitch) for bar in range(8) for pitch in (48, 52, 55)])


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=12),
    st.integers(0, len(GOOD)),
)
def test_damaged_files(changes, cut):
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    for candidate in (bytes(data), bytes(data[:cut])):
        _read(candidate)


@given(st.binary(max_size=300))
def test_random_tracks(body):
    _read(b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk" + len(body).to_bytes(4, "big") + body)


def _read(data):
    try:
        guide = read_guide(data, "x.mid")
    except (InvalidInputError, UnknownNameError):
        return
    assert guide.notes
    assert all(0 <= note.pitch <= 127 and note.duration > 0 and note.start >= 0 for note in guide.notes)
    assert sum(duration for _, duration, _ in guide.chords) == guide.bars * guide.bar_ticks
