"""Compare Timbre's SoundFont notes with those of the `fluidsynth` command: pitch, attack, brightness, level.

python scripts/compare_fluidsynth.py FONT [program ...]; `fluidsynth` (Debian: apt install fluidsynth) must be there.
Prints one line a program and velocity; levels are shown without the difference all notes share.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np
import soundfile

from timbre.engines.composer.soundfont.font import open_font
from timbre.engines.composer.soundfont.sampler import Sampler, Stroke

RATE = 44_100
SECONDS = 1.0
LEAD_SECONDS = 0.5
PROGRAMS = (0, 4, 6, 11, 16, 21, 24, 25, 27, 30, 33, 40, 42, 46, 48, 52, 56, 61, 66, 71, 73, 80, 89, 104, 105)
VELOCITIES = (45, 80, 115)
KEY = 60


@dataclass(frozen=True)
class Heard:
    """What is measured of a note."""

    hz: float
    attack_ms: float
    centroid_hz: float
    level_db: float
    tail_ms: float
    balance: float


def theirs(font: Path, program: int, velocity: int, key: int = KEY) -> np.ndarray:
    """FluidSynth's note, without reverb and chorus: [2, T]."""
    with tempfile.TemporaryDirectory() as folder:
        midi, wave = Path(folder) / "note.mid", Path(folder) / "note.wav"
        file = mido.MidiFile(ticks_per_beat=1000)
        lead, length = round(2000 * LEAD_SECONDS), round(2000 * SECONDS)
        file.tracks.append(
            mido.MidiTrack(
                [
                    mido.Message("program_change", program=program),
                    mido.Message("control_change", control=7, value=127),
                    mido.Message("note_on", note=key, velocity=velocity, time=lead),
                    mido.Message("note_off", note=key, time=length),
                    mido.MetaMessage("end_of_track", time=4000),
                ]
            )
        )
        file.save(midi)
        command = ["fluidsynth", "-ni", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(RATE), "-T", "wav"]
        subprocess.run(
            [*command, "-O", "float", "-F", str(wave), str(font), str(midi)], check=True, capture_output=True
        )
        samples, _ = soundfile.read(wave, dtype="float32", always_2d=True)
    return samples.T[:, round(LEAD_SECONDS * RATE) :]


def ours(sampler: Sampler, program: int, velocity: int, key: int = KEY) -> np.ndarray:
    """Timbre's note: [2, T]."""
    preset = sampler.font.preset(0, program)
    assert preset is not None
    return sampler.render(preset, Stroke(key, velocity, SECONDS, "", 0), RATE, 0.25)


def heard(samples: np.ndarray) -> Heard:
    """Measure [2, T]."""
    mono = samples.sum(axis=0)
    slots = np.sqrt(np.mean(np.square(mono[: len(mono) // 220 * 220].reshape(-1, 220)), axis=1)) + 1e-9
    loud = slots[: round(SECONDS * RATE / 220)]
    attack = int(np.argmax(loud > 0.7 * loud.max()))
    late = slots[round(SECONDS * RATE / 220) :]
    tail = int(np.argmax(late < loud.max() * 0.01)) if np.any(late < loud.max() * 0.01) else len(late)
    body = mono[: round(SECONDS * RATE)]
    spectrum = np.abs(np.fft.rfft(body * np.hanning(len(body)), 4 * RATE)) ** 2
    hz = np.fft.rfftfreq(4 * RATE, 1 / RATE)
    centroid = float(np.sum(hz * spectrum) / np.sum(spectrum))
    low, high = np.searchsorted(hz, (220, 300))
    peak = float(hz[low + np.argmax(spectrum[low:high])])
    level = 10 * np.log10(float(np.mean(body**2)) + 1e-12)
    sides = np.mean(np.square(samples[:, : len(body)]), axis=1)
    return Heard(peak, attack * 5.0, centroid, level, tail * 5.0, float(10 * np.log10(sides[0] / sides[1])))


def main() -> None:
    """Print the table."""
    font = Path(sys.argv[1])
    programs = [int(each) for each in sys.argv[2:]] or list(PROGRAMS)
    sampler = Sampler(open_font(font))
    rows = []
    for program in programs:
        for velocity in VELOCITIES:
            pair = heard(theirs(font, program, velocity)), heard(ours(sampler, program, velocity))
            rows.append((program, velocity, *pair))
    shared = float(np.median([b.level_db - a.level_db for _, _, a, b in rows]))
    print(f"{font.name}: FluidSynth → Timbre; all levels differ by {shared:.1f} dB, which is taken out")
    print("prog vel  pitch cents  attack ms   centroid Hz   level dB  tail ms      left-right dB")
    for program, velocity, a, b in rows:
        cents = 1200 * np.log2(b.hz / a.hz)
        print(
            f"{program:4d} {velocity:3d}  {cents:+8.1f}  {a.attack_ms:5.0f} {b.attack_ms:5.0f}  "
            f"{a.centroid_hz:6.0f} {b.centroid_hz:6.0f}  {b.level_db - a.level_db - shared:+7.1f}  "
            f"{a.tail_ms:5.0f} {b.tail_ms:5.0f}  {a.balance:+6.1f} {b.balance:+6.1f}"
        )


if __name__ == "__main__":
    main()
