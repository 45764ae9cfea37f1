"""Technique 24: swells, vibrato that comes late, filter curves over many bars."""

from timbre.engines.composer.controls import controls_of
from timbre.engines.composer.plan import Tone


def test_vibrato_waits_on_long_notes_and_leaves_short_ones_alone(plan) -> None:
    made = plan("cinematic", instruments=("violin",), bpm=90.0)
    role = next(role for role, name in made.cast.lead.items() if name == "violin" and role != "pad")
    tones = [Tone(0, 3840, 72), Tone(3840, 240, 74)]
    points = [c for c in controls_of(made, role, tones) if c.controller == "vibrato"]
    assert points[0].value == 0
    growing = next(c for c in points if c.value > 0)
    assert 0.45 <= growing.tick * 60 / (90 * 960) <= 0.7
    assert points[-1].value == 0
    assert points[-1].tick <= 3840


def test_pads_swell_and_filters_move_over_eight_bars(plan) -> None:
    made = plan("house", seconds=90.0)
    pad = controls_of(made, "pad", [])
    swell = [c for c in pad if c.controller == "expression"]
    assert swell[0].value < 0.8 < swell[1].value
    sweep = [c for c in pad if c.controller == "brightness"]
    section = max(made.sections, key=lambda s: s.bars)
    start, bar = section.start * made.timing.bar_ticks, made.timing.bar_ticks
    ticks = [c.tick for c in sweep if start <= c.tick < start + section.bars * bar]
    assert len(ticks) >= 2
    assert ticks[1] - ticks[0] == made.style.pad.sweep_bars * bar // 2


def test_chords_and_bass_can_sweep_too(plan) -> None:
    made = plan("house", seconds=60.0)
    style = made.style
    update = {
        "chords": style.chords.model_copy(update={"sweep_bars": 16}),
        "bass": style.bass.model_copy(update={"sweep_bars": 16}),
    }
    object.__setattr__(made, "style", style.model_copy(update=update))
    for role in ("chords", "bass"):
        assert {c.controller for c in controls_of(made, role, [])} == {"brightness"}
