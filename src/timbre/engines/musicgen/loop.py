"""The generation loop: words in, finished frames of codes out, block by block while they are being written.

Runs over any runtime of `runtimes.port`; knows no library, no text and no sound. The codes depend on the checkpoint,
the words, the seed, the rule and the length asked alone, not on block sizes or on where they are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig
from timbre.engines.musicgen.delay import UNKNOWN, DelayPattern
from timbre.engines.musicgen.random import Uniforms
from timbre.engines.musicgen.runtimes.port import Codes, Decoder, Runtime, SamplingDecoder
from timbre.engines.musicgen.sampling import Rule, draw, guide
from timbre.engines.musicgen.windows import plan, window_sizes
from timbre.errors import InvalidInputError

FIRST_BLOCK_FRAMES = 25
LATER_BLOCK_FRAMES = 50


def compose_codes(
    runtime: Runtime,
    config: MusicgenConfig,
    ids: Codes | None,
    rule: Rule,
    seed: int,
    frames: int,
    cancelled: Callable[[], bool],
    *,
    first_block: int = FIRST_BLOCK_FRAMES,
    later_blocks: int = LATER_BLOCK_FRAMES,
    steps_per_call: int = 10,
) -> Iterator[Codes]:
    """Write `frames` frames and yield them as soon as they are whole, in blocks [K, n] of 0 … V−1.

    `ids` [T] are the words' token ids; None or none of them plays without words, as guidance 0 does: one row, no
    conditioning. Guidance 1 needs one row too (the words'). The first block is small so that sound comes early.

    `cancelled` is asked before every step (where the decoder draws by itself, every `steps_per_call`); after a yes
    nothing more is yielded. Every decoder is closed, whatever happens. Pieces beyond one window go on as the authors'
    do: a fresh decoder hears the last frames, and codes it already knows are kept, never drawn again (`windows`,
    `delay.sheet`). Random numbers are counted by absolute step, so the first window of a long piece is the whole of
    a short one.
    """
    pattern = DelayPattern(config.decoder.delays)
    bos = config.decoder.vocab_size
    blocks = block_sizes(frames, first_block, later_blocks)
    windows = plan(frames, *window_sizes(config))
    if cancelled():
        return
    conditioning = None if ids is None or not len(ids) or rule.guidance == 0 else runtime.encode_text(ids)
    guided = conditioning is not None and rule.guidance != 1
    open_decoder = partial(runtime.open_decoder, conditioning, guided=guided)
    pen = _Pen(rule, Uniforms(seed, pattern.codebooks), cancelled, steps_per_call)
    piece = np.empty((pattern.codebooks, sum(blocks)), np.int64)
    whole = sent = 0
    for window in windows:
        if cancelled():
            return
        origin = whole - window.context
        sheet = pattern.sheet(piece[:, origin:whole], window.frames, bos)
        with closing(open_decoder(longest=sheet.shape[1] - 1)) as decoder:
            for columns in pen.fill(decoder, sheet, origin):
                fresh = pattern.undelay(sheet[:, 1 + whole - origin : columns])
                piece[:, whole : whole + fresh.shape[1]] = fresh
                whole += fresh.shape[1]
                while blocks and sent + blocks[0] <= whole:
                    block = blocks.pop(0)
                    yield piece[:, sent : sent + block].copy()
                    sent += block
        if whole < origin + window.frames:
            return


def block_sizes(frames: int, first: int, later: int) -> list[int]:
    """`frames` as blocks: `first`, then `later` each, then what is left. Raises InvalidInputError below 1."""
    for size in (first, later):
        if size < 1:
            raise InvalidInputError(f"A block cannot be {size} frames long; valid: 1 or more.")
    sizes: list[int] = []
    while frames > 0:
        sizes.append(min(first if not sizes else later, frames))
        frames -= sizes[-1]
    return sizes


@dataclass(frozen=True)
class _Pen:
    """What draws the codes of one piece."""

    rule: Rule
    uniforms: Uniforms
    cancelled: Callable[[], bool]
    steps_per_call: int

    def fill(self, decoder: Decoder, sheet: Codes, origin: int) -> Iterator[int]:
        """Draw every UNKNOWN of `sheet` [K, 1 + steps] in place; yields how many columns are full so far.

        `origin` is the absolute step of column 1. Ends early where cancelled.

        The decoder draws by itself only where whole columns are free: the few that hold something already (BOS at
        both ends, the context's late codebooks) are drawn here, so that no decoder has to know the pattern.
        """
        open_codes = sheet == UNKNOWN
        free = open_codes.all(axis=0)
        sampling = decoder if isinstance(decoder, SamplingDecoder) else None
        fed, at, end = 0, int(open_codes.any(axis=0).argmax()), sheet.shape[1]
        while at < end and not self.cancelled():
            heard = np.ascontiguousarray(sheet[:, fed:at])
            run = _leading(free[at : at + self.steps_per_call]) if sampling and at - fed == 1 else 0
            if sampling and run:
                uniforms = self.uniforms.steps(origin + at - 1, run)
                sheet[:, at : at + run] = sampling.sample(heard, uniforms, self.rule)
            else:
                run = 1
                logits = guide(decoder.extend(heard), self.rule.guidance)
                drawn = draw(logits, self.uniforms.steps(origin + at - 1)[0], self.rule)
                np.copyto(sheet[:, at], drawn, where=open_codes[:, at])
            at += run
            fed = at - 1
            yield at


def _leading(flags: NDArray[np.bool_]) -> int:
    """How many of `flags` are true before the first that is not."""
    return len(flags) if flags.all() else int(flags.argmin())
