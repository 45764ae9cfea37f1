"""Compare our instruments with a General MIDI soundfont's, note by note: a table, and a picture each to look at.

python scripts/compare_instruments.py [--soundfont F.sf2] [--folder FOLDER] [--no-pictures] [--write] [instrument …]

Without names: the 24 instruments of the tagger's list. Any instrument of players.toml may be named, and "drums".
Needs the `fluidsynth` command. `--write` puts the table into docs/research/sound.md between its marks.
"""

from __future__ import annotations

import argparse
import shutil
import struct
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import sound_page
import soundfile
from instrument_measures import SAMPLE_RATE, Measures, distance, envelope, measure

from timbre.engines.composer.players import players
from timbre.engines.composer.synth import render_hit, render_note

SOUNDFONTS = Path("/usr/share/sounds/sf2")
DEFAULT_FONT = SOUNDFONTS / "FluidR3_GM.sf2"
LISTED = {
    "piano": "piano",
    "electric piano": "electric piano",
    "harpsichord": "harpsichord",
    "vibraphone": "vibraphone",
    "organ": "organ",
    "accordion": "accordion",
    "acoustic guitar": "acoustic guitar",
    "distorted electric guitar": "distorted guitar",
    "bass guitar": "electric bass",
    "violin": "violin",
    "cello": "cello",
    "harp": "harp",
    "string section": "strings",
    "choir": "choir",
    "trumpet": "trumpet",
    "brass section": "brass",
    "saxophone": "saxophone",
    "clarinet": "clarinet",
    "flute": "flute",
    "synth lead": "synth lead",
    "synth pad": "synth pad",
    "sitar": "sitar",
    "banjo": "banjo",
    "drums": "drums",
}
VELOCITIES = (50, 80, 110)
SHORT, LONG = 0.3, 2.0
SLOT_SECONDS = {SHORT: 1.5, LONG: 4.0}
DRUM_KEYS = (36, 38, 42, 46, 45, 49, 51)
TICKS = 480

Note = tuple[int, int, float]
"""Pitch, velocity, seconds until note-off."""


def pitches(name: str) -> list[int]:
    """Three pitches in the instrument's comfortable range, or the drum keys."""
    if name == "drums":
        return list(DRUM_KEYS)
    player = players()[name]
    span = player.high - player.low
    return [player.low + round(share * span) for share in (0.15, 0.4, 0.7)]


def notes_of(name: str) -> list[Note]:
    """All notes to be compared."""
    lengths = (LONG,) if name == "drums" else (SHORT, LONG)
    return [(p, v, s) for s in lengths for p in pitches(name) for v in VELOCITIES]


def slots(notes: list[Note]) -> list[float]:
    """Seconds at which each note begins."""
    return list(np.concatenate([[0.1], 0.1 + np.cumsum([SLOT_SECONDS[s] for _, _, s in notes])]))


def midi_file(notes: list[Note], program: int, drums: bool) -> bytes:
    """A one-track MIDI file at 60 bpm that plays the notes in their slots."""
    channel = 9 if drums else 0
    events = [(0, bytes([0xC0 | channel, 0 if drums else program]))]
    for (pitch, velocity, seconds), start in zip(notes, slots(notes), strict=False):
        events.append((round(start * TICKS), bytes([0x90 | channel, pitch, velocity])))
        events.append((round((start + seconds) * TICKS), bytes([0x80 | channel, pitch, 64])))
    events.append((round(slots(notes)[-1] * TICKS), b"\xff\x2f\x00"))
    track, now = b"\x00\xff\x51\x03" + (1_000_000).to_bytes(3, "big"), 0
    for tick, data in events:
        track += _variable(tick - now) + data
        now = tick
    return struct.pack(">4sIHHH", b"MThd", 6, 0, 1, TICKS) + struct.pack(">4sI", b"MTrk", len(track)) + track


def _variable(value: int) -> bytes:
    data = [value & 0x7F]
    while value := value >> 7:
        data.append(0x80 | (value & 0x7F))
    return bytes(reversed(data))


def soundfont_notes(name: str, font: Path) -> list[np.ndarray]:
    """The notes as the soundfont plays them, [2, T] each, without reverb and chorus."""
    notes = notes_of(name)
    program = 0 if name == "drums" else players()[name].program
    with tempfile.TemporaryDirectory() as folder:
        midi, wav = Path(folder) / "notes.mid", Path(folder) / "notes.wav"
        midi.write_bytes(midi_file(notes, program, name == "drums"))
        command = ["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.6", "-r", str(SAMPLE_RATE)]
        subprocess.run([*command, "-F", str(wav), str(font), str(midi)], check=True, capture_output=True)
        samples = np.ascontiguousarray(soundfile.read(wav, dtype="float32", always_2d=True)[0].T)
    starts = slots(notes)
    cuts = [(int(a * SAMPLE_RATE), int(b * SAMPLE_RATE)) for a, b in pairwise(starts)]
    samples = np.pad(samples, ((0, 0), (0, max(0, cuts[-1][1] - samples.shape[1]))))
    return [samples[:, a:b] for a, b in cuts]


def our_notes(name: str) -> list[np.ndarray]:
    """The notes as our synth plays them, padded to their slots."""
    rendered = []
    for pitch, velocity, seconds in notes_of(name):
        if name == "drums":
            samples = render_hit("acoustic kit", pitch, velocity, SAMPLE_RATE, 1)
        else:
            samples = render_note(name, pitch, velocity, seconds, "", SAMPLE_RATE, 1)
        frames = int(SLOT_SECONDS[seconds] * SAMPLE_RATE)
        rendered.append(np.pad(samples[:, :frames], ((0, 0), (0, max(0, frames - samples.shape[1])))))
    return rendered


