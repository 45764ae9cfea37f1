"""The embedded engine: a request is composed, sounded and mixed on the machine it runs on, with no weights.

Knows nothing of files, mastering or the screen; the events it yields are all it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from timbre.errors import CapabilityError
from timbre.model.brief import SECONDS_RANGE
from timbre.model.engine import Cancelled
from timbre.model.events import AudioChunk, Event, Finished, PieceFacts, Progress, ScoreReady, Started
from timbre.model.request import GenerationRequest, band_in_words

if TYPE_CHECKING:
    from timbre.engines.composer.mix.profile import MixProfile
    from timbre.engines.composer.score import Score
    from timbre.engines.composer.soundfont.ensemble import Ensemble

SAMPLE_RATE_HZ = 44_100
OTHER_SAMPLE_RATE_HZ = 48_000
FADE_SHARE = 0.15
LONGEST_FADE_SECONDS = 8.0
RING_OUT_SECONDS = 2.5
COMPOSED_FRACTION = 0.05
"""How much of the job is done when the notes are."""


class ComposerEngine:
    """Implements `timbre.model.engine.Engine`. Holds no state: any number of pieces may be made at once."""

    def settle(self, request: GenerationRequest) -> GenerationRequest:
        """`request` with the user's own styles it makes use of, and its SoundFont by path and content.

        Raises UnknownNameError (style), and what `soundfont.finding.settle` raises.
        """
        from timbre.engines.composer.styles_used import with_styles

        request = with_styles(request)
        if request.sounds is None:
            return request
        from timbre.engines.composer.soundfont.finding import settle

        return request.model_copy(update={"sounds": settle(request.sounds)})

    def prepare(self, request: GenerationRequest) -> None:
        """Refuse what the composer cannot do, before any work. Raises CapabilityError, UnknownNameError (style), or
        MissingError (a style of the user's that is not what it was)."""
        if request.conditioning:
            from timbre.engines.composer.guide import guide_of

            guide_of(request)
        if request.model is not None:
            raise CapabilityError(
                f"The composer has no models, so none called {request.model[:80]!r}.",
                "Leave --model out; choose a style in the prompt.",
            )
        from timbre.engines.composer.choosing import base_and_lender
        from timbre.engines.composer.styles_used import check_styles

        check_styles(request)
        base_and_lender(request.brief)

    def generate(self, request: GenerationRequest, cancelled: Cancelled) -> Iterator[Event]:
        """Yield the piece: Started, then audio block by block (stems after the mix), MIDI, Finished.

        Returns without Finished when `cancelled()`. Raises what composing raises for an impossible brief, and
        CapabilityError when the bars asked for last too long or too short.
        """
        from timbre.engines.composer.choosing import choose_mix
        from timbre.engines.composer.mix.production import apply_production
        from timbre.engines.composer.mix.render import render
        from timbre.engines.composer.mix.wishes import apply_wishes

        request = self.settle(request)
        self.prepare(request)
        score = score_of(request)
        cast = {part.name: part.instrument for part in reversed(score.parts)}
        profile = apply_production(choose_mix(request.brief, cast), request.brief)
        profile, branches = apply_wishes(profile, request.brief, score)
        seconds, rate = length_seconds(request, score), sample_rate_hz(request)
        if cancelled():
            return
        yield Started(seconds, rate)
        yield Progress("compose", COMPOSED_FRACTION)
        yield Progress("render", COMPOSED_FRACTION)
        made = 0
        fade = fade_seconds(request, score, seconds)
        stems = request.outputs.stems
        ensemble = ensemble_of(request, score)
        for block in render(
            score,
            profile,
            rate,
            seconds,
            stems,
            request.seed,
            cancelled,
            fade_seconds=fade,
            render_key=ensemble,
            branches=branches,
        ):
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
        facts = piece_facts(score, profile, request, seconds)
        yield Finished(facts if ensemble is None else with_sounds(facts, ensemble))


def score_of(request: GenerationRequest) -> Score:
    """The notes of a settled request, on its guide where it has one. Raises what `compose` and `guide_of` raise."""
    from timbre.engines.composer.compose import compose
    from timbre.engines.composer.guide import guide_of

    return compose(request, guide_of(request))


def ensemble_of(request: GenerationRequest, score: Score) -> Ensemble | None:
    """What plays the score with the request's SoundFont; None: the synth alone.

    Raises UnknownNameError for a voice that is not there, and what opening the file raises.
    """
    if request.sounds is None:
        return None
    from timbre.engines.composer.mix.render import synthesise
    from timbre.engines.composer.soundfont.ensemble import Ensemble
    from timbre.engines.composer.soundfont.font import open_font

    font = open_font(Path(request.sounds.file))
    return Ensemble(font, score.parts, request.sounds.voices, synthesise)


def with_sounds(facts: PieceFacts, ensemble: Ensemble) -> PieceFacts:
    """`facts` with what there is to tell of the SoundFont."""
    return replace(
        facts,
        notes=(*facts.notes, *ensemble.notes()),
        licence=ensemble.licence or facts.licence,
        details={**facts.details, "sounds": ensemble.title},
    )


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
    from timbre.engines.composer.choosing import base_and_lender
    from timbre.engines.composer.critic import judge_score
    from timbre.theory.metre import felt_bpm, parse_metre

    base, lender = base_and_lender(request.brief)
    notes = score.notes
    if score.loop and request.seconds is not None and abs(seconds - request.seconds) > 0.05:
        notes = (
            *notes,
            f"A loop is whole bars: {seconds:.2f} seconds at this tempo, not {request.seconds:g}.",
        )
    details = {"critic": f"{judge_score(score).total:.1f}", "band": band_in_words(score.band)}
    if lender is not None:
        details["blend"] = f"{base.title} coloured by {lender.title}"
    if request.conditioning:
        details["guide"] = ", ".join(item.name for item in request.conditioning)
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
        details=details,
    )
