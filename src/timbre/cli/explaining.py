"""Showing what words mean: `explain`, `vocabulary`, `presets`. The terminal side of `timbre.language`."""

from __future__ import annotations
