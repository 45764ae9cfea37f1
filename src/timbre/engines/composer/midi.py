"""Score → Standard MIDI File, format 1: exact ticks, tempo map, metre, key, names, programs, markers.

Byte-deterministic. Knows nothing of files.
"""

from __future__ import annotations

import io
from typing import Any

from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.score import TICKS_PER_BEAT, Part, Score
from timbre.theory.key import parse_key
from timbre.theory.metre import parse_metre

_CONTROLLERS = {"expression": 11, "brightness": 74, "vibrato": 1, "pan": 10}
_DRUM_CHANNEL = 9
_MELODIC_CHANNELS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15)
_HARMONIC_NAMES = {"Cb", "Fb", "E#", "B#"}


def to_midi(score: Score) -> bytes:
    """The score as the bytes of a format 1 file with 960 ticks per quarter note."""
    import mido

    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT, charset="utf-8")
    file.tracks.append(_track(mido, _conductor(mido, score), score.end))
    melodic = 0
    for part in score.parts:
        if part.is_drums:
            channel = _DRUM_CHANNEL
        else:
            channel = _MELODIC_CHANNELS[melodic % len(_MELODIC_CHANNELS)]
            melodic += 1
        file.tracks.append(_track(mido, _player(mido, part, channel), score.end))
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _conductor(mido: Any, score: Score) -> list[tuple[int, int, Any]]:
    """Tempo, metre, key, section and chord markers as (tick, order, message)."""
    metre = parse_metre(score.metre)
    beat_clocks = metre.beat_sixteenths * 6
    events: list[tuple[int, int, Any]] = [
        (0, 0, mido.MetaMessage("track_name", name=f"{score.style} in {score.key}")),
        (
            0,
            1,
            mido.MetaMessage(
                "time_signature",
                numerator=metre.numerator,
                denominator=metre.denominator,
                clocks_per_click=beat_clocks,
                notated_32nd_notes_per_beat=8,
            ),
        ),
        (0, 2, mido.MetaMessage("key_signature", key=parse_key(score.key).signature)),
    ]
    for tick, key in score.key_changes:
        events.append((tick, 2, mido.MetaMessage("key_signature", key=parse_key(key).signature)))
    for tick, bpm in score.tempo_map:
        events.append((tick, 3, mido.MetaMessage("set_tempo", tempo=min(0xFFFFFF, round(60_000_000 / bpm)))))
    for section in score.sections:
        events.append((section.start, 4, mido.MetaMessage("marker", text=section.name)))
    for chord in score.chords:
        events.append((chord.start, 5, mido.MetaMessage("text", text=chord.symbol)))
    return events


def _player(mido: Any, part: Part, channel: int) -> list[tuple[int, int, Any]]:
    """Name, program, notes and controllers of one part. Note-offs come before note-ons of the same tick."""
    program = KITS[part.instrument] if part.instrument in KITS else players()[part.instrument].program
    events: list[tuple[int, int, Any]] = [
        (0, 0, mido.MetaMessage("track_name", name=part.name)),
        (0, 1, mido.MetaMessage("instrument_name", name=part.instrument)),
        (0, 2, mido.Message("program_change", program=program, channel=channel)),
    ]
    for control in part.controls:
        number = _CONTROLLERS.get(control.controller)
        if number is None:
            continue
        unit = (control.value + 1) / 2 if control.controller == "pan" else control.value
        value = max(0, min(127, round(unit * 127)))
        events.append(
            (control.tick, 4, mido.Message("control_change", control=number, value=value, channel=channel))
        )
    for note in part.notes:
        on = mido.Message("note_on", note=note.pitch, velocity=note.velocity, channel=channel)
        off = mido.Message("note_off", note=note.pitch, velocity=0, channel=channel)
        events.append((note.start, 5, on))
        events.append((note.start + note.duration, 3, off))
    return events


def _track(mido: Any, events: list[tuple[int, int, Any]], end: int) -> Any:
    """Events in order with delta times, closed at the score's end."""
    track = mido.MidiTrack()
    now = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=max(0, end - now)))
    return track
