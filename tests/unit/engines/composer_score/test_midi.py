"""The MIDI file says exactly what the score says."""

import io

import mido
import pytest

from timbre.engines.composer.midi import to_midi
from timbre.engines.composer.players import KITS, players


@pytest.mark.parametrize(
    "wishes",
    [
        {"style": "pop"},
        {"style": "waltz", "key": "Eb major"},
        {"style": "jazz-swing", "metre": "5/4"},
        {"style": "rock", "metre": "7/8", "bpm": 141.5},
        {
            "style": "cinematic",
            "metre": "6/8",
            "instruments": ("violin", "oboe", "flute", "harp", "choir", "piano", "brass"),
        },
    ],
)
def test_notes_tempo_metre_key_and_names_survive(make, wishes: dict) -> None:
    score = make(seconds=30, **wishes)
    data = to_midi(score)
    assert data == to_midi(score)
    file = mido.MidiFile(file=io.BytesIO(data), clip=False)
    assert (file.type, file.ticks_per_beat) == (1, 960)
    assert len(file.tracks) == 1 + len(score.parts)
    head = list(file.tracks[0])
    metres = [m for m in head if m.type == "time_signature"]
    assert [f"{m.numerator}/{m.denominator}" for m in metres] == [score.metre]
    tempos = [mido.tempo2bpm(m.tempo) for m in head if m.type == "set_tempo"]
    assert tempos == pytest.approx([bpm for _, bpm in score.tempo_map], rel=1e-5)
    assert sum(m.type == "key_signature" for m in head) == 1
    assert [m.text for m in head if m.type == "marker"] == [s.name for s in score.sections]
    assert [m.text for m in head if m.type == "text"] == [c.symbol for c in score.chords]
    for part, track in zip(score.parts, file.tracks[1:], strict=True):
        assert track.name == part.name
        assert [m.name for m in track if m.type == "instrument_name"] == [part.instrument]
        program = KITS.get(part.instrument)
        program = players()[part.instrument].program if program is None else program
        assert [m.program for m in track if m.type == "program_change"] == [program]
        now, open_notes, found = 0, {}, []
        for message in track:
            now += message.time
            if message.type == "note_on":
                assert message.note not in open_notes
                assert (message.channel == 9) == part.is_drums
                open_notes[message.note] = (now, message.velocity)
            elif message.type == "note_off":
                start, velocity = open_notes.pop(message.note)
                found.append((start, message.note, now - start, velocity))
        assert not open_notes
        assert now >= score.end
        assert sorted(found) == sorted((n.start, n.pitch, n.duration, n.velocity) for n in part.notes)
    length = score.seconds_at(score.end)
    assert file.length == pytest.approx(length, abs=0.01)
