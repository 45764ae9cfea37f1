"""What a conversation is started with: settings, then options. For `timbre chat` and the studio.

Raises TimbreError for values that cannot be used; problems in the settings are told and passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from timbre.cli import diagnostics, values
from timbre.config.reading import load
from timbre.conversation.opening import Opening, Surface
from timbre.conversation.requesting import Wishes
from timbre.errors import InvalidInputError
from timbre.session.paths import Paths


def opening_of(
    surface: Surface,
    *,
    new: bool = False,
    session: str | None = None,
    seconds: str | None = None,
    seed: int | None = None,
    loop: int | None = None,
    bpm: float | None = None,
    key: str | None = None,
    metre: str | None = None,
    engine: str | None = None,
    model: str | None = None,
    precision: str | None = None,
    device: str | None = None,
    sounds: str | None = None,
    preset: list[str] | None = None,
    guide: Path | None = None,
    guide_track: str | None = None,
    master: str | None = None,
    lufs: float | None = None,
    trim: bool | None = None,
    sample_rate: int | None = None,
    bits: str | None = None,
    audio_format: str | None = None,
    stems: bool | None = None,
    midi: bool | None = None,
    play: bool = False,
    tell: Callable[[str], None] = diagnostics.warn,
    **plain: Any,
) -> Opening:
    """Options as typed (None where not given); `plain` are wishes passed on as they are.

    What is wrong with the settings goes to `tell`.
    """
    if new and session is not None:
        raise InvalidInputError("--new and --session contradict each other.", "Leave one of them out.")
    if loop is not None and seconds is not None:
        raise InvalidInputError(
            "--loop and --seconds both set the length.",
            "Leave one out: a loop of N bars has the length of its bars.",
        )
    loaded = load(Paths.from_environment().config)
    for problem in loaded.problems:
        tell(problem.text)
    given = loaded.settings
    wishes = Wishes(
        engine=engine or given.engine,
        model=values.read_model(model or (given.model if engine in (None, given.engine) else None)),
        precision=values.read_precision(precision),
        device=values.read_device(device),
        sounds=values.read_sounds(sounds, given.sounds, engine or given.engine),
        voices=given.voices,
        bpm=None if bpm is None else values.read_bpm(bpm),
        key=None if key is None else values.read_key(key),
        metre=None if metre is None else values.read_metre(metre),
        loop_bars=None if loop is None else int(values.in_range("--loop", loop, 1, 512, "bars")),
        presets=tuple(preset or ()),
        guide=values.read_guide_option(guide, guide_track),
        post=values.read_post(
            master or given.master,
            given.lufs if lufs is None else lufs,
            given.trim if trim is None else trim,
            sample_rate or given.sample_rate,
        ),
        outputs=values.read_outputs(
            None,
            audio_format or given.format,
            bits or given.bits,
            given.stems if stems is None else stems,
            given.midi if midi is None else midi,
        ),
        default_seconds=given.seconds if seconds is None else values.read_seconds(seconds),
        **plain,
    )
    return Opening(
        wishes=wishes,
        settings=given,
        surface=surface,
        seed=None if seed is None else values.read_seed(seed),
        new=new,
        session=session,
        play=play,
    )
