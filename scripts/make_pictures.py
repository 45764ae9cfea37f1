"""Draw what Timbre makes: the take card for the README, and spectrogram + piano roll of styles to look at.

`make_pictures.py card` writes docs/images/card.svg; `make_pictures.py styles FOLDER [STYLE …]` writes a PNG per style.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
COLOURS = ["#e4572e", "#17bebb", "#ffc914", "#76b041", "#a06cd5", "#3a86ff", "#ff006e", "#8d99ae", "#fb8500"]


def card() -> None:
    """Make a take and save its card, as a terminal shows it, as an SVG picture."""
    from rich.console import Console
    from rich.text import Text

    from timbre.cli.card import card_text
    from timbre.conversation.requesting import Wishes, build_request
    from timbre.jobs.take import Destination, TakeReady, make_take

    prompt = "warm lo-fi piano, 80 bpm, A minor, rainy night"
    request = build_request(prompt, Wishes(seconds=30.0), seed=7)
    console = Console(record=True, width=92, file=io.StringIO(), force_terminal=True, highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        destination = Destination(Path(folder), datetime.now().astimezone(), sidecar=None)
        for event in make_take(request, destination, lambda: False):
            if isinstance(event, TakeReady):
                shown = Path("outputs") / Path(event.result.path).name
                result = event.result.model_copy(update={"path": str(shown.absolute())})
                console.print(Text(f'$ timbre make "{prompt}" --seed 7', style="bold green"))
                console.print(card_text(request, TakeReady(result, event.peaks)))
    target = ROOT / "docs" / "images" / "card.svg"
    svg = re.sub(
        r"@font-face \{.*?\}\s*", "", console.export_svg(title="timbre"), flags=re.S
    )  # no fonts from afar
    target.write_text(svg, encoding="utf-8")
    print(f"wrote {target.relative_to(ROOT)}")


def style_picture(style: str, folder: Path, seed: int = 7, seconds: float = 40.0) -> None:
    """Render `style` and draw waveform, spectrogram and piano roll."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    from timbre.engines.composer import create
    from timbre.engines.composer.compose import compose
    from timbre.model.brief import Brief
    from timbre.model.events import AudioChunk
    from timbre.model.request import GenerationRequest

    request = GenerationRequest(prompt=style, brief=Brief(style=style), seed=seed, seconds=seconds)
    score = compose(request)
    chunks = [
        event.samples for event in create().generate(request, lambda: False) if isinstance(event, AudioChunk)
    ]
    mono = np.concatenate(chunks, axis=1).mean(axis=0)
    figure, (wave, spectrum, roll) = plt.subplots(3, 1, figsize=(16, 12), height_ratios=[1, 2, 3])
    wave.plot(np.arange(len(mono))[::50] / 44100, mono[::50], lw=0.4)
    wave.set_xlim(0, seconds)
    wave.set_title(f"{style}: {score.bpm:.4g} bpm, {score.key}, {score.metre}, peak {np.abs(mono).max():.2f}")
    spectrum.specgram(mono, NFFT=2048, Fs=44100, noverlap=1024, vmin=-140, vmax=-40, cmap="magma")
    spectrum.set_yscale("symlog", linthresh=200)
    spectrum.set_ylim(30, 20000)
    for number, part in enumerate(score.parts):
        for note in part.notes:
            start, end = score.seconds_at(note.start), score.seconds_at(note.start + note.duration)
            roll.plot(
                [start, end],
                [note.pitch] * 2,
                lw=2.5,
                color=COLOURS[number % 9],
                alpha=0.3 + note.velocity / 182,
            )
        roll.plot(
            [], [], color=COLOURS[number % 9], label=f"{part.name}: {part.instrument} ({len(part.notes)})"
        )
    for section in score.sections:
        roll.axvline(score.seconds_at(section.start), color="k", lw=0.8)
        roll.text(score.seconds_at(section.start), 104, section.name, fontsize=9)
    roll.set_xlim(0, seconds)
    roll.set_ylim(24, 108)
    roll.legend(loc="upper right", fontsize=8)
    figure.tight_layout()
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / f"{style}.png", dpi=60)
    plt.close(figure)
    print(f"wrote {folder / style}.png")


def main() -> None:
    """Dispatch by the first argument."""
    if sys.argv[1:2] == ["styles"] and len(sys.argv) > 2:
        from timbre.engines.composer.style import style_names

        for style in sys.argv[3:] or style_names():
            style_picture(style, Path(sys.argv[2]))
    elif sys.argv[1:] == ["card"]:
        card()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
