"""Words plus options → a GenerationRequest. Pure but for reading the user's presets folder.

Options beat words, words beat presets. Knows nothing of terminals or files to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from timbre.conversation.guiding import with_guide
from timbre.errors import InvalidInputError
from timbre.language.parse import parse
from timbre.language.presets import apply_presets, load_preset
from timbre.language.stating import state
from timbre.model.brief import Brief, PartWish, PlaceWish, SectionWish
from timbre.model.guide import GuideWish
from timbre.model.problems import explain_validation
from timbre.model.request import (
    PROMPT_MAX_CHARACTERS,
    SYNTH,
    Device,
    GenerationRequest,
    Outputs,
    PostProcessing,
    Precision,
    Sounds,
)

DEFAULT_SECONDS = 30.0
MUSICAL = (
    "genres", "moods", "style", "bpm", "key", "metre", "chords", "valence", "energy", "instruments", "without",
    "form", "ending", "density", "brightness", "swing", "production", "parts", "places", "vocals", "seconds", "bars",
    "loop",
)  # fmt: skip
"""Wishes that are fields of the Brief, in the order they are stated: what implies others comes first."""
_LENGTHS = ("seconds", "bars")
OF_ENGINE = ("model", "temperature", "top_k", "top_p", "guidance", "precision", "device", "sounds")
"""Wishes that only some engines can answer."""


@dataclass(frozen=True)
class Wishes:
    """What was asked for besides the prompt; None means "not said". Units as in GenerationRequest."""

    engine: str = "composer"
    model: str | None = None
    seconds: float | None = None
    bpm: float | None = None
    key: str | None = None
    metre: str | None = None
    style: str | None = None
    chords: tuple[str, ...] | None = None
    genres: tuple[tuple[str, float], ...] | None = None
    moods: tuple[str, ...] | None = None
    valence: float | None = None
    energy: float | None = None
    instruments: tuple[str, ...] | None = None
    without: tuple[str, ...] | None = None
    form: tuple[SectionWish, ...] | None = None
    ending: Literal["natural", "abrupt", "fade"] | None = None
    bars: int | None = None
    density: float | None = None
    brightness: float | None = None
    swing: float | None = None
    production: tuple[str, ...] | None = None
    parts: tuple[PartWish, ...] | None = None
    places: tuple[PlaceWish, ...] | None = None
    loop: bool | None = None
    vocals: bool | None = None
    loop_bars: int | None = None
    presets: tuple[str, ...] = ()
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    guidance: float | None = None
    precision: Precision | None = None
    device: Device | None = None
    sounds: str | Sounds | None = None
    """A SoundFont's file, `auto` or `synth`; or as a take has it already."""
    voices: Mapping[str, str] = field(default_factory=dict)
    """Part or instrument → what of a SoundFont plays it."""
    post: PostProcessing = field(default_factory=PostProcessing)
    outputs: Outputs = field(default_factory=Outputs)
    guide: GuideWish | None = None
    """A tune to follow."""
    default_seconds: float = DEFAULT_SECONDS
    """Length where nobody says one."""
    of_session: frozenset[str] = frozenset()
    """Names of the wishes that come from `/set`."""

    def because(self, name: str) -> str:
        """Where a wish comes from, as a Brief's source says it."""
        return "/set" if name in self.of_session else f"--{name}"


def build_brief(
    prompt: str, wishes: Wishes, presets_folder: Path | None = None, read: Brief | None = None
) -> Brief:
    """What prompt, presets and options mean together; `read` is what the prompt means, where the assistant read it.

    Raises UnknownNameError or InvalidInputError.
    """
    presets = [load_preset(name, presets_folder) for name in wishes.presets]
    brief = apply_presets(parse(prompt) if read is None else read, presets)
    if wishes.loop_bars is not None:
        brief = brief.with_stated("--loop", loop=True, bars=wishes.loop_bars)
    for name in MUSICAL:
        value = getattr(wishes, name)
        if value is not None:
            brief = state(brief, name, value, wishes.because(name))
    if wishes.guide is not None:
        said = (wishes.seconds, wishes.loop_bars, brief.seconds, brief.bars)
        brief = with_guide(brief, wishes.guide, length_is_free=all(each is None for each in said))
    return brief


