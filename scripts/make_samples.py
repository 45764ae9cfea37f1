"""Make the eight short samples in samples/ again: one OGG file a prompt, its recipe inside it.

The list below is the whole recipe book; samples/README.md is written from it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from timbre.threads import use_one_blas_thread

FOLDER = Path(__file__).parent.parent / "samples"
SAMPLES = [
    ("lo-fi", "warm lo-fi piano, 80 bpm, A minor, rainy night", 7),
    ("house", "deep house, 122 bpm, Rhodes chords, F minor", 3),
    ("jazz", "jazz trio, walking bass, brushes, 132 bpm, Bb major", 5),
    ("cinematic", "epic cinematic strings and brass, D minor, 90 bpm", 2),
    ("bossa-nova", "bossa nova, nylon guitar and flute, 128 bpm, E minor", 4),
    ("celtic", "lively celtic reel with fiddle, whistle and bodhran, 112 bpm, D major", 6),
    ("jazzy-drum-and-bass", "jazzy drum and bass, 172 bpm, D minor", 8),
    ("solo-cello", "solo cello, unaccompanied, in G major", 9),
]
SECONDS = 18.0


def main() -> None:
    """Make every sample and the page that lists them."""
    use_one_blas_thread()
    from timbre.conversation.requesting import Wishes, build_request
    from timbre.jobs.take import Destination, TakeReady, make_take
    from timbre.model.request import Outputs

    rows = []
    for name, prompt, seed in SAMPLES:
        request = build_request(prompt, Wishes(seconds=SECONDS, outputs=Outputs(format="ogg")), seed)
        path = FOLDER / f"{name}.ogg"
        destination = Destination(FOLDER, datetime.now().astimezone(), path, force=True, sidecar=None)
        for event in make_take(request, destination, lambda: False):
            if isinstance(event, TakeReady):
                rows.append(f"| [{name}.ogg]({name}.ogg) | {prompt} | {seed} | {event.result.style} |")
    (FOLDER / "README.md").write_text(
        "# Samples\n\nEighteen seconds each, straight from the composer, remade by `scripts/make_samples.py`.\n"
        "Each file carries its recipe: `timbre verify samples/lo-fi.ogg`. The music is in the public domain (CC0).\n\n"
        "| file | words | seed | style |\n|---|---|---|---|\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )
    print(f"wrote {len(rows)} samples")


if __name__ == "__main__":
    main()