def measured(name: str, rendered: list[np.ndarray]) -> list[Measures]:
    """Measures of each note."""
    result = []
    for (pitch, _, seconds), samples in zip(notes_of(name), rendered, strict=True):
        f0 = None if name == "drums" else 440.0 * 2 ** ((pitch - 69) / 12)
        result.append(measure(samples, f0, seconds))
    return result


def median(values: list[float]) -> float:
    """Median of what is known; NaN when nothing is."""
    known = [value for value in values if not np.isnan(value)]
    return float(np.median(known)) if known else float("nan")


def row(label: str, ours: list[Measures], theirs: list[Measures]) -> str:
    """One line of the table: ours / soundfont for each measure, then the distance."""

    def pair(field: str, form: str) -> str:
        values = [median([getattr(m, field) for m in side]) for side in (ours, theirs)]
        return " / ".join("–" if np.isnan(value) else format(value, form) for value in values)

    apart = float(np.mean([distance(a, b) for a, b in zip(ours, theirs, strict=True)]))
    partial = "–"
    if ours[0].partials_db:
        a, b = (np.median([np.maximum(m.partials_db, -50) for m in side], axis=0) for side in (ours, theirs))
        partial = f"{float(np.sqrt(np.mean((a - b) ** 2))):.0f}"
    cells = [
        label,
        pair("attack_ms", ".0f"),
        pair("after_300ms_db", ".0f"),
        pair("after_1s_db", ".0f"),
        pair("centroid_attack_hz", ".0f"),
        pair("centroid_300ms_hz", ".0f"),
        pair("centroid_1s_hz", ".0f"),
        partial,
        pair("odd_even_db", ".0f"),
        pair("inharmonicity", ".5f"),
        pair("noise_db", ".0f"),
        pair("vibrato_cents", ".0f"),
        f"{apart:.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


HEAD = """Ours / soundfont's, medians over the notes; the distance is the mean difference in clearly heard steps.

| instrument | attack ms | at 0.3 s dB | at 1 s dB | centroid attack Hz | 0.3 s | 1 s | partials apart dB | \
odd/even dB | inharmonicity | noise dB | vibrato cents | distance |
|---|---|---|---|---|---|---|---|---|---|---|---|---|"""


def picture(name: str, ours: list[np.ndarray], theirs: list[np.ndarray], folder: Path, font: Path) -> None:
    """Two spectrograms of the long middle-velocity notes, their envelopes and partial balance."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    notes = notes_of(name)
    chosen = [i for i, (_, v, s) in enumerate(notes) if s == LONG and v in (50, 110)]
    figure, axes = plt.subplots(4, 1, figsize=(15, 14), height_ratios=[2, 2, 1, 1])
    for axis, rendered, title in ((axes[0], ours, f"ours: {name}"), (axes[1], theirs, font.stem)):
        pieces = [rendered[i][:, : int(3.0 * SAMPLE_RATE)] for i in chosen]
        whole = np.concatenate([p / (np.abs(p).max() + 1e-9) for p in pieces], axis=1).mean(axis=0)
        whole = whole + 1e-7 * np.sin(np.arange(len(whole)))
        axis.specgram(
            whole, NFFT=2048, Fs=SAMPLE_RATE, noverlap=1536, pad_to=4096, vmin=-140, vmax=-45, cmap="magma"
        )
        axis.set_ylim(0, 9000)
        axis.set_title(f"{title}: " + ", ".join(f"{notes[i][0]}@{notes[i][1]}" for i in chosen))
    middle = chosen[len(chosen) // 2]
    for rendered, label, style in ((ours, "ours", "-"), (theirs, font.stem, "--")):
        level = envelope(rendered[middle])
        axes[2].plot(
            np.arange(len(level)) * 0.0025, 20 * np.log10(level / level.max() + 1e-4), style, label=label
        )
    axes[2].set_ylim(-60, 2)
    axes[2].legend()
    if name != "drums":
        width = 0.4
        for shift, rendered, label in ((-0.2, ours, "ours"), (0.2, theirs, font.stem)):
            many = [m.partials_db for m in measured(name, rendered)]
            levels = np.median(many, axis=0)
            axes[3].bar(np.arange(1, len(levels) + 1) + shift, levels + 60, width, label=label)
        axes[3].set_ylabel("dB over −60")
        axes[3].legend()
    figure.tight_layout()
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / f"{name.replace(' ', '-')}.png", dpi=55)
    plt.close(figure)


def main() -> None:
    """Read the options, compare, print, draw, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("instruments", nargs="*")
    parser.add_argument("--soundfont", type=Path, default=DEFAULT_FONT)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "instruments")
    parser.add_argument("--no-pictures", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if shutil.which("fluidsynth") is None or not options.soundfont.exists():
        sys.exit(f"Needs the fluidsynth command and a soundfont at {options.soundfont}.")
    labels = {name: LISTED.get(name, name) for name in options.instruments} or LISTED
    print(HEAD)
    rows = []
    for label, name in labels.items():
        ours, theirs = our_notes(name), soundfont_notes(name, options.soundfont)
        rows.append(row(label, measured(name, ours), measured(name, theirs)))
        print(rows[-1], flush=True)
        if not options.no_pictures:
            picture(name, ours, theirs, options.folder, options.soundfont)
    if options.write:
        sound_page.put("instruments", f"Soundfont: {options.soundfont.name}. {HEAD}\n" + "\n".join(rows))


if __name__ == "__main__":
    main()
