"""Tunes and the MIDI files that hold them, for tests of guides."""

import io

import mido

ODE = (
    "64:1 64:1 65:1 67:1 67:1 65:1 64:1 62:1 60:1 60:1 62:1 64:1 64:1.5 62:.5 62:2 "
    "64:1 64:1 65:1 67:1 67:1 65:1 64:1 62:1 60:1 60:1 62:1 64:1 62:1.5 60:.5 60:2"
)
TWINKLE = "60:1 60:1 67:1 67:1 69:1 69:1 67:2 65:1 65:1 64:1 64:1 62:1 62:1 60:2"


def notes_of(text, start=0.0):
    """(start, length, pitch) in quarter notes from "60:1 62:.5", one after the other."""
    notes = []
    for word in text.split():
        pitch, length = word.split(":")
        notes.append((start, float(length), int(pitch)))
        start += float(length)
    return notes


def midi_file(bpm=100.0, metre=(4, 4), key=None, ppq=480, later_bpm=None, **tracks):
    """A format 1 file; each track a text for `notes_of` or (start, length, pitch) in quarter notes."""
    file = mido.MidiFile(ticks_per_beat=ppq)
    conductor = mido.MidiTrack()
    file.tracks.append(conductor)
    conductor.append(mido.MetaMessage("time_signature", numerator=metre[0], denominator=metre[1]))
    if key is not None:
        conductor.append(mido.MetaMessage("key_signature", key=key))
    conductor.append(mido.MetaMessage("set_tempo", tempo=round(60e6 / bpm)))
    if later_bpm is not None:
        after, changed = later_bpm
        conductor.append(mido.MetaMessage("set_tempo", tempo=round(60e6 / changed), time=round(after * ppq)))
    for channel, (name, notes) in enumerate(tracks.items()):
        track = mido.MidiTrack()
        file.tracks.append(track)
        track.append(mido.MetaMessage("track_name", name=name))
        events = []
        for start, length, pitch in notes_of(notes) if isinstance(notes, str) else notes:
            events.append(
                (round(start * ppq), 1, mido.Message("note_on", note=pitch, velocity=90, channel=channel))
            )
            events.append(
                (round((start + length) * ppq), 0, mido.Message("note_off", note=pitch, channel=channel))
            )
        now = 0
        for at, _, message in sorted(events, key=lambda event: event[:2]):
            track.append(message.copy(time=at - now))
            now = at
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()
