"""The defaults of a session: settings, then the options `timbre chat` was started with, then `/set`.

Knows nothing of how a take is made, and of files only what styles and mastering presets there are; `/set` values are
kept as plain JSON in the history.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from pydantic import ValidationError

from timbre.audio.presets import preset_names
from timbre.conversation.requesting import MUSICAL, OF_ENGINE, Wishes
from timbre.engines.composer.style_files import style_names
from timbre.engines.registry import model_name
from timbre.engines.soundfont_name import sounds_name
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.language.chords import chord_names
from timbre.language.genres import weighed_genres
from timbre.language.parse import key_name
from timbre.language.sections import form_of
from timbre.language.stating import instrument_names, mood_names, ruled_out_names, sound_names
from timbre.language.vocabulary.naming import style_named
from timbre.language.wishes import part_wishes, place_wishes
from timbre.model.brief import BPM_RANGE, SECONDS_RANGE, Brief
from timbre.model.guide import GuideWish
from timbre.model.problems import explain_validation
from timbre.model.request import (
    SEED_MAX,
    AudioFormat,
    BitDepth,
    Device,
    Outputs,
    PostProcessing,
    Precision,
)
from timbre.session.paths import Paths

_CLOCK = re.compile(r"(\d{1,4}):([0-5]?\d(?:\.\d+)?)")
_SECONDS = re.compile(r"\s*(?:s|sec|secs|seconds?)\.?$", re.IGNORECASE)
ENDINGS = ("natural", "abrupt", "fade")


@dataclass(frozen=True)
class Field:
    """Something `/set` can set: how to read it, what it takes, where it goes (`""`: a wish of that name)."""

    read: Callable[[str], Any]
    valid: str
    part: str = ""


def _number(low: float, high: float, *, whole: bool = False, unit: str = "") -> Callable[[str], float | int]:
    def read(text: str) -> float | int:
        plain = text.lower().removesuffix(unit).strip().replace("−", "-")
        value = int(plain) if whole else float(plain)
        if not math.isfinite(value) or not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def _seconds(text: str) -> float:
    clock = _CLOCK.fullmatch(text)
    value = int(clock[1]) * 60 + float(clock[2]) if clock else float(_SECONDS.sub("", text))
    if not SECONDS_RANGE[0] <= value <= SECONDS_RANGE[1]:
        raise ValueError(text)
    return value


def _key(text: str) -> str:
    found = key_name(text)
    if found is None:
        raise ValueError(text)
    return found


def _metre(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})/(2|4|8|16)", text)
    if not found or not 1 <= int(found[1]) <= 19:
        raise ValueError(text)
    return f"{int(found[1])}/{found[2]}"


def _switch(text: str) -> bool:
    words = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
    try:
        return words[text.lower()]
    except KeyError:
        raise ValueError(text) from None


def style_name(text: str) -> str:
    """A style of the composer's or the user's own, or the one that answers a genre. Raises UnknownNameError."""
    name, known = "-".join(text.lower().replace("_", " ").split()), style_names()
    if name in known:
        return name
    try:
        return style_named(text)
    except UnknownNameError as error:
        raise UnknownNameError.among("style", text, known) from error


def _one_of(names: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in names:
            raise ValueError(text)
        return text.lower()

    return read


def masters() -> tuple[str, ...]:
    """What mastering can be: `auto`, Timbre's presets and the user's own."""
    return ("auto", *preset_names(Paths.from_environment().mastering))


def _master(text: str) -> str:
    """A mastering preset; the user's own as their files are called. Raises UnknownNameError."""
    names = masters()
    for name in (text, text.lower()):
        if name in names:
            return name
    raise UnknownNameError.among("mastering preset", text[:60], names)


