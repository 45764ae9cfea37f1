"""render_note: one note of one instrument, from its patch to finished samples.

Knows nothing of scores, mixes or caches of rendered notes.
"""

from __future__ import annotations

import math

from timbre.engines.composer.synth.allocation import keep_freed_memory
from timbre.engines.composer.synth.catalogue import Voice, voice
from timbre.engines.composer.synth.finishing import check_touch, finish
from timbre.engines.composer.synth.tone import ARTICULATIONS, SLURS, Tone
from timbre.errors import InvalidInputError
from timbre.model.clip import Samples

SECONDS_MAX = 600.0


def render_note(
    instrument: str,
    pitch: int,
    velocity: int,
    seconds: float,
    articulation: str,
    sample_rate: int,
    round_robin: int,
) -> Samples:
    """One note: [2, T] float32 that starts and ends at zero, release tail included.

    `pitch` MIDI 0..127, `velocity` 1..127, `seconds` until note-off (0 < s ≤ 600), `articulation` one of ARTICULATIONS
    or SLURS, `round_robin` ≥ 0 varies tuning by up to 3 cents and brightness by 5 %. Same arguments, same bits.
    Raises UnknownNameError for an unknown instrument, InvalidInputError for a value out of range.
    """
    keep_freed_memory()
    chosen = voice(instrument)
    check_touch(velocity, sample_rate, round_robin)
    if not 0 <= pitch <= 127:
        raise InvalidInputError(f"Pitch {pitch} is not a MIDI note number.", "Use 0 to 127; middle C is 60.")
    if not (math.isfinite(seconds) and 0 < seconds <= SECONDS_MAX):
        raise InvalidInputError(
            f"A note cannot last {seconds} seconds.", f"Use more than 0, at most {SECONDS_MAX:g}."
        )
    slur = SLURS.get(articulation, 0)
    articulation = "legato" if slur else articulation
    if articulation not in ARTICULATIONS:
        known = ", ".join(repr(name) for name in (*ARTICULATIONS, *SLURS))
        raise InvalidInputError(f"There is no articulation {articulation[:40]!r}.", f"Known: {known}.")
    while 440.0 * 2.0 ** ((pitch - 69) / 12) > 0.42 * sample_rate:
        pitch -= 12  # nothing of it would be left at so low a sample rate
    tone = Tone(instrument, pitch, velocity, seconds, articulation, sample_rate, round_robin, slur)
    return finish(chosen.sound(tone), loudness(chosen, tone), sample_rate)


def loudness(chosen: Voice, tone: Tone) -> float:
    """Gain of a note: the patch's calibration at this pitch, and the stroke by the patch's dynamics."""
    return chosen.gain_at(tone.pitch) * float((tone.strength * 127 / 100) ** chosen.dynamics)
