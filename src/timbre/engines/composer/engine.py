"""The embedded engine: a request is composed, sounded and mixed on the machine it runs on, with no weights.

Knows nothing of files, mastering or the screen; the events it yields are all it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from timbre.errors import CapabilityError
from timbre.model.brief import SECONDS_RANGE
from timbre.model.engine import Cancelled
from timbre.model.events import AudioChunk, Event, Finished, PieceFacts, Progress, ScoreReady, Started
from timbre.model.request import GenerationRequest

if TYPE_CHECKING:
    from timbre.engines.composer.mix.profile import MixProfile
    from timbre.engines.composer.score import Score

SAMPLE_RATE_HZ = 44_100
OTHER_SAMPLE_RATE_HZ = 48_000
FADE_SHARE = 0.15
LONGEST_FADE_SECONDS = 8.0
RING_OUT_SECONDS = 2.5
COMPOSED_FRACTION = 0.05
"""How much of the job is done when the notes are."""


class ComposerEngine:
    """Implements `timbre.model.engine.Engine`. Holds no state: any number of pieces may be made at once."""

    def prepare(self, request: GenerationRequest) -> None:
        """Refuse what the composer cannot do, before any work. Raises CapabilityError, or UnknownNameError (style)."""
        if request.conditioning:
            kinds = ", ".join(sorted({item.kind for item in request.conditioning}))
            raise CapabilityError(
                f"The composer cannot follow a file yet (asked for: {kinds}).",
                "Describe the music in words instead: key, chords, tempo and instruments are obeyed.",
            )
        if request.adapters:
            raise CapabilityError(
                "The composer has no weights that an adapter could change.", "Leave the adapter out."
            )
        if request.model is not None:
            raise CapabilityError(
                f"The composer has no models, so none called {request.model[:80]!r}.",
                "Leave --model out; choose a style in the prompt.",
            )
        if request.brief.style is not None:
            from timbre.engines.composer.style import load_style

            load_style(request.brief.style)

    def generate(self, request: GenerationRequest, cancelled: Cancelled) -> Iterator[Event]:
        """Yield the piece: Started, then audio block by block (stems after the mix), MIDI, Finished.

        Returns without Finished when `cancelled()`. Raises what composing raises for an impossible brief, and
        CapabilityError when the bars asked for last too long or too short.
        """
        from timbre.engines.composer.compose import compose
        from timbre.engines.composer.mix.production import apply_production
        from timbre.engines.composer.mix.render import render
        from timbre.engines.composer.style import load_style

        self.prepare(request)
        score = compose(request)
        profile = apply_production(load_style(score.style).mix, request.brief)
        seconds, rate = length_seconds(request, score), sample_rate_hz(request)
        if cancelled():
            return
        yield Started(seconds, rate)
        yield Progress("compose", COMPOSED_FRACTION)
        yield Progress("render", COMPOSED_FRACTION)
        made = 0
        fade = fade_seconds(request, score, seconds)
        stems = request.outputs.stems
        for block in render(score, profile, rate, seconds, stems, request.seed, cancelled, fade_seconds=fade):
            made += block.mix.shape[1]
            yield AudioChunk(block.mix)
            for name, samples in block.stems.items():
                yield AudioChunk(samples, stem=name)
            done = made / round(seconds * rate)
            yield Progress("render", COMPOSED_FRACTION + (1 - COMPOSED_FRACTION) * done, made / rate)
        if cancelled():
            return
        if request.outputs.midi:
            from timbre.engines.composer.midi import to_midi

            yield ScoreReady(to_midi(score))
        yield Finished(piece_facts(score, profile, request, seconds))


def sample_rate_hz(request: GenerationRequest) -> int:
    """44.1 kHz, or 48 kHz when the file will be; other rates are resampled from 44.1 kHz afterwards."""
    return OTHER_SAMPLE_RATE_HZ if request.post.sample_rate == OTHER_SAMPLE_RATE_HZ else SAMPLE_RATE_HZ


def length_seconds(request: GenerationRequest, score: Score) -> float:
    """How long the audio is: whole bars for a loop, what was asked for, or the bars asked for and their ring-out.

    Raises CapabilityError when that is out of range.
    """
    written = score.seconds_at(score.end)
    if score.loop:
        seconds = written
    elif request.seconds is not None:
        seconds = request.seconds
    else:
        seconds = written + (0.4 if request.brief.ending == "abrupt" else RING_OUT_SECONDS)
    low, high = SECONDS_RANGE
    if not low <= seconds <= high:
        raise CapabilityError(
            f"That piece would last {seconds:.1f} seconds; the composer makes {low:g} to {high:g}.",
            "Change the number of bars, the tempo or the length.",
        )
    return seconds


def fade_seconds(request: GenerationRequest, score: Score, seconds: float) -> float:
    """Length of the fade-out the user asked for; 0 when none was, or in a loop."""
    if request.brief.ending != "fade" or score.loop:
        return 0.0
    return min(LONGEST_FADE_SECONDS, FADE_SHARE * seconds)


def piece_facts(score: Score, profile: MixProfile, request: GenerationRequest, seconds: float) -> PieceFacts:
    """What the score and the mix say of the piece."""
    from timbre.theory.metre import felt_bpm, parse_metre

    notes = score.notes
    if score.loop and request.seconds is not None and abs(seconds - request.seconds) > 0.05:
        notes = (
            *notes,
            f"A loop is whole bars: {seconds:.2f} seconds at this tempo, not {request.seconds:g}.",
        )
    return PieceFacts(
        bpm=round(felt_bpm(score.bpm, parse_metre(score.metre)), 3),
        key=score.key,
        metre=score.metre,
        style=score.style,
        chords=tuple(symbol for symbol, _ in groupby(span.symbol for span in score.chords)),
        sections=tuple(
            (section.name, round(score.seconds_at(section.start), 3)) for section in score.sections
        ),
        master=profile.master,
        target_lufs=profile.lufs,
        tilt_db=profile.tilt_db,
        notes=notes,
    )
