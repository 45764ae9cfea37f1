"""Reading option values: text in, checked value out, with errors that name the value and the valid range.

Knows nothing of commands or music.
"""

from __future__ import annotations

import math
import re
import secrets
import sys
from pathlib import Path
from typing import Any, get_args

from timbre.cli import diagnostics
from timbre.errors import InvalidInputError
from timbre.model.brief import BPM_RANGE, SECONDS_RANGE
from timbre.model.guide import GuideWish
from timbre.model.request import (
    PROMPT_MAX_CHARACTERS,
    SEED_MAX,
    AudioFormat,
    BitDepth,
    Device,
    Outputs,
    PostProcessing,
    Precision,
)

_CLOCK = re.compile(r"^(\d{1,4}):([0-5]?\d(?:\.\d+)?)$")


def read_prompt(words: list[str]) -> str:
    """The prompt from the arguments, or from stdin when it is `-`. Raises InvalidInputError."""
    text = " ".join(words)
    if text == "-":
        data = sys.stdin.buffer.read(4 * PROMPT_MAX_CHARACTERS + 4)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InvalidInputError(
                f"The prompt on standard input is not text (byte {error.start} is not UTF-8).",
                "Send words, in UTF-8.",
            ) from error
    return check_prompt(text.strip())


def check_prompt(text: str) -> str:
    """`text` if it can be a prompt. Raises InvalidInputError."""
    if not text:
        raise InvalidInputError(
            "The prompt is empty.", 'Say what to play: timbre make "warm lo-fi piano, 80 bpm"'
        )
    if len(text) > PROMPT_MAX_CHARACTERS:
        raise InvalidInputError(
            f"The prompt has {len(text)} characters; {PROMPT_MAX_CHARACTERS} is the most.",
            "Keep the words that matter.",
        )
    odd = sum(
        1 for c in text if (ord(c) < 32 and c not in "\t\r\n") or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF
    )
    if odd > max(2, len(text) // 20):
        raise InvalidInputError("The prompt looks like binary data, not words.", "Send words, in UTF-8.")
    return text.encode("utf-8", "replace").decode("utf-8")


def read_seconds(text: str) -> float:
    """`90`, `2.5`, `90s`, `2:30` as seconds, 1 to 900. Raises InvalidInputError."""
    clock = _CLOCK.match(text.strip())
    try:
        value = int(clock[1]) * 60 + float(clock[2]) if clock else float(text.strip().removesuffix("s"))
    except ValueError:
        raise InvalidInputError(
            f"--seconds {text!r} is not a length.", "Write seconds (45) or minutes and seconds (2:30)."
        ) from None
    return in_range("--seconds", value, *SECONDS_RANGE, "seconds (15 minutes at the most)")


def in_range(name: str, value: float, low: float, high: float, unit: str = "") -> float:
    """`value` if it lies in low..high. Raises InvalidInputError naming value, range and option."""
    if not math.isfinite(value) or not low <= value <= high:
        shown = "not a number" if math.isnan(value) else f"{value:g}"
        raise InvalidInputError(
            f"{name} is {shown}; it must be {low:g} to {high:g}{' ' + unit if unit else ''}.",
            f"Change {name} and try again.",
        )
    return value


def read_bpm(value: float) -> float:
    """A tempo in beats per minute. Raises InvalidInputError."""
    return in_range("--bpm", value, *BPM_RANGE, "beats per minute")


def read_seed(value: int) -> int:
    """A seed. Raises InvalidInputError."""
    return int(in_range("--seed", value, 0, SEED_MAX))


def random_seed() -> int:
    """A fresh seed for a request that named none."""
    return secrets.randbelow(SEED_MAX + 1)


def read_key(text: str) -> str:
    """A key such as `A minor`, `F#m`, `Bb dorian`, in its canonical form. Raises InvalidInputError."""
    from timbre.language.parse import key_name

    key = key_name(text) if len(text) <= 40 else None
    if key is None:
        raise InvalidInputError(
            f"--key {text[:40]!r} is not a key.",
            "Write a tonic A–G with # or b, and a mode: 'A minor', 'F# major', 'Bb dorian', 'Em'.",
        )
    if text.strip()[0] in "hH":
        diagnostics.say(f"H is B in English: --key {text.strip()} is {key}.")
    return key


def read_style(text: str) -> str:
    """A style's name, or the one of the style that plays a genre ("jazz"); other names are left to the engine."""
    from timbre.conversation.defaults import style_name
    from timbre.errors import UnknownNameError

    try:
        return style_name(text)
    except UnknownNameError:
        return text


def read_metre(text: str) -> str:
    """A metre such as `3/4`. Raises InvalidInputError."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*/\s*(\d{1,2})\s*", text)
    if not found or not 1 <= int(found[1]) <= 19 or int(found[2]) not in (2, 4, 8, 16):
        raise InvalidInputError(
            f"--metre {text[:20]!r} is not a metre.",
            "Write beats/unit, such as 4/4, 3/4, 6/8, 7/8; unit 2, 4, 8 or 16.",
        )
    return f"{int(found[1])}/{int(found[2])}"


def read_model(text: str | None) -> str | None:
    """A model's name, or a folder's absolute path; None stays None. Raises InvalidInputError."""
    from timbre.engines.registry import model_name

    return None if text is None else model_name(text)


def read_precision(text: str | None) -> Precision | None:
    """`int8` and the like; `auto` is None. Raises InvalidInputError."""
    found: Precision | None = _one_of("--precision", text, get_args(Precision))
    return found


def read_device(text: str | None) -> Device | None:
    """`cpu` and the like; `auto` is None. Raises InvalidInputError."""
    found: Device | None = _one_of("--device", text, get_args(Device))
    return found


def read_guide_option(file: Path | None, track: str | None) -> GuideWish | None:
    """The tune in a MIDI file. Raises TimbreError for a file that is none, or a track without a file."""
    if file is None:
        if track is not None:
            raise InvalidInputError("--guide-track names a track of a guide.", "Add --guide FILE.mid.")
        return None
    from timbre.conversation.guiding import attach_guide
    from timbre.session.paths import Paths

    return attach_guide(file, track, Paths.from_environment())


def read_sounds(text: str | None, usual: str, engine: str) -> str | None:
    """A SoundFont's file, `auto` or `synth`; `usual` where none is given and the engine plays SoundFonts.

    Raises InvalidInputError.
    """
    from timbre.engines.registry import find_engine
    from timbre.engines.soundfont_name import sounds_name

    if text is None:
        info = find_engine(engine).info if usual.lower() != "synth" else None
        if info is None or "soundfonts" not in info.capabilities:
            return None
    try:
        return sounds_name(usual if text is None else text)
    except ValueError:
        raise InvalidInputError(
            "--sounds has no file.", "Name a .sf2 or .sf3 file, 'auto' or 'synth': timbre sounds lists files."
        ) from None


def _one_of(option: str, text: str | None, valid: tuple[Any, ...]) -> Any:
    said = "auto" if text is None else text.strip().lower()
    if said != "auto" and said not in valid:
        raise InvalidInputError(
            f"{option} cannot be {said[:20]!r}.", f"Choose one of: auto, {', '.join(valid)}."
        )
    return None if said == "auto" else said


def read_outputs(
    out: Path | None,
    audio_format: str | None,
    bits: str | None,
    stems: bool,
    midi: bool,
    default_format: str = "wav",
    default_bits: str = "16",
) -> Outputs:
    """Which files to write; the ending of `out` decides the format. Raises InvalidInputError."""
    formats, depths = get_args(AudioFormat), get_args(BitDepth)
    ending = out.suffix.lower().lstrip(".") if out is not None else ""
    if audio_format is not None and audio_format.lower() not in formats:
        raise InvalidInputError(
            f"--format {audio_format[:20]!r} is not a format.", f"Choose one of: {', '.join(formats)}."
        )
    if out is not None and ending not in formats:
        raise InvalidInputError(
            f"{out.name!r} does not end in a known format.", f"End the file name in .{', .'.join(formats)}."
        )
    if ending and audio_format and ending != audio_format.lower():
        raise InvalidInputError(
            f"-o ends in .{ending} but --format says {audio_format}.",
            "Leave --format out, or make them agree.",
        )
    if bits is not None and bits not in depths:
        raise InvalidInputError(
            f"--bits {bits[:20]!r} is not a bit depth.", f"Choose one of: {', '.join(depths)}."
        )
    chosen = ending or (audio_format or default_format).lower()
    if chosen == "flac" and bits == "float":
        raise InvalidInputError("FLAC cannot hold float samples.", "Use --bits 24, or --format wav.")
    if bits is None:
        bits = "24" if (chosen, default_bits) == ("flac", "float") else default_bits
    return Outputs.model_validate({"format": chosen, "bits": bits, "stems": stems, "midi": midi})


def read_post(master: str | None, lufs: float | None, trim: bool, sample_rate: int | None) -> PostProcessing:
    """What to do to the audio before it becomes a file. Raises InvalidInputError or UnknownNameError."""
    from timbre.errors import UnknownNameError

    if master not in (None, "auto"):
        from timbre.audio.presets import preset_names
        from timbre.session.paths import Paths

        names = preset_names(Paths.from_environment().mastering)
        if master not in names:
            raise UnknownNameError.among("mastering preset", str(master), names)
    if lufs is not None:
        in_range("--lufs", lufs, -40, -5, "LUFS")
    if sample_rate is not None:
        in_range("--sample-rate", sample_rate, 8_000, 192_000, "Hz")
    return PostProcessing(master=master or "auto", lufs=lufs, trim=trim, sample_rate=sample_rate)
