"""Real pieces, mixed and mastered: on target with little left for the limiter, and presets that differ audibly."""

from functools import lru_cache

import numpy as np
import pytest

from timbre.audio.loudness import integrated_lufs
from timbre.audio.mastering import master
from timbre.audio.presets import load_preset, preset_names
from timbre.audio.true_peak import true_peak_dbtp
from timbre.engines.composer import create
from timbre.engines.composer.style import style_names
from timbre.model.brief import Brief
from timbre.model.events import AudioChunk, Finished
from timbre.model.request import GenerationRequest

RATE = 44_100
MOST_LIMITING_DB = 6.0


@lru_cache(maxsize=2)
def mix_of(style: str, seed: int, seconds: float):
    request = GenerationRequest(prompt=style, brief=Brief(style=style), seed=seed, seconds=seconds)
    events = list(create().generate(request, lambda: False))
    facts = next(event.facts for event in events if isinstance(event, Finished))
    chunks = [event.samples for event in events if isinstance(event, AudioChunk)]
    return np.concatenate(chunks, axis=1), facts


def check_master(style: str, seed: int, seconds: float) -> None:
    mix, facts = mix_of(style, seed, seconds)
    mastered = master(mix, RATE, facts.master, facts.target_lufs, facts.tilt_db)
    assert integrated_lufs(mastered.samples, RATE) == pytest.approx(facts.target_lufs, abs=0.5)
    assert true_peak_dbtp(mastered.samples, RATE) <= -1.0
    assert mastered.limited_db <= MOST_LIMITING_DB


@pytest.mark.parametrize("style", ["house", "pop"])
def test_loud_styles_leave_the_limiter_little_to_do(style):
    check_master(style, 1, 15.0)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("style", style_names())
def test_every_style_leaves_the_limiter_little_to_do(style, seed):
    check_master(style, seed, 30.0)


def measures(samples) -> dict[str, float]:
    """Band levels over the whole (dB), crest (dB), and side over mid (dB)."""
    spectrum = (np.abs(np.fft.rfft(samples)) ** 2).sum(axis=0)
    hertz = np.fft.rfftfreq(samples.shape[1], 1 / RATE)

    def band(low, high):
        part = spectrum[(hertz >= low) & (hertz < high)].sum()
        return float(10 * np.log10(part / spectrum.sum()))

    mid, side = samples[0] + samples[1], samples[0] - samples[1]
    return {
        "low": band(30, 150) - band(500, 2000),
        "top": band(6000, 20_000),
        "air": band(13_000, 20_000),
        "crest": float(20 * np.log10(np.abs(samples).max() / np.sqrt(np.mean(samples**2)))),
        "width": float(10 * np.log10((side**2).sum() / (mid**2).sum())),
        "lufs": integrated_lufs(samples, RATE) or 0.0,
    }


def test_presets_differ_audibly_on_music():
    mix, _ = mix_of("pop", 1, 15.0)
    shaped = {
        name: measures(master(mix, RATE, name, -14.0).samples) for name in preset_names() if name != "off"
    }
    clean = shaped["clean"]
    assert shaped["warm"]["top"] < clean["top"] - 1.5
    assert shaped["warm"]["low"] > clean["low"] + 0.4
    assert shaped["vinyl"]["air"] < clean["air"] - 4.0
    assert shaped["vinyl"]["width"] < clean["width"] - 1.0
    assert shaped["wide"]["width"] > clean["width"] + 1.5
    assert shaped["loud"]["top"] > shaped["warm"]["top"] + 2.0
    own = {name: measures(master(mix, RATE, name).samples) for name in ("clean", "loud", "vinyl")}
    for name, measured in own.items():
        assert measured["lufs"] == pytest.approx(load_preset(name).lufs, abs=0.5)
    assert own["loud"]["crest"] < own["clean"]["crest"] - 2.0
    untouched = master(mix, RATE, "off").samples
    assert np.array_equal(untouched, mix)
