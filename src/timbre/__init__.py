"""Timbre: words to music in a terminal. This package root imports nothing, so that `timbre --help` is quick."""

__version__ = "0.1.0"
