"""Every setting: its type, default, range and what it does.

Knows nothing of files or the environment. `timbre config list`, the documentation and the messages about bad
values are made from this.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from timbre.model.brief import SECONDS_RANGE
from timbre.model.request import AudioFormat, BitDepth, Device, Precision

Waveform = Literal["auto", "braille", "block", "ascii"]
Notifications = Literal["off", "bell", "desktop"]
MASTERS = ("auto", "clean", "warm", "loud", "vinyl", "wide", "off")
"""The mastering presets that are always there; the user's own come on top (`reading.check`)."""
KEYS, VOICES = "keys", "voices"
TABLES = (KEYS, VOICES)
"""The settings that are tables of names."""


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    return value


def _bits(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _program(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _where(value: object) -> object:
    """True and false, as this setting was once written, and their spellings in the environment."""
    said = str(value).lower()
    if said in ("true", "yes", "1"):
        return "always"
    return "off" if said in ("false", "no", "0") else value


Autoplay = Annotated[Literal["off", "studio", "always"], BeforeValidator(_where)]
Number = Annotated[float, BeforeValidator(_no_bool)]
Whole = Annotated[int, BeforeValidator(_no_bool)]
Bits = Annotated[BitDepth, BeforeValidator(_bits)]
KeyName = Annotated[str, Field(min_length=1, max_length=60)]
VoiceName = Annotated[str, BeforeValidator(_program), Field(min_length=1, max_length=60)]


def _setting(default: Any, description: str, valid: str, **limits: Any) -> Any:
    return Field(default, description=description, json_schema_extra={"valid": valid}, **limits)


class Settings(BaseModel):
    """What `config.toml` may hold. Each can be overridden by `TIMBRE_<NAME>` in the environment, but the keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outputs: str = _setting(
        "outputs",
        "Folder for new takes; a relative one counts from where Timbre is started.",
        "a folder",
        min_length=1,
        max_length=4096,
    )
    engine: str = _setting(
        "composer",
        "The engine that makes music when none is asked for.",
        "an engine's name: `timbre engines` lists them",
        pattern=r"^[a-z][a-z0-9_-]{0,39}$",
    )
    model: str | None = _setting(
        None,
        "The engine's model when none is asked for; unset: the engine's own choice.",
        "a model's name: `timbre engines NAME` lists them",
        min_length=1,
        max_length=200,
    )
    precision: Precision | None = _setting(
        None,
        "How finely a neural engine computes when none is asked for; unset: what suits the machine.",
        "fp32, fp16, bf16, int8 or int4",
    )
    device: Device | None = _setting(
        None,
        "What a neural engine computes on when none is asked for; unset: the best there is.",
        "cpu, cuda, mps or torch-cpu",
    )
    threads: Whole | None = _setting(
        None, "Threads a neural engine uses; unset: one for each core.", "1 to 256", ge=1, le=256
    )
    seconds: Number = _setting(
        30.0,
        "Length of a piece when neither words nor options say.",
        "1 to 900 seconds",
        ge=SECONDS_RANGE[0],
        le=SECONDS_RANGE[1],
    )
    format: AudioFormat = _setting("wav", "Format of audio files.", "wav, flac, mp3 or ogg")
    bits: Bits = _setting("16", "Bits a sample in WAV and FLAC.", "16, 24 or float")
    sample_rate: Whole | None = _setting(
        None, "Sample rate in Hz; unset: the engine's own.", "8000 to 192000 Hz", ge=8_000, le=192_000
    )
    sounds: str = _setting(
        "synth",
        "What the composer's acoustic instruments sound with: its synth, or a SoundFont.",
        "synth, auto (the best SoundFont found), or a .sf2 or .sf3 file: `timbre sounds` lists them",
        min_length=1,
        max_length=4096,
    )
    voices: dict[KeyName, VoiceName] = _setting(
        {},
        "What of the SoundFont plays a part or an instrument: a table [voices].",
        'a preset\'s name or number, or synth, such as violin = 41 or bass = "synth"',
    )
    stems: bool = _setting(False, "Also write each instrument group as its own file.", "true or false")
    midi: bool = _setting(False, "Also write the notes as a MIDI file.", "true or false")
    trim: bool = _setting(False, "Remove silence at both ends.", "true or false")
    lufs: Number | None = _setting(
        None, "Loudness of finished takes; unset: the mastering preset's.", "−40 to −5 LUFS", ge=-40, le=-5
    )
    master: str = _setting(
        "auto",
        "Mastering preset; auto is the one that suits the style.",
        "auto, clean, warm, loud, vinyl, wide, off or a preset of your own: `timbre presets --mastering` lists them",
        min_length=1,
        max_length=100,
    )
    volume: Whole = _setting(
        80, "Loudness of the player; files are not changed.", "0 to 100 percent", ge=0, le=100
    )
    autoplay: Autoplay = _setting(
        "studio", "Where each take is played as it is made.", "off, studio or always (true, false too)"
    )
    notifications: Notifications = _setting(
        "bell", "How to tell that a take is ready while you look elsewhere.", "off, bell or desktop"
    )
    waveform: Waveform = _setting(
        "auto", "How waveforms are drawn in the studio.", "auto, braille, block or ascii"
    )
    theme: str = _setting(
        "timbre", "Colours of the studio.", "a theme's name", pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$"
    )
    reduced_motion: bool = _setting(False, "No animation in the studio.", "true or false")
    cache_mb: Whole = _setting(
        1_000,
        "Room for renders and other things that can be made again.",
        "0 to 1000000 MB",
        ge=0,
        le=1_000_000,
    )
    assistant_url: str | None = _setting(
        None,
        "Where a language model of yours answers, for /ask and --assistant; unset: no assistant.",
        "the address of an OpenAI-compatible server, such as http://localhost:11434/v1",
        min_length=1,
        max_length=500,
    )
    assistant_model: str | None = _setting(
        None, "The assistant's model.", "a model that its server has", min_length=1, max_length=200
    )
    assistant_timeout: Number = _setting(
        30.0, "How long the assistant may think, in seconds.", "1 to 600 seconds", ge=1, le=600
    )
    keys: dict[KeyName, KeyName] = _setting(
        {}, "Keys of the studio, by the name of what they do: a table [keys].", "keys such as ctrl+s"
    )


def names() -> list[str]:
    """The names of all settings, as `timbre config list` shows them."""
    return list(Settings.model_fields)


def description(name: str) -> str:
    """What the setting does, in a sentence."""
    return Settings.model_fields[name].description or ""


def valid_values(name: str) -> str:
    """The values the setting takes, in words."""
    extra = Settings.model_fields[name].json_schema_extra
    return str(extra["valid"]) if isinstance(extra, dict) else ""


def variable(name: str) -> str:
    """The environment variable that overrides the setting."""
    return f"TIMBRE_{name.upper()}"
