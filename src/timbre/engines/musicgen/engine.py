"""MusicGen behind the engine port: a request is settled, its model loaded and kept, the piece told as it is made.

Knows nothing of files, mastering or the screen, nor of how a runtime multiplies.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from timbre.errors import CapabilityError
from timbre.model.engine import Cancelled, Finding
from timbre.model.events import AudioChunk, Event, Finished, PieceFacts, Progress, Started
from timbre.model.request import GenerationRequest

if TYPE_CHECKING:
    from timbre.engines.musicgen.beside import StreamBeside
    from timbre.engines.musicgen.codec import CodecStream
    from timbre.engines.musicgen.plan import Plan
    from timbre.engines.musicgen.runtimes.port import Codes, Runtime

TICK_FRAMES = 5
"""Progress is told every so many frames of codes (a tenth of a second of music)."""
FIRST_BLOCK_FRAMES, LATER_BLOCK_FRAMES = 25, 50
"""Sound is decoded in blocks; the first is small, so that it comes early."""
LOADED, READ = 0.04, 0.05
"""How much of the job is done when the model is loaded, and when the words are read."""
MASTER, TARGET_LUFS = "clean", -14.0


class MusicgenEngine:
    """Implements `timbre.model.engine.Engine`, `Settling` and `Diagnosing`. One piece at a time."""

    def __init__(self) -> None:
        self._plan: Plan | None = None

    def settle(self, request: GenerationRequest) -> GenerationRequest:
        """With model, precision, device and fingerprint of the weights. Raises as `plan.make_plan` does."""
        return self._planned(request).request

    def prepare(self, request: GenerationRequest) -> None:
        """Refuse what cannot be done, before any work. Raises TimbreError."""
        plan = self._planned(request)
        if plan.choice.device in ("cpu", "torch-cpu"):
            _see_room(plan)

    def generate(self, request: GenerationRequest, cancelled: Cancelled) -> Iterator[Event]:
        """Yield the piece: Started, progress, audio as it is decoded, Finished; nothing more once `cancelled()`.

        Raises TimbreError.
        """
        from timbre.engines.musicgen.loaded import tokenizer
        from timbre.engines.musicgen.wording import words_for

        self.prepare(request)
        plan = self._planned(request)
        config = plan.config
        yield Started(plan.length.seconds, config.codec.sampling_rate, config.decoder.audio_channels)
        runtime = yield from _loaded(plan, cancelled)
        if runtime is None or cancelled():
            return
        yield Progress("read words", LOADED)
        words = words_for(plan.request)
        text = tokenizer(plan.folder, config.text.vocab_size).encode(words)
        yield Progress("compose", READ)
        yield from _piece(plan, runtime, text.ids, cancelled)
        if not cancelled():
            yield Finished(_facts(plan, runtime, words, text.cut))

    def diagnose(self) -> tuple[Finding, ...]:
        """What would be used here, how long ten seconds take, what is missing."""
        from timbre.engines.musicgen.report import findings

        return findings()

    def _planned(self, request: GenerationRequest) -> Plan:
        from timbre.engines.musicgen.plan import make_plan

        if self._plan is None or self._plan.request != request:
            self._plan = make_plan(request)
        return self._plan


def _see_room(plan: Plan) -> None:
    """Raise CapabilityError where memory is short, even without the other model that may be loaded."""
    from timbre.engines.musicgen.loaded import KEEPER
    from timbre.engines.musicgen.memory import check_room

    check = partial(
        check_room,
        plan.config,
        plan.label,
        plan.choice.precision,
        plan.length.seconds,
        guided=plan.rule.guidance not in (0, 1),
        loaded=KEEPER.holds(plan.key),
    )
    try:
        check()
    except CapabilityError:
        if KEEPER.empty or KEEPER.holds(plan.key):
            raise
        KEEPER.drop()
        check()


def _loaded(plan: Plan, cancelled: Cancelled) -> Generator[Event, None, Runtime | None]:
    """The model of `plan`, from memory or loaded now; None when cancelled."""
    from timbre.engines.musicgen.loaded import KEEPER, load_model

    news = KEEPER.get(plan.key, partial(load_model, plan), cancelled, beside=plan.choice.runtime == "onnx")
    while True:
        try:
            stage = next(news)
        except StopIteration as end:
            runtime: Runtime | None = end.value
            return runtime
        yield Progress(stage, LOADED / 2 if stage == "prepare" else 0.0)


def _piece(plan: Plan, runtime: Runtime, ids: Codes, cancelled: Cancelled) -> Iterator[Event]:
    """Progress and audio, exactly `plan.length.samples` of it unless cancelled."""
    from timbre.engines.musicgen.beside import StreamBeside
    from timbre.engines.musicgen.codec import CodecStream

    channels = plan.config.decoder.audio_channels
    stream = CodecStream(runtime.codec(), plan.config.codec, channels)
    if plan.choice.device != "cuda":
        yield from _composed(plan, runtime, ids, stream, cancelled)
        return
    with closing(StreamBeside(stream, channels)) as beside:  # a GPU writes the next block meanwhile
        yield from _composed(plan, runtime, ids, beside, cancelled)


def _composed(
    plan: Plan, runtime: Runtime, ids: Codes, stream: CodecStream | StreamBeside, cancelled: Cancelled
) -> Iterator[Event]:
    from timbre.engines.musicgen.loop import compose_codes

    config, length = plan.config, plan.length
    waiting: list[Codes] = []
    composed = sent = 0
    block = FIRST_BLOCK_FRAMES
    ticks = compose_codes(
        runtime,
        config,
        ids,
        plan.rule,
        plan.request.seed,
        length.frames,
        cancelled,
        first_block=TICK_FRAMES,
        later_blocks=TICK_FRAMES,
    )
    for codes in ticks:
        if cancelled():
            return
        waiting.append(codes)
        composed += codes.shape[1]
        last = composed >= length.frames
        if last or sum(part.shape[1] for part in waiting) >= block:
            samples = stream.push(np.concatenate(waiting, axis=1))
            if last:
                samples = np.concatenate([samples, stream.finish()], axis=1)
            waiting, block = [], LATER_BLOCK_FRAMES
            samples = samples[:, : length.samples - sent]
            sent += samples.shape[1]
            if samples.shape[1]:
                yield AudioChunk(samples)
        made = min(length.seconds, composed / config.codec.frame_rate)
        yield Progress("compose", READ + (1 - READ) * composed / length.frames, made)


def _facts(plan: Plan, runtime: Runtime, words: str, cut: bool) -> PieceFacts:
    from timbre.engines.musicgen.text import LONGEST_TOKENS

    request, rule = plan.request, plan.rule
    notes = []
    if not words:
        notes.append("Nothing was said, so MusicGen played what came to it.")
    if cut:
        notes.append(f"The words were cut: MusicGen hears {LONGEST_TOKENS} tokens, about 350 words.")
    if request.brief.loop:
        notes.append("MusicGen does not close loops: the end may not lead into the beginning.")
    if request.brief.vocals:
        notes.append("MusicGen was trained without singing: voices are a texture at best.")
    sampling = f"temperature {rule.temperature:g}, top-k {rule.top_k}, top-p {rule.top_p:g}, guidance {rule.guidance:g}"
    return PieceFacts(
        master=MASTER,
        target_lufs=TARGET_LUFS,
        notes=tuple(notes),
        licence=plan.rights,
        details={"runtime": runtime.label, "words": words, "sampling": sampling},
    )
