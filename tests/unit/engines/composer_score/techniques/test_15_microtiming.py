"""Technique 15: fixed lateness per instrument, and a small drift that remembers where it was."""

from itertools import pairwise

from timbre.engines.composer.performance import perform
from timbre.engines.composer.plan import Tone
from timbre.engines.composer.style_parts import Feel


def shifts(plan, feel: Feel, pitch: int, role: str = "drums") -> list[int]:
    made = plan("lo-fi-hip-hop", bpm=90.0, seconds=200.0)
    object.__setattr__(made, "style", made.style.model_copy(update={"feel": {role: feel}}))
    tones = [Tone(960 * n, 100, pitch) for n in range(1, 200)]
    return [note.start - tone.start for note, tone in zip(perform(made, role, tones), tones)]


def test_the_snare_is_late_and_the_kick_on_the_grid(plan) -> None:
    feel = Feel(late_ms=20.0, loose_ms=3.0)
    snare, kick = shifts(plan, feel, 38), shifts(plan, feel, 36)
    late = 20 * 90 * 960 / 60_000
    assert abs(sum(snare) / len(snare) - late) < 4
    assert abs(sum(kick) / len(kick)) < 2


def test_jitter_is_correlated(plan) -> None:
    moves = shifts(plan, Feel(loose_ms=12.0), 50)
    mean = sum(moves) / len(moves)
    spread = sum((m - mean) ** 2 for m in moves)
    together = sum((a - mean) * (b - mean) for a, b in pairwise(moves))
    assert spread > 0
    assert together / spread > 0.35
