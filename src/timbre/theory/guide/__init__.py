"""A guide: a tune someone brings as a MIDI file, read, understood and given chords. Knows nothing of styles."""

from timbre.theory.guide.guide import Guide, GuideNote, read_guide

__all__ = ["Guide", "GuideNote", "read_guide"]
