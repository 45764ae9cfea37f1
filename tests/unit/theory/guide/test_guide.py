"""A MIDI file becomes a tune with its tempo, metre, key and chords."""

import pytest

from guides import ODE, TWINKLE, midi_file, notes_of
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.theory.guide import read_guide

GREENSLEEVES = (
    "69:1 72:2 74:1 76:1.5 77:.5 76:1 74:2 71:1 67:1.5 69:.5 71:1 72:2 69:1 69:1.5 68:.5 69:1 71:2 68:1 64:2"
)


def symbols(guide):
    return [chord.symbol for _, _, chord in guide.chords]


def test_the_notes_tempo_metre_and_length_are_kept():
    guide = read_guide(midi_file(melody=ODE, bpm=96, ppq=384), "ode.mid")
    assert [note.pitch for note in guide.notes] == [pitch for _, _, pitch in notes_of(ODE)]
    assert [note.start for note in guide.notes] == [int(start * 960) for start, _, _ in notes_of(ODE)]
    assert (guide.bpm, str(guide.metre), guide.key.name, guide.bars) == (96.0, "4/4", "C major", 8)


def test_a_tune_gets_the_chords_a_hymn_book_would_give_it():
    chords = symbols(read_guide(midi_file(melody=TWINKLE), "twinkle.mid"))
    assert chords == ["C", "F", "C", "F", "C", "G", "C"]


def test_chords_cover_every_bar_without_gaps_and_end_at_home():
    guide = read_guide(midi_file(melody=ODE), "ode.mid")
    at = 0
    for start, duration, _ in guide.chords:
        assert start == at
        at += duration
    assert at == guide.bars * guide.bar_ticks
    assert symbols(guide)[-1] == "C"


def test_written_chords_are_named_not_replaced():
    chords = ((45, 60, 64), (41, 57, 60), (43, 59, 62), (40, 56, 59))
    backing = [(bar * 4.0, 4.0, pitch) for bar, chord in enumerate(chords) for pitch in chord]
    tune = "76:4 72:4 74:4 71:4"
    guide = read_guide(midi_file(melody=tune, chords=backing), "song.mid")
    assert symbols(guide) == ["Am", "F", "G", "E"]


def test_a_minor_waltz_with_a_pickup_keeps_its_bar_lines():
    notes = [(start + 2.0, length, pitch) for start, length, pitch in notes_of(GREENSLEEVES)]
    guide = read_guide(midi_file(melody=notes, metre=(3, 4), key="Am"), "greensleeves.mid")
    assert guide.key.name == "A minor"
    assert str(guide.metre) == "3/4"
    assert guide.notes[0].start == 2 * 960


def test_empty_bars_before_the_tune_are_left_out():
    late = [(start + 16.0, length, pitch) for start, length, pitch in notes_of(ODE)]
    assert read_guide(midi_file(melody=late), "late.mid") == read_guide(midi_file(melody=ODE), "late.mid")


def test_the_tune_is_the_named_track_or_the_likeliest():
    bass = [(bar * 2.0, 2.0, 40) for bar in range(16)]
    data = midi_file(bass=bass, melody=ODE)
    assert read_guide(data, "song.mid").track == "melody"
    assert read_guide(data, "song.mid", track="bass").track == "bass"
    assert read_guide(data, "song.mid", track="2").track == "melody"
    with pytest.raises(UnknownNameError, match="harmonica"):
        read_guide(data, "song.mid", track="harmonica")


def test_of_chords_the_top_line_is_the_tune():
    block = [
        note
        for start, length, top in notes_of(TWINKLE)
        for note in ((start, length, top), (start, length, top - 12))
    ]
    assert [note.pitch for note in read_guide(midi_file(piano=block), "p.mid").notes] == [
        pitch for _, _, pitch in notes_of(TWINKLE)
    ]


def test_a_written_key_counts_unless_it_is_the_default_and_wrong():
    in_d = [(start, length, pitch + 2) for start, length, pitch in notes_of(ODE)]
    assert read_guide(midi_file(melody=in_d, key="C"), "d.mid").key.name == "D major"
    assert read_guide(midi_file(melody=in_d, key="Bm"), "d.mid").key.name == "B minor"


def test_the_longest_tempo_and_metre_count():
    data = midi_file(melody=ODE, bpm=60, later_bpm=(1.0, 132.0))
    assert read_guide(data, "two.mid").bpm == 132.0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a MIDI file"),
        (b"RIFF....WAVEfmt ", "not a MIDI file"),
        (b"MThd\0\0\0\6\0\2\0\1\1\xe0", "format 2"),
        (b"MThd\0\0\0\6\0\1\0\1\xe2\x50", "film frames"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0", "no tracks"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\4\0\xff\x2f\0", "no tune"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\3\0\x90\x40", "ends 1 bytes too early"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\3\xff\xff\xff\xff\xff", "damaged"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\x09\0\x90\x40", "last 6 bytes are missing"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\3\0\x40\x40", "belongs to no event"),
        (b"MThd" + bytes(1_000_001), "1,000,005 bytes"),
    ],
)
def test_hostile_files_are_refused_in_words(data, words):
    with pytest.raises(InvalidInputError, match=words) as refused:
        read_guide(data, "x.mid")
    assert "x.mid" in refused.value.message
    assert refused.value.hint


def test_a_small_file_that_claims_hours_is_refused():
    data = midi_file(melody=[(0.0, 1.0, 60), (40_000.0, 1.0, 62)])
    with pytest.raises(InvalidInputError, match="seconds; a guide may last"):
        read_guide(data, "long.mid")


def test_more_notes_than_any_tune_has_are_refused():
    many = [(index * 0.01, 0.01, 60 + index % 12) for index in range(20_001)]
    with pytest.raises(InvalidInputError, match="20,001 notes"):
        read_guide(midi_file(melody=many), "many.mid")


def test_hours_of_bars_in_seconds_of_a_mad_tempo_are_refused():
    data = midi_file(melody=[(0.0, 1.0, 60), (4_000_000.0, 1.0, 62)], bpm=60e6, ppq=24)
    with pytest.raises(InvalidInputError, match="1,000,001 bars"):
        read_guide(data, "mad.mid")
