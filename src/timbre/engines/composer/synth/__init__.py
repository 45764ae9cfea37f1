"""The synthesiser: notes and drum hits as pure functions of their arguments.

Knows nothing of scores or mixes; caching rendered notes is the mixer's business.
"""

from __future__ import annotations

from timbre.engines.composer.synth.catalogue import INSTRUMENTS, Instrument
from timbre.engines.composer.synth.drums import KITS, Kit, render_hit
from timbre.engines.composer.synth.render import render_note

__all__ = ["INSTRUMENTS", "KITS", "Instrument", "Kit", "render_hit", "render_note"]