FIELDS: dict[str, Field] = {
    "bpm": Field(_number(*BPM_RANGE, unit="bpm"), "30 to 300 beats per minute"),
    "key": Field(_key, "a tonic and a mode: 'A minor', 'F# major', 'Bb dorian', 'Em'"),
    "metre": Field(_metre, "beats/unit, such as 4/4, 3/4, 6/8, 7/8"),
    "chords": Field(chord_names, "chords in order: Am F C G, or ii V I"),
    "genres": Field(weighed_genres, "up to 5 genres, the strongest first: jazz, blues (0.5)"),
    "style": Field(style_name, "a composer style, such as lo-fi-hip-hop, house, waltz"),
    "moods": Field(mood_names, "up to 8 moods: calm, hopeful"),
    "valence": Field(_number(-1, 1), "−1 (sad) to 1 (happy)"),
    "energy": Field(_number(-1, 1), "−1 (calm) to 1 (wild)"),
    "instruments": Field(instrument_names, "up to 12 instruments: piano, strings, brush kit"),
    "without": Field(ruled_out_names, "instruments or parts to do without: drums, bass"),
    "form": Field(form_of, "sections with their bars or without: intro 4, verse 8, chorus 8"),
    "ending": Field(_one_of(ENDINGS), ", ".join(ENDINGS)),
    "seconds": Field(_seconds, "1 to 900 seconds, or 2:30"),
    "bars": Field(_number(1, 512, whole=True, unit="bars"), "1 to 512 bars"),
    "loop": Field(_switch, "on or off"),
    "density": Field(_number(-1, 1), "−1 (sparse) to 1 (busy)"),
    "brightness": Field(_number(-1, 1), "−1 (dark) to 1 (bright)"),
    "swing": Field(_number(0, 1), "0 (straight) to 1 (triplets)"),
    "production": Field(sound_names, "words for the sound: vinyl, reverb, dry, wide"),
    "parts": Field(part_wishes, "players and how they sound: piano: soft, +3 dB; kick: punchy"),
    "places": Field(place_wishes, "places and what happens there: intro: only bass; last chorus: bigger"),
    "vocals": Field(_switch, "on or off"),
    "seed": Field(_number(0, SEED_MAX, whole=True), f"0 to {SEED_MAX}; the same as /seed N"),
    "model": Field(model_name, "one of the engine's models, or for some a folder or a repository"),
    "temperature": Field(_number(0, 4), "0 to 4"),
    "top_k": Field(_number(0, 10_000, whole=True), "0 to 10000"),
    "top_p": Field(_number(0, 1), "0 to 1"),
    "guidance": Field(_number(0, 30), "0 to 30"),
    "precision": Field(_one_of(get_args(Precision)), ", ".join(get_args(Precision))),
    "device": Field(_one_of(get_args(Device)), ", ".join(get_args(Device))),
    "sounds": Field(sounds_name, "synth, auto, or a SoundFont: a .sf2 or .sf3 file"),
    "master": Field(_master, "auto, off, or a mastering preset: timbre presets --mastering", "post"),
    "lufs": Field(_number(-40, -5, unit="lufs"), "−40 to −5 LUFS", "post"),
    "trim": Field(_switch, "on or off", "post"),
    "sample_rate": Field(_number(8_000, 192_000, whole=True, unit="hz"), "8000 to 192000 Hz", "post"),
    "format": Field(_one_of(get_args(AudioFormat)), ", ".join(get_args(AudioFormat)), "outputs"),
    "bits": Field(_one_of(get_args(BitDepth)), ", ".join(get_args(BitDepth)), "outputs"),
    "stems": Field(_switch, "on or off", "outputs"),
    "midi": Field(_switch, "on or off", "outputs"),
}


def read_value(name: str, text: str) -> Any:
    """The value of `/set name text`, as plain JSON.

    Raises UnknownNameError or InvalidInputError; for a SoundFont also MissingError or FileError.
    """
    if name not in FIELDS:
        raise UnknownNameError.among("setting", name, FIELDS)
    try:
        value = FIELDS[name].read(text.strip())
    except (ValueError, OverflowError):
        raise InvalidInputError(
            f"{name} cannot be {text[:60]!r}; valid: {FIELDS[name].valid}.", f"Type: /set {name} VALUE"
        ) from None
    if name == "sounds":
        from timbre.engines.composer.soundfont.finding import check

        check(value)
    if name not in MUSICAL or not isinstance(value, tuple):
        return value
    return Brief.model_validate({name: value}).model_dump(mode="json")[name]


def musical(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a Brief among the values of `/set`, in the order they are stated; unreadable ones are left out."""
    found = {}
    for name in MUSICAL:
        if overrides.get(name) is not None:
            try:
                found[name] = getattr(Brief.model_validate({name: overrides[name]}), name)
            except ValidationError:
                continue
    return found


def with_overrides(options: Wishes, overrides: Mapping[str, Any], presets: tuple[str, ...] = ()) -> Wishes:
    """`options` with what the session sets, its presets on top. Values that cannot be read any more are passed over.

    Raises InvalidInputError where two of them contradict each other.
    """
    wishes: dict[str, Any] = musical(overrides)
    of_session = frozenset(wishes)
    parts: dict[str, dict[str, Any]] = {"post": {}, "outputs": {}}
    for name, value in overrides.items():
        usable = None if name in MUSICAL else _read_again(name, value)
        if usable is None:
            continue
        part = FIELDS[name].part if name in FIELDS else ""
        (parts[part] if part else wishes)[name] = usable
    wishes |= _length(options, wishes)
    if wishes.get("engine", options.engine) != options.engine:
        wishes = {**dict.fromkeys(OF_ENGINE), **wishes}
    try:
        return replace(
            options,
            presets=tuple(dict.fromkeys((*options.presets, *presets))),
            post=PostProcessing.model_validate({**options.post.model_dump(), **parts["post"]}),
            outputs=Outputs.model_validate({**options.outputs.model_dump(), **parts["outputs"]}),
            of_session=of_session,
            **wishes,
        )
    except ValidationError as error:
        raise explain_validation(error) from error


def _read_again(name: str, value: Any) -> Any:
    """A value of `/set` that is no music, as it is read now; None where it cannot be, or is no wish."""
    if name == "engine":
        return value if isinstance(value, str) else None
    if name == "guide":
        try:
            return GuideWish.model_validate(value)
        except ValidationError:
            return None
    field = FIELDS.get(name)
    if field is None or name == "seed" or not isinstance(value, (str, int, float)):
        return None
    try:
        return field.read(str(value))
    except (ValueError, OverflowError, UnknownNameError):
        return None


def _length(options: Wishes, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """One of seconds, bars and `--loop` decides the length: bars that were set, then seconds that were."""
    if "bars" in wishes:
        loop = wishes.get("loop", True if options.loop_bars is not None else options.loop)
        return {"seconds": None, "loop_bars": None, "loop": loop}
    if "seconds" in wishes or wishes.get("loop") is False:
        return {"loop_bars": None}
    return {}
