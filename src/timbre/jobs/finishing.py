"""Finishing: the engine's raw audio → the audio that is written. Trim, resample, master, in that order.

Resampling comes before mastering, so that the true-peak ceiling holds at the final rate. Knows nothing of files.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from timbre.audio.mastering import master
from timbre.audio.normalise import normalise
from timbre.audio.presets import MasteringPreset, load_preset, preset_names
from timbre.audio.resample import resample, resampled_length
from timbre.audio.trim import sounding_range
from timbre.jobs.mastering import mastering_preset, plugin_hashes
from timbre.jobs.run import Rendered
from timbre.jobs.staging import MIX
from timbre.model.clip import Samples
from timbre.model.request import GenerationRequest

DEFAULT_PRESET = "clean"


@dataclass(frozen=True)
class Audio:
    """Finished audio `samples` [C, T] and the frames of the engine's signal it was cut from."""

    samples: Samples
    sample_rate: int
    cut: tuple[int, int]
    plugins: dict[str, str] = field(default_factory=dict)
    """Plug-ins in the mastering chain: name → SHA-256."""


def finish_audio(request: GenerationRequest, rendered: Rendered) -> Audio:
    """Post-process the mix as the request says, and the engine suggests. Raises TimbreError."""
    source = rendered.staging.signal(MIX)
    cut = (0, int(source.shape[1]))
    if request.post.trim:
        with rendered.timed("trim"):
            first, end = sounding_range(source, rendered.sample_rate)
            cut = (first, end or cut[1])
    samples, sample_rate = at_final_rate(source[:, cut[0] : cut[1]], request, rendered)
    with rendered.timed("master"):
        if request.brief.loop:
            out = _master_loop(samples, sample_rate, request, rendered)
        else:
            out = rendered.staging.scratch("master", *samples.shape)
            _master(samples, sample_rate, request, rendered, out)
    return Audio(out, sample_rate, cut, plugin_hashes(_preset(request, rendered)))


def _master_loop(
    samples: Samples, sample_rate: int, request: GenerationRequest, rendered: Rendered
) -> Samples:
    """Master two rounds and keep the second: compressor and limiter then enter it as they leave it, without a seam."""
    channels, length = samples.shape
    rounds = rendered.staging.scratch("rounds", channels, 2 * length)
    rounds[:, :length] = samples
    rounds[:, length:] = samples
    _master(rounds, sample_rate, request, rendered, rounds)
    return rounds[:, length:]


def _master(
    samples: Samples, sample_rate: int, request: GenerationRequest, rendered: Rendered, out: Samples
) -> None:
    """The chain the request asks for, or the one the engine suggests; `out` may be `samples`."""
    preset = _preset(request, rendered)
    automatic = request.post.master == "auto"
    target = request.post.lufs
    if target is None and automatic:
        target = rendered.facts.target_lufs
    if preset.lufs is None and target is not None:
        normalise(samples, sample_rate, target, out)
    else:
        master(samples, sample_rate, preset, target, rendered.facts.tilt_db if automatic else 0.0, out=out)


def at_final_rate(samples: Samples, request: GenerationRequest, rendered: Rendered) -> tuple[Samples, int]:
    """`samples` at the rate the request asks for (the engine's own when it asks for none)."""
    wanted = request.post.sample_rate or rendered.sample_rate
    if wanted == rendered.sample_rate:
        return samples, wanted
    with rendered.timed("resample"):
        length = resampled_length(samples.shape[1], rendered.sample_rate, wanted)
        out = rendered.staging.scratch("resampled", samples.shape[0], length)
        return resample(samples, rendered.sample_rate, wanted, out), wanted


def _preset(request: GenerationRequest, rendered: Rendered) -> MasteringPreset:
    if request.post.master != "auto":
        return mastering_preset(request.post.master)
    suggested = rendered.facts.master or DEFAULT_PRESET
    return load_preset(suggested if suggested in preset_names() else DEFAULT_PRESET)