def build_request(
    prompt: str,
    wishes: Wishes,
    seed: int,
    presets_folder: Path | None = None,
    read: Brief | None = None,
) -> GenerationRequest:
    """One fully specified take; `read` as in `build_brief`. Raises UnknownNameError or InvalidInputError."""
    if wishes.loop_bars is not None and wishes.seconds is not None:
        raise InvalidInputError(
            "--loop and --seconds both set the length.",
            "Leave one out: a loop of N bars has the length of its bars.",
        )
    try:
        brief = build_brief(prompt, wishes, presets_folder, read)
        fields: dict[str, Any] = {name: getattr(wishes, name) for name in ("engine", *OF_ENGINE, "outputs")}
        fields["post"] = _post(wishes, presets_folder)
        fields["sounds"] = _sounds(wishes)
        fields["conditioning"] = () if wishes.guide is None else (wishes.guide.conditioning,)
        return GenerationRequest(
            prompt=prompt, brief=brief, seed=seed, seconds=_seconds(brief, wishes), **fields
        )
    except ValidationError as error:
        raise explain_validation(error) from error


def idea_request(
    prompt: str,
    defaults: Wishes,
    seed: int,
    presets_folder: Path | None = None,
    read: Brief | None = None,
) -> GenerationRequest:
    """A new idea of a conversation: what the words say (`read` as in `build_brief`) beats the session's `defaults`.

    Raises UnknownNameError or InvalidInputError.
    """
    said = parse(prompt) if read is None else read
    free: dict[str, Any] = {
        name: None
        for name in MUSICAL
        if name not in _LENGTHS and said.stated(name) and getattr(said, name) not in (None, ())
    }
    if said.seconds is not None or said.bars is not None:
        free |= {"seconds": None, "bars": None, "loop_bars": None}
    for name, other in (("without", "instruments"), ("instruments", "without")):
        if said.stated(other) and name not in free:
            left = (each for each in getattr(defaults, name) or () if each not in getattr(said, other))
            free[name] = tuple(left) or None
    return build_request(prompt, replace(defaults, **free), seed, presets_folder, read)


def reworked_request(
    parent: GenerationRequest,
    parent_id: str,
    brief: Brief,
    defaults: Wishes,
    *,
    seed: int,
    words: str = "",
    presets_folder: Path | None = None,
) -> GenerationRequest:
    """A take that comes from another: its request with `brief`, and the engine, sound and files asked for now.

    The length is the parent's unless the brief's changed. `words` are added to the prompt, which tells the whole
    story. Raises InvalidInputError.
    """
    prompt = f"{parent.prompt}; {words}" if words else parent.prompt
    conditioning = parent.conditioning
    if defaults.guide is not None and conditioning != (defaults.guide.conditioning,):
        brief = with_guide(brief, defaults.guide, length_is_free=False)
        conditioning = (defaults.guide.conditioning,)
    same_length = (brief.seconds, brief.bars) == (parent.brief.seconds, parent.brief.bars)
    seconds = parent.seconds if same_length else _seconds(brief, Wishes())
    fields: dict[str, Any] = {name: getattr(defaults, name) for name in ("engine", *OF_ENGINE, "outputs")}
    fields["sounds"] = _sounds(defaults)
    try:
        return GenerationRequest(
            prompt=prompt if len(prompt) <= PROMPT_MAX_CHARACTERS else parent.prompt,
            brief=brief,
            seed=seed,
            seconds=seconds,
            conditioning=conditioning,
            adapters=parent.adapters,
            part_seeds=parent.part_seeds,
            post=_post(defaults, presets_folder),
            parent=parent_id,
            **fields,
        )
    except ValidationError as error:
        raise explain_validation(error) from error


def _seconds(brief: Brief, wishes: Wishes) -> float | None:
    """Options first, then the prompt's seconds, then its bars (None), then the default."""
    if wishes.loop_bars is not None:
        return None
    if wishes.seconds is not None or brief.seconds is not None:
        return wishes.seconds if wishes.seconds is not None else brief.seconds
    return None if brief.bars is not None else wishes.default_seconds


def _sounds(wishes: Wishes) -> Sounds | None:
    """The SoundFont asked for; None where it is the synth."""
    if wishes.sounds is None or wishes.sounds == SYNTH or isinstance(wishes.sounds, Sounds):
        return wishes.sounds if isinstance(wishes.sounds, Sounds) else None
    return Sounds(file=wishes.sounds, voices=dict(wishes.voices))


def _post(wishes: Wishes, presets_folder: Path | None) -> PostProcessing:
    """The mastering asked for; the last preset that names a chain or a loudness decides where the user did not."""
    presets = [load_preset(name, presets_folder) for name in reversed(wishes.presets)]
    named: dict[str, Any] = {}
    if wishes.post.master == "auto":
        named["master"] = next((preset.master for preset in presets if preset.master), None)
    if wishes.post.lufs is None:
        named["lufs"] = next((preset.lufs for preset in presets if preset.lufs is not None), None)
    return wishes.post.model_copy(update={name: value for name, value in named.items() if value is not None})
