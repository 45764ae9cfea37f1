"""Loops of real styles: what follows the last sample is the first, and the second lap is the first again."""

import numpy as np
import pytest

from timbre.engines.composer.compose import compose
from timbre.engines.composer.mix import render as rendering
from timbre.engines.composer.style import load_style, style_names
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest

RATE = 44_100
NEAR = 64


def lap_of(style: str, seed: int, later_by: float = 0.0, monkeypatch: pytest.MonkeyPatch | None = None):
    request = GenerationRequest(
        prompt=style, brief=Brief(style=style, loop=True, bars=2), seed=seed, seconds=None
    )
    score = compose(request)
    seconds = score.seconds_at(score.end)
    if monkeypatch is not None:
        usual = rendering.preroll_seconds
        monkeypatch.setattr(
            rendering, "preroll_seconds", lambda mix, bpm: usual(mix, bpm) + later_by * seconds
        )
    mix = load_style(style).mix
    blocks = rendering.render(score, mix, RATE, seconds, False, seed, lambda: False)
    lap = np.concatenate([block.mix for block in blocks], axis=1)
    assert lap.shape[1] == round(seconds * RATE)
    return lap


def check_seam(style: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lap = lap_of(style, seed)
    again = lap_of(style, seed, 1.0, monkeypatch)
    difference = np.sqrt(np.mean((lap - again) ** 2) / np.mean(lap**2))
    assert 20 * np.log10(difference + 1e-12) < -80, "the second lap is the first"
    steps = np.abs(np.diff(np.concatenate((lap, lap), axis=1), n=2, axis=1)).max(axis=0)
    length = lap.shape[1]
    seam, inside = steps[length - NEAR : length + NEAR].max(), steps[NEAR : length - NEAR].max()
    assert seam <= inside
    flux = spectral_flux(np.concatenate((lap, lap), axis=1).mean(axis=0))
    frame = length // 256
    assert flux[frame - 4 : frame + 1].max() <= 1.5 * flux[8 : frame - 8].max()


def spectral_flux(signal: np.ndarray) -> np.ndarray:
    """Rise of the magnitude spectrum from frame to frame, 1024 samples every 256."""
    frames = np.lib.stride_tricks.sliding_window_view(signal, 1024)[::256] * np.hanning(1024)
    return np.maximum(np.diff(np.abs(np.fft.rfft(frames)), axis=0), 0).sum(axis=1)


@pytest.mark.parametrize("style", ["lo-fi-hip-hop", "chiptune"])
def test_a_loop_has_no_seam(style, monkeypatch):
    check_seam(style, 2, monkeypatch)


@pytest.mark.torture
@pytest.mark.parametrize("seed", [1, 7])
@pytest.mark.parametrize("style", style_names())
def test_no_loop_of_any_style_has_a_seam(style, seed, monkeypatch):
    check_seam(style, seed, monkeypatch)
